"""What is said of Simplified AdEMAMix."""

from __future__ import annotations

from optimizers.card import Card
from optimizers.counterpart import OPTAX_MOMENTS, optax


class SimplifiedAdEMAMixCard(Card):
    """The card of Simplified AdEMAMix."""

    title = "Simplified AdEMAMix"
    group = "Adaptive"
    year = 2025
    paper = (
        "Morwani, Vyas, Zhang and Kakade: Connections between Schedule-Free Optimizers, AdEMAMix, "
        "and Accelerated SGD Variants"
    )
    link = "https://arxiv.org/abs/2502.02431"
    intuition = (
        "A long memory carries on along the valley; the gradient of the step, weighted by a, "
        "steers. With a of 0 it is Adam with a long memory, which swings."
    )
    strengths = (
        "What AdEMAMix does, with one memory less and no warm-up.",
        "The first steps are short, because the sum has to fill.",
    )
    weaknesses = (
        "The learning rate has another scale than Adam's, and depends on beta 1.",
        "A long memory alone, the default, overshoots: the weight of the gradient has to be set.",
    )
    counterparts = (
        optax(
            "contrib.simplified_ademamix",
            **OPTAX_MOMENTS,
            alpha="alpha",
            weight_decay="weight_decay",
        ),
    )
    family = "adam"
    family_factor = 0.01
