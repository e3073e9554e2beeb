"""What is said of ADOPT."""

from __future__ import annotations

from optimizers.card import Card
from optimizers.counterpart import optax


class ADOPTCard(Card):
    """The card of ADOPT."""

    title = "ADOPT"
    group = "Adaptive"
    year = 2024
    paper = (
        "Taniguchi et al.: ADOPT: Modified Adam Can Converge with Any Beta2 with the Optimal Rate"
    )
    link = "https://arxiv.org/abs/2411.02853"
    intuition = (
        "In Adam today's gradient sits in the numerator and the denominator, and so a rare large "
        "one is cut down by itself. ADOPT divides by what was known before today."
    )
    strengths = (
        "Converges for every β₂, where Adam may not.",
        "Rare, large gradients count for what they are, up to the clipping.",
    )
    weaknesses = (
        "The first gradient sets the scale for long; a flat start is met with clipped steps.",
        "Stands still in its first step.",
    )
    counterparts = (
        optax("contrib.adopt", b1="beta_1", b2="beta_2", eps="epsilon", use_clipping="clipping"),
    )
    family = "adam"
