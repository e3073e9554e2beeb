"""What is said of Adadelta."""

from __future__ import annotations

from declarations.claim import Claim, Seen
from optimizers.card import Card
from optimizers.counterpart import keras, optax, torch
from optimizers.show import Racer, Show


class AdadeltaCard(Card):
    """The card of Adadelta."""

    title = "Adadelta"
    keywords = ("no learning rate",)
    group = "Adaptive"
    year = 2012
    paper = "Zeiler: ADADELTA: An Adaptive Learning Rate Method"
    link = "https://arxiv.org/abs/1212.5701"
    intuition = (
        "Divides by the recent size of the gradient and multiplies by the recent size of its own "
        "steps. Units cancel, so in principle no learning rate is needed."
    )
    strengths = (
        "Scaling the function or a coordinate changes nothing, apart from epsilon.",
        "No learning rate to tune: 1 is right for the paper's rule.",
    )
    weaknesses = (
        "Begins with steps of √(ε/(1 - ρ)) and needs many steps to gain speed.",
        "Epsilon becomes the number that has to be tuned.",
    )
    shows = (
        Show(
            "strength",
            "Scaling the function or a coordinate changes nothing, apart from epsilon.",
            "On a parabola of curvature 100 Adadelta is at x = -0.118 after 300 steps, and so it "
            "is on one of curvature 1. SGD with a learning rate of 0.1 goes to the minimum of the "
            "flat one and is thrown out of the steep one.",
            (Racer("adadelta", {"learning_rate": 10.0}), Racer("sgd", {"learning_rate": 0.1})),
            "parabola_1d",
            {"a": 100.0},
            steps=300,
            seen=(
                Seen(Claim("curvature 100", "sharpness", "100")),
                Seen(Claim("at x = -0.118", "x", "-0.118"), (0,)),
                Seen(Claim("after 300 steps", "last step", "300"), (0,)),
                Seen(Claim("curvature 1.", "sharpness", "1.00"), (), {"parameters": ()}),
                Seen(Claim("so it is on one", "x", "-0.118"), (0,), {"parameters": ()}),
                Seen(
                    Claim("0.1 goes to the minimum of the flat one", "gap", "<1e-9"),
                    (1,),
                    {"parameters": ()},
                ),
                Seen(Claim("thrown out of the steep one", "diverged", "1"), (1,)),
            ),
        ),
        Show(
            "weakness",
            "Begins with steps of √(ε/(1 - ρ)) and needs many steps to gain speed.",
            "Its first step is 0.002 long, and the last one of 300 is 0.003: with the learning "
            "rate 1 of the paper it hardly leaves its start, 67 above the minimum. An epsilon of "
            "1e-3 in place of 1e-7 makes the first step 0.2 long, and the last point is 0.04 "
            "above the minimum.",
            (
                Racer("adadelta", {"learning_rate": 1.0, "epsilon": 1e-7}),
                Racer("adadelta", {"learning_rate": 1.0, "epsilon": 1e-3}),
                Racer("rmsprop", {"learning_rate": 0.05}),
            ),
            "flower",
            steps=300,
            seen=(
                Seen(Claim("first step is 0.002 long", "step", "0.002"), (0,), {"steps": 1}),
                Seen(Claim("the last one of 300", "last step", "300"), (0, 1, 2)),
                Seen(Claim("is 0.003", "step", "0.003"), (0,)),
                Seen(Claim("learning rate 1 of the paper", "gap", "67"), (0,)),
                Seen(Claim("67 above the minimum", "gap", "67"), (0,)),
                Seen(Claim("1e-3 in place of", "step", "0.2"), (1,), {"steps": 1}),
                Seen(Claim("1e-7", "step", "0.002"), (0,), {"steps": 1}),
                Seen(Claim("the first step 0.2 long", "step", "0.2"), (1,), {"steps": 1}),
                Seen(Claim("0.04 above the minimum", "gap", "0.04"), (1,)),
            ),
        ),
    )
    counterparts = (
        keras("Adadelta", "rho", "epsilon"),
        torch("Adadelta", rho="rho", eps="epsilon"),
        optax("adadelta", rho="rho", eps="epsilon", weight_decay="weight_decay"),
    )
    family = "adagrad"
    family_factor = 18.0
