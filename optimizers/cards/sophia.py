"""What is said of Sophia."""

from __future__ import annotations

from optimizers.card import Card


class SophiaCard(Card):
    """The card of Sophia."""

    title = "Sophia"
    group = "Curvature"
    year = 2023
    paper = (
        "Liu et al.: Sophia: A Scalable Stochastic Second-order Optimizer for Language Model "
        "Pre-training"
    )
    link = "https://arxiv.org/abs/2305.14342"
    intuition = (
        "Where the valley is sharply curved the step is short, where it is flat it is long, "
        "coordinate by coordinate. The limit keeps it from trusting a curvature that is out of "
        "date."
    )
    strengths = (
        "Coordinates of very different curvature progress at the same pace.",
        "Needs the curvature only every few steps.",
    )
    weaknesses = (
        "Blind to slanted valleys: it sees the diagonal of the Hessian alone.",
        "On most of a hilly map the limit is active, and it is sign descent.",
    )
    family = "adam"
    family_factor = 0.1
