"""Simplified AdEMAMix (Morwani et al., 2025)."""

from __future__ import annotations

from typing import Any

import numpy as np

from declarations import Number, real
from declarations.arrays import Array
from optimizers import vocabulary
from optimizers.cards.simplified_ademamix import SimplifiedAdEMAMixCard
from optimizers.gradients import follow, power
from optimizers.iteration import Iteration
from optimizers.kept import SECOND_MOMENT, Kept
from optimizers.optimizer import FirstOrder, State, is_on


class SimplifiedAdEMAMix(SimplifiedAdEMAMixCard, FirstOrder):
    r"""AdEMAMix with one memory: a long one, mixed with the gradient of the step.

    .. math::
        m_t &= \beta_1 m_{t-1} + g_t,\quad v_t = \beta_2 v_{t-1} + (1-\beta_2)\,g_t^2 \\
        x_t &= x_{t-1} - \alpha\,\frac{m_t + a\,g_t}{\sqrt{\hat v_t}+\epsilon}

    with the bias-corrected v and ``epsilon_root`` inside the root. The momentum is a sum and no
    average: along a steady slope a step is up to :math:`1 / (1 - \beta_1) + a` times as long as
    Adam's with the same learning rate.

    Source: Morwani, Vyas, Zhang and Kakade 2025, arXiv:2502.02431; Optax
    ``contrib.simplified_ademamix``.
    """

    presets = {"optax": vocabulary.OPTAX}

    learning_rate: Number = vocabulary.learning_rate(
        default=1e-5,
        slider=(1e-6, 0.1),
        help="The length of the first step; along a steady slope steps get much longer.",
    )
    beta_1: Number = vocabulary.beta_1(default=0.99, slider=(0.0, 0.999))
    beta_2: Number = vocabulary.beta_2(default=0.95)
    alpha: Number = real(
        default=0.0,
        valid="[0, inf)",
        slider=(0.0, 100.0),
        symbol="a",
        help="How much the gradient of the step counts besides the memory.",
    )
    epsilon: Number = vocabulary.epsilon(default=1e-8)
    epsilon_root: Number = vocabulary.epsilon_root(default=0.0)

    keeps = {"m": Kept("m", "The decaying sum of the gradients."), "v": SECOND_MOMENT}

    def update(self, x: Array, g: Array, state: State, now: Iteration) -> None:
        m, v = state["m"], state["v"]
        m *= self.beta_1
        m += g
        follow(v, g * g, self.beta_2)
        v_hat = v / (1.0 - power(self.beta_2, now.t))
        spread = np.sqrt(v_hat + self.epsilon_root) + self.epsilon
        x -= now.learning_rate * (m + self.alpha * g) / spread

    def push(self, x: Array, state: State, t: Any) -> Array | None:  # noqa: ARG002
        if not is_on(self.beta_1):
            return None
        return -self.beta_1 * state["m"] / (np.sqrt(state["v"]) + self.epsilon)
