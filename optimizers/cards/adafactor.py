"""What is said of Adafactor."""

from __future__ import annotations

from optimizers.card import Card
from optimizers.counterpart import keras, optax, torch


class AdafactorCard(Card):
    """The card of Adafactor."""

    title = "Adafactor"
    group = "Adaptive"
    year = 2018
    paper = "Shazeer and Stern: Adafactor: Adaptive Learning Rates with Sublinear Memory Cost"
    link = "https://arxiv.org/abs/1804.04235"
    intuition = (
        "Divides by the size of the gradient over a memory that grows with time. "
        "The step is a share of the size of the point, and no step may be unusually long."
    )
    strengths = (
        "Almost no memory for large matrices, no momentum to store.",
        "The limit on the step makes sudden large gradients harmless.",
    )
    weaknesses = (
        "The origin is special: steps shrink near it, down to epsilon 2.",
        "Without momentum it zig-zags in narrow valleys.",
    )
    counterparts = (
        keras(
            "Adafactor",
            "beta_2_decay",
            "epsilon_1",
            "epsilon_2",
            "clip_threshold",
            "relative_step",
            caveat="Keras takes a mean in float32 here: about 8 digits agree.",
        ),
        torch(
            "Adafactor",
            beta2_decay="beta_2_decay",
            eps=("epsilon_1", "epsilon_2"),
            d="clip_threshold",
        ),
        optax(
            "adafactor",
            clipping_threshold="clip_threshold",
            eps="epsilon_1",
            weight_decay_rate="weight_decay",
            caveat="Optax has the decay of this rule in float32: about 8 digits agree.",
        ),
    )
    family = "adam"
