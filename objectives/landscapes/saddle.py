"""A saddle between two wells."""

from __future__ import annotations

import numpy as np

from objectives.objective import Array, Objective, StationaryPoint


class Saddle(Objective):
    """f(x, y) = x^2 / 2 - y^2 / 2 + y^4 / 4: the saddle x^2 - y^2 with a bottom."""

    title = "Saddle (bounded)"
    group = "saddle"
    formula = r"\tfrac12x^2-\tfrac12y^2+\tfrac14y^4"
    gradient_formula = r"(x,\;y^3-y)"
    hessian_formula = r"\operatorname{diag}(1,\;3y^2-1)"
    domain = ((-2.0, 2.0), (-2.0, 2.0))
    minimisers = ((0.0, 1.0), (0.0, -1.0))
    start = (-1.8, 0.001)
    landscape = "2 minima, 1 saddle"
    stationary_points = (StationaryPoint("saddle", (0.0, 0.0)),)
    lesson = (
        "Escape from a strict saddle: started almost on the ridge gradient descent stalls near "
        "(0, 0) for log(1/y) / learning rate steps; Adam leaves at once, and so does noise; plain "
        "Newton is drawn to the saddle."
    )
    show = (
        "from (-1.8, 0.001) until |y| > 0.5: gradient descent at 0.1 (67 steps), Adam at 0.1 (6 "
        "steps); Newton ends at (0, 0)"
    )
    learning_rates = {"gd": 0.18, "hb": 0.056, "adagrad": 0.83, "rms": 0.01, "adam": 0.26}
    source = "Dauphin et al. 2014, arXiv:1406.2572; A. Radford's saddle animation"
    featured = True

    def value(self, point: Array) -> Array:
        x, y = point
        square = y * y
        return 0.5 * x * x - 0.5 * square + 0.25 * square * square

    def gradient(self, point: Array) -> Array:
        x, y = point
        return np.array([x, y * y * y - y])

    def hessian(self, point: Array) -> Array:
        _, y = point
        zero = np.zeros(np.shape(y))
        return np.array([[zero + 1.0, zero], [zero, 3.0 * y * y - 1.0]])
