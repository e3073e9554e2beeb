"""What is said of Rprop."""

from __future__ import annotations

from declarations.claim import Claim, Seen
from optimizers.card import Card
from optimizers.counterpart import optax, torch
from optimizers.show import Racer, Show


class RpropCard(Card):
    """The card of Rprop."""

    title = "Rprop"
    keywords = ("resilient propagation",)
    group = "Sign"
    year = 1993
    paper = "Riedmiller and Braun: A Direct Adaptive Method for Faster Backpropagation Learning"
    link = "https://doi.org/10.1109/ICNN.1993.298623"
    intuition = (
        "As long as the slope keeps its sign the step grows; when the sign flips, the valley was "
        "overstepped and the step shrinks. How steep the slope is never matters."
    )
    strengths = (
        "Hardly depends on the learning rate, and not at all on the scale of the objective.",
        "Very fast without noise, in valleys along the axes above all.",
    )
    weaknesses = (
        "Noise on the gradient flips signs and makes the steps collapse.",
        "Blind to slanted valleys, as it treats every coordinate alone.",
    )
    shows = (
        Show(
            "strength",
            "Very fast without noise, in valleys along the axes above all.",
            "The bowl is 1000 times as steep along y as along x. Rprop stays within 0.001 of the "
            "minimum from step 39 on; SGD, whose learning rate the steep direction limits, is 6.9 "
            "above it after 100 steps.",
            (Racer("rprop", {"learning_rate": 0.01}), Racer("sgd", {"learning_rate": 0.0019})),
            "ellipse",
            {"kappa": 1000.0},
            steps=100,
            seen=(
                Seen(Claim("1000 times as steep", "condition", "1000")),
                Seen(
                    Claim(
                        "within 0.001 of the minimum from step 39 on",
                        "gap",
                        "39",
                        along="stays",
                        when="<0.001",
                    ),
                    (0,),
                ),
                Seen(Claim("is 6.9 above it", "gap", "6.9"), (1,)),
                Seen(Claim("after 100 steps", "last step", "100"), (1,)),
            ),
        ),
        Show(
            "weakness",
            "Noise on the gradient flips signs and makes the steps collapse.",
            "Every flip of a sign halves a step, and noise flips many: Rprop comes to a stop, its "
            "last step shorter than 1e-4, 0.53 above the minimum. SGD, with the same noise, gets "
            "as near as 0.04.",
            (Racer("rprop", {"learning_rate": 0.01}), Racer("sgd", {"learning_rate": 0.1})),
            "noisy_line",
            options={"noise": 0.5},
            seen=(
                Seen(Claim("last step shorter than 1e-4", "step", "<1e-4"), (0,)),
                Seen(Claim("0.53 above the minimum", "gap", "0.53"), (0,)),
                Seen(Claim("as near as 0.04", "gap", "0.04"), (1,)),
            ),
        ),
    )
    counterparts = (
        torch(
            "Rprop",
            etas=("eta_minus", "eta_plus"),
            step_sizes=("min_step_size", "max_step_size"),
            weight_decay=None,
        ),
        optax(
            "rprop",
            eta_minus="eta_minus",
            eta_plus="eta_plus",
            min_step_size="min_step_size",
            max_step_size="max_step_size",
            caveat="Optax hands out the update of the step before (google-deepmind/optax#1725).",
        ),
    )
