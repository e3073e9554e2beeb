"""ADOPT (Taniguchi et al., 2024)."""

from __future__ import annotations

from typing import Any

import numpy as np

from declarations import Number, boolean
from declarations.arrays import Array
from optimizers import vocabulary
from optimizers.cards.adopt import ADOPTCard
from optimizers.gradients import follow
from optimizers.iteration import Iteration
from optimizers.kept import SECOND_MOMENT, Kept
from optimizers.optimizer import FirstOrder, State, is_on


class ADOPT(ADOPTCard, FirstOrder):
    r"""Adam with the division before the momentum, by a second moment without today's gradient.

    .. math::
        m_t &= \beta_1 m_{t-1}
            +
            (1-\beta_1)\,\mathrm{clip}\!\left(\frac{g_t}{\max(\sqrt{v_{t-1}},\,\epsilon)},\,\pm\sqrt[4]{t-1}\right)
            \\
        x_t &= x_{t-1} - \alpha\, m_t,\quad v_t = \beta_2 v_{t-1} + (1-\beta_2)\,g_t^2

    from t = 2; the first step does not move and sets v to the squared gradient. The paper counts
    from there; pytorch_optimizer clips at the fourth root of t instead of t - 1.

    Form: From the second step on; the first one sets v to the squared gradient only.

    Source: Taniguchi et al. 2024, arXiv:2411.02853; Optax ``contrib.adopt``.
    """

    presets = {"optax": vocabulary.OPTAX}

    learning_rate: Number = vocabulary.learning_rate(default=0.001)
    beta_1: Number = vocabulary.beta_1(default=0.9)
    beta_2: Number = vocabulary.beta_2(default=0.9999)
    epsilon: Number = vocabulary.epsilon(
        default=1e-6, valid="(0, inf)", help="The least that the gradient is divided by."
    )
    clipping: bool = boolean(
        default=True, help="Limit the divided gradient, at first tightly and then ever less."
    )

    keeps = {
        "m": Kept("m", "The moving average of the gradients, each divided by the root of v."),
        "v": SECOND_MOMENT,
    }

    def update(self, x: Array, g: Array, state: State, now: Iteration) -> None:
        m, v = state["m"], state["v"]
        if now.t == 1:
            v += g * g
            return
        scaled = g / np.maximum(np.sqrt(v), self.epsilon)
        if self.clipping:
            limit = (now.t - 1) ** 0.25
            scaled = np.clip(scaled, -limit, limit)
        follow(m, scaled, self.beta_1)
        x -= now.learning_rate * m
        follow(v, g * g, self.beta_2)

    def push(self, x: Array, state: State, t: Any) -> Array | None:  # noqa: ARG002
        if not is_on(self.beta_1):
            return None
        return -self.beta_1 * state["m"]
