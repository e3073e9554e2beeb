"""What is said of Fromage."""

from __future__ import annotations

from optimizers.card import Card
from optimizers.counterpart import optax


class FromageCard(Card):
    """The card of Fromage."""

    title = "Fromage"
    keywords = ("Frobenius matched gradient descent",)
    group = "Trust ratio"
    year = 2020
    paper = (
        "Bernstein, Vahdat, Yue and Liu: On the Distance between Two Neural Networks and the "
        "Stability of Learning"
    )
    link = "https://arxiv.org/abs/2002.03432"
    intuition = (
        "Only the direction of the gradient counts; the step is a given share of the distance from "
        "the origin. A network changes by shares, so that one learning rate fits all its layers."
    )
    strengths = (
        "The same path on any scale of the objective.",
        "In networks one learning rate fits layers of any size.",
    )
    weaknesses = (
        "Never settles unless the learning rate decays.",
        "Goes nowhere near the origin, and the factor in front draws it there.",
    )
    counterparts = (optax("fromage", min_norm="min_norm"),)
    family = "adam"
    family_factor = 0.15
