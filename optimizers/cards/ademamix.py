"""What is said of AdEMAMix."""

from __future__ import annotations

from optimizers.card import Card
from optimizers.counterpart import OPTAX_MOMENTS, optax


class AdEMAMixCard(Card):
    """The card of AdEMAMix."""

    title = "AdEMAMix"
    group = "Adaptive"
    year = 2024
    paper = "Pagliardini, Ablin and Grangier: The AdEMAMix Optimizer: Better, Faster, Older"
    link = "https://arxiv.org/abs/2409.03137"
    intuition = (
        "One momentum follows the slope of the last ten steps, a second one that of the last ten "
        "thousand. The slow one keeps pushing along the valley while the fast one steers."
    )
    strengths = (
        "Uses gradients that Adam has long forgotten; gains in long runs.",
        "Steady progress along flat valleys under noise.",
    )
    weaknesses = (
        "In short runs the slow momentum hardly counts, or pushes past the minimum.",
        "Slow to change its mind when the landscape changes.",
    )
    counterparts = (
        optax(
            "contrib.ademamix",
            **OPTAX_MOMENTS,
            b3="beta_3",
            alpha="alpha",
            weight_decay="weight_decay",
        ),
    )
    family = "adam"
