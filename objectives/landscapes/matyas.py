"""Matyas' function (1965)."""

from __future__ import annotations

import numpy as np

from declarations.claim import RATES, Claim, Run
from objectives.objective import Array, Objective

RUNS = tuple(
    Run("momentum", rate, 600, values={"momentum": momentum})
    for momentum, rate in ((0.0, 1.86), (0.44, 2.5), (0.9, 0.38))
)


class Matyas(Objective):
    """f(x, y) = 0.26 (x^2 + y^2) - 0.48 x y: a bowl along the diagonal."""

    title = "Matyas"
    group = "quadratic"
    formula = "0.26(x^2+y^2)-0.48xy"
    gradient_formula = r"(0.52x-0.48y,\;0.52y-0.48x)"
    hessian_formula = r"\begin{pmatrix}0.52&-0.48\\-0.48&0.52\end{pmatrix}"
    domain = ((-10.0, 10.0), (-10.0, 10.0))
    minimisers = ((0.0, 0.0),)
    start = (9.0, -6.0)
    color = "sqrt"
    landscape = "1 minimum"
    lesson = (
        "More momentum is not better: at a condition number of 25 a momentum of 0.44 is about "
        "the best; without any it takes three times as many steps, and the habitual 0.9 takes "
        "seven times as many because it rings."
    )
    show = (
        "steps until f stays below 1e-6: momentum 0 at 1.86 (74), 0.44 at 2.5 (24), 0.9 at 0.38 "
        "(167)"
    )
    claims = (
        Claim("1 minimum", "minima", "1"),
        Claim("condition number of 25", "condition", "25.0"),
        Claim(
            "a momentum of 0.44 is about the best",
            "gap",
            "24",
            RUNS[1],
            along="stays",
            when="<1e-6",
        ),
        Claim(
            "about the best",
            "gap",
            ">26",
            Run("momentum", RATES, 600, values={"momentum": 0.3}),
            along="stays",
            when="<1e-6",
            over="min",
        ),
        Claim(
            "about the best",
            "gap",
            ">26",
            Run("momentum", RATES, 600, values={"momentum": 0.6}),
            along="stays",
            when="<1e-6",
            over="min",
        ),
        Claim(
            "without any it takes three times as many steps",
            "gap",
            "3",
            RUNS[0],
            along="stays",
            when="<1e-6",
            versus=Claim("", "gap", "", RUNS[1], along="stays", when="<1e-6"),
        ),
        Claim(
            "the habitual 0.9 takes seven times as many",
            "gap",
            "7",
            RUNS[2],
            along="stays",
            when="<1e-6",
            versus=Claim("", "gap", "", RUNS[1], along="stays", when="<1e-6"),
        ),
        Claim(
            "below 1e-6: momentum 0 at 1.86 (74)", "gap", "74", RUNS[0], along="stays", when="<1e-6"
        ),
        Claim("0.44 at 2.5 (24)", "gap", "24", RUNS[1], along="stays", when="<1e-6"),
        Claim("0.9 at 0.38 (167)", "gap", "167", RUNS[2], along="stays", when="<1e-6"),
        Claim("because it rings", "x", ">5", RUNS[2], along="turns"),
    )
    learning_rates = {"gd": 1.0, "hb": 0.38, "adagrad": 10.0, "rms": 0.046, "adam": 3.8}
    source = "Matyas 1965; SFU library; SciPy's go_benchmark_functions"
    convex = True

    def value(self, point: Array) -> Array:
        x, y = point
        return 0.26 * (x * x + y * y) - 0.48 * x * y

    def gradient(self, point: Array) -> Array:
        x, y = point
        return np.array([0.52 * x - 0.48 * y, 0.52 * y - 0.48 * x])

    def hessian(self, point: Array) -> Array:
        x, _ = point
        zero = np.zeros(np.shape(x))
        return np.array([[zero + 0.52, zero - 0.48], [zero - 0.48, zero + 0.52]])
