"""AdEMAMix (Pagliardini, Ablin and Grangier, 2024)."""

from __future__ import annotations

from typing import Any

import numpy as np

from declarations import Number, amount, real
from declarations.arrays import Array
from optimizers import vocabulary
from optimizers.cards.ademamix import AdEMAMixCard
from optimizers.gradients import follow, power
from optimizers.iteration import Iteration
from optimizers.kept import FIRST_MOMENT, SECOND_MOMENT, Kept
from optimizers.optimizer import FirstOrder, State, is_on


class AdEMAMix(AdEMAMixCard, FirstOrder):
    r"""Adam with a second momentum that remembers for thousands of steps.

    .. math::
        s_t &= \beta_3 s_{t-1} + (1-\beta_3)\,g_t \\
        x_t &= x_{t-1} - \alpha\,\frac{\hat m_t + a\,s_t}{\sqrt{\hat v_t}+\epsilon}

    with a second epsilon inside the root (``epsilon_root``), where m and v are Adam's, and the slow
    momentum s is not bias-corrected. With ``warmup_steps`` T, the paper's warm-up, a rises in a
    straight line and beta_3 from beta_1 such that the memory grows steadily: :math:`1 / \ln
    \beta_{3,t} = (1 - t/T) / \ln \beta_1 + (t/T) / \ln \beta_3`.

    Source: Pagliardini, Ablin and Grangier 2024, arXiv:2409.03137; Optax ``contrib.ademamix``.
    """

    presets = {"optax": vocabulary.OPTAX}

    learning_rate: Number = vocabulary.learning_rate(default=0.001)
    beta_1: Number = vocabulary.beta_1(default=0.9, help="How long the fast momentum remembers.")
    beta_2: Number = vocabulary.beta_2(default=0.999)
    beta_3: Number = vocabulary.beta_3(
        default=0.9999,
        slider=(0.9, 0.9999),
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
    warmup_steps: int = vocabulary.warmup_steps(
        default=0,
        slider=(0, 1000),
        symbol="T",
        help="Steps during which the slow momentum is brought in.",
        needs=(amount("alpha"),),
    )
    epsilon: Number = vocabulary.epsilon(default=1e-8)
    epsilon_root: Number = vocabulary.epsilon_root(default=0.0)

    keeps = {
        "m": FIRST_MOMENT,
        "slow": Kept("s", "A moving average of the gradients that remembers for longer."),
        "v": SECOND_MOMENT,
    }

    def update(self, x: Array, g: Array, state: State, now: Iteration) -> None:
        m, slow, v = state["m"], state["slow"], state["v"]
        alpha, beta_3 = self._warmed_up(now.t)
        follow(m, g, self.beta_1)
        follow(slow, g, beta_3)
        follow(v, g * g, self.beta_2)
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
