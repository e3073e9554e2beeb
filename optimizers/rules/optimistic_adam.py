"""Optimistic Adam (Daskalakis et al., 2017)."""

from __future__ import annotations

from typing import Any

import numpy as np

from declarations import Number, amount, boolean, real
from declarations.arrays import Array
from optimizers.counterpart import OPTAX_MOMENTS, optax
from optimizers.gradients import power
from optimizers.iteration import Iteration
from optimizers.kept import FIRST_MOMENT, SECOND_MOMENT, Kept
from optimizers.optimizer import FirstOrder, State, is_on


class OptimisticAdam(FirstOrder):
    r"""Adam that expects its direction to go on changing as it has just changed.

    .. math::
        m_t &= \beta_1 m_{t-1} + (1 - \beta_1) g_t, \quad
            v_t = \beta_2 v_{t-1} + (1 - \beta_2) g_t^2 \\
        r_t &= \frac{\hat m_t}{\sqrt{\hat v_t + \epsilon_r} + \epsilon}, \quad
            x_t = x_{t-1} - \alpha \left(r_t + o \, (r_t - r_{t-1})\right), \quad r_0 = r_1

    with bias-corrected moments. ``nesterov=True``, the default of Optax, takes Nesterov's momentum
    for :math:`\hat m_t`: :math:`\beta_1 m_t / (1 - \beta_1^{t+1}) + (1 - \beta_1) g_t /
    (1 - \beta_1^t)`. Optax has two weights, :math:`(a + b) r_t - b r_{t-1}`: the learning rate a
    times as large and the optimism b / a.

    Source: Daskalakis, Ilyas, Syrgkanis and Zeng 2017, arXiv:1711.00141; Optax
    ``optimistic_adam_v2``.
    """

    title = "Optimistic Adam"
    group = "Adaptive"
    year = 2017
    paper = "Daskalakis, Ilyas, Syrgkanis and Zeng: Training GANs with Optimism"
    link = "https://arxiv.org/abs/1711.00141"
    rule = (
        r"\begin{aligned} r_t &= \frac{\hat m_t}{\sqrt{\hat v_t}+\epsilon} \\"
        r" x_t &= x_{t-1} - \alpha\left(r_t + o\,(r_t - r_{t-1})\right) \end{aligned}"
    )
    rule_note = (
        "The form of the paper, with Adam's moments, is the default; Optax takes Nesterov's "
        "momentum for the corrected m."
    )
    intuition = (
        "Adam's direction is taken for what it will be after the step, if it changes as it did in "
        "the last one. Made for games of two players, which plain Adam plays in circles; in a bowl "
        "it takes the swing out of the momentum."
    )
    strengths = (
        "Comes to rest where two players pull against each other and Adam runs in circles.",
        "Turns earlier than Adam: the momentum overshoots less.",
    )
    weaknesses = (
        "Differences of noisy directions are noisier still.",
        "One memory more than Adam, and where nothing swings no gain.",
    )
    presets = {
        "optax": {"nesterov": True, "weight_decay_mode": "l2", "clip_form": "optax"},
    }
    counterparts = (
        optax("optimistic_adam_v2", **OPTAX_MOMENTS, beta="optimism", nesterov="nesterov"),
    )
    family = "adam"

    learning_rate: Number = real(
        default=0.001,
        valid="(0, inf)",
        slider=(1e-4, 1.0),
        log=True,
        symbol=r"\alpha",
        help="About the length of a step in every coordinate.",
    )
    optimism: Number = real(
        default=1.0,
        valid="[0, inf)",
        slider=(0.0, 3.0),
        symbol="o",
        help="How much of its last change the direction is expected to change; 0 is Adam.",
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
        default=1e-8,
        valid="[0, inf)",
        slider=(1e-10, 1e-1),
        log=True,
        symbol=r"\epsilon",
        help="Keeps the division finite.",
    )
    epsilon_root: Number = real(
        default=0.0,
        valid="[0, inf)",
        slider=(0.0, 1e-3),
        symbol=r"\epsilon_r",
        help="A second epsilon inside the root (Optax).",
    )
    nesterov: bool = boolean(
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
        m += (g - m) * (1.0 - self.beta_1)
        v += (g * g - v) * (1.0 - self.beta_2)
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
