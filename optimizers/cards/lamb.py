"""What is said of LAMB."""

from __future__ import annotations

from optimizers.card import Card
from optimizers.counterpart import keras, optax


class LambCard(Card):
    """The card of LAMB."""

    title = "LAMB"
    keywords = ("large batch",)
    group = "Trust ratio"
    year = 2020
    paper = "You et al.: Large Batch Optimization for Deep Learning: Training BERT in 76 minutes"
    link = "https://arxiv.org/abs/1904.00962"
    intuition = (
        "Every step changes the point by the same share of its length, in Adam's direction. "
        "The learning rate is that share."
    )
    strengths = (
        "The learning rate has no unit: it suits small and large weights alike.",
        "Made for very large batches.",
    )
    weaknesses = (
        "The origin is special: steps shrink near it and grow far from it.",
        "Never rests at a minimum unless the learning rate decays.",
    )
    counterparts = (
        keras("Lamb", "beta_1", "beta_2", "epsilon"),
        optax("lamb", b1="beta_1", b2="beta_2", eps="epsilon", weight_decay="weight_decay"),
    )
    family = "adam"
    family_factor = 0.15
