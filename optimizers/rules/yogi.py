"""Yogi (Zaheer et al., 2018)."""

from __future__ import annotations

from typing import Any

import numpy as np

from declarations import Number, real
from declarations.arrays import Array
from optimizers.counterpart import optax
from optimizers.gradients import power
from optimizers.iteration import Iteration
from optimizers.kept import FIRST_MOMENT, Kept
from optimizers.optimizer import FirstOrder, State, is_on


class Yogi(FirstOrder):
    r"""Adam whose second moment moves by steps of the size of the squared gradient.

    .. math::
        m_t &= \beta_1 m_{t-1} + (1 - \beta_1) g_t \\
        v_t &= v_{t-1} - (1 - \beta_2) \, \mathrm{sign}(v_{t-1} - g_t^2) \, g_t^2 \\
        x_t &= x_{t-1} - \alpha \frac{\hat m_t}{\sqrt{\hat v_t} + \epsilon}

    Optax and pytorch_optimizer start m as well as v at ``initial_accumulator_value`` and correct
    the bias of both as Adam does, although nothing there starts at 0; so does this class.

    Source: Zaheer et al. 2018, NeurIPS; Optax ``yogi``.
    """

    title = "Yogi"
    group = "Adaptive"
    year = 2018
    paper = "Zaheer, Reddi, Sachan, Kale and Kumar: Adaptive Methods for Nonconvex Optimization"
    link = "https://papers.nips.cc/paper/8186-adaptive-methods-for-nonconvex-optimization"
    rule = (
        r"\begin{aligned} v_t &= v_{t-1} - (1-\beta_2)\,\mathrm{sign}(v_{t-1}-g_t^2)\,g_t^2 \\"
        r" x_t &= x_{t-1} - \alpha\,\frac{\hat m_t}{\sqrt{\hat v_t}+\epsilon} \end{aligned}"
    )
    intuition = (
        "Adam forgets large gradients at once when small ones follow, and its steps jump up. "
        "Yogi lets v shrink only as fast as the new gradients are large, so its steps grow gently."
    )
    strengths = (
        "The effective learning rate never jumps up.",
        "Remembers rare, large gradients for longer than Adam.",
    )
    weaknesses = (
        "After a steep start it stays slow on flat ground for a long time.",
        "A large epsilon is part of the recipe and has to fit the scale of the gradients.",
    )
    presets = {
        "optax": {"clip_form": "optax"},
    }
    counterparts = (optax("yogi", b1="beta_1", b2="beta_2", eps="epsilon"),)
    family = "adam"

    learning_rate: Number = real(
        default=0.01,
        valid="(0, inf)",
        slider=(1e-4, 1.0),
        log=True,
        symbol=r"\alpha",
        help="About the length of a step in every coordinate.",
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
        help="How slowly v follows the squared gradient.",
    )
    epsilon: Number = real(
        default=1e-3,
        valid="[0, inf)",
        slider=(1e-8, 1e-1),
        log=True,
        symbol=r"\epsilon",
        help="Keeps the division finite; a large value brings Yogi closer to momentum.",
    )
    initial_accumulator_value: Number = real(
        default=1e-6,
        valid="[0, inf)",
        slider=(1e-8, 1.0),
        log=True,
        symbol="v_0",
        help="Where both moments start.",
    )

    keeps = {
        "m": FIRST_MOMENT,
        "v": Kept("v", "The size of the squared gradients, followed in steps of their own size."),
    }

    def initial_state(self, x: Array) -> State:
        return {name: np.full_like(x, self.initial_accumulator_value) for name in self.keeps}

    def update(self, x: Array, g: Array, state: State, now: Iteration) -> None:
        m, v = state["m"], state["v"]
        m += (g - m) * (1.0 - self.beta_1)
        square = g * g
        v -= np.sign(v - square) * square * (1.0 - self.beta_2)
        correction_1 = 1.0 - power(self.beta_1, now.t)
        correction_2 = 1.0 - power(self.beta_2, now.t)
        x -= now.learning_rate * (m / correction_1) / (np.sqrt(v / correction_2) + self.epsilon)

    def push(self, x: Array, state: State, t: Any) -> Array | None:  # noqa: ARG002
        if not is_on(self.beta_1):
            return None
        return -self.beta_1 * state["m"] / (np.sqrt(state["v"]) + self.epsilon)
