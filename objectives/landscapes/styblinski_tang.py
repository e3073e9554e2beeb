"""Styblinski and Tang's four wells (1990)."""

from __future__ import annotations

import numpy as np

from objectives.objective import Array, Objective, StationaryPoint


class StyblinskiTang(Objective):
    """f = sum of (u^4 - 16 u^2 + 5 u) / 2 over both coordinates: a tilted double well in each."""

    title = "Styblinski-Tang"
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
        "Four wells of clearly different depth, two tilted double wells crossed: local methods "
        "stop in whichever quadrant they enter."
    )
    show = (
        "gradient descent at 0.01 ends 28.3 above the minimum, momentum at 0.01 14.1 above; "
        "the basin map has four quadrants, and momentum moves their borders"
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
