"""Styblinski and Tang's four wells (1990)."""

from __future__ import annotations

import numpy as np

from declarations.claim import Claim, Grid, Run
from objectives.objective import Array, Objective, StationaryPoint

DESCENT = Run("sgd", 0.01, 1000)
LOWER, UPPER = (-5.0, 0.15), (0.16, 5.0)
"""The sides of the hill at 0.157 along either axis."""


class StyblinskiTang(Objective):
    """f = sum of (u^4 - 16 u^2 + 5 u) / 2 over both coordinates: a tilted double well in each."""

    title = "Styblinski-Tang"
    keywords = ("Tang", "x^4")
    group = "multimodal"
    formula = r"\tfrac12\sum_i(x_i^4-16x_i^2+5x_i)"
    gradient_formula = r"\tfrac12(4x_i^3-32x_i+5)"
    hessian_formula = r"\operatorname{diag}(6x_i^2-16)"
    domain = ((-5.0, 5.0), (-5.0, 5.0))
    minimisers = ((-2.903534027771177, -2.903534027771177),)
    start = (0.3, 4.5)
    landscape = "4 minima, 4 saddles, 1 maximum"
    stationary_points = (
        StationaryPoint("minimum", (-2.903534027771177, 2.746802770990837)),
        StationaryPoint("minimum", (2.746802770990837, -2.903534027771177)),
        StationaryPoint("minimum", (2.746802770990837, 2.746802770990837)),
        StationaryPoint("saddle", (-2.903534027771177, 0.1567312567803401)),
        StationaryPoint("saddle", (0.1567312567803401, -2.903534027771177)),
        StationaryPoint("saddle", (2.746802770990837, 0.1567312567803401)),
        StationaryPoint("saddle", (0.1567312567803401, 2.746802770990837)),
        StationaryPoint("maximum", (0.1567312567803401, 0.1567312567803401)),
    )
    lesson = (
        "Four wells of three depths, two tilted double wells crossed: gradient descent with small "
        "steps stops in the quadrant that it starts in, momentum may roll on into the next."
    )
    show = (
        "gradient descent at 0.01 ends 28.3 above the minimum, momentum at 0.01 14.1 above; the "
        "basin map of gradient descent has four quadrants, and momentum moves their borders"
    )
    claims = (
        Claim("4 minima", "minima", "4"),
        Claim("4 saddles", "saddles", "4"),
        Claim("1 maximum", "maxima", "1"),
        Claim("three depths", "gap", "14.1", at=((2.7468, -2.9035), (-2.9035, 2.7468))),
        Claim("three depths", "gap", "28.3", at=(2.7468, 2.7468)),
        Claim("stops in the quadrant that it starts in", "point", ("2.75", "2.75"), DESCENT),
        Claim("roll on into the next", "point", ("2.75", "-2.90"), Run("momentum", 0.01)),
        Claim("gradient descent at 0.01 ends 28.3", "gap", "28.3", DESCENT),
        Claim("momentum at 0.01 14.1", "gap", "14.1", Run("momentum", 0.01)),
        Claim(
            "four quadrants",
            "point",
            ("2.75", "2.75"),
            DESCENT.replace(start=Grid(20, (UPPER, UPPER))),
        ),
        Claim(
            "quadrants",
            "point",
            ("-2.90", "2.75"),
            DESCENT.replace(start=Grid(20, (LOWER, UPPER))),
        ),
        Claim(
            "quadrants",
            "point",
            ("2.75", "-2.90"),
            DESCENT.replace(start=Grid(20, (UPPER, LOWER))),
        ),
        Claim(
            "quadrants",
            "point",
            ("-2.90", "-2.90"),
            DESCENT.replace(start=Grid(20, (LOWER, LOWER))),
        ),
        Claim(
            "momentum moves their borders",
            "distance",
            "60%..70%",
            Run("momentum", 0.01, 1000, start=Grid(20, (UPPER, UPPER))),
            to=(2.7468, 2.7468),
            over="share",
            when="<0.1",
        ),
    )
    learning_rates = {
        "gd": 0.00026,
        "hb": 0.00018,
        "adagrad": 0.0026,
        "rms": 0.0015,
        "adam": 2.2,
    }
    source = "Styblinski and Tang 1990; SFU; SciPy StyblinskiTang"

    def value(self, point: Array) -> Array:
        x, y = point
        xx, yy = x * x, y * y
        return 0.5 * ((xx - 16.0) * xx + 5.0 * x + (yy - 16.0) * yy + 5.0 * y)

    def gradient(self, point: Array) -> Array:
        x, y = point
        return np.array(
            [
                (2.0 * x * x - 16.0) * x + 2.5,
                (2.0 * y * y - 16.0) * y + 2.5,
            ]
        )

    def hessian(self, point: Array) -> Array:
        x, y = point
        zero = np.zeros(np.shape(x))
        return np.array([[6.0 * x * x - 16.0, zero], [zero, 6.0 * y * y - 16.0]])
