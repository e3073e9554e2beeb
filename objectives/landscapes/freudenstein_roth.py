"""Freudenstein and Roth's function (1963)."""

from __future__ import annotations

import numpy as np

from declarations.claim import Claim, Run
from objectives.objective import Array, Objective, StationaryPoint

METHODS = Run(
    ("bfgs", "lbfgs", "conjugate_gradient", "newton", "trust_region", "nelder_mead"), steps=200
)


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
        "Least squares that can be solved exactly, with a trap: from the standard start BFGS, "
        "L-BFGS, conjugate gradients, Newton, the trust region and the simplex of Nelder and "
        "Mead all end at (11.41, -0.897) with f = 48.98."
    )
    show = (
        "from (0.5, -2): 20 000 steps of momentum at 1e-4 and 3000 of Adam at 0.3 end at f = "
        "48.98, gradient descent at 1e-4 is still at 50.8; 3000 steps of Adam at 5.6 find the "
        "minimum (0)"
    )
    claims = (
        Claim("2 minima", "minima", "2"),
        Claim("no saddle in the box", "saddles", "0"),
        Claim("can be solved exactly", "value", "0"),
        Claim("(11.41, -0.897)", "point", ("11.41", "-0.897"), METHODS),
        Claim("with f = 48.98", "value", "48.98", METHODS),
        Claim(
            "from (0.5, -2): 20 000 steps of momentum at 1e-4",
            "value",
            "48.98",
            Run("momentum", 1e-4, 20_000),
        ),
        Claim("3000 of Adam at 0.3 end at f = 48.98", "value", "48.98", Run("adam", 0.3, 3000)),
        Claim(
            "gradient descent at 1e-4 is still at 50.8", "value", "50.8", Run("sgd", 1e-4, 20_000)
        ),
        Claim(
            "3000 steps of Adam at 5.6 find the minimum (0)", "value", "0", Run("adam", 5.6, 3000)
        ),
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
