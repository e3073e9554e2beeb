"""What is said of ACProp."""

from __future__ import annotations

from optimizers.card import Card
from optimizers.counterpart import optax


class ACPropCard(Card):
    """The card of ACProp."""

    title = "ACProp"
    keywords = ("asynchronous centering",)
    group = "Adaptive"
    year = 2021
    paper = (
        "Zhuang et al.: Momentum Centering and Asynchronous Update for Adaptive Gradient Methods"
    )
    link = "https://arxiv.org/abs/2110.05454"
    intuition = (
        "The gradient is divided by the spread of those before it, so a rare large one is not "
        "divided by itself and counts in full. A steep but steady slope does not slow it down."
    )
    strengths = (
        "Converges where Adam and RMSprop forget rare large gradients, for any beta 2.",
        "Takes long steps along slopes that do not change, short ones where they do.",
    )
    weaknesses = (
        "No momentum: it zig-zags across narrow valleys.",
        "A spike after a calm time, or a constant slope, makes a step of any length.",
        "The first step, plain descent, wants another learning rate than all others.",
    )
    counterparts = (
        optax(
            "contrib.acprop",
            b1="beta_1",
            b2="beta_2",
            eps="epsilon",
            eps_root="epsilon_root",
            weight_decay="weight_decay",
            caveat="Optax measures the spread from the average of before, against the paper and "
            "its own docstring.",
        ),
    )
    family = "gd"
