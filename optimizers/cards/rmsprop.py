"""What is said of RMSprop."""

from __future__ import annotations

from declarations.claim import Claim, Seen
from optimizers.card import Card
from optimizers.counterpart import keras, optax, torch
from optimizers.show import Racer, Show


class RMSpropCard(Card):
    """The card of RMSprop."""

    title = "RMSprop"
    keywords = ("root mean square", "Hinton")
    group = "Adaptive"
    year = 2012
    paper = "Tieleman and Hinton: Lecture 6.5 - rmsprop"
    link = "https://www.cs.toronto.edu/~tijmen/csc321/slides/lecture_slides_lec6.pdf"
    intuition = (
        "Measures how large the gradient of each coordinate has lately been and divides by it. "
        "Steep and flat directions are then walked at about the same speed."
    )
    strengths = (
        "Copes with badly scaled coordinates and with gradients whose size changes.",
        "Forgets old gradients, so it never slows to a halt like Adagrad.",
    )
    weaknesses = (
        "Ends in a cycle around the minimum, about a learning rate wide.",
        "Without bias correction its first steps are up to 1/√(1 - ρ) times too long.",
    )
    shows = (
        Show(
            "strength",
            "Copes with badly scaled coordinates and with gradients whose size changes.",
            "The start lies on a plateau, where the slope is 0.0034. RMSprop divides that away and "
            "is within 0.001 of the minimum after 75 steps. SGD with a learning rate of 3.2 is "
            "still on the plateau after 150 steps, and Adagrad with 1, too.",
            (
                Racer("rmsprop", {"learning_rate": 0.07}),
                Racer("sgd", {"learning_rate": 3.2}),
                Racer("adagrad", {"learning_rate": 1.0}),
            ),
            "sigmoid_neuron",
            steps=150,
            seen=(
                Seen(Claim("the slope is 0.0034", "slope", "0.0034", at=(-2.0, -6.0))),
                Seen(
                    Claim(
                        "within 0.001 of the minimum after 75 steps",
                        "gap",
                        "75",
                        along="stays",
                        when="<0.001",
                    ),
                    (0,),
                ),
                Seen(
                    Claim("a learning rate of 3.2 is still on the plateau", "slope", "<0.01"), (1,)
                ),
                Seen(Claim("after 150 steps", "last step", "150"), (1, 2)),
                Seen(Claim("Adagrad with 1, too", "slope", "<0.01"), (2,)),
            ),
        ),
        Show(
            "weakness",
            "Ends in a cycle around the minimum, about a learning rate wide.",
            "With a learning rate of 0.5 it goes on jumping over the minimum to the end, 0.5 to "
            "and fro along each axis: the last step is 0.71 long. Where the learning rate falls "
            "(cosine), it comes to rest in the minimum.",
            (
                Racer("rmsprop", {"learning_rate": 0.5}),
                Racer("rmsprop", {"learning_rate": 0.5}, "cosine"),
            ),
            "himmelblau",
            seen=(
                Seen(
                    Claim(
                        "a learning rate of 0.5 it goes on jumping over the minimum",
                        "x",
                        ">190",
                        along="turns",
                    ),
                    (0,),
                ),
                Seen(Claim("0.5 to and fro", "x", "0.50", along="late range"), (0,)),
                Seen(Claim("fro along each axis", "y", "0.50", along="late range"), (0,)),
                Seen(Claim("the last step is 0.71 long", "step", "0.71"), (0,)),
                Seen(Claim("comes to rest in the minimum", "gap", "<1e-9"), (1,)),
            ),
        ),
    )
    counterparts = (
        keras("RMSprop", "rho", "momentum", "epsilon", "centered"),
        torch("RMSprop", alpha="rho", eps="epsilon", momentum="momentum", centered="centered"),
        optax(
            "rmsprop",
            decay="rho",
            eps="epsilon",
            eps_in_sqrt="epsilon_inside_sqrt",
            momentum="momentum",
            nesterov="nesterov",
            centered="centered",
            bias_correction="bias_correction",
            initial_scale="initial_accumulator_value",
        ),
    )
    family = "rms"
