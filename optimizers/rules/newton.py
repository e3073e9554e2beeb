"""Newton's method, plain and safe (Newton 1669; Levenberg 1944; Dauphin et al. 2014)."""

from __future__ import annotations

import numpy as np

from declarations import Needs, Number, choice, chosen, real
from declarations.arrays import Array
from optimizers import vocabulary
from optimizers.cards.newton import NewtonCard
from optimizers.eigen import Eigen
from optimizers.gradients import row_sum
from optimizers.iteration import Iteration
from optimizers.kept import SCALAR, Kept
from optimizers.line_search import backtracking
from optimizers.optimizer import Optimizer, State

FLATTEST = 1e-12
"""The smallest curvature that is believed, as a part of the largest."""

DAMPING_LIMITS = 1e-12, 1e100

LEVENBERG = Needs(lambda rule: rule.form == "levenberg", "Kept in Levenberg's form only.")


class Newton(NewtonCard, Optimizer):
    r"""Jumps to the lowest point of the parabola that has the slope and the curvature of f.

    .. math::
        x_t = x_{t-1} - a_t\, |H(x_{t-1})|^{-1} g_t

    The textbook form takes the step as it is (a = 1) and runs to saddles and maxima as well. The
    two others replace the eigenvalues of H by their absolute values, |H|, so that the step goes
    down also where the curvature is negative. The line search starts from the full step and halves
    it (Armijo). Levenberg's form, :math:`(|H| + \lambda I) p_t = -g_t`, makes lambda ten times
    larger until the value does not rise, and ten times smaller after every step.

    Form: The default: the eigenvalues of H by their absolute values, and aₜ from a line search.
    Levenberg's form adds λ I to |H|; the textbook form has H itself, and a = 1.

    Source: Nocedal and Wright 2006, section 3.4; Levenberg 1944; absolute eigenvalues: Dauphin et
    al. 2014, arXiv:1406.2572 (saddle-free Newton).
    """

    form: str = choice(
        default="line_search",
        options=("line_search", "levenberg", "textbook"),
        help="What keeps the step safe; the textbook form has nothing.",
    )
    initial_damping: Number = real(
        default=1e-3,
        valid="(0, inf)",
        slider=(1e-6, 1e3),
        log=True,
        symbol=r"\lambda_0",
        help="The first λ.",
        needs=(chosen("form", "levenberg"),),
    )
    sufficient_decrease: Number = vocabulary.sufficient_decrease(
        default=1e-4,
        help="The part of the promised decrease that the line search asks for.",
        needs=(chosen("form", "line_search"),),
    )
    max_evaluations: int = vocabulary.max_evaluations(
        default=50,
        slider=(1, 100),
        help="How many lengths or dampings a step tries at most.",
        needs=(chosen("form", "line_search", "levenberg"),),
    )

    keeps = {"damping": Kept(r"\lambda", "What is added to the curvatures.", SCALAR, LEVENBERG)}

    @property
    def needs(self) -> tuple[str, ...]:  # type: ignore[override]
        slope_and_curvature = ("gradient", "hessian")
        if self.form == "textbook":
            return slope_and_curvature
        return ("value", *slope_and_curvature)

    def initial_state(self, x: Array) -> State:
        return {name: np.full(x.shape[1:], self.initial_damping) for name in self.kept}

    def update(self, x: Array, g: Array, state: State, now: Iteration) -> None:
        eigen = Eigen(now.hessian(x))
        slopes, curvatures = eigen.coordinates(g), eigen.values
        if self.form == "textbook":
            x += eigen.vector(np.where(slopes == 0, 0.0, -slopes / curvatures))
            return
        curvatures = np.abs(curvatures)
        largest = curvatures.max(axis=0)
        curvatures = np.maximum(curvatures, np.where(largest > 0, FLATTEST * largest, 1.0))
        if self.form == "levenberg":
            self._damped_step(x, eigen, slopes, curvatures, state["damping"], now)
            return
        steps = -slopes / curvatures
        found = backtracking(
            now,
            x,
            now.value_here(x),
            row_sum(slopes * steps),
            eigen.vector(steps),
            1.0,
            sufficient_decrease=self.sufficient_decrease,
            shrink=0.5,
            interpolate=False,
            max_evaluations=self.max_evaluations,
        )
        x[...] = found.point
        now.hand_over(value=found.value)

    def _damped_step(
        self,
        x: Array,
        eigen: Eigen,
        slopes: Array,
        curvatures: Array,
        damping: Array,
        now: Iteration,
    ) -> None:
        value = now.value_here(x)
        point, best = x.copy(), value
        trying = np.ones_like(damping, dtype=bool)
        for _ in range(self.max_evaluations):
            trial = x + eigen.vector(-slopes / (curvatures + damping))
            trying = trying & (trial != x).any(axis=0)
            if not trying.any():
                break
            new = now.value(trial, where=trying)
            good = trying & np.isfinite(new) & (new <= value)
            point, best = np.where(good, trial, point), np.where(good, new, best)
            trying = trying & ~good
            damping *= np.where(trying, 10.0, 1.0)
        damping[...] = np.clip(0.1 * damping, *DAMPING_LIMITS)
        x[...] = point
        now.hand_over(value=best)
