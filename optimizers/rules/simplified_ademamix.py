"""Simplified AdEMAMix (Morwani et al., 2025)."""

from __future__ import annotations

from typing import Any

import numpy as np

from declarations import Number, real
from declarations.arrays import Array
from optimizers.counterpart import OPTAX_MOMENTS, optax
from optimizers.gradients import power
from optimizers.iteration import Iteration
from optimizers.kept import SECOND_MOMENT, Kept
from optimizers.optimizer import FirstOrder, State, is_on


class SimplifiedAdEMAMix(FirstOrder):
    r"""AdEMAMix with one memory: a long one, mixed with the gradient of the step.

    .. math::
        m_t &= \beta_1 m_{t-1} + g_t, \quad v_t = \beta_2 v_{t-1} + (1 - \beta_2) g_t^2 \\
        x_t &= x_{t-1} - \alpha \frac{m_t + a g_t}{\sqrt{\hat v_t + \epsilon_r} + \epsilon}

    with the bias-corrected v. The momentum is a sum and no average: along a steady slope a step is
    up to :math:`1 / (1 - \beta_1) + a` times as long as Adam's with the same learning rate.

    Source: Morwani, Vyas, Zhang and Kakade 2025, arXiv:2502.02431; Optax
    ``contrib.simplified_ademamix``.
    """

    title = "Simplified AdEMAMix"
    group = "Adaptive"
    year = 2025
    paper = (
        "Morwani, Vyas, Zhang and Kakade: Connections between Schedule-Free Optimizers, AdEMAMix, "
        "and Accelerated SGD Variants"
    )
    link = "https://arxiv.org/abs/2502.02431"
    rule = (
        r"\begin{aligned} m_t &= \beta_1 m_{t-1} + g_t,\quad"
        r" v_t = \beta_2 v_{t-1} + (1-\beta_2)\,g_t^2 \\"
        r" x_t &= x_{t-1} - \alpha\,\frac{m_t + a\,g_t}{\sqrt{\hat v_t}+\epsilon} \end{aligned}"
    )
    intuition = (
        "A long memory carries on along the valley; the gradient of the step, weighted by a, "
        "steers. With a of 0 it is Adam with a long memory, which swings."
    )
    strengths = (
        "What AdEMAMix does, with one memory less and no warm-up.",
        "The first steps are short, because the sum has to fill.",
    )
    weaknesses = (
        "The learning rate has another scale than Adam's, and depends on beta 1.",
        "A long memory alone, the default, overshoots: the weight of the gradient has to be set.",
    )
    presets = {
        "optax": {"clip_form": "optax"},
    }
    counterparts = (
        optax(
            "contrib.simplified_ademamix",
            **OPTAX_MOMENTS,
            alpha="alpha",
            weight_decay="weight_decay",
        ),
    )
    family = "adam"
    family_factor = 0.01

    learning_rate: Number = real(
        default=1e-5,
        valid="(0, inf)",
        slider=(1e-6, 0.1),
        log=True,
        symbol=r"\alpha",
        help="The length of the first step; along a steady slope steps get much longer.",
    )
    beta_1: Number = real(
        default=0.99,
        valid="[0, 1)",
        slider=(0.0, 0.999),
        symbol=r"\beta_1",
        help="How long the direction is remembered.",
    )
    beta_2: Number = real(
        default=0.95,
        valid="[0, 1)",
        slider=(0.5, 0.9999),
        symbol=r"\beta_2",
        help="How long the size of the gradient is remembered.",
    )
    alpha: Number = real(
        default=0.0,
        valid="[0, inf)",
        slider=(0.0, 100.0),
        symbol="a",
        help="How much the gradient of the step counts besides the memory.",
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

    keeps = {
        "m": Kept("m", "The decaying sum of the gradients."),
        "v": SECOND_MOMENT,
    }

    def update(self, x: Array, g: Array, state: State, now: Iteration) -> None:
        m, v = state["m"], state["v"]
        m *= self.beta_1
        m += g
        v += (g * g - v) * (1.0 - self.beta_2)
        v_hat = v / (1.0 - power(self.beta_2, now.t))
        spread = np.sqrt(v_hat + self.epsilon_root) + self.epsilon
        x -= now.learning_rate * (m + self.alpha * g) / spread

    def push(self, x: Array, state: State, t: Any) -> Array | None:  # noqa: ARG002
        if not is_on(self.beta_1):
            return None
        return -self.beta_1 * state["m"] / (np.sqrt(state["v"]) + self.epsilon)
