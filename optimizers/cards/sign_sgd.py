"""What is said of Sign descent."""

from __future__ import annotations

from declarations.claim import Claim, Seen
from optimizers.card import Card
from optimizers.counterpart import optax
from optimizers.show import Racer, Show


class SignSGDCard(Card):
    """The card of SignSGD."""

    title = "SignSGD"
    keywords = ("sign descent",)
    group = "Sign"
    year = 2018
    paper = "Bernstein et al.: signSGD: Compressed Optimisation for Non-Convex Problems"
    link = "https://arxiv.org/abs/1802.04434"
    intuition = (
        "Only the direction of the slope counts in every coordinate, never how steep it is. "
        "One bit of every gradient is enough, which is what made it interesting for clusters."
    )
    strengths = (
        "Does not depend on the scale of the objective; cliffs do no harm.",
        "No state, and one bit to send for every coordinate.",
    )
    weaknesses = (
        "Jumps to and fro over the minimum unless the learning rate decays.",
        "Moves along diagonals only, as long as no component is 0.",
    )
    shows = (
        Show(
            "strength",
            "cliffs do no harm",
            "The start is so steep that plain descent is thrown out for good with its first step, "
            "which is 38 long. Here no step is longer than 0.071, and the run ends 0.1 above the "
            "minimum.",
            (Racer("sign_sgd", {"learning_rate": 0.05}), Racer("sgd", {"learning_rate": 0.01})),
            "beale",
            start=(4.0, -2.0),
            seen=(
                Seen(Claim("is thrown out for good", "diverged", "1"), (1,)),
                Seen(Claim("which is 38 long", "step", "38"), (1,), {"steps": 1}),
                Seen(Claim("longer than 0.071", "step", "0.071", along="max"), (0,)),
                Seen(Claim("ends 0.1 above the minimum", "gap", "0.1"), (0,)),
            ),
        ),
        Show(
            "weakness",
            "Jumps to and fro over the minimum unless the learning rate decays.",
            "With a learning rate of 0.1 it jumps over the minimum to the end, 0.1 along each "
            "axis. Where the learning rate falls (cosine), it comes to rest less than 1e-6 above "
            "it.",
            (
                Racer("sign_sgd", {"learning_rate": 0.1}),
                Racer("sign_sgd", {"learning_rate": 0.1}, "cosine"),
            ),
            "three_hump_camel",
            steps=100,
            seen=(
                Seen(
                    Claim(
                        "a learning rate of 0.1 it jumps over the minimum",
                        "y",
                        ">75",
                        along="turns",
                    ),
                    (0,),
                ),
                Seen(Claim("0.1 along each axis", "x", "0.1", along="late range"), (0,)),
                Seen(Claim("along each axis", "y", "0.1", along="late range"), (0,)),
                Seen(Claim("it comes to rest", "step", "<1e-4"), (1,)),
                Seen(Claim("less than 1e-6 above it", "gap", "<1e-6"), (1,)),
            ),
        ),
    )
    counterparts = (optax("sign_sgd"),)
    family = "adam"
    family_factor = 0.1
