"""What is said of Averaged gradient descent."""

from __future__ import annotations

from optimizers.card import Card
from optimizers.counterpart import torch


class ASGDCard(Card):
    """The card of ASGD (averaged SGD)."""

    title = "ASGD (averaged SGD)"
    keywords = ("Polyak averaging", "Ruppert")
    group = "Averaging"
    year = 1992
    paper = "Polyak and Juditsky: Acceleration of Stochastic Approximation by Averaging"
    link = "https://doi.org/10.1137/0330046"
    intuition = (
        "Noise makes the iterates dance around the minimum; their average lies in the middle. "
        "So the steps may stay large and the answer is accurate all the same."
    )
    strengths = (
        "The best possible rate on noisy convex problems, without tuning the decay.",
        "The average is smooth where the iterate jumps.",
    )
    weaknesses = (
        "The average drags the start along; begin it late, or it lags behind.",
        "The iterates are still those of plain gradient descent.",
    )
    counterparts = (torch("ASGD", lambd="lambd", alpha="alpha", t0="t0"),)
    family = "gd"
