"""What is said of LARS."""

from __future__ import annotations

from optimizers.card import Card
from optimizers.counterpart import optax


class LARSCard(Card):
    """The card of LARS."""

    title = "LARS"
    keywords = ("large batch",)
    group = "Trust ratio"
    year = 2017
    paper = "You, Gitman and Ginsburg: Large Batch Training of Convolutional Networks"
    link = "https://arxiv.org/abs/1708.03888"
    intuition = (
        "Every step changes the point by a fixed share of its own length, however steep the slope "
        "is. For the weights of a layer that is natural; on a map it means small steps near the "
        "origin."
    )
    strengths = (
        "Does not depend on the scale of the objective.",
        "Keeps layers of very different size in step, even with huge batches.",
    )
    weaknesses = (
        "The origin is a special place: near it the steps vanish.",
        "Never settles, as the step does not shrink with the gradient.",
    )
    counterparts = (
        optax(
            "lars",
            weight_decay="weight_decay",
            trust_coefficient="trust_coefficient",
            eps="epsilon",
            momentum="momentum",
            nesterov="nesterov",
        ),
    )
