"""MADGRAD (Defazio and Jelassi, 2021)."""

from __future__ import annotations

from typing import Any

import numpy as np

from declarations import Number
from declarations.arrays import Array
from optimizers import vocabulary
from optimizers.cards.madgrad import MadgradCard
from optimizers.iteration import Iteration
from optimizers.kept import START, Kept
from optimizers.optimizer import FirstOrder, State, is_on


class Madgrad(MadgradCard, FirstOrder):
    r"""Dual averaging: one step from the start along all gradients, over a cube root.

    .. math::
        \lambda_t &= (\alpha+\epsilon)\sqrt{t},\quad s_t = s_{t-1} + \lambda_t g_t,\quad q_t
            = q_{t-1} + \lambda_t g_t^2 \\
        x_t &= \beta x_{t-1} + (1-\beta)\left(x_0 - \frac{s_t}{\sqrt[3]{q_t}+\epsilon}\right)

    As in the authors' code and in Optax epsilon is also added to the learning rate. Decoupled decay
    shrinks x, but not z: with a momentum of 0 nothing of it remains.

    Source: Defazio and Jelassi 2021, arXiv:2101.11075; Optax ``contrib.madgrad`` (L2 decay), which
    rounds :math:`\lambda` to float32.
    """

    presets = {"optax": vocabulary.OPTAX}

    learning_rate: Number = vocabulary.learning_rate(
        default=0.01,
        slider=(1e-4, 10.0),
        help="How much the gradients count; the step grows with its power of two thirds.",
    )
    momentum: Number = vocabulary.momentum(
        default=0.9,
        symbol=r"\beta",
        help="The share of the last point in the new one; 0 is plain dual averaging.",
    )
    weight_decay_mode: str = vocabulary.weight_decay_mode(default="l2")
    epsilon: Number = vocabulary.epsilon(
        default=1e-6, help="Keeps the division finite; also added to the learning rate."
    )

    def idle(self, steps: int | None = None, rises: bool = True) -> dict[str, str]:
        reasons = super().idle(steps, rises)
        if self.weight_decay_mode == "decoupled" and not is_on(self.momentum):
            reasons["weight_decay"] = (
                "No effect while momentum is 0: the point is made anew from the sums."
            )
        return reasons

    keeps = {
        "start": START,
        "s": Kept("s", "The weighted sum of the gradients."),
        "q": Kept("q", "The weighted sum of the squared gradients."),
    }

    def initial_state(self, x: Array) -> State:
        return super().initial_state(x) | {"start": x.copy()}

    def update(self, x: Array, g: Array, state: State, now: Iteration) -> None:
        s, q = state["s"], state["q"]
        weight = (now.learning_rate + self.epsilon) * np.sqrt(now.t)
        s += weight * g
        q += weight * g * g
        x *= self.momentum
        x += (1.0 - self.momentum) * self._goal(state)

    def push(self, x: Array, state: State, t: Any) -> Array | None:  # noqa: ARG002
        return self._goal(state) - x if is_on(self.momentum) else None

    def _goal(self, state: State) -> Array:
        """Where dual averaging without momentum would be."""
        s, spread = state["s"], np.cbrt(state["q"]) + self.epsilon
        z: Array = state["start"] - np.where(spread > 0.0, s / spread, 0.0)
        return z
