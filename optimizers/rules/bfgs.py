"""BFGS (Broyden, Fletcher, Goldfarb and Shanno, 1970)."""

from __future__ import annotations

import numpy as np

from declarations import Number
from declarations.arrays import Array
from optimizers import vocabulary
from optimizers.cards.bfgs import BFGSCard
from optimizers.gradients import dot, norm, row_sum
from optimizers.iteration import Iteration
from optimizers.kept import LAST_GRADIENT, LAST_POINT, LAST_VALUE, MATRIX, Kept
from optimizers.line_search import first_length, strong_wolfe
from optimizers.optimizer import Optimizer, State

LEAST_COSINE = 1e-10
"""A pair (s, y) closer to a right angle than this says nothing about the curvature."""


class BFGS(BFGSCard, Optimizer):
    r"""Newton's step with an inverse Hessian that is learned from the gradients on the way.

    .. math::
        x_t &= x_{t-1} - a_t B_t g_t \\
        B_{t+1} &= (I - \rho\, s y^\top) B_t (I - \rho\, y s^\top) + \rho\, s s^\top, \quad
            \rho = 1/y^\top s

    with the last step s and the change y of the gradient along it. a_t satisfies the strong Wolfe
    conditions, so that y's > 0 and B stays positive definite; a pair without positive curvature is
    left out. B starts as the identity, and does so again after a line search that failed.

    Source: Broyden 1970, Fletcher 1970, Goldfarb 1970, Shanno 1970; Nocedal and Wright 2006,
    algorithm 6.1. SciPy ``BFGS`` has the same B, c2 = 0.9 and first trial; its trial steps differ.
    """

    needs = ("value", "gradient")

    sufficient_decrease: Number = vocabulary.sufficient_decrease(default=1e-4)
    curvature: Number = vocabulary.curvature(default=0.9)
    max_evaluations: int = vocabulary.max_evaluations(default=25)

    keeps = {
        "inverse_hessian": Kept("B", "The estimate of the inverse of the Hessian.", MATRIX),
        "point_before": LAST_POINT,
        "gradient_before": LAST_GRADIENT,
        "value_before": LAST_VALUE,
    }

    def initial_state(self, x: Array) -> State:
        state = super().initial_state(x)
        state["inverse_hessian"] += _identity(x)
        state["value_before"] += np.inf
        return state

    def update(self, x: Array, g: Array, state: State, now: Iteration) -> None:
        B = state["inverse_hessian"]
        if now.t > 1:
            _learn(B, x - state["point_before"], g - state["gradient_before"])
        value = now.value_here(x)
        direction = -row_sum(B * g[:, np.newaxis])
        found = strong_wolfe(
            now,
            x,
            value,
            g,
            direction,
            first_length(value, state["value_before"], g, dot(g, direction)),
            sufficient_decrease=self.sufficient_decrease,
            curvature=self.curvature,
            max_evaluations=self.max_evaluations,
        )
        moved = found.length > 0
        B[...] = np.where(moved, B, _identity(x))
        state["point_before"][...] = x
        state["gradient_before"][...] = g
        state["value_before"][...] = np.where(moved, value, np.inf)
        x[...] = found.point
        now.hand_over(value=found.value, gradient=found.gradient)


def _identity(x: Array) -> Array:
    """The identity, with an axis for the runs where there are any."""
    return np.eye(len(x)).reshape(len(x), len(x), *(1 for _ in x.shape[1:]))


def _learn(B: Array, s: Array, y: Array) -> None:
    """The update by the pair (s, y), multiplied out; in place."""
    curvature = dot(s, y)
    rho = 1.0 / curvature
    By = row_sum(B * y[:, np.newaxis])
    cross = s[:, np.newaxis] * By
    change = (1.0 + rho * dot(y, By)) * (s[:, np.newaxis] * s)
    change = rho * (change - (cross + np.swapaxes(cross, 0, 1)))
    usable = (curvature > LEAST_COSINE * norm(s) * norm(y)) & np.isfinite(change).all(axis=(0, 1))
    B[...] = np.where(usable, B + change, B)
