"""LAMB (You et al., 2020)."""

from __future__ import annotations

from typing import Any

import numpy as np

from declarations import Number
from declarations.arrays import Array
from optimizers import vocabulary
from optimizers.cards.lamb import LambCard
from optimizers.gradients import follow, norms, power
from optimizers.iteration import Iteration
from optimizers.kept import FIRST_MOMENT, SECOND_MOMENT
from optimizers.optimizer import FirstOrder, State, is_on


class Lamb(LambCard, FirstOrder):
    r"""Adam's direction with a step in proportion to the distance from the origin.

    .. math::
        u_t &= \frac{m_t/(1-\beta_1^t)}{\sqrt{v_t/(1-\beta_2^t)}+\epsilon} \\
        x_t &= x_{t-1} - \alpha\,\frac{\|x_{t-1}\|}{\|u_t\|}\, u_t

    with the moments of Adam; the ratio is 1 where a norm is 0. Every block of the point is a layer
    with norms of its own; without blocks the point is one. The weight decay is part of u in the
    paper and in Optax (``weight_decay_mode="inner"``); Keras shrinks x before the step, so that its
    norm is that of the shrunken point.

    Form: Without weight decay, where the libraries differ: Keras shrinks x first, Optax adds the
    decay to u.

    Source: You et al. 2020, arXiv:1904.00962, with the identity for its scaling function; Keras
    ``Lamb``, Optax ``lamb``.
    """

    presets = {
        "keras": {},
        "optax": vocabulary.OPTAX | {"epsilon": 1e-6, "weight_decay_mode": "inner"},
    }
    sees_blocks = True

    learning_rate: Number = vocabulary.learning_rate(
        default=0.001, help="The length of a step as a share of the distance from the origin."
    )
    beta_1: Number = vocabulary.beta_1(default=0.9)
    beta_2: Number = vocabulary.beta_2(default=0.999)
    epsilon: Number = vocabulary.epsilon(default=1e-7)
    weight_decay_mode: str = vocabulary.weight_decay_mode(
        default="decoupled",
        options=("decoupled", "l2", "inner"),
        help="Shrinks the point before the step (Keras), adds to the gradient, or to u (Optax).",
    )

    keeps = {"m": FIRST_MOMENT, "v": SECOND_MOMENT}

    def decay(self, x: Array, g: Array, now: Iteration) -> Array:
        return g if self.weight_decay_mode == "inner" else super().decay(x, g, now)

    def update(self, x: Array, g: Array, state: State, now: Iteration) -> None:
        m, v = state["m"], state["v"]
        follow(m, g, self.beta_1)
        follow(v, g * g, self.beta_2)
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
