"""What is said of LAMB."""

from __future__ import annotations

from declarations.claim import Claim, Seen
from optimizers.card import Card
from optimizers.counterpart import keras, optax
from optimizers.show import Racer, Show


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
    shows = (
        Show(
            "strength",
            "The learning rate has no unit: it suits small and large weights alike.",
            "Two layers of one weight each, 1.4 and 0.2. LAMB's step is a share of the layer: the "
            "first one makes them 1.47 and 0.21, both by the same factor. Adam adds 0.05 to both, "
            "a quarter of the small one: 1.45 and 0.25.",
            (Racer("lamb", {"learning_rate": 0.05}), Racer("adam", {"learning_rate": 0.05})),
            "deep_linear",
            steps=100,
            start=(1.4, 0.2),
            seen=(
                Seen(Claim("1.4", "x", "1.4", at=(1.4, 0.2))),
                Seen(Claim("and 0.2", "y", "0.2", at=(1.4, 0.2))),
                Seen(Claim("makes them 1.47", "x", "1.47"), (0,), {"steps": 1}),
                Seen(Claim("and 0.21", "y", "0.21"), (0,), {"steps": 1}),
                Seen(Claim("Adam adds 0.05 to both", "step", "0.0707"), (1,), {"steps": 1}),
                Seen(Claim("1.45", "x", "1.45"), (1,), {"steps": 1}),
                Seen(Claim("and 0.25", "y", "0.25"), (1,), {"steps": 1}),
            ),
        ),
    )
    counterparts = (
        keras("Lamb", "beta_1", "beta_2", "epsilon"),
        optax("lamb", b1="beta_1", b2="beta_2", eps="epsilon", weight_decay="weight_decay"),
    )
    family = "adam"
    family_factor = 0.15
