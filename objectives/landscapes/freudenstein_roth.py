"""Freudenstein and Roth's function (1963)."""

from __future__ import annotations

import numpy as np

from objectives.objective import Array, Objective, StationaryPoint


class FreudensteinRoth(Objective):
    """f = a^2 + b^2 with two cubic residuals a and b: least squares with a trap."""

    title = "Freudenstein-Roth"
    group = "valley"
    formula = "(-13+x+((5-y)y-2)y)^2+(-29+x+((y+1)y-14)y)^2"
    gradient_formula = r"(2a+2b,\;2a(10y-3y^2-2)+2b(3y^2+2y-14)),\;a,b=\text{the two residuals}"
    hessian_formula = (
        r"\begin{pmatrix}4&2(a'+b')\\2(a'+b')&2(a'^2+b'^2+a(10-6y)+b(6y+2))\end{pmatrix},"
        r"\;a'=10y-3y^2-2,\;b'=3y^2+2y-14"
    )
    domain = ((-10.0, 20.0), (-4.0, 6.0))
    minimisers = ((5.0, 4.0),)
    start = (0.5, -2.0)
    color = "log"
    landscape = "2 minima; no saddle in the box"
    stationary_points = (StationaryPoint("minimum", (11.412778986902094, -0.8968052532744765)),)
    lesson = (
        "Least squares that can be solved exactly, with a trap: from the standard start almost "
        "every local method ends at (11.41, -0.897) with f = 48.98."
    )
    show = (
        "from (0.5, -2): gradient descent at any learning rate, momentum and BFGS end at f = "
        "48.98; Adam does too, unless its learning rate is as large as 5.6 (0)"
    )
    learning_rates = {
        "gd": 3.8e-05,
        "hb": 3.2e-05,
        "adagrad": 0.0032,
        "rms": 0.0018,
        "adam": 5.6,
    }
    source = "Freudenstein and Roth 1963; More, Garbow and Hillstrom 1981, problem 2"
    featured = True

    def value(self, point: Array) -> Array:
        x, y = point
        a, b = self._residuals(x, y)
        return a * a + b * b

    def gradient(self, point: Array) -> Array:
        x, y = point
        a, b = self._residuals(x, y)
        da, db = (10.0 - 3.0 * y) * y - 2.0, (3.0 * y + 2.0) * y - 14.0
        return np.array([2.0 * (a + b), 2.0 * (a * da + b * db)])

    def hessian(self, point: Array) -> Array:
        x, y = point
        a, b = self._residuals(x, y)
        da, db = (10.0 - 3.0 * y) * y - 2.0, (3.0 * y + 2.0) * y - 14.0
        mixed = 2.0 * (da + db)
        along_y = 2.0 * (da * da + db * db + a * (10.0 - 6.0 * y) + b * (6.0 * y + 2.0))
        return np.array([[np.full(np.shape(x), 4.0), mixed], [mixed, along_y]])

    @staticmethod
    def _residuals(x: Array, y: Array) -> tuple[Array, Array]:
        return x - 13.0 + ((5.0 - y) * y - 2.0) * y, x - 29.0 + ((y + 1.0) * y - 14.0) * y
