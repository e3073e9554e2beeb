"""Gradient descent with a strong Wolfe line search (Wolfe 1969)."""

from __future__ import annotations

import numpy as np

from declarations import Number, integer, real
from declarations.arrays import Array
from optimizers.gradients import dot
from optimizers.iteration import Iteration
from optimizers.kept import LAST_VALUE
from optimizers.line_search import first_length, strong_wolfe
from optimizers.optimizer import Optimizer, State


class GradientDescentWolfe(Optimizer):
    r"""Gradient descent to a point that is low enough and flat enough along the gradient.

    .. math:: x_t = x_{t-1} - a_t g_t, \quad
        f(x_t) \le f(x_{t-1}) - c_1 a_t \|g_t\|^2, \quad
        |\nabla f(x_t)^T g_t| \le c_2 \|g_t\|^2

    A small c_2 comes close to the exact minimum along the line (Cauchy 1847). Where no such point
    is found within the allowed evaluations, the best one with a sufficient decrease is taken.

    Source: Wolfe 1969; Nocedal and Wright 2006, algorithms 3.5 and 3.6, first trial 3.60.
    """

    title = "Gradient descent, strong Wolfe"
    keywords = ("steepest descent", "GD")
    group = "Line search"
    year = 1969
    paper = "Wolfe: Convergence Conditions for Ascent Methods"
    link = "https://doi.org/10.1137/1011036"
    rule = (
        r"\begin{aligned} x_t &= x_{t-1} - a_t g_t \\"
        r" f(x_t) &\le f(x_{t-1}) - c_1 a_t \lVert g_t \rVert^2,\quad"
        r" \lvert \nabla f(x_t)^\top g_t \rvert \le c_2 \lVert g_t \rVert^2 \end{aligned}"
    )
    intuition = (
        "Walks down the gradient until the slope along the way has flattened out. "
        "With an exact search every step is at a right angle to the one before."
    )
    strengths = (
        "No learning rate to choose, and the loss never rises.",
        "The step is neither too long nor too short.",
    )
    weaknesses = (
        "Still zig-zags in a narrow valley: a better step along a poor direction.",
        "About one gradient and value a step, two when the search is nearly exact.",
    )
    needs = ("value", "gradient")

    sufficient_decrease: Number = real(
        default=1e-4,
        valid="(0, 1)",
        slider=(1e-6, 0.5),
        log=True,
        symbol="c_1",
        help="The part of the decrease promised by the slope that a step has to make.",
    )
    curvature: Number = real(
        default=0.1,
        valid="(0, 1)",
        slider=(0.001, 0.999),
        symbol="c_2",
        help="The part of the slope that may be left; small is nearly exact. Above c1.",
    )
    max_evaluations: int = integer(
        default=25, valid="[1, 1000]", slider=(1, 50), help="How many lengths a step tries at most."
    )

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
