"""BFGS (Broyden, Fletcher, Goldfarb and Shanno, 1970)."""

from __future__ import annotations

import numpy as np

from declarations import Number, integer, real
from declarations.arrays import Array
from declarations.claim import Claim, Seen
from optimizers.gradients import dot, norm, row_sum
from optimizers.iteration import Iteration
from optimizers.kept import LAST_GRADIENT, LAST_POINT, LAST_VALUE, MATRIX, Kept
from optimizers.line_search import first_length, strong_wolfe
from optimizers.optimizer import Optimizer, State
from optimizers.show import Racer, Show

LEAST_COSINE = 1e-10
"""A pair (s, y) closer to a right angle than this says nothing about the curvature."""


class BFGS(Optimizer):
    r"""Newton's step with an inverse Hessian that is learned from the gradients on the way.

    .. math::
        x_t &= x_{t-1} - a_t B_t g_t \\
        B_{t+1} &= (I - \rho s y^T) B_t (I - \rho y s^T) + \rho s s^T, \quad
            \rho = 1 / y^T s

    with the last step s and the change y of the gradient along it. a_t satisfies the strong Wolfe
    conditions, so that y's > 0 and B stays positive definite; a pair without positive curvature
    is left out. B starts as the identity, and does so again after a line search that failed.

    Source: Broyden 1970, Fletcher 1970, Goldfarb 1970, Shanno 1970; Nocedal and Wright 2006,
    algorithm 6.1. SciPy ``BFGS`` has the same B, c2 = 0.9 and first trial; its trial steps differ.
    """

    title = "BFGS"
    keywords = ("quasi-Newton",)
    group = "Curvature"
    year = 1970
    paper = "Fletcher: A new approach to variable metric algorithms"
    link = "https://doi.org/10.1093/comjnl/13.3.317"
    rule = (
        r"\begin{aligned} x_t &= x_{t-1} - a_t B_t g_t \\"
        r" B_{t+1} &= (I - \rho\, s y^\top) B_t (I - \rho\, y s^\top) + \rho\, s s^\top,"
        r" \quad \rho = 1/y^\top s \end{aligned}"
    )
    intuition = (
        "Every step shows how the gradient changes along it, and the picture of the curvature is "
        "corrected to agree. After a few steps it walks like Newton without having seen a Hessian."
    )
    strengths = (
        "Superlinear near the minimum, with gradients only.",
        "The inverse Hessian stays positive definite, so the loss never rises.",
    )
    weaknesses = (
        "Stores a matrix: too large for many variables (see L-BFGS).",
        "Noise in the gradient spoils the differences.",
    )
    shows = (
        Show(
            "strength",
            "Superlinear near the minimum, with gradients only.",
            "BFGS is within 0.001 of the minimum after 9 steps, and after 20 less than 1e-15 above "
            "it. SGD is still 0.2 above it after 40.",
            (Racer("bfgs"), Racer("sgd", {"learning_rate": 0.018})),
            "beale",
            steps=40,
            seen=(
                Seen(
                    Claim(
                        "within 0.001 of the minimum after 9 steps",
                        "gap",
                        "9",
                        along="stays",
                        when="<0.001",
                    ),
                    (0,),
                ),
                Seen(
                    Claim("after 20 less than 1e-15", "gap", "<=20", along="stays", when="<1e-15"),
                    (0,),
                ),
                Seen(Claim("still 0.2 above it", "gap", "0.2"), (1,)),
                Seen(Claim("after 40", "last step", "40"), (0, 1)),
            ),
        ),
        Show(
            "weakness",
            "Noise in the gradient spoils the differences.",
            "Every gradient comes from a few examples, others each time, and their difference "
            "says more of the examples than of the curvature: BFGS jumps about, 0.02 above the "
            "minimum in the mean of the second half. SGD is 0.0002 above it.",
            (Racer("bfgs"), Racer("sgd", {"learning_rate": 0.26})),
            "logistic_regression",
            steps=300,
            options={"batch_size": 5},
            seen=(
                Seen(Claim("jumps about, 0.02 above", "gap", "0.02", along="late mean"), (0,)),
                Seen(Claim("SGD is 0.0002 above it", "gap", "0.0002", along="late mean"), (1,)),
            ),
        ),
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
        default=0.9,
        valid="(0, 1)",
        slider=(0.001, 0.999),
        symbol="c_2",
        help="The part of the slope that may be left; small is nearly exact. Above c1.",
    )
    max_evaluations: int = integer(
        default=25, valid="[1, 1000]", slider=(1, 50), help="How many lengths a step tries at most."
    )

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
