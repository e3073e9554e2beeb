"""What is said of MADGRAD."""

from __future__ import annotations

from optimizers.card import Card
from optimizers.counterpart import optax


class MadgradCard(Card):
    """The card of MADGRAD."""

    title = "MADGRAD"
    keywords = ("dual averaging",)
    group = "Adaptive"
    year = 2021
    paper = (
        "Defazio and Jelassi: Adaptivity without Compromise: A Momentumized, Adaptive, Dual "
        "Averaged Gradient Method for Stochastic Optimization"
    )
    link = "https://arxiv.org/abs/2101.11075"
    intuition = (
        "Every step is reckoned anew from the start: all gradients together, over the cube root of "
        "the sum of their squares. Later gradients weigh more, and an average with the last point "
        "makes the way smooth."
    )
    strengths = (
        "An early gradient counts less and less: a bad beginning is outweighed.",
        "As AdaGrad each coordinate has its own rate, but it does not fade away.",
    )
    weaknesses = (
        "Its steps grow with the cube root of the scale of f, which the rate has to fit.",
        "The sums never forget, and they are tied to the start.",
    )
    counterparts = (
        optax(
            "contrib.madgrad",
            momentum="momentum",
            eps="epsilon",
            weight_decay="weight_decay",
            caveat="Optax rounds the weight of each gradient to float32: runs agree to seven "
            "digits.",
        ),
    )
    family = "adagrad"
