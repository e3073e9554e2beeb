"""The two-point step size of Barzilai and Borwein (1988)."""

from __future__ import annotations

import numpy as np

from declarations import Number, choice
from declarations.arrays import Array
from optimizers import vocabulary
from optimizers.cards.barzilai_borwein import BarzilaiBorweinCard
from optimizers.gradients import dot
from optimizers.iteration import Iteration
from optimizers.kept import LAST_GRADIENT, LAST_POINT, SCALAR, Kept
from optimizers.optimizer import Optimizer, State


class BarzilaiBorwein(BarzilaiBorweinCard, Optimizer):
    r"""Gradient descent whose step size is read off from the last step.

    .. math::
        x_t = x_{t-1} - a_t g_t, \quad a_t = \frac{s^\top y}{y^\top y} \text{ (BB2)}

    with :math:`s = x_{t-1} - x_{t-2}` and :math:`y = g_t - g_{t-1}`; BB1 is :math:`a_t = s^\top s /
    s^\top y`.

    The first step has the size ``learning_rate``, so that a schedule changes nothing later. Where
    the curvature s'y along the last step is not positive, the step size stays as it was. There is
    no line search: the loss may rise.

    Form: BB2, the default, takes the shorter of two steps; that of BB1 is s's / s'y.

    Source: Barzilai and Borwein 1988, equations 1.5 and 1.6.
    """

    learning_rate: Number = vocabulary.learning_rate(
        default=0.001, slider=(1e-5, 1.0), help="The size of the first step."
    )
    formula: str = choice(
        default="bb2",
        options=("bb1", "bb2"),
        help="The long step s's/s'y (BB1) or the short one s'y/y'y (BB2).",
    )

    keeps = {
        "point_before": LAST_POINT,
        "gradient_before": LAST_GRADIENT,
        "step_size": Kept("a", "The size of the last step.", SCALAR),
    }

    def update(self, x: Array, g: Array, state: State, now: Iteration) -> None:
        size = state["step_size"]
        if now.t == 1:
            size[...] = now.learning_rate
        else:
            s, y = x - state["point_before"], g - state["gradient_before"]
            curvature = dot(s, y)
            new = dot(s, s) / curvature if self.formula == "bb1" else curvature / dot(y, y)
            size[...] = np.where((curvature > 0) & np.isfinite(new), new, size)
        state["point_before"][...] = x
        state["gradient_before"][...] = g
        x -= size * g
