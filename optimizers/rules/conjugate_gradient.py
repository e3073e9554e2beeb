"""Nonlinear conjugate gradients (Fletcher and Reeves 1964; Polak and Ribiere 1969)."""

from __future__ import annotations

import numpy as np

from declarations import Number, choice
from declarations.arrays import Array
from optimizers import vocabulary
from optimizers.cards.conjugate_gradient import ConjugateGradientCard
from optimizers.gradients import dot
from optimizers.iteration import Iteration
from optimizers.kept import LAST_GRADIENT, LAST_VALUE, Kept
from optimizers.line_search import first_length, strong_wolfe
from optimizers.optimizer import Optimizer, State

ENOUGH_DESCENT = 0.01
"""Below this part of the slope of steepest descent a direction is given up (SciPy's sigma_3)."""


class ConjugateGradient(ConjugateGradientCard, Optimizer):
    r"""Steepest descent that keeps a share of the last direction, with a line search.

    .. math::
        d_t = -g_t + \beta_t d_{t-1}, \quad x_t = x_{t-1} + a_t d_t, \quad
            \beta_t = \max\left(0, \frac{g_t^\top (g_t - g_{t-1})}{\lVert g_{t-1} \rVert^2}\right)

    a_t satisfies the strong Wolfe conditions. The method restarts with d = -g where d does not
    descend (its slope is above -0.01 |g|^2) and after a line search that failed.

    Form: Polak and Ribiere's formula, cut off at 0, which is the default; Fletcher and Reeves have
    |gₜ|² in the numerator.

    Source: Fletcher and Reeves 1964; Polak and Ribiere 1969; PR+ Gilbert and Nocedal 1992; Nocedal
    and Wright 2006, algorithm 5.4. SciPy ``CG`` is PR+ with c2 = 0.4 and the same first trial; its
    trial steps differ.
    """

    needs = ("value", "gradient")

    formula: str = choice(
        default="polak_ribiere_plus",
        options=("fletcher_reeves", "polak_ribiere_plus"),
        symbol=r"\beta",
        help="How much of the last direction is kept.",
    )
    sufficient_decrease: Number = vocabulary.sufficient_decrease(default=1e-4)
    curvature: Number = vocabulary.curvature(
        default=0.4,
        help="The part of the slope that may be left; below 0.5 Fletcher-Reeves always descends.",
    )
    max_evaluations: int = vocabulary.max_evaluations(default=25)

    keeps = {
        "direction": Kept("d", "The direction of the last step."),
        "gradient_before": LAST_GRADIENT,
        "value_before": LAST_VALUE,
    }

    def initial_state(self, x: Array) -> State:
        return super().initial_state(x) | {"value_before": np.full(x.shape[1:], np.inf)}

    def update(self, x: Array, g: Array, state: State, now: Iteration) -> None:
        value, before = now.value_here(x), state["gradient_before"]
        change = g - before if self.formula == "polak_ribiere_plus" else g
        beta = np.maximum(dot(g, change) / dot(before, before), 0.0)
        direction = beta * state["direction"] - g
        # Not so in the first step, where beta is 0/0.
        descends = dot(direction, g) <= -ENOUGH_DESCENT * dot(g, g)
        direction = np.where(descends, direction, -g)
        found = strong_wolfe(
            now,
            x,
            value,
            g,
            direction,
            first_length(value, state["value_before"], g, dot(direction, g)),
            sufficient_decrease=self.sufficient_decrease,
            curvature=self.curvature,
            max_evaluations=self.max_evaluations,
        )
        moved = found.length > 0
        x[...] = found.point
        state["direction"][...] = np.where(moved, direction, 0.0)
        state["gradient_before"][...] = g
        state["value_before"][...] = np.where(moved, value, np.inf)
        now.hand_over(value=found.value, gradient=found.gradient)
