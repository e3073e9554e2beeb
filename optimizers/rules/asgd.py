"""Averaged gradient descent (Polyak and Juditsky, 1992)."""

from __future__ import annotations

import numpy as np

from declarations import Number, amount, real
from declarations.arrays import Array
from optimizers import vocabulary
from optimizers.cards.asgd import ASGDCard
from optimizers.iteration import Iteration
from optimizers.kept import Kept
from optimizers.optimizer import FirstOrder, State


class ASGD(ASGDCard, FirstOrder):
    r"""Gradient descent with a slowly falling step, judged by the average of its iterates.

    .. math::
        x_t &= (1-\lambda\eta_t)\,x_{t-1} - \eta_t g_t,\quad \eta_t
            = \alpha\,/\,(1+\lambda\alpha(t-1))^{a} \\
        \bar x_t &= \bar x_{t-1} + \frac{1}{\max(1,\,t-1-t_0)}(x_t - \bar x_{t-1})

    The iterate is x, where the gradient is taken; the answer is the average. PyTorch begins to
    average after ``t0`` = 1e6 steps, that is never in a short run; here it begins at once. Note
    that PyTorch's lambda also pulls the point towards the origin.

    Under a schedule alpha is the learning rate of the present step. PyTorch computes eta at the end
    of a step for the next one, and so is one step behind: its step t has the rate of step t - 1,
    and the first one its own.

    Source: Polyak and Juditsky 1992, doi:10.1137/0330046; Bottou 2010; PyTorch ``ASGD`` (L2 decay).
    """

    presets = {"torch": vocabulary.TORCH | {"t0": 1e6}}

    learning_rate: Number = vocabulary.learning_rate(
        default=0.01, slider=(1e-5, 10.0), help="The step size at the beginning."
    )
    lambd: Number = real(
        default=1e-4,
        valid="[0, inf)",
        slider=(0.0, 0.1),
        symbol=r"\lambda",
        help="How fast the step size falls, and how strongly the origin attracts.",
    )
    alpha: Number = real(
        default=0.75,
        valid="[0, inf)",
        slider=(0.0, 1.0),
        symbol="a",
        help="The power with which the step size falls.",
        needs=(amount("lambd"),),
    )
    t0: Number = real(
        default=0.0,
        valid="[0, inf)",
        slider=(0.0, 500.0),
        symbol="t_0",
        help="After how many steps the averaging begins.",
    )

    keeps = {"average": Kept(r"\bar x", "The average of the points.")}

    def initial_state(self, x: Array) -> State:
        return {"average": x.copy()}

    def update(self, x: Array, g: Array, state: State, now: Iteration) -> None:
        completed = now.t - 1
        fall = 1.0 + self.lambd * now.learning_rate * completed
        eta = now.learning_rate / np.float_power(fall, self.alpha)
        x *= 1.0 - self.lambd * eta
        x -= eta * g
        average = state["average"]
        weight = 1.0 / np.maximum(1.0, completed - self.t0)
        average[...] = np.where(weight == 1.0, x, average + (x - average) * weight)

    def evaluation_point(self, x: Array, state: State) -> Array | None:  # noqa: ARG002
        average: Array = state["average"]
        return average.copy()
