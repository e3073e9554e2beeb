"""What is said of MoMo-Adam."""

from __future__ import annotations

from optimizers.card import Card
from optimizers.counterpart import optax


class MoMoAdamCard(Card):
    """The card of MoMo-Adam."""

    title = "MoMo-Adam"
    keywords = ("momentum models", "Polyak")
    group = "Adaptive"
    year = 2023
    paper = "Schaipp et al.: MoMo: Momentum Models for Adaptive Learning Rates"
    link = "https://arxiv.org/abs/2305.07583"
    intuition = (
        "Adam that knows how low it can get: it goes no farther along its direction than to where "
        "the average of the lines that touched the objective reaches the smallest value there can "
        "be. The learning rate is only an upper limit."
    )
    strengths = (
        "A learning rate that is too large for Adam does little harm.",
        "Slows down as it comes close to the goal, without a schedule.",
    )
    weaknesses = (
        "The smallest value has to be known; with too low a guess it is Adam.",
        "In a local minimum the gap stays open and the limit is never felt.",
    )
    counterparts = (
        optax(
            "contrib.momo_adam",
            b1="beta_1",
            b2="beta_2",
            eps="epsilon",
            lower_bound="lower_bound",
            adapt_lower_bound="adapt_lower_bound",
            weight_decay="weight_decay",
            tells_value=True,
        ),
    )
    family = "adam"
