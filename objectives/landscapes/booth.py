"""Booth's function."""

from __future__ import annotations

import numpy as np

from declarations.claim import Claim, Run
from objectives.objective import Array, Objective


class Booth(Objective):
    """f(x, y) = (x + 2y - 7)^2 + (2x + y - 5)^2: a tilted bowl away from the origin."""

    title = "Booth"
    group = "quadratic"
    formula = "(x+2y-7)^2+(2x+y-5)^2"
    gradient_formula = r"(10x+8y-34,\;8x+10y-38)"
    hessian_formula = r"\begin{pmatrix}10&8\\8&10\end{pmatrix}"
    domain = ((-10.0, 10.0), (-10.0, 10.0))
    minimisers = ((1.0, 3.0),)
    start = (-8.0, 8.0)
    color = "sqrt"
    landscape = "1 minimum"
    lesson = (
        "A tilted quadratic (condition number 9) whose minimum is not at the centre of the "
        "picture: it shows up whatever is drawn to the origin, such as weight decay."
    )
    show = (
        "gradient descent at 0.05 with L2 weight decay 1 ends at (1.228, 2.561) instead of (1, 3)"
    )
    claims = (
        Claim("1 minimum", "minima", "1"),
        Claim("condition number 9", "condition", "9.00"),
        Claim("(1, 3)", "distance", "0", Run("sgd", 0.05, 1000), to=(1.0, 3.0)),
        Claim(
            "at 0.05 with L2 weight decay 1 ends at (1.228, 2.561)",
            "point",
            ("1.228", "2.561"),
            Run("sgd", 0.05, 1000, values={"weight_decay": 1.0, "weight_decay_mode": "l2"}),
        ),
    )
    learning_rates = {"gd": 0.046, "hb": 0.015, "adagrad": 3.8, "rms": 0.068, "adam": 1.2}
    source = "SFU library; SciPy benchmarks; ensmallen booth_function"
    convex = True

    def value(self, point: Array) -> Array:
        x, y = point
        a, b = x + 2.0 * y - 7.0, 2.0 * x + y - 5.0
        return a * a + b * b

    def gradient(self, point: Array) -> Array:
        x, y = point
        a, b = x + 2.0 * y - 7.0, 2.0 * x + y - 5.0
        return np.array([2.0 * a + 4.0 * b, 4.0 * a + 2.0 * b])

    def hessian(self, point: Array) -> Array:
        x, _ = point
        zero = np.zeros(np.shape(x))
        return np.array([[zero + 10.0, zero + 8.0], [zero + 8.0, zero + 10.0]])
