"""What is said of Optimistic gradient descent."""

from __future__ import annotations

from optimizers.card import Card
from optimizers.counterpart import optax


class OptimisticGradientDescentCard(Card):
    """The card of Optimistic gradient descent."""

    title = "Optimistic gradient descent"
    keywords = ("OGDA", "past extragradient")
    group = "Momentum"
    year = 2017
    paper = "Daskalakis, Ilyas, Syrgkanis and Zeng: Training GANs with Optimism"
    link = "https://arxiv.org/abs/1711.00141"
    intuition = (
        "The gradient is taken for what it will be after the step, if it changes as it did in the "
        "last one. In a bowl that is a brake; in a game of two players, for which it was made, it "
        "ends their running in circles."
    )
    strengths = (
        "Comes to rest where two players pull against each other and plain descent spirals out.",
        "One gradient a step, where the extragradient method that it stands for takes two.",
    )
    weaknesses = (
        "On a bowl it gains nothing over plain descent, and bears a third of its learning rate.",
        "Differences of noisy gradients are noisier still.",
    )
    counterparts = (optax("optimistic_gradient_descent", beta="optimism"),)
    family = "gd"
    family_factor = 0.33
