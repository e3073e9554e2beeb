"""LAMB (You et al., 2020)."""

from __future__ import annotations

from typing import Any

import numpy as np

from declarations import Number, amount, choice, real
from declarations.arrays import Array
from optimizers.counterpart import keras, optax
from optimizers.gradients import norms, power
from optimizers.iteration import Iteration
from optimizers.kept import FIRST_MOMENT, SECOND_MOMENT
from optimizers.optimizer import FirstOrder, State, is_on


class Lamb(FirstOrder):
    r"""Adam's direction with a step in proportion to the distance from the origin.

    .. math::
        m_t &= \beta_1 m_{t-1} + (1 - \beta_1) g_t, \qquad
        v_t = \beta_2 v_{t-1} + (1 - \beta_2) g_t^2 \\
        u_t &= \frac{\hat m_t}{\sqrt{\hat v_t} + \epsilon} \;[+\, \lambda x_{t-1}] \\
        x_t &= x_{t-1} - \alpha \frac{\|x_{t-1}\|}{\|u_t\|} u_t

    with the bias-corrected moments of Adam; the ratio is 1 where a norm is 0. Every block of the
    point is a layer with norms of its own; without blocks the point is one. The weight decay is
    part of u in the paper and in Optax (``weight_decay_mode="inner"``); Keras shrinks x before the
    step, so that its norm is that of the shrunken point.

    Source: You et al. 2020, arXiv:1904.00962, with the identity for its scaling function; Keras
    ``Lamb``, Optax ``lamb``.
    """

    title = "LAMB"
    keywords = ("large batch",)
    group = "Trust ratio"
    year = 2020
    paper = "You et al.: Large Batch Optimization for Deep Learning: Training BERT in 76 minutes"
    link = "https://arxiv.org/abs/1904.00962"
    rule = (
        r"\begin{aligned} u_t &= \frac{m_t/(1-\beta_1^t)}{\sqrt{v_t/(1-\beta_2^t)}+\epsilon} \\"
        r" x_t &= x_{t-1} - \alpha\,\frac{\|x_{t-1}\|}{\|u_t\|}\, u_t \end{aligned}"
    )
    rule_note = (
        "Without weight decay, where the libraries differ: Keras shrinks x first, Optax adds "
        "the decay to u."
    )
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
    presets = {
        "keras": {},
        "optax": {"epsilon": 1e-6, "weight_decay_mode": "inner", "clip_form": "optax"},
    }
    counterparts = (
        keras("Lamb", "beta_1", "beta_2", "epsilon"),
        optax("lamb", b1="beta_1", b2="beta_2", eps="epsilon", weight_decay="weight_decay"),
    )
    family = "adam"
    sees_blocks = True
    family_factor = 0.15

    learning_rate: Number = real(
        default=0.001,
        valid="(0, inf)",
        slider=(1e-4, 1.0),
        log=True,
        symbol=r"\alpha",
        help="The length of a step as a share of the distance from the origin.",
    )
    beta_1: Number = real(
        default=0.9,
        valid="[0, 1)",
        slider=(0.0, 0.99),
        symbol=r"\beta_1",
        help="How long the direction is remembered.",
    )
    beta_2: Number = real(
        default=0.999,
        valid="[0, 1)",
        slider=(0.5, 0.9999),
        symbol=r"\beta_2",
        help="How long the size of the gradient is remembered.",
    )
    epsilon: Number = real(
        default=1e-7,
        valid="[0, inf)",
        slider=(1e-10, 1e-1),
        log=True,
        symbol=r"\epsilon",
        help="Keeps the division finite.",
    )
    weight_decay_mode: str = choice(
        default="decoupled",
        options=("decoupled", "l2", "inner"),
        help="Shrinks the point before the step (Keras), adds to the gradient, or to u (Optax).",
        needs=(amount("weight_decay"),),
    )

    keeps = {"m": FIRST_MOMENT, "v": SECOND_MOMENT}

    def decay(self, x: Array, g: Array, now: Iteration) -> Array:
        return g if self.weight_decay_mode == "inner" else super().decay(x, g, now)

    def update(self, x: Array, g: Array, state: State, now: Iteration) -> None:
        m, v = state["m"], state["v"]
        m += (g - m) * (1.0 - self.beta_1)
        v += (g * g - v) * (1.0 - self.beta_2)
        m_hat = m / (1.0 - power(self.beta_1, now.t))
        v_hat = v / (1.0 - power(self.beta_2, now.t))
        u = m_hat / (np.sqrt(v_hat) + self.epsilon)
        if self.weight_decay_mode == "inner" and is_on(self.weight_decay):
            u += self.weight_decay * x
        parts = now.variables(x)
        x_norm, u_norm = norms(x, parts), norms(u, parts)
        ratio = np.where((x_norm == 0.0) | (u_norm == 0.0), 1.0, x_norm / u_norm)
        x -= ratio * now.learning_rate * u

    def push(self, x: Array, state: State, t: Any) -> Array | None:  # noqa: ARG002
        if not is_on(self.beta_1):
            return None
        return -self.beta_1 * state["m"] / (np.sqrt(state["v"]) + self.epsilon)
