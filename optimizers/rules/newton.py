"""Newton's method, plain and safe (Newton 1669; Levenberg 1944; Dauphin et al. 2014)."""

from __future__ import annotations

import numpy as np

from declarations import Needs, Number, choice, chosen, integer, real
from declarations.arrays import Array
from declarations.claim import Claim, Seen
from optimizers.eigen import Eigen
from optimizers.gradients import row_sum
from optimizers.iteration import Iteration
from optimizers.kept import SCALAR, Kept
from optimizers.line_search import backtracking
from optimizers.optimizer import Optimizer, State
from optimizers.show import Racer, Show

FLATTEST = 1e-12
"""The smallest curvature that is believed, as a part of the largest."""

DAMPING_LIMITS = 1e-12, 1e100

LEVENBERG = Needs(lambda rule: rule.form == "levenberg", "Kept in Levenberg's form only.")


class Newton(Optimizer):
    r"""Jumps to the lowest point of the parabola that has the slope and the curvature of f.

    .. math:: x_t = x_{t-1} + a_t p_t, \quad
        H p_t = -g_t \;\text{ (textbook)}, \quad
        |H| p_t = -g_t \;\text{ (line search)}, \quad
        (|H| + \lambda I) p_t = -g_t \;\text{ (Levenberg)}

    The textbook form takes the step as it is (a = 1) and runs to saddles and maxima as well. The
    two others replace the eigenvalues of H by their absolute values, |H|, so that the step goes
    down also where the curvature is negative. The line search starts from the full step and
    halves it (Armijo). Levenberg's form makes lambda ten times larger until the value does not
    rise, and ten times smaller after every step.

    Source: Nocedal and Wright 2006, section 3.4; Levenberg 1944; absolute eigenvalues: Dauphin
    et al. 2014, arXiv:1406.2572 (saddle-free Newton).
    """

    title = "Newton"
    keywords = ("Newton-Raphson", "second order", "Hessian")
    group = "Curvature"
    year = 1669
    paper = "Nocedal and Wright: Numerical Optimization, second edition, section 3.4"
    link = "https://doi.org/10.1007/978-0-387-40065-5"
    rule = r"x_t = x_{t-1} - a_t\, |H(x_{t-1})|^{-1} g_t"
    rule_note = (
        "The default: the eigenvalues of H by their absolute values, and aₜ from a line "
        "search. Levenberg's form adds λ I to |H|; the textbook form has H itself, and a ="
        " 1."
    )
    intuition = (
        "Fits a bowl to slope and curvature and jumps to its bottom; near the minimum every step "
        "doubles the number of correct digits. Where the landscape curves down, the plain formula "
        "jumps up to the saddle."
    )
    strengths = (
        "One step on a quadratic bowl, however narrow; some twenty on Rosenbrock.",
        "Does not depend on how the axes are scaled or turned.",
    )
    weaknesses = (
        "Needs the Hessian, and a linear system of the size of the problem.",
        "In its textbook form attracted to saddles and maxima.",
    )
    shows = (
        Show(
            "strength",
            "One step on a quadratic bowl, however narrow",
            "A bowl 200 times as steep across as along, and askew: Newton's method is in its "
            "minimum after 1 step. SGD is 2.2 above it after 60.",
            (Racer("newton"), Racer("sgd", {"learning_rate": 0.0095})),
            "rotated_ellipse",
            {"kappa": 200.0},
            steps=60,
            seen=(
                Seen(Claim("200 times as steep", "condition", "200")),
                Seen(Claim("after 1 step", "gap", "1", along="first", when="<1e-9"), (0,)),
                Seen(Claim("2.2 above it", "gap", "2.2"), (1,)),
                Seen(Claim("after 60", "last step", "60"), (1,)),
            ),
        ),
        Show(
            "weakness",
            "In its textbook form attracted to saddles and maxima.",
            "In its textbook form it goes to the point where the slope is 0, and stays there: a "
            "maximum, 182 above the minimum. With a line search, which takes only steps that go "
            "down, it is in the minimum after 5 steps.",
            (Racer("newton", {"form": "textbook"}), Racer("newton", {"form": "line_search"})),
            "himmelblau",
            steps=20,
            start=(0.5, 0.5),
            seen=(
                Seen(Claim("where the slope is 0", "slope", "0"), (0,)),
                Seen(Claim("a maximum", "eigenvalues", ("<-1", "<-1")), (0,)),
                Seen(Claim("182 above the minimum", "gap", "182"), (0,)),
                Seen(
                    Claim("after 5 steps", "gap", "5", along="stays", when="<0.001"),
                    (1,),
                ),
            ),
        ),
    )
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
    sufficient_decrease: Number = real(
        default=1e-4,
        valid="(0, 1)",
        slider=(1e-6, 0.5),
        log=True,
        symbol="c_1",
        help="The part of the promised decrease that the line search asks for.",
        needs=(chosen("form", "line_search"),),
    )
    max_evaluations: int = integer(
        default=50,
        valid="[1, 1000]",
        slider=(1, 100),
        help="How many lengths or dampings a step tries at most.",
        needs=(chosen("form", "line_search", "levenberg"),),
    )

    keeps = {
        "damping": Kept(r"\lambda", "What is added to the curvatures.", SCALAR, LEVENBERG),
    }

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
