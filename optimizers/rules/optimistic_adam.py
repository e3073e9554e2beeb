"""Optimistic Adam (Daskalakis et al., 2017)."""

from __future__ import annotations

from typing import Any

import numpy as np

from declarations import Number, amount, real
from declarations.arrays import Array
from optimizers import vocabulary
from optimizers.cards.optimistic_adam import OptimisticAdamCard
from optimizers.gradients import follow, power
from optimizers.iteration import Iteration
from optimizers.kept import FIRST_MOMENT, SECOND_MOMENT, Kept
from optimizers.optimizer import FirstOrder, State, is_on


class OptimisticAdam(OptimisticAdamCard, FirstOrder):
    r"""Adam that expects its direction to go on changing as it has just changed.

    .. math::
        r_t &= \frac{\hat m_t}{\sqrt{\hat v_t}+\epsilon} \\
        x_t &= x_{t-1} - \alpha\left(r_t + o\,(r_t - r_{t-1})\right)

    with ``epsilon_root`` inside the root, Adam's bias-corrected moments and :math:`r_0 = r_1`.
    ``nesterov=True``, the default of Optax, takes Nesterov's momentum for :math:`\hat m_t`:
    :math:`\beta_1 m_t / (1 - \beta_1^{t+1}) + (1 - \beta_1) g_t / (1 - \beta_1^t)`. Optax has two
    weights, :math:`(a + b) r_t - b r_{t-1}`: the learning rate a times as large and the optimism b
    / a.

    Form: The form of the paper, with Adam's moments, is the default; Optax takes Nesterov's
    momentum for the corrected m.

    Source: Daskalakis, Ilyas, Syrgkanis and Zeng 2017, arXiv:1711.00141; Optax
    ``optimistic_adam_v2``.
    """

    presets = {"optax": vocabulary.OPTAX | {"nesterov": True, "weight_decay_mode": "l2"}}

    learning_rate: Number = vocabulary.learning_rate(default=0.001)
    optimism: Number = real(
        default=1.0,
        valid="[0, inf)",
        slider=(0.0, 3.0),
        symbol="o",
        help="How much of its last change the direction is expected to change; 0 is Adam.",
    )
    beta_1: Number = vocabulary.beta_1(default=0.9)
    beta_2: Number = vocabulary.beta_2(default=0.999)
    epsilon: Number = vocabulary.epsilon(default=1e-8)
    epsilon_root: Number = vocabulary.epsilon_root(default=0.0)
    nesterov: bool = vocabulary.nesterov(
        default=False,
        help="Take the next step's share of momentum into account, as Nadam (Optax).",
        needs=(amount("beta_1"),),
    )

    keeps = {
        "m": FIRST_MOMENT,
        "v": SECOND_MOMENT,
        "direction": Kept("r", "Adam's direction in the last step."),
    }

    def update(self, x: Array, g: Array, state: State, now: Iteration) -> None:
        m, v, before = state["m"], state["v"], state["direction"]
        follow(m, g, self.beta_1)
        follow(v, g * g, self.beta_2)
        correction_1 = 1.0 - power(self.beta_1, now.t)
        correction_2 = 1.0 - power(self.beta_2, now.t)
        if self.nesterov:
            later = 1.0 - power(self.beta_1, now.t + 1)
            m_hat = self.beta_1 * m / later + (1.0 - self.beta_1) * g / correction_1
        else:
            m_hat = m / correction_1
        direction = m_hat / (np.sqrt(v / correction_2 + self.epsilon_root) + self.epsilon)
        change = direction - before if now.t > 1 else np.zeros_like(g)
        x -= now.learning_rate * (direction + self.optimism * change)
        before[...] = direction

    def push(self, x: Array, state: State, t: Any) -> Array | None:  # noqa: ARG002
        """Adam's next direction without a gradient, and the optimism that it falls on."""
        if not is_on(self.beta_1) and not is_on(self.optimism):
            return None
        m, v = self.beta_1 * state["m"], self.beta_2 * state["v"]
        if self.nesterov:
            m_hat = self.beta_1 * m / (1.0 - np.float_power(self.beta_1, t + 2))
        else:
            m_hat = m / (1.0 - np.float_power(self.beta_1, t + 1))
        v_hat = v / (1.0 - np.float_power(self.beta_2, t + 1))
        direction = m_hat / (np.sqrt(v_hat + self.epsilon_root) + self.epsilon)
        return -(direction + self.optimism * (direction - state["direction"]))
