"""Beale's function (1958)."""

from __future__ import annotations

import numpy as np

from declarations.claim import Claim, Run
from objectives.objective import Array, Objective, StationaryPoint


class Beale(Objective):
    """f(x, y) = sum over k = 1, 2, 3 of (c_k - x (1 - y^k))^2, c = (1.5, 2.25, 2.625)."""

    title = "Beale"
    group = "valley"
    formula = r"\sum_{k=1}^{3}(c_k-x+xy^k)^2,\;c=(1.5,\,2.25,\,2.625)"
    gradient_formula = r"\sum_k 2r_k\,(y^k-1,\;k x y^{k-1}),\;r_k=c_k-x+xy^k"
    hessian_formula = (
        r"2\sum_k\begin{pmatrix}(y^k-1)^2&ky^{k-1}(r_k+x(y^k-1))\\"
        r"\cdot&k^2x^2y^{2k-2}+k(k-1)\,r_kxy^{k-2}\end{pmatrix}"
    )
    domain = ((-4.5, 4.5), (-4.5, 4.5))
    minimisers = ((3.0, 0.5),)
    start = (1.0, 1.5)
    color = "log"
    landscape = "1 minimum, 2 saddles"
    stationary_points = (
        StationaryPoint("saddle", (0.10053793732415836, -2.644513585023125)),
        StationaryPoint("saddle", (0.0, 1.0)),
    )
    lesson = (
        "Plains between steep walls at the corners: from (1, 1.5) momentum at 0.005 swings out "
        "to y = -1.86 and x = 3.39, at 0.01 it is thrown out for good; AdaGrad at 0.5 and Adam "
        "at 0.1 never go below y = -0.08."
    )
    show = (
        "400 steps from (1, 1.5): gradient descent at 0.01 (3.2e-3), momentum 0.9 at 0.005 "
        "(1.1e-6), AdaGrad at 0.5 (2.6e-3), Adam at 0.1 (5.7e-5)"
    )
    claims = (
        Claim("1 minimum", "minima", "1"),
        Claim("2 saddles", "saddles", "2"),
        Claim(
            "from (1, 1.5) momentum at 0.005 swings out to y = -1.86",
            "y",
            "-1.86",
            Run("momentum", 0.005, 400),
            along="min",
        ),
        Claim("x = 3.39", "x", "3.39", Run("momentum", 0.005, 400), along="max"),
        Claim("at 0.01 it is thrown out for good", "diverged", "1", Run("momentum", 0.01, 400)),
        Claim("AdaGrad at 0.5", "y", ">-0.08", Run("adagrad", 0.5, 400), along="min"),
        Claim(
            "Adam at 0.1 never go below y = -0.08",
            "y",
            ">-0.08",
            Run("adam", 0.1, 400),
            along="min",
        ),
        Claim(
            "400 steps from (1, 1.5): gradient descent at 0.01 (3.2e-3)",
            "gap",
            "3.2e-3",
            Run("sgd", 0.01, 400),
        ),
        Claim(
            "momentum 0.9 at 0.005 (1.1e-6)",
            "gap",
            "1.1e-6",
            Run("momentum", 0.005, 400, values={"momentum": 0.9}),
        ),
        Claim("AdaGrad at 0.5 (2.6e-3)", "gap", "2.6e-3", Run("adagrad", 0.5, 400)),
        Claim("Adam at 0.1 (5.7e-5)", "gap", "5.7e-5", Run("adam", 0.1, 400)),
    )
    learning_rates = {"gd": 0.026, "hb": 0.0032, "adagrad": 1.8, "rms": 0.026, "adam": 0.83}
    source = "Beale 1958; More, Garbow and Hillstrom 1981, problem 5; A. Radford's animation"
    featured = True

    def value(self, point: Array) -> Array:
        x, y = point
        r1, r2, r3 = self._residuals(x, y)
        return r1 * r1 + r2 * r2 + r3 * r3

    def gradient(self, point: Array) -> Array:
        x, y = point
        r1, r2, r3 = self._residuals(x, y)
        y2 = y * y
        return np.array(
            [
                2.0 * (r1 * (y - 1.0) + r2 * (y2 - 1.0) + r3 * (y2 * y - 1.0)),
                2.0 * x * (r1 + 2.0 * y * r2 + 3.0 * y2 * r3),
            ]
        )

    def hessian(self, point: Array) -> Array:
        x, y = point
        r1, r2, r3 = self._residuals(x, y)
        y2 = y * y
        d1, d2, d3 = y - 1.0, y2 - 1.0, y2 * y - 1.0
        mixed = 2.0 * (r1 + x * d1 + 2.0 * y * (r2 + x * d2) + 3.0 * y2 * (r3 + x * d3))
        along_y = 2.0 * x * (x * (1.0 + 4.0 * y2 + 9.0 * y2 * y2) + 2.0 * r2 + 6.0 * y * r3)
        return np.array([[2.0 * (d1 * d1 + d2 * d2 + d3 * d3), mixed], [mixed, along_y]])

    @staticmethod
    def _residuals(x: Array, y: Array) -> tuple[Array, Array, Array]:
        y2 = y * y
        return 1.5 - x * (1.0 - y), 2.25 - x * (1.0 - y2), 2.625 - x * (1.0 - y2 * y)
