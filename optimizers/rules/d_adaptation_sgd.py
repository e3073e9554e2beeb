"""D-Adaptation for SGD (Defazio and Mishchenko, 2023)."""

from __future__ import annotations

from typing import Any

import numpy as np

from declarations import Number, amount, choice, real
from declarations.arrays import Array
from optimizers.gradients import dot, norm
from optimizers.iteration import Iteration
from optimizers.kept import DISTANCE, NUMERATOR, SCALAR, START, Kept
from optimizers.optimizer import FirstOrder, State, is_on


class DAdaptationSGD(FirstOrder):
    r"""Gradient descent that finds its learning rate: a lower bound d on the distance to go.

    .. math::
        k_t &= \alpha d_{t-1} / \|g_1\|, \quad
            r_t = r_{t-1} + k_t \langle g_t, s_{t-1} \rangle, \quad s_t = s_{t-1} + k_t g_t \\
        d_t &= \max(d_{t-1}, 2 r_t / \|s_t\|), \quad
            x_t = \mu x_{t-1} + (1 - \mu) (x_0 - s_t)

    The first gradient that is not 0 sets the scale, before weight decay is added. Momentum is a
    running average of the points :math:`x_0 - s`. pytorch_optimizer 4.1 takes the norm of the
    first gradient in single precision, so that its steps are off by some 1e-8 of their length.

    Source: Defazio and Mishchenko 2023, arXiv:2301.07733, and its authors' code (``DAdaptSGD``,
    L2 decay).
    """

    title = "D-Adaptation (SGD)"
    group = "Parameter-free"
    year = 2023
    paper = "Defazio and Mishchenko: Learning-Rate-Free Learning by D-Adaptation"
    link = "https://arxiv.org/abs/2301.07733"
    rule = (
        r"\begin{aligned} s_t &= s_{t-1} + \frac{\alpha\, d_{t-1}}{\|g_1\|}\, g_t \\"
        r" d_t &= \max\!\left(d_{t-1},\,\frac{2 r_t}{\|s_t\|}\right) \\"
        r" x_t &= \mu x_{t-1} + (1-\mu)(x_0 - s_t) \end{aligned}"
    )
    intuition = (
        "How well successive gradients agree bounds from below how far away the solution is. The "
        "steps are that bound times the gradient, measured by the first gradient."
    )
    strengths = (
        "No learning rate to tune: 1 is right on any scale.",
        "Simple enough that its bound can be followed by hand.",
    )
    weaknesses = (
        "Diverges where the slope gets much steeper than at the start.",
        "The bound never shrinks.",
    )

    learning_rate: Number = real(
        default=1.0,
        valid="(0, inf)",
        slider=(1e-2, 10.0),
        log=True,
        symbol=r"\alpha",
        help="A factor on the estimated step; meant to stay at 1.",
    )
    weight_decay_mode: str = choice(
        default="l2",
        options=("decoupled", "l2"),
        help="L2: adds to the gradient. Decoupled: shrinks the point.",
        needs=(amount("weight_decay"),),
    )
    momentum: Number = real(
        default=0.9,
        valid="[0, 1)",
        slider=(0.0, 0.99),
        symbol=r"\mu",
        help="The share of the old point that is kept from step to step.",
    )
    initial_d: Number = real(
        default=1e-6,
        valid="(0, inf)",
        slider=(1e-8, 1e-1),
        log=True,
        symbol="d_0",
        help="The first bound; too small costs a few steps, too large cannot be undone.",
    )
    growth_rate: Number | None = real(
        default=None,
        valid="(1, inf)",
        slider=(1.02, 2.0),
        help="The most that d may grow by in a step; else without limit.",
    )

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
        x += (state["start"] - s - x) * (1.0 - self.momentum)

    def push(self, x: Array, state: State, t: Any) -> Array | None:  # noqa: ARG002
        if not is_on(self.momentum):
            return None
        return state["start"] - state["s"] - x
