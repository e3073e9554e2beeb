"""Rosenbrock's valley in four dimensions."""

from __future__ import annotations

import numpy as np

from declarations.claim import Claim, Run
from objectives.objective import Array, Objective, StationaryPoint

TRAP = (-0.7756592265653526, 0.6130933654850435, 0.38206284633839316, 0.1459720185521946)

BESIDE = (-1.2, 1.0, 1.2, 1.0)
TRAPPED = Run("newton", start=BESIDE)


class Rosenbrock4D(Objective):
    """f = sum of 100 (x_{i+1} - x_i^2)^2 + (1 - x_i)^2 for i = 1, 2, 3: a chain of bananas."""

    title = "Rosenbrock 4-D"
    keywords = ("banana in four dimensions",)
    group = "few-D"
    formula = r"\sum_{i=1}^{3}100(x_{i+1}-x_i^2)^2+(1-x_i)^2"
    gradient_formula = r"\bigl(-400x_i(x_{i+1}-x_i^2)-2(1-x_i)\bigr)[i<4]+200(x_i-x_{i-1}^2)\,[i>1]"
    hessian_formula = r"H_{ii}=(1200x_i^2-400x_{i+1}+2)\,[i<4]+200\,[i>1],\;H_{i,i+1}=-400x_i"
    domain = ((-2.0, 2.0), (-2.0, 2.0), (-2.0, 2.0), (-2.0, 2.0))
    minimisers = ((1.0, 1.0, 1.0, 1.0),)
    start = (-1.2, 1.0, -1.2, 1.0)
    color = "sqrt"
    landscape = "2 minima (the second at (-0.7757, 0.6131, 0.3821, 0.1460), f = 3.7014)"
    stationary_points = (
        StationaryPoint(
            "minimum",
            TRAP,
        ),
    )
    lesson = (
        "The valley in two dimensions has one minimum; in four there is a second, local "
        "minimum near (-0.776, 0.613, 0.382, 0.146), f = 3.70: dimension brings traps."
    )
    show = (
        "gradient descent at 0.001, Newton and BFGS from (-1.2, 1, -1.2, 1), which leads to "
        "the minimum, and from (-1.2, 1, 1.2, 1), which leads into the trap; momentum at 0.001 "
        "passes by the trap"
    )
    claims = (
        Claim("2 minima", "minima", "2"),
        Claim(
            "the second at (-0.7757, 0.6131, 0.3821, 0.1460)",
            "point",
            ("-0.7757", "0.6131", "0.3821", "0.1460"),
            TRAPPED,
        ),
        Claim("f = 3.7014", "value", "3.7014", TRAPPED),
        Claim(
            "a second, local minimum near (-0.776, 0.613, 0.382, 0.146)",
            "point",
            ("-0.776", "0.613", "0.382", "0.146"),
            TRAPPED,
        ),
        Claim("f = 3.70:", "value", "3.70", TRAPPED),
        Claim(
            "gradient descent at 0.001, Newton and BFGS from (-1.2, 1, -1.2, 1)",
            "distance",
            "<0.01",
            Run("sgd", 0.001, 10_000),
        ),
        Claim(
            "Newton and BFGS from (-1.2, 1, -1.2, 1), which leads to the minimum",
            "distance",
            "0",
            Run(("newton", "bfgs")),
        ),
        Claim(
            "from (-1.2, 1, 1.2, 1), which leads into the trap",
            "distance",
            "<0.02",
            Run("sgd", 0.001, 10_000, start=BESIDE),
            to=TRAP,
        ),
        Claim(
            "which leads into the trap",
            "distance",
            "0",
            Run(("newton", "bfgs"), start=BESIDE),
            to=TRAP,
        ),
        Claim(
            "momentum at 0.001 passes by the trap",
            "distance",
            "0",
            Run("momentum", 0.001, 5000, start=BESIDE),
        ),
    )
    learning_rates = {
        "gd": 0.001,
        "hb": 0.001,
        "adagrad": 0.56,
        "rms": 0.0083,
        "adam": 0.46,
    }
    source = "SFU; Shang and Qiu 2006 for the local minimum; ensmallen"
    featured = True
    plane = "(x1, x2) at x3 = x4 = 1"
    plane_at = (1.0, 1.0, 1.0, 1.0)

    def value(self, point: Array) -> Array:
        x1, x2, x3, x4 = point
        u, v, w = x2 - x1 * x1, x3 - x2 * x2, x4 - x3 * x3
        a, b, c = 1.0 - x1, 1.0 - x2, 1.0 - x3
        return 100.0 * (u * u + v * v + w * w) + (a * a + b * b + c * c)

    def gradient(self, point: Array) -> Array:
        x1, x2, x3, x4 = point
        u, v, w = x2 - x1 * x1, x3 - x2 * x2, x4 - x3 * x3
        return np.array(
            [
                -400.0 * x1 * u - 2.0 * (1.0 - x1),
                200.0 * u - 400.0 * x2 * v - 2.0 * (1.0 - x2),
                200.0 * v - 400.0 * x3 * w - 2.0 * (1.0 - x3),
                200.0 * w,
            ]
        )

    def hessian(self, point: Array) -> Array:
        x1, x2, x3, x4 = point
        a, b, c, zero = -400.0 * x1, -400.0 * x2, -400.0 * x3, np.zeros(np.shape(x1))
        return np.array(
            [
                [1200.0 * x1 * x1 - 400.0 * x2 + 2.0, a, zero, zero],
                [a, 1200.0 * x2 * x2 - 400.0 * x3 + 202.0, b, zero],
                [zero, b, 1200.0 * x3 * x3 - 400.0 * x4 + 202.0, c],
                [zero, zero, c, zero + 200.0],
            ]
        )
