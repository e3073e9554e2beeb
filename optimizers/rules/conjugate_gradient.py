"""Nonlinear conjugate gradients (Fletcher and Reeves 1964; Polak and Ribiere 1969)."""

from __future__ import annotations

import numpy as np

from declarations import Number, choice, integer, real
from declarations.arrays import Array
from optimizers.gradients import dot
from optimizers.iteration import Iteration
from optimizers.kept import LAST_GRADIENT, LAST_VALUE, Kept
from optimizers.line_search import first_length, strong_wolfe
from optimizers.optimizer import Optimizer, State

ENOUGH_DESCENT = 0.01
"""Below this part of the slope of steepest descent a direction is given up (SciPy's sigma_3)."""


class ConjugateGradient(Optimizer):
    r"""Steepest descent that keeps a share of the last direction, with a line search.

    .. math:: d_t = -g_t + \beta_t d_{t-1}, \quad x_t = x_{t-1} + a_t d_t, \quad
        \beta_t^{FR} = \frac{g_t^T g_t}{g_{t-1}^T g_{t-1}}, \quad
        \beta_t^{PR+} = \max\left(0, \frac{g_t^T (g_t - g_{t-1})}{g_{t-1}^T g_{t-1}}\right)

    a_t satisfies the strong Wolfe conditions. The method restarts with d = -g where d does not
    descend (its slope is above -0.01 |g|^2) and after a line search that failed.

    Source: Fletcher and Reeves 1964; Polak and Ribiere 1969; PR+ Gilbert and Nocedal 1992;
    Nocedal and Wright 2006, algorithm 5.4. SciPy ``CG`` is PR+ with c2 = 0.4 and the same first
    trial; its trial steps differ.
    """

    title = "Conjugate gradients"
    keywords = ("CG", "Fletcher-Reeves", "Polak-Ribiere")
    group = "Curvature"
    year = 1964
    paper = "Fletcher and Reeves: Function minimization by conjugate gradients"
    link = "https://doi.org/10.1093/comjnl/7.2.149"
    rule = (
        r"d_t = -g_t + \beta_t d_{t-1}, \quad x_t = x_{t-1} + a_t d_t, \quad"
        r" \beta_t = \max\left(0,"
        r" \frac{g_t^\top (g_t - g_{t-1})}{\lVert g_{t-1} \rVert^2}\right)"
    )
    rule_note = (
        "Polak and Ribiere's formula, cut off at 0, which is the default; Fletcher and Reeves "
        "have |gₜ|² in the numerator."
    )
    intuition = (
        "Keeps just as much of the last direction as does not undo what it has achieved. "
        "On a quadratic bowl in n dimensions it arrives after n exact steps."
    )
    strengths = (
        "Remembers a single vector, and is far faster than steepest descent in a valley.",
        "No learning rate to choose, and the loss never rises.",
    )
    weaknesses = (
        "Needs an accurate line search: several gradients a step.",
        "Fletcher-Reeves may take many tiny steps after a bad one (Polak-Ribiere+ restarts).",
    )
    needs = ("value", "gradient")

    formula: str = choice(
        default="polak_ribiere_plus",
        options=("fletcher_reeves", "polak_ribiere_plus"),
        symbol=r"\beta",
        help="How much of the last direction is kept.",
    )
    sufficient_decrease: Number = real(
        default=1e-4,
        valid="(0, 1)",
        slider=(1e-6, 0.5),
        log=True,
        symbol="c_1",
        help="The part of the decrease promised by the slope that a step has to make.",
    )
    curvature: Number = real(
        default=0.4,
        valid="(0, 1)",
        slider=(0.001, 0.999),
        symbol="c_2",
        help="The part of the slope that may be left; below 0.5 Fletcher-Reeves always descends.",
    )
    max_evaluations: int = integer(
        default=25, valid="[1, 1000]", slider=(1, 50), help="How many lengths a step tries at most."
    )

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
