"""NovoGrad (Ginsburg et al., 2019)."""

from __future__ import annotations

from typing import Any

import numpy as np

from declarations import Number
from declarations.arrays import Array
from optimizers import vocabulary
from optimizers.cards.novograd import NovoGradCard
from optimizers.gradients import row_sum
from optimizers.iteration import Iteration
from optimizers.kept import SCALAR, Kept
from optimizers.optimizer import FirstOrder, Heeded, State, is_on


class NovoGrad(NovoGradCard, FirstOrder):
    r"""Momentum on gradients that are divided by the recent size of their norm.

    .. math::
        v_t &= \beta_2 v_{t-1} + (1-\beta_2)\,\|g_t\|^2 \\
        m_t &= \beta_1 m_{t-1} + \frac{g_t}{\sqrt{v_t}+\epsilon} + \lambda x_{t-1} \\
        x_t &= x_{t-1} - \alpha\, m_t

    with :math:`v_1 = \|g_1\|^2`; a second epsilon, :math:`\epsilon_r`, may be inside the root.

    The weight decay is inside the momentum ("inner"). Its gradient enters m with weight 1, so that
    the steps grow to :math:`1 / (1 - \beta_1)` times the learning rate.

    Source: Ginsburg et al. 2019, arXiv:1905.11286 (beta_1 0.95, beta_2 0.98); Optax ``novograd``
    (0.9, 0.25).
    """

    presets = {"optax": vocabulary.OPTAX | {"beta_1": 0.9, "beta_2": 0.25, "epsilon": 1e-6}}

    learning_rate: Number = vocabulary.learning_rate(
        default=0.01, help="The length of the first step."
    )
    weight_decay_mode: str = vocabulary.weight_decay_mode(
        default="inner",
        options=("inner", "decoupled", "l2"),
        help=(
            "Inner: joins the momentum after the division (the paper). Decoupled: shrinks the "
            "point. L2: adds to the gradient."
        ),
    )
    beta_1: Number = vocabulary.beta_1(
        default=0.95, help="The share of the momentum that is kept from step to step."
    )
    beta_2: Number = vocabulary.beta_2(
        default=0.98, slider=(0.0, 0.9999), help="How long the norm of the gradient is remembered."
    )
    epsilon: Number = vocabulary.epsilon(default=1e-8)
    epsilon_root: Number = vocabulary.epsilon_root(default=0.0)

    @property
    def heeds(self) -> Heeded:
        divides_by_itself = not (is_on(self.beta_2) or is_on(self.epsilon + self.epsilon_root))
        size_counts = self.adds_decay or self.clipvalue is not None
        return "direction" if divides_by_itself and not size_counts else "all"

    keeps = {
        "m": Kept("m", "The decaying sum of the gradients, each divided by the root of v."),
        "v": Kept("v", "The moving average of the squared gradient norms.", SCALAR),
    }

    def decay(self, x: Array, g: Array, now: Iteration) -> Array:
        return g if self.weight_decay_mode == "inner" else super().decay(x, g, now)

    def update(self, x: Array, g: Array, state: State, now: Iteration) -> None:
        m, v = state["m"], state["v"]
        square = row_sum(g * g)
        v += square if now.t == 1 else (square - v) * (1.0 - self.beta_2)
        scaled = g / (np.sqrt(v + self.epsilon_root) + self.epsilon)
        if self.weight_decay_mode == "inner" and is_on(self.weight_decay):
            scaled += self.weight_decay * x
        m *= self.beta_1
        m += scaled
        x -= now.learning_rate * m

    def push(self, x: Array, state: State, t: Any) -> Array | None:  # noqa: ARG002
        if not is_on(self.beta_1):
            return None
        return -self.beta_1 * state["m"]
