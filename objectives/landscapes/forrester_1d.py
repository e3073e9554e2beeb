"""Forrester's function (2008)."""

from __future__ import annotations

import numpy as np

from declarations.claim import Claim, Grid, Run
from objectives.objective import Array, Objective, StationaryPoint

SLOW = Run("sgd", 0.0005, 1000)


class Forrester1D(Objective):
    """f(x) = (6x - 2)^2 sin(12x - 4): two wells, and a level spot that is none."""

    title = "Forrester"
    keywords = ("surrogate", "(6x - 2)^2 sin(12x - 4)")
    group = "1-D"
    formula = r"(6x-2)^2\sin(12x-4)"
    gradient_formula = r"12(6x-2)\sin(12x-4)+12(6x-2)^2\cos(12x-4)"
    hessian_formula = r"\big(72-144(6x-2)^2\big)\sin(12x-4)+288\,(6x-2)\cos(12x-4)"
    domain = ((0.0, 1.0),)
    minimisers = ((0.7572487578418559,),)
    start = (0.45,)
    landscape = "2 minima, 1 maximum, 1 inflection with zero slope at x = 1/3"
    stationary_points = (
        StationaryPoint("minimum", (0.14258918932471631,)),
        StationaryPoint("degenerate", (0.3333333333333333,)),
        StationaryPoint("maximum", (0.5240774773419503,)),
    )
    lesson = (
        "Not every stop is a minimum: from 0.45 gradient descent creeps into the level "
        "inflection at 1/3, where slope and curvature vanish, and stays; momentum rolls through "
        "it to the local minimum 0.1426; only starts beyond 0.5241 find the global one."
    )
    show = (
        "1000 steps at 0.0005: gradient descent from 0.45, 0.2 and 0.6 (ends at 0.335, 0.143, "
        "0.757), momentum 0.9 from 0.45 (0.143)"
    )
    claims = (
        Claim("2 minima", "minima", "2"),
        Claim("1 maximum", "maxima", "1"),
        Claim("1 inflection", "degenerate points", "1"),
        Claim("zero slope at x = 1/3", "slope", "0", at=(1.0 / 3.0,)),
        Claim(
            "the level inflection at 1/3, where slope and curvature vanish",
            "eigenvalues",
            ("0",),
            at=(1.0 / 3.0,),
        ),
        Claim(
            "from 0.45 gradient descent",
            "distance",
            "<0.002",
            SLOW.replace(steps=1000),
            to=(1.0 / 3.0,),
        ),
        Claim("and stays", "distance", "<1e-3", SLOW.replace(steps=10_000), to=(1.0 / 3.0,)),
        Claim("the local minimum 0.1426", "x", "0.1426", Run("momentum", 0.0005, 1000)),
        Claim(
            "only starts beyond 0.5241",
            "x",
            "0.757",
            SLOW.replace(start=Grid(50, ((0.5241, 1.0),))),
        ),
        Claim("only starts", "x", "<0.34", SLOW.replace(start=Grid(50, ((0.0, 0.524),)))),
        Claim("1000 steps at 0.0005: gradient descent from 0.45", "x", "0.335", SLOW),
        Claim("0.335", "x", "0.335", SLOW),
        Claim("0.2 and", "x", "0.143", SLOW.replace(start=(0.2,))),
        Claim("0.143", "x", "0.143", SLOW.replace(start=(0.2,))),
        Claim("0.6 (ends", "x", "0.757", SLOW.replace(start=(0.6,))),
        Claim("0.757", "x", "0.757", SLOW.replace(start=(0.6,))),
        Claim(
            "momentum 0.9 from 0.45 (0.143)",
            "x",
            "0.143",
            Run("momentum", 0.0005, 1000, values={"momentum": 0.9}),
        ),
    )
    learning_rates = {
        "gd": 0.0001,
        "hb": 8.3e-05,
        "adagrad": 0.00068,
        "rms": 0.00038,
        "adam": 0.00068,
    }
    source = "Forrester, Sobester and Keane 2008; SFU library"
    lower_outside = True
    featured = True

    def value(self, point: Array) -> Array:
        (x,) = point
        u = 6.0 * x - 2.0
        return u * u * np.sin(2.0 * u)

    def gradient(self, point: Array) -> Array:
        (x,) = point
        u = 6.0 * x - 2.0
        return np.array([12.0 * u * (np.sin(2.0 * u) + u * np.cos(2.0 * u))])

    def hessian(self, point: Array) -> Array:
        (x,) = point
        u = 6.0 * x - 2.0
        curvature = (72.0 - 144.0 * u * u) * np.sin(2.0 * u) + 288.0 * u * np.cos(2.0 * u)
        return np.array([[curvature]])
