"""D-Adaptation for SGD (Defazio and Mishchenko, 2023)."""

from __future__ import annotations

from typing import Any

import numpy as np

from declarations import Number
from declarations.arrays import Array
from optimizers import vocabulary
from optimizers.cards.d_adaptation_sgd import DAdaptationSGDCard
from optimizers.gradients import dot, follow, norm
from optimizers.iteration import Iteration
from optimizers.kept import DISTANCE, NUMERATOR, SCALAR, START, Kept
from optimizers.optimizer import FirstOrder, State, is_on


class DAdaptationSGD(DAdaptationSGDCard, FirstOrder):
    r"""Gradient descent that finds its learning rate: a lower bound d on the distance to go.

    .. math::
        s_t &= s_{t-1} + \frac{\alpha\, d_{t-1}}{\|g_1\|}\, g_t \\
        d_t &= \max\!\left(d_{t-1},\,\frac{2 r_t}{\|s_t\|}\right) \\
        x_t &= \mu x_{t-1} + (1-\mu)(x_0 - s_t)

    with :math:`r_t = r_{t-1} + \alpha d_{t-1} \langle g_t, s_{t-1} \rangle / \|g_1\|`.

    The first gradient that is not 0 sets the scale, before weight decay is added. Momentum is a
    running average of the points :math:`x_0 - s`. pytorch_optimizer 4.1 takes the norm of the first
    gradient in single precision, so that its steps are off by some 1e-8 of their length.

    Source: Defazio and Mishchenko 2023, arXiv:2301.07733, and its authors' code (``DAdaptSGD``, L2
    decay).
    """

    learning_rate: Number = vocabulary.learning_rate(
        default=1.0, slider=(1e-2, 10.0), help="A factor on the estimated step; meant to stay at 1."
    )
    weight_decay_mode: str = vocabulary.weight_decay_mode(default="l2")
    momentum: Number = vocabulary.momentum(
        default=0.9, help="The share of the old point that is kept from step to step."
    )
    initial_d: Number = vocabulary.initial_d(default=1e-6)
    growth_rate: Number | None = vocabulary.growth_rate(default=None)

    def idle(self, steps: int | None = None, rises: bool = True) -> dict[str, str]:
        reasons = super().idle(steps, rises)
        if self.weight_decay_mode == "decoupled" and not is_on(self.momentum):
            reasons["weight_decay"] = (
                "No effect while momentum is 0: the point is made anew from the gradients."
            )
        return reasons

    keeps = {
        "start": START,
        "s": Kept("s", "The sum of the gradients times their step sizes."),
        "first_norm": Kept(r"\|g_1\|", "The norm of the first gradient that is not 0.", SCALAR),
        "numerator": NUMERATOR,
        "d": DISTANCE,
    }

    def initial_state(self, x: Array) -> State:
        kept = {"start": x.copy(), "d": np.full(x.shape[1:], self.initial_d)}
        return super().initial_state(x) | kept

    def decay(self, x: Array, g: Array, now: Iteration) -> Array:  # noqa: ARG002
        """Either decay waits until the norm of the pure gradient has been taken."""
        return g

    def update(self, x: Array, g: Array, state: State, now: Iteration) -> None:
        s, d, numerator, first_norm = (
            state[name] for name in ("s", "d", "numerator", "first_norm")
        )
        first_norm[...] = np.where(first_norm == 0.0, norm(g), first_norm)
        rate = np.where(first_norm == 0.0, 0.0, d * now.learning_rate / first_norm)
        if is_on(self.weight_decay):
            if self.weight_decay_mode == "l2":
                g = g + self.weight_decay * x
            else:
                x -= x * self.weight_decay * rate
        numerator += rate * dot(g, s)
        s += rate * g
        length = norm(s)
        proved = np.where(length > 0.0, 2.0 * numerator / length, 0.0)
        if self.growth_rate is not None:
            proved = np.minimum(proved, d * self.growth_rate)
        np.fmax(d, proved, out=d)
        follow(x, state["start"] - s, self.momentum)

    def push(self, x: Array, state: State, t: Any) -> Array | None:  # noqa: ARG002
        if not is_on(self.momentum):
            return None
        return state["start"] - state["s"] - x
