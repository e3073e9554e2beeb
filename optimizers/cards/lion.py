"""What is said of Lion."""

from __future__ import annotations

from declarations.claim import Claim, Seen
from optimizers.card import Card
from optimizers.counterpart import keras, optax
from optimizers.show import Racer, Show


class LionCard(Card):
    """The card of Lion."""

    title = "Lion"
    keywords = ("evolved sign momentum",)
    group = "Sign"
    year = 2023
    paper = "Chen et al.: Symbolic Discovery of Optimization Algorithms"
    link = "https://arxiv.org/abs/2302.06675"
    intuition = (
        "Every coordinate moves by exactly the learning rate, up or down. "
        "A smoothed gradient decides which way."
    )
    strengths = (
        "Half of Adam's memory, and blind to the size of gradients.",
        "Keeps its pace on plateaus.",
    )
    weaknesses = (
        "Never rests: ends in a zigzag two learning rates wide unless that decays.",
        "Walks along the axes and diagonals only; needs a smaller learning rate than Adam.",
    )
    shows = (
        Show(
            "strength",
            "Keeps its pace on plateaus.",
            "Far out it is nearly level, and plain descent is still at x = 7.1 after 200 steps. "
            "Lion takes steps of 0.1 wherever it is, and is near the minimum after 80 of them.",
            (Racer("lion", {"learning_rate": 0.1}), Racer("sgd", {"learning_rate": 1.0})),
            "geman_mcclure_1d",
            seen=(
                Seen(Claim("nearly level", "slope", "<0.01", at=(8.0,))),
                Seen(Claim("x = 7.1", "x", "7.1"), (1,)),
                Seen(Claim("after 200 steps", "last step", "200"), (1,)),
                Seen(Claim("steps of 0.1 wherever it is", "step", "0.1", along="max"), (0,)),
                Seen(Claim("wherever it is", "step", "0.1", along="min"), (0,)),
                Seen(
                    Claim(
                        "near the minimum after 80 of them", "x", "80", along="first", when="<0.05"
                    ),
                    (0,),
                ),
            ),
        ),
        Show(
            "weakness",
            "Never rests: ends in a zigzag two learning rates wide unless that decays.",
            "With a learning rate of 0.1 it jumps over the minimum to the end, 0.2 to and fro "
            "along each axis. Where the learning rate falls (cosine), it comes to rest.",
            (
                Racer("lion", {"learning_rate": 0.1}),
                Racer("lion", {"learning_rate": 0.1}, "cosine"),
            ),
            "two_wells",
            seen=(
                Seen(Claim("a learning rate of 0.1", "gap", ">0.1"), (0,)),
                Seen(Claim("0.2 to and fro", "x", "0.2", along="late range"), (0,)),
                Seen(Claim("fro along each axis", "y", "0.2", along="late range"), (0,)),
                Seen(Claim("it comes to rest", "step", "<1e-4"), (1,)),
            ),
        ),
    )
    counterparts = (
        keras("Lion", "beta_1", "beta_2"),
        optax("lion", b1="beta_1", b2="beta_2", weight_decay="weight_decay"),
    )
    family = "adam"
    family_factor = 0.1
