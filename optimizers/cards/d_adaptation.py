"""What is said of D-Adaptation for Adam."""

from __future__ import annotations

from optimizers.card import Card
from optimizers.counterpart import optax


class DAdaptationCard(Card):
    """The card of D-Adaptation (Adam)."""

    title = "D-Adaptation (Adam)"
    group = "Parameter-free"
    year = 2023
    paper = "Defazio and Mishchenko: Learning-Rate-Free Learning by D-Adaptation"
    link = "https://arxiv.org/abs/2301.07733"
    intuition = (
        "How well successive gradients agree bounds from below how far away the solution is. That "
        "bound is used as the learning rate of Adam and is raised whenever a better one is proved."
    )
    strengths = (
        "No learning rate to tune: 1 is right on any scale.",
        "The bound is proved for convex problems, so it is never wildly too large there.",
    )
    weaknesses = (
        "The bound holds for convex problems only; on wavy landscapes it throws the point far out.",
        "It never shrinks, even when the landscape gets rougher.",
    )
    counterparts = (
        optax(
            "contrib.dadapt_adamw",
            betas=("beta_1", "beta_2"),
            eps="epsilon",
            estim_lr0="initial_d",
            weight_decay="weight_decay",
        ),
    )
