"""The monkey saddle, with a bottom."""

from __future__ import annotations

import numpy as np

from objectives.objective import Array, Objective, StationaryPoint


class MonkeySaddle(Objective):
    """f(x, y) = x^3 - 3 x y^2 + (x^2 + y^2)^2 / 4: three ways down from a flat spot."""

    title = "Monkey saddle (bounded)"
    group = "saddle"
    formula = r"x^3-3xy^2+\tfrac14(x^2+y^2)^2"
    gradient_formula = r"(3x^2-3y^2+x r^2,\;-6xy+y r^2),\;r^2=x^2+y^2"
    hessian_formula = r"\begin{pmatrix}6x+3x^2+y^2&-6y+2xy\\-6y+2xy&-6x+x^2+3y^2\end{pmatrix}"
    domain = ((-4.0, 4.0), (-4.0, 4.0))
    minimisers = ((-3.0, 0.0), (1.5, 2.598076211353316), (1.5, -2.598076211353316))
    start = (0.9, 0.001)
    color = "log"
    landscape = "3 minima, 1 degenerate saddle at 0 with zero Hessian"
    stationary_points = (StationaryPoint("degenerate", (0.0, 0.0)),)
    lesson = (
        "A degenerate saddle: the Hessian at 0 vanishes, so nothing that looks at curvature sees "
        "the exit; three equal wells whose basins are three-fold symmetric."
    )
    show = (
        "gradient descent at 0.02 from (0.9, 0.001) needs 390 steps to get within 1 of the "
        "minimum; the basin map has three-fold symmetry"
    )
    learning_rates = {"gd": 0.046, "hb": 0.022, "adagrad": 0.56, "rms": 0.015, "adam": 0.1}
    source = "the classical monkey saddle plus r^4 / 4"
    featured = True

    def value(self, point: Array) -> Array:
        x, y = point
        r2 = x * x + y * y
        return x * (x * x - 3.0 * y * y) + 0.25 * r2 * r2

    def gradient(self, point: Array) -> Array:
        x, y = point
        r2 = x * x + y * y
        return np.array([3.0 * (x * x - y * y) + x * r2, y * (r2 - 6.0 * x)])

    def hessian(self, point: Array) -> Array:
        x, y = point
        mixed = 2.0 * y * (x - 3.0)
        return np.array(
            [
                [6.0 * x + 3.0 * x * x + y * y, mixed],
                [mixed, -6.0 * x + x * x + 3.0 * y * y],
            ]
        )
