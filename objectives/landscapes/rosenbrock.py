"""Rosenbrock's banana (1960)."""

from __future__ import annotations

import numpy as np

from declarations import real
from declarations.claim import Claim, Run
from objectives.objective import Array, Objective, Point


class Rosenbrock(Objective):
    """f(x, y) = (a - x)^2 + b (y - x^2)^2: a curved, narrow valley."""

    title = "Rosenbrock (banana)"
    keywords = ("banana", "ravine", "curved valley", "canyon", "(1 - x)^2 + 100 (y - x^2)^2")
    group = "valley"
    formula = r"(a-x)^2+b\,(y-x^2)^2"
    gradient_formula = r"(-2(a-x)-4bx(y-x^2),\;2b(y-x^2))"
    hessian_formula = r"\begin{pmatrix}2-4by+12bx^2&-4bx\\-4bx&2b\end{pmatrix}"
    domain = ((-2.0, 2.0), (-1.0, 3.0))
    start = (-1.2, 1.0)
    color = "log"
    landscape = "1 minimum"
    lesson = (
        "A curved, narrow valley (condition number 2508 at the minimum): the valley floor is "
        "found at once, following it is the hard part; curvature information (Newton, "
        "BFGS) pays off."
    )
    show = (
        "500 steps: gradient descent at 0.002 (0.37), momentum at 0.001 (1.8e-3), Adam at 0.2 "
        "(7.6e-4); f is below 1e-9 after 20 steps of Newton and 33 of BFGS"
    )
    claims = (
        Claim("1 minimum", "minima", "1"),
        Claim("condition number 2508 at the minimum", "condition", "2508"),
        Claim(
            "the valley floor is found at once",
            "gap",
            "<5.3",
            Run("sgd", 0.002, 10),
        ),
        Claim("the valley floor is found at once", "gap", "<5.3", Run("adam", 0.2, 10)),
        Claim("following it is the hard part", "gap", ">3", Run("sgd", 0.002, 100)),
        Claim("following it is the hard part", "gap", ">1", Run("adam", 0.2, 100)),
        Claim(
            "curvature information (Newton, BFGS) pays off",
            "gap",
            "0",
            Run(("newton", "bfgs"), steps=40),
        ),
        Claim(
            "500 steps: gradient descent at 0.002 (0.37)",
            "gap",
            "0.37",
            Run("sgd", 0.002, 500),
        ),
        Claim("momentum at 0.001 (1.8e-3)", "gap", "1.8e-3", Run("momentum", 0.001, 500)),
        Claim("Adam at 0.2 (7.6e-4)", "gap", "7.6e-4", Run("adam", 0.2, 500)),
        Claim(
            "below 1e-9 after 20 steps of Newton",
            "gap",
            "20",
            Run("newton"),
            along="first",
            when="<1e-9",
        ),
        Claim("33 of BFGS", "gap", "33", Run("bfgs"), along="first", when="<1e-9"),
    )
    learning_rates = {
        "gd": 0.0032,
        "hb": 0.0026,
        "adagrad": 1.8,
        "rms": 0.68,
        "adam": 0.83,
    }
    source = "Rosenbrock 1960; More, Garbow and Hillstrom 1981, problem 1"
    featured = True

    a: float = real(
        default=1.0,
        valid="[-1e3, 1e3]",
        slider=(0.2, 1.6),
        symbol="a",
        help="The minimum lies at (a, a²).",
    )
    b: float = real(
        default=100.0,
        valid="[1e-9, 1e9]",
        slider=(1.0, 1000.0),
        log=True,
        symbol="b",
        help="How much steeper the walls are than the floor of the valley.",
    )

    @property
    def minimisers(self) -> tuple[Point, ...]:  # type: ignore[override]
        return ((self.a, self.a**2),)

    def value(self, point: Array) -> Array:
        x, y = point
        off, wall = self.a - x, y - x * x
        return off * off + self.b * wall * wall

    def gradient(self, point: Array) -> Array:
        x, y = point
        wall = 2.0 * self.b * (y - x * x)
        bend = x * wall
        slope = x - self.a
        slope -= bend
        slope *= 2.0
        return np.array([slope, wall])

    def hessian(self, point: Array) -> Array:
        x, y = point
        mixed = -4.0 * self.b * x
        return np.array(
            [
                [2.0 - 4.0 * self.b * (y - 3.0 * x * x), mixed],
                [mixed, np.full(np.shape(x), 2.0 * self.b)],
            ]
        )
