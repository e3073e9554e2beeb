"""Matyas' function (1965)."""

from __future__ import annotations

import numpy as np

from objectives.objective import Array, Objective


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
        "More momentum is not better: at a condition number of 25 the best momentum is "
        "((5 - 1) / (5 + 1))^2 = 0.44; without any it takes three times as many steps, "
        "and the habitual 0.9 takes four times as many because it rings."
    )
    show = "momentum 0, 0.44 and 0.9, each at its best learning rate: 78, 26 and 105 steps to 1e-6"
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
