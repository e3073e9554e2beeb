"""Gradient descent with a strong Wolfe line search (Wolfe 1969)."""

from __future__ import annotations

import numpy as np

from declarations import Number
from declarations.arrays import Array
from optimizers import vocabulary
from optimizers.cards.gradient_descent_wolfe import GradientDescentWolfeCard
from optimizers.gradients import dot
from optimizers.iteration import Iteration
from optimizers.kept import LAST_VALUE
from optimizers.line_search import first_length, strong_wolfe
from optimizers.optimizer import Optimizer, State


class GradientDescentWolfe(GradientDescentWolfeCard, Optimizer):
    r"""Gradient descent to a point that is low enough and flat enough along the gradient.

    .. math::
        x_t &= x_{t-1} - a_t g_t \\
        f(x_t) &\le f(x_{t-1})
            - c_1 a_t \lVert g_t \rVert^2,\quad \lvert \nabla f(x_t)^\top g_t \rvert \le c_2 \lVert
            g_t \rVert^2

    A small c_2 comes close to the exact minimum along the line (Cauchy 1847). Where no such point
    is found within the allowed evaluations, the best one with a sufficient decrease is taken.

    Source: Wolfe 1969; Nocedal and Wright 2006, algorithms 3.5 and 3.6, first trial 3.60.
    """

    needs = ("value", "gradient")

    sufficient_decrease: Number = vocabulary.sufficient_decrease(default=1e-4)
    curvature: Number = vocabulary.curvature(default=0.1)
    max_evaluations: int = vocabulary.max_evaluations(default=25)

    keeps = {"value_before": LAST_VALUE}

    def initial_state(self, x: Array) -> State:
        return {"value_before": np.full(x.shape[1:], np.inf)}

    def update(self, x: Array, g: Array, state: State, now: Iteration) -> None:
        value = now.value_here(x)
        found = strong_wolfe(
            now,
            x,
            value,
            g,
            -g,
            first_length(value, state["value_before"], g, -dot(g, g)),
            sufficient_decrease=self.sufficient_decrease,
            curvature=self.curvature,
            max_evaluations=self.max_evaluations,
        )
        x[...] = found.point
        state["value_before"][...] = np.where(found.length > 0, value, np.inf)
        now.hand_over(value=found.value, gradient=found.gradient)
