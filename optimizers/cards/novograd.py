"""What is said of NovoGrad."""

from __future__ import annotations

from optimizers.card import Card
from optimizers.counterpart import OPTAX_MOMENTS, optax


class NovoGradCard(Card):
    """The card of NovoGrad."""

    title = "NovoGrad"
    group = "Trust ratio"
    year = 2019
    paper = (
        "Ginsburg et al.: Stochastic Gradient Methods with Layer-wise Adaptive Moments for "
        "Training of Deep Networks"
    )
    link = "https://arxiv.org/abs/1905.11286"
    intuition = (
        "Adam's idea with one number instead of one for every coordinate: the gradient is scaled "
        "to about length 1, but keeps its direction. So it walks like momentum, at a steady pace."
    )
    strengths = (
        "Does not depend on the scale of the objective or on how the axes are turned.",
        "Half the memory of Adam.",
    )
    weaknesses = (
        "Zig-zags in narrow valleys, as no coordinate is scaled on its own.",
        "Overshoots: ten to twenty steps add up in the momentum.",
    )
    counterparts = (optax("novograd", **OPTAX_MOMENTS, weight_decay="weight_decay"),)
    family = "adam"
    family_factor = 0.1
