"""What is said of COCOB: continuous coin betting."""

from __future__ import annotations

from optimizers.card import Card
from optimizers.counterpart import optax


class COCOBCard(Card):
    """The card of COCOB (coin betting)."""

    title = "COCOB (coin betting)"
    keywords = ("continuous coin betting",)
    group = "Parameter-free"
    year = 2017
    paper = (
        "Orabona and Tommasi: Training Deep Networks without Learning Rates Through Coin Betting"
    )
    link = "https://arxiv.org/abs/1705.07795"
    intuition = (
        "A gambler bets a share of what he has won on where the slope will point next: the more "
        "one-sided it was so far, the larger the share. As long as he wins, his stake, the way "
        "from the start, grows exponentially."
    )
    strengths = (
        "No learning rate, and the same path on any scale of the objective.",
        "Stakes grow exponentially: a goal a thousand times as far costs a few steps more.",
    )
    weaknesses = (
        "A steep start weighs on every later bet: the largest gradient is never forgotten.",
        "The first step is 1 / a long, whatever the scale of the point.",
    )
    counterparts = (
        optax("contrib.cocob", alpha="alpha", eps="epsilon", weight_decay="weight_decay"),
    )
