"""What is said of Optimistic Adam."""

from __future__ import annotations

from optimizers.card import Card
from optimizers.counterpart import OPTAX_MOMENTS, optax


class OptimisticAdamCard(Card):
    """The card of Optimistic Adam."""

    title = "Optimistic Adam"
    group = "Adaptive"
    year = 2017
    paper = "Daskalakis, Ilyas, Syrgkanis and Zeng: Training GANs with Optimism"
    link = "https://arxiv.org/abs/1711.00141"
    intuition = (
        "Adam's direction is taken for what it will be after the step, if it changes as it did in "
        "the last one. Made for games of two players, which plain Adam plays in circles; in a bowl "
        "it takes the swing out of the momentum."
    )
    strengths = (
        "Comes to rest where two players pull against each other and Adam runs in circles.",
        "Turns earlier than Adam: the momentum overshoots less.",
    )
    weaknesses = (
        "Differences of noisy directions are noisier still.",
        "One memory more than Adam, and where nothing swings no gain.",
    )
    counterparts = (
        optax("optimistic_adam_v2", **OPTAX_MOMENTS, beta="optimism", nesterov="nesterov"),
    )
    family = "adam"
