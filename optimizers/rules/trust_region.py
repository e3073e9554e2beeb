"""Trust region with the exact step (More and Sorensen, 1983)."""

from __future__ import annotations

import numpy as np

from declarations import Number, real
from declarations.arrays import Array, Mask
from optimizers.cards.trust_region import TrustRegionCard
from optimizers.eigen import Eigen
from optimizers.gradients import norm, row_sum
from optimizers.iteration import Iteration
from optimizers.kept import SCALAR, Kept
from optimizers.optimizer import Optimizer, State

MOST_CORRECTIONS = 50
"""Of lambda; Newton's method on the secular equation needs fewer than ten."""


class TrustRegion(TrustRegionCard, Optimizer):
    r"""Newton's step, no longer than the parabola is trusted.

    .. math::
        x_t = x_{t-1} + p, \quad
            p = \arg\min_{\lVert p \rVert \le \Delta} \; g_t^\top p + \tfrac12 p^\top H p

    with :math:`\rho = (f(x) - f(x + p)) / (-g^\top p - \tfrac12 p^\top H p)`.

    The step is taken where rho > eta. The radius is divided by 4 where rho < 1/4, and doubled where
    rho > 3/4 and the step has reached it. The minimum on the ball solves :math:`(H + \lambda I) p =
    -g` with :math:`\|p\| = \Delta`; it is found from the eigenvalues of H, also where the curvature
    is negative, and leaves a saddle even when g = 0 there.

    Source: More and Sorensen 1983; Nocedal and Wright 2006, algorithms 4.1 and 4.3; the constants
    of SciPy's ``trust-exact``, which solves the inner problem to 10 % only.
    """

    needs = ("value", "gradient", "hessian")

    initial_radius: Number = real(
        default=1.0,
        valid="(0, inf)",
        slider=(1e-2, 10.0),
        log=True,
        symbol=r"\Delta_0",
        help="How far the parabola is trusted at first.",
    )
    max_radius: Number = real(
        default=1000.0,
        valid="(0, inf)",
        slider=(1e-1, 1e3),
        log=True,
        symbol=r"\Delta_{\max}",
        help="The radius never grows beyond this.",
    )
    acceptance: Number = real(
        default=0.15,
        valid="[0, 0.25)",
        slider=(0.0, 0.24),
        symbol=r"\eta",
        help="A step is taken when it achieves more than this part of what was predicted.",
    )

    keeps = {"radius": Kept(r"\Delta", "How far the parabola is trusted.", SCALAR)}

    def initial_state(self, x: Array) -> State:
        return {"radius": np.full(x.shape[1:], self.initial_radius)}

    def update(self, x: Array, g: Array, state: State, now: Iteration) -> None:
        radius, value = state["radius"], now.value_here(x)
        eigen = Eigen(now.hessian(x))
        slopes = eigen.coordinates(g)
        steps, reaches = _best_in_ball(slopes, eigen.values, radius)
        predicted = -row_sum(slopes * steps + 0.5 * eigen.values * steps * steps)
        trial = x + eigen.vector(steps)
        trying = (predicted > 0) & (trial != x).any(axis=0)
        new = value
        if trying.any():
            new = now.value(trial, where=trying)
        ratio = np.where(np.isfinite(new), (value - new) / predicted, -np.inf)
        taken = trying & (ratio > self.acceptance)
        doubled = np.minimum(2.0 * radius, self.max_radius)
        radius[...] = np.where(trying & (ratio < 0.25), 0.25 * radius, radius)
        radius[...] = np.where(trying & (ratio > 0.75) & reaches, doubled, radius)
        x[...] = np.where(taken, trial, x)
        now.hand_over(value=np.where(taken, new, value))


def _best_in_ball(slopes: Array, curvatures: Array, radius: Array) -> tuple[Array, Mask]:
    """The step in coordinates along the eigenvectors, and where it reaches the border."""
    lowest = curvatures.min(axis=0)
    bent = lowest < 0
    along = bent & (curvatures == lowest)
    sign = np.where(slopes > 0, -1.0, 1.0)
    # A slope that is nothing beside the curvature only says on which side to go down.
    slopes = np.where(along & (np.abs(slopes) <= 1e-14 * np.abs(lowest) * radius), 0.0, slopes)

    def step(shift: Array) -> Array:
        return np.where(slopes == 0, 0.0, -slopes / (curvatures + shift))

    inside = ~bent & (norm(step(np.zeros_like(lowest))) <= radius)
    # No component alone exceeds the radius: from here lambda only grows towards the solution.
    shift = np.maximum((np.abs(slopes) / radius - curvatures).max(axis=0), 0.0)
    shift = np.where(inside, 0.0, shift)
    for _ in range(MOST_CORRECTIONS):
        steps = step(shift)
        size = norm(steps)
        too_long = ~inside & (size > radius * (1.0 + 1e-12))
        if not too_long.any():
            break
        steepness = row_sum(np.where(slopes == 0, 0.0, steps * steps / (curvatures + shift)))
        better = shift + (size / radius - 1.0) * (size * size / steepness)
        shift = np.where(too_long & np.isfinite(better), better, shift)
    steps = step(shift)
    missing = np.sqrt(np.maximum(radius * radius - row_sum(steps * steps), 0.0))
    first = along & (np.cumsum(along, axis=0) == 1)
    hard = first & (slopes == 0) & (missing > 0) & (shift <= -lowest)
    steps = np.where(hard, sign * missing, steps)
    return steps, ~inside
