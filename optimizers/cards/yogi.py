"""What is said of Yogi."""

from __future__ import annotations

from optimizers.card import Card
from optimizers.counterpart import optax


class YogiCard(Card):
    """The card of Yogi."""

    title = "Yogi"
    group = "Adaptive"
    year = 2018
    paper = "Zaheer, Reddi, Sachan, Kale and Kumar: Adaptive Methods for Nonconvex Optimization"
    link = "https://papers.nips.cc/paper/8186-adaptive-methods-for-nonconvex-optimization"
    intuition = (
        "Adam forgets large gradients at once when small ones follow, and its steps jump up. "
        "Yogi lets v shrink only as fast as the new gradients are large, so its steps grow gently."
    )
    strengths = (
        "The effective learning rate never jumps up.",
        "Remembers rare, large gradients for longer than Adam.",
    )
    weaknesses = (
        "After a steep start it stays slow on flat ground for a long time.",
        "A large epsilon is part of the recipe and has to fit the scale of the gradients.",
    )
    counterparts = (optax("yogi", b1="beta_1", b2="beta_2", eps="epsilon"),)
    family = "adam"
