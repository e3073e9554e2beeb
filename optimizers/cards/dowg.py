"""What is said of DoWG: distance over weighted gradients."""

from __future__ import annotations

from optimizers.card import Card
from optimizers.counterpart import optax


class DoWGCard(Card):
    """The card of DoWG (distance over weighted gradients)."""

    title = "DoWG (distance over weighted gradients)"
    group = "Parameter-free"
    year = 2023
    paper = (
        "Khaled, Mishchenko and Jin: DoWG Unleashed: An Efficient Universal Parameter-Free "
        "Gradient Descent Method"
    )
    link = "https://arxiv.org/abs/2305.16284"
    intuition = (
        "As in DoG the step is the distance travelled over the gradients met. But the steep slopes "
        "near the start count little once the run has got away from it."
    )
    strengths = (
        "No learning rate, and it finds its pace faster than DoG.",
        "A steep start does not weigh on the rest of the run.",
    )
    weaknesses = (
        "Bolder than DoG, and so more often too bold.",
        "Plain descent otherwise: it zig-zags across narrow valleys.",
    )
    counterparts = (
        optax(
            "contrib.dowg",
            init_estim_sq_dist="initial_square_distance",
            eps="epsilon",
            weight_decay="weight_decay",
        ),
    )
