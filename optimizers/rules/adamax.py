"""Adamax (Kingma and Ba, 2015)."""

from __future__ import annotations

from typing import Any

import numpy as np

from declarations import Number, amount, boolean
from declarations.arrays import Array
from optimizers import vocabulary
from optimizers.cards.adamax import AdamaxCard
from optimizers.gradients import follow, power
from optimizers.iteration import Iteration
from optimizers.kept import FIRST_MOMENT, Kept
from optimizers.optimizer import FirstOrder, State, is_on


class Adamax(AdamaxCard, FirstOrder):
    r"""Adam that divides by a decaying maximum of the gradient instead of a root mean square.

    .. math::
        m_t &= \beta_1 m_{t-1} + (1-\beta_1)\, g_t \\
        u_t &= \max(\beta_2 u_{t-1},\, |g_t|) \\
        x_t &= x_{t-1} - \frac{\alpha}{1-\beta_1^t}\,\frac{m_t}{u_t+\epsilon}

    The paper has no epsilon. The maximum needs no bias correction.

    Form: Keras' form, which is the default. PyTorch and Optax add epsilon to the gradient inside
    the maximum and divide by u alone.

    Source: Kingma and Ba 2015, arXiv:1412.6980, section 7.1; Keras ``Adamax``, PyTorch ``Adamax``
    (L2 decay), Optax ``adamax`` and ``adamaxw``.
    """

    presets = {
        "keras": {},
        "torch": vocabulary.TORCH
        | {"learning_rate": 0.002, "epsilon": 1e-8, "epsilon_in_max": True},
        "optax": vocabulary.OPTAX | {"epsilon": 1e-8, "epsilon_in_max": True},
    }

    learning_rate: Number = vocabulary.learning_rate(
        default=0.001, help="About the longest step in every coordinate."
    )
    beta_1: Number = vocabulary.beta_1(default=0.9)
    beta_2: Number = vocabulary.beta_2(
        default=0.999, help="How slowly the largest gradient is forgotten."
    )
    epsilon: Number = vocabulary.epsilon(default=1e-7)
    epsilon_in_max: bool = boolean(
        default=False,
        help="Add epsilon to the gradient inside the maximum (PyTorch, Optax) or to the maximum.",
        needs=(amount("epsilon"), amount("beta_2")),
    )

    keeps = {
        "m": FIRST_MOMENT,
        "u": Kept("u", "The decaying maximum of the sizes of the gradients."),
    }

    def update(self, x: Array, g: Array, state: State, now: Iteration) -> None:
        m, u = state["m"], state["u"]
        follow(m, g, self.beta_1)
        size = np.abs(g) + self.epsilon if self.epsilon_in_max else np.abs(g)
        np.maximum(self.beta_2 * u, size, out=u)
        correction = 1.0 - power(self.beta_1, now.t)
        divisor = u if self.epsilon_in_max else u + self.epsilon
        x -= now.learning_rate * m / (correction * divisor)

    def push(self, x: Array, state: State, t: Any) -> Array | None:  # noqa: ARG002
        if not is_on(self.beta_1):
            return None
        return -self.beta_1 * state["m"] / (state["u"] + self.epsilon)
