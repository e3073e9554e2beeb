"""What is said of Adan."""

from __future__ import annotations

from optimizers.card import Card
from optimizers.counterpart import OPTAX_MOMENTS, optax


class AdanCard(Card):
    """The card of Adan."""

    title = "Adan"
    group = "Adaptive"
    year = 2022
    paper = (
        "Xie et al.: Adan: Adaptive Nesterov Momentum Algorithm for Faster Optimizing Deep Models"
    )
    link = "https://arxiv.org/abs/2208.06677"
    intuition = (
        "How the gradient has been changing tells what it will be a step further on. Adan adds "
        "that forecast to Adam's momentum, so it brakes before the valley floor, not after it."
    )
    strengths = (
        "Overshoots less than Adam at the same learning rate.",
        "Needs no second gradient for its look-ahead.",
    )
    weaknesses = (
        "Three memories and a previous gradient to keep.",
        "Differences of noisy gradients are noisier still.",
    )
    counterparts = (
        optax(
            "adan",
            **OPTAX_MOMENTS,
            b3="beta_3",
            weight_decay="weight_decay",
            caveat="Optax weighs the difference of gradients with 1 - b2 instead of b2: only at "
            "0.5 it is the published rule (google-deepmind/optax#1715).",
        ),
    )
    family = "adam"
    family_factor = 2.0
