"""Goldstein and Price's polynomial of degree eight (1971)."""

from __future__ import annotations

import numpy as np

from declarations.claim import Claim, Grid, Run
from objectives.objective import Array, Objective, StationaryPoint


class GoldsteinPrice(Objective):
    """f = [1 + (x+y+1)^2 P] [30 + (2x-3y)^2 Q]: values from 3 to a million.

    P and Q are polynomials of s = x + y and of d = 2x - 3y alone, so that f = A(s) B(d) with

        A(s) = 1 + (s + 1)^2 (3 s^2 - 14 s + 19),  A'(s) = 12 (s + 1) (s - 1) (s - 2),
        B(d) = 30 + d^2 (3 d^2 - 16 d + 18),       B'(d) = 12 d (d - 1) (d - 3),

    and the nine stationary points are where both slopes vanish.
    """

    title = "Goldstein-Price"
    keywords = ("polynomial",)
    group = "multimodal"
    formula = (
        r"\big[1+(x+y+1)^2(19-14x+3x^2-14y+6xy+3y^2)\big]"
        r"\cdot\big[30+(2x-3y)^2(18-32x+12x^2+48y-36xy+27y^2)\big]"
    )
    gradient_formula = (
        r"(A'B+2AB',\;A'B-3AB'),\;A'=12(s+1)(s-1)(s-2),\;B'=12d(d-1)(d-3),\;"
        r"s=x+y,\,d=2x-3y,\,f=A(s)B(d)"
    )
    hessian_formula = (
        r"\begin{pmatrix}A''B+4A'B'+4AB''&A''B-A'B'-6AB''\\\cdot&A''B-6A'B'+9AB''\end{pmatrix}"
    )
    domain = ((-2.0, 2.0), (-2.0, 2.0))
    minimisers = ((0.0, -1.0),)
    start = (1.0, 1.5)
    color = "log"
    landscape = "4 minima, 4 saddles, 1 maximum"
    stationary_points = (
        StationaryPoint("minimum", (-0.6, -0.4)),
        StationaryPoint("saddle", (-0.4, -0.6)),
        StationaryPoint("minimum", (1.8, 0.2)),
        StationaryPoint("saddle", (1.2, -0.2)),
        StationaryPoint("minimum", (1.2, 0.8)),
        StationaryPoint("saddle", (1.4, 0.6)),
        StationaryPoint("saddle", (0.6, 0.4)),
        StationaryPoint("maximum", (0.8, 0.2)),
    )
    lesson = (
        "Six orders of magnitude in one picture: without logarithmic colours and a tiny learning "
        "rate it is unreadable and gradient descent explodes; the step must fit the local scale."
    )
    show = (
        "1000 steps from (1, 1.5): gradient descent at 1e-5 ends in the worst local minimum (f = "
        "840), momentum at 1e-5 in the global one, Adam at 0.1 at f = 84; gradient descent at "
        "1e-4 diverges; switch between linear and logarithmic colours"
    )
    claims = (
        Claim("4 minima", "minima", "4"),
        Claim("4 saddles", "saddles", "4"),
        Claim("1 maximum", "maxima", "1"),
        Claim("Six orders of magnitude", "value", "1.0e6", at=Grid(201), over="max"),
        Claim(
            "1000 steps from (1, 1.5): gradient descent at 1e-5",
            "value",
            "840",
            Run("sgd", 1e-5, 1000),
        ),
        Claim("the worst local minimum (f = 840)", "value", "840.0", at=(1.2, 0.8)),
        Claim("momentum at 1e-5 in the global one", "gap", "0", Run("momentum", 1e-5, 1000)),
        Claim("Adam at 0.1 at f = 84", "value", "84.0", Run("adam", 0.1, 1000)),
        Claim("gradient descent at 1e-4 diverges", "diverged", "1", Run("sgd", 1e-4, 1000)),
    )
    learning_rates = {
        "gd": 1.8e-05,
        "hb": 8.3e-06,
        "adagrad": 1.0,
        "rms": 0.68,
        "adam": 1.5,
    }
    source = "Goldstein and Price 1971; SFU; SciPy GoldsteinPrice"
    featured = True

    def value(self, point: Array) -> Array:
        x, y = point
        a, b = _first(x + y), _second(2.0 * x - 3.0 * y)
        return a[0] * b[0]

    def gradient(self, point: Array) -> Array:
        x, y = point
        a, b = _first(x + y), _second(2.0 * x - 3.0 * y)
        along_s, along_d = a[1] * b[0], a[0] * b[1]
        return np.array([along_s + 2.0 * along_d, along_s - 3.0 * along_d])

    def hessian(self, point: Array) -> Array:
        x, y = point
        a, b = _first(x + y), _second(2.0 * x - 3.0 * y)
        ss, sd, dd = a[2] * b[0], a[1] * b[1], a[0] * b[2]
        mixed = ss - sd - 6.0 * dd
        return np.array([[ss + 4.0 * sd + 4.0 * dd, mixed], [mixed, ss - 6.0 * sd + 9.0 * dd]])


def _first(s: Array) -> tuple[Array, Array, Array]:
    """A and its first two derivatives."""
    t = s + 1.0
    return (
        1.0 + t * t * ((3.0 * s - 14.0) * s + 19.0),
        12.0 * t * (s - 1.0) * (s - 2.0),
        12.0 * ((3.0 * s - 4.0) * s - 1.0),
    )


def _second(d: Array) -> tuple[Array, Array, Array]:
    """B and its first two derivatives."""
    return (
        30.0 + d * d * ((3.0 * d - 16.0) * d + 18.0),
        12.0 * d * (d - 1.0) * (d - 3.0),
        12.0 * ((3.0 * d - 8.0) * d + 3.0),
    )
