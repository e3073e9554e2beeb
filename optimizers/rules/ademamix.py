"""AdEMAMix (Pagliardini, Ablin and Grangier, 2024)."""

from __future__ import annotations

from typing import Any

import numpy as np

from declarations import Number, amount, integer, real
from declarations.arrays import Array
from optimizers.counterpart import OPTAX_MOMENTS, optax
from optimizers.gradients import power
from optimizers.iteration import Iteration
from optimizers.kept import FIRST_MOMENT, SECOND_MOMENT, Kept
from optimizers.optimizer import FirstOrder, State, is_on


class AdEMAMix(FirstOrder):
    r"""Adam with a second momentum that remembers for thousands of steps.

    .. math::
        m_t &= \beta_1 m_{t-1} + (1 - \beta_1) g_t, \quad
            s_t = \beta_3 s_{t-1} + (1 - \beta_3) g_t, \quad
            v_t = \beta_2 v_{t-1} + (1 - \beta_2) g_t^2 \\
        x_t &= x_{t-1} - \alpha \frac{\hat m_t + a s_t}{\sqrt{\hat v_t + \epsilon_r} + \epsilon}

    where the slow momentum s is not bias-corrected. With ``warmup_steps`` T, the paper's warm-up,
    a rises in a straight line and beta_3 from beta_1 such that the memory grows steadily:
    :math:`1 / \ln \beta_{3,t} = (1 - t/T) / \ln \beta_1 + (t/T) / \ln \beta_3`.

    Source: Pagliardini, Ablin and Grangier 2024, arXiv:2409.03137; Optax ``contrib.ademamix``.
    """

    title = "AdEMAMix"
    group = "Adaptive"
    year = 2024
    paper = "Pagliardini, Ablin and Grangier: The AdEMAMix Optimizer: Better, Faster, Older"
    link = "https://arxiv.org/abs/2409.03137"
    rule = (
        r"\begin{aligned} s_t &= \beta_3 s_{t-1} + (1-\beta_3)\,g_t \\"
        r" x_t &= x_{t-1} - \alpha\,\frac{\hat m_t + a\,s_t}{\sqrt{\hat v_t}+\epsilon}"
        r" \end{aligned}"
    )
    intuition = (
        "One momentum follows the slope of the last ten steps, a second one that of the last ten "
        "thousand. The slow one keeps pushing along the valley while the fast one steers."
    )
    strengths = (
        "Uses gradients that Adam has long forgotten; gains in long runs.",
        "Steady progress along flat valleys under noise.",
    )
    weaknesses = (
        "In short runs the slow momentum hardly counts, or pushes past the minimum.",
        "Slow to change its mind when the landscape changes.",
    )
    presets = {
        "optax": {"clip_form": "optax"},
    }
    counterparts = (
        optax(
            "contrib.ademamix",
            **OPTAX_MOMENTS,
            b3="beta_3",
            alpha="alpha",
            weight_decay="weight_decay",
        ),
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
    beta_1: Number = real(
        default=0.9,
        valid="[0, 1)",
        slider=(0.0, 0.99),
        symbol=r"\beta_1",
        help="How long the fast momentum remembers.",
    )
    beta_2: Number = real(
        default=0.999,
        valid="[0, 1)",
        slider=(0.5, 0.9999),
        symbol=r"\beta_2",
        help="How long the size of the gradient is remembered.",
    )
    beta_3: Number = real(
        default=0.9999,
        valid="[0, 1)",
        slider=(0.9, 0.9999),
        symbol=r"\beta_3",
        help="How long the slow momentum remembers.",
        needs=(amount("alpha"),),
    )
    alpha: Number = real(
        default=5.0,
        valid="[0, inf)",
        slider=(0.0, 20.0),
        symbol="a",
        help="How much the slow momentum counts against the fast one.",
    )
    warmup_steps: int = integer(
        default=0,
        valid="[0, 1000000]",
        slider=(0, 1000),
        symbol="T",
        help="Steps during which the slow momentum is brought in.",
        needs=(amount("alpha"),),
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
        "m": FIRST_MOMENT,
        "slow": Kept("s", "A moving average of the gradients that remembers for longer."),
        "v": SECOND_MOMENT,
    }

    def update(self, x: Array, g: Array, state: State, now: Iteration) -> None:
        m, slow, v = state["m"], state["slow"], state["v"]
        alpha, beta_3 = self._warmed_up(now.t)
        m += (g - m) * (1.0 - self.beta_1)
        slow += (g - slow) * (1.0 - beta_3)
        v += (g * g - v) * (1.0 - self.beta_2)
        m_hat = m / (1.0 - power(self.beta_1, now.t))
        v_hat = v / (1.0 - power(self.beta_2, now.t))
        root = np.sqrt(v_hat + self.epsilon_root) + self.epsilon
        x -= now.learning_rate * (m_hat + alpha * slow) / root

    def push(self, x: Array, state: State, t: Any) -> Array | None:  # noqa: ARG002
        if not is_on(self.beta_1) and not is_on(self.alpha):
            return None
        alpha, beta_3 = self._at(np.minimum((t + 1) / max(self.warmup_steps, 1), 1.0))
        m_hat = self.beta_1 * state["m"] / (1.0 - np.float_power(self.beta_1, t + 1))
        return -(m_hat + alpha * beta_3 * state["slow"]) / (np.sqrt(state["v"]) + self.epsilon)

    def _warmed_up(self, t: int) -> tuple[Number, Number]:
        """The weight and the memory of the slow momentum in step t."""
        if t >= self.warmup_steps:
            return self.alpha, self.beta_3
        return self._at(t / self.warmup_steps)

    def _at(self, share: Number) -> tuple[Number, Number]:
        """The same after a share of the warm-up."""
        memory = (1.0 - share) / np.log(self.beta_1) + share / np.log(self.beta_3)
        return self.alpha * share, np.minimum(np.exp(1.0 / memory), self.beta_3)
