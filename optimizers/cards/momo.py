"""What is said of MoMo."""

from __future__ import annotations

from optimizers.card import Card
from optimizers.counterpart import optax


class MoMoCard(Card):
    """The card of MoMo."""

    title = "MoMo"
    keywords = ("momentum models", "Polyak")
    group = "Parameter-free"
    year = 2023
    paper = "Schaipp et al.: MoMo: Momentum Models for Adaptive Learning Rates"
    link = "https://arxiv.org/abs/2305.07583"
    intuition = (
        "Polyak's step with momentum: the lines that touched the objective are averaged, and the "
        "step goes no farther than to where their average reaches the smallest value there can be. "
        "The learning rate is only an upper limit."
    )
    strengths = (
        "A learning rate that is far too large does little harm.",
        "Far up it goes fast, and it slows down by itself close to the goal.",
    )
    weaknesses = (
        "The smallest value has to be known; with too low a guess the limit is never felt.",
        "In a local minimum the gap stays open: it steps with the full learning rate.",
    )
    counterparts = (
        optax(
            "contrib.momo",
            beta="momentum",
            lower_bound="lower_bound",
            adapt_lower_bound="adapt_lower_bound",
            weight_decay="weight_decay",
            tells_value=True,
        ),
    )
