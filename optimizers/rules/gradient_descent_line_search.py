"""Gradient descent with backtracking (Cauchy 1847; Armijo 1966)."""

from __future__ import annotations

import numpy as np

from declarations import Number, boolean, real
from declarations.arrays import Array
from optimizers import vocabulary
from optimizers.cards.gradient_descent_line_search import GradientDescentLineSearchCard
from optimizers.gradients import dot
from optimizers.iteration import Iteration
from optimizers.kept import SCALAR, Kept
from optimizers.line_search import backtracking
from optimizers.optimizer import Optimizer, State


class GradientDescentLineSearch(GradientDescentLineSearchCard, Optimizer):
    r"""Gradient descent that shortens each step until it goes down enough.

    .. math::
        x_t = x_{t-1} - a_t g_t, \quad f(x_t) \le f(x_{t-1}) - c_1 a_t \lVert g_t \rVert^2

    The step is the first of a, s a, s^2 a, ... that satisfies the condition of Armijo, where the
    first trial is the accepted length of the step before, made longer. Where no length within the
    allowed evaluations does, the point stays and the next step goes on from there.

    Source: Armijo 1966; Nocedal and Wright 2006, algorithm 3.1. ``interpolate`` takes the minimum
    of the parabola instead of a fixed share (their section 3.5, as SciPy's ``scalar_search_armijo``
    does first). Growing from step to step is also Optax' ``scale_by_backtracking_linesearch``:
    there by 1.5, and shrinking by 0.8.
    """

    needs = ("value", "gradient")

    initial_step: Number = real(
        default=1.0,
        valid="(0, inf)",
        slider=(1e-4, 10.0),
        log=True,
        symbol="a_0",
        help="The first length that is tried in the first step.",
    )
    growth: Number = real(
        default=2.0,
        valid="[1, inf)",
        slider=(1.0, 4.0),
        help="The first trial of a step is the last accepted length times this.",
    )
    shrink: Number = real(
        default=0.5,
        valid="(0, 1)",
        slider=(0.1, 0.9),
        symbol="s",
        help="By what a step that is too long is multiplied.",
    )
    interpolate: bool = boolean(
        default=False,
        help="Go to the lowest point of the parabola through the trial instead, where shorter.",
    )
    sufficient_decrease: Number = vocabulary.sufficient_decrease(default=1e-4)
    max_evaluations: int = vocabulary.max_evaluations(default=50, slider=(1, 100))

    keeps = {"trial": Kept("a", "The length that the next step tries first.", SCALAR)}

    def initial_state(self, x: Array) -> State:
        return {"trial": np.full(x.shape[1:], self.initial_step)}

    def update(self, x: Array, g: Array, state: State, now: Iteration) -> None:
        found = backtracking(
            now,
            x,
            now.value_here(x),
            -dot(g, g),
            -g,
            state["trial"],
            sufficient_decrease=self.sufficient_decrease,
            shrink=self.shrink,
            interpolate=self.interpolate,
            max_evaluations=self.max_evaluations,
        )
        x[...] = found.point
        longer = self.growth * found.reached
        state["trial"][...] = np.where(found.reached > 0, longer, state["trial"])
        now.hand_over(value=found.value)
