"""AdaBelief (Zhuang et al., 2020)."""

from __future__ import annotations

from typing import Any

import numpy as np

from declarations import Number
from declarations.arrays import Array
from optimizers import vocabulary
from optimizers.cards.adabelief import AdaBeliefCard
from optimizers.gradients import follow, power
from optimizers.iteration import Iteration
from optimizers.kept import FIRST_MOMENT, Kept
from optimizers.optimizer import FirstOrder, State, is_on


class AdaBelief(AdaBeliefCard, FirstOrder):
    r"""Adam that divides by how far the gradient strays from its own prediction.

    .. math::
        s_t &= \beta_2 s_{t-1} + (1-\beta_2)(g_t - m_t)^2 + \epsilon_r \\
        x_t &= x_{t-1} - \alpha\,\frac{\hat m_t}{\sqrt{\hat s_t}+\epsilon}

    with m as in Adam and bias-corrected moments. ``epsilon_root`` is added in every step and
    accumulates in s, as in the paper and in Optax.

    Source: Zhuang et al. 2020, arXiv:2010.07468; Optax ``adabelief``.
    """

    presets = {"optax": vocabulary.OPTAX}

    learning_rate: Number = vocabulary.learning_rate(
        default=0.001, help="About the length of a step in every coordinate, where gradients vary."
    )
    beta_1: Number = vocabulary.beta_1(default=0.9)
    beta_2: Number = vocabulary.beta_2(default=0.999, help="How long the surprise is remembered.")
    epsilon: Number = vocabulary.epsilon(default=1e-16, slider=(1e-16, 1e-1))
    epsilon_root: Number = vocabulary.epsilon_root(
        default=1e-16,
        slider=(1e-16, 1e-1),
        log=True,
        help="Added to the average of the surprise in every step.",
    )

    keeps = {
        "m": FIRST_MOMENT,
        "s": Kept("s", "The moving average of the squared distances of gradients from m."),
    }

    def update(self, x: Array, g: Array, state: State, now: Iteration) -> None:
        m, s = state["m"], state["s"]
        follow(m, g, self.beta_1)
        surprise = g - m
        follow(s, surprise * surprise, self.beta_2)
        s += self.epsilon_root
        correction_1 = 1.0 - power(self.beta_1, now.t)
        correction_2 = 1.0 - power(self.beta_2, now.t)
        x -= now.learning_rate * (m / correction_1) / (np.sqrt(s / correction_2) + self.epsilon)

    def push(self, x: Array, state: State, t: Any) -> Array | None:  # noqa: ARG002
        if not is_on(self.beta_1):
            return None
        return -self.beta_1 * state["m"] / (np.sqrt(state["s"]) + self.epsilon)
