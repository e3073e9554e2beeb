"""Yogi (Zaheer et al., 2018)."""

from __future__ import annotations

from typing import Any

import numpy as np

from declarations import Number
from declarations.arrays import Array
from optimizers import vocabulary
from optimizers.cards.yogi import YogiCard
from optimizers.gradients import follow, power
from optimizers.iteration import Iteration
from optimizers.kept import FIRST_MOMENT, Kept
from optimizers.optimizer import FirstOrder, State, is_on


class Yogi(YogiCard, FirstOrder):
    r"""Adam whose second moment moves by steps of the size of the squared gradient.

    .. math::
        v_t &= v_{t-1} - (1-\beta_2)\,\mathrm{sign}(v_{t-1}-g_t^2)\,g_t^2 \\
        x_t &= x_{t-1} - \alpha\,\frac{\hat m_t}{\sqrt{\hat v_t}+\epsilon}

    with m as in Adam. Optax and pytorch_optimizer start m as well as v at
    ``initial_accumulator_value`` and correct the bias of both as Adam does, although nothing there
    starts at 0; so does this class.

    Source: Zaheer et al. 2018, NeurIPS; Optax ``yogi``.
    """

    presets = {"optax": vocabulary.OPTAX}

    learning_rate: Number = vocabulary.learning_rate(default=0.01)
    beta_1: Number = vocabulary.beta_1(default=0.9)
    beta_2: Number = vocabulary.beta_2(
        default=0.999, help="How slowly v follows the squared gradient."
    )
    epsilon: Number = vocabulary.epsilon(
        default=1e-3,
        slider=(1e-8, 1e-1),
        help="Keeps the division finite; a large value brings Yogi closer to momentum.",
    )
    initial_accumulator_value: Number = vocabulary.initial_accumulator_value(
        default=1e-6, slider=(1e-8, 1.0), log=True, symbol="v_0", help="Where both moments start."
    )

    keeps = {
        "m": FIRST_MOMENT,
        "v": Kept("v", "The size of the squared gradients, followed in steps of their own size."),
    }

    def initial_state(self, x: Array) -> State:
        return {name: np.full_like(x, self.initial_accumulator_value) for name in self.keeps}

    def update(self, x: Array, g: Array, state: State, now: Iteration) -> None:
        m, v = state["m"], state["v"]
        follow(m, g, self.beta_1)
        square = g * g
        v -= np.sign(v - square) * square * (1.0 - self.beta_2)
        correction_1 = 1.0 - power(self.beta_1, now.t)
        correction_2 = 1.0 - power(self.beta_2, now.t)
        x -= now.learning_rate * (m / correction_1) / (np.sqrt(v / correction_2) + self.epsilon)

    def push(self, x: Array, state: State, t: Any) -> Array | None:  # noqa: ARG002
        if not is_on(self.beta_1):
            return None
        return -self.beta_1 * state["m"] / (np.sqrt(state["v"]) + self.epsilon)
