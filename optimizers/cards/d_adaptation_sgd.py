"""What is said of D-Adaptation for SGD."""

from __future__ import annotations

from optimizers.card import Card


class DAdaptationSGDCard(Card):
    """The card of D-Adaptation (SGD)."""

    title = "D-Adaptation (SGD)"
    group = "Parameter-free"
    year = 2023
    paper = "Defazio and Mishchenko: Learning-Rate-Free Learning by D-Adaptation"
    link = "https://arxiv.org/abs/2301.07733"
    intuition = (
        "How well successive gradients agree bounds from below how far away the solution is. The "
        "steps are that bound times the gradient, measured by the first gradient."
    )
    strengths = (
        "No learning rate to tune: 1 is right on any scale.",
        "Simple enough that its bound can be followed by hand.",
    )
    weaknesses = (
        "Diverges where the slope gets much steeper than at the start.",
        "The bound never shrinks.",
    )
