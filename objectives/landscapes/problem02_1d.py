"""The sum of two sines (AMPGO's univariate problem 02)."""

from __future__ import annotations

import numpy as np

from declarations.claim import Claim, Grid, Run
from objectives.objective import Array, Objective, StationaryPoint

SMALL = Run("sgd", 0.02, 3000)
FAST = Run("momentum", 0.08, 1000, values={"momentum": 0.9})


class Problem021D(Objective):
    """f(x) = sin x + sin(10 x / 3): three basins in a row."""

    title = "Sine sum (AMPGO Problem 02)"
    keywords = ("sin(x) + sin(10/3 x)", "oscillating")
    group = "1-D"
    formula = r"\sin x+\sin\tfrac{10}{3}x"
    gradient_formula = r"\cos x+\tfrac{10}{3}\cos\tfrac{10}{3}x"
    hessian_formula = r"-\sin x-\tfrac{100}{9}\sin\tfrac{10}{3}x"
    domain = ((2.7, 7.5),)
    minimisers = ((5.145735290256128,),)
    start = (4.2,)
    landscape = "3 minima, 2 maxima"
    stationary_points = (
        StationaryPoint("minimum", (3.387251718444631,)),
        StationaryPoint("minimum", (7.000149116862254,)),
        StationaryPoint("maximum", (4.196596270314888,)),
        StationaryPoint("maximum", (6.217308850424612,)),
    )
    lesson = (
        "Three neighbouring basins: for a small learning rate their borders are exactly the "
        "two maxima, 4.197 and 6.217. Fast momentum adds a border of its own: from 2.72 "
        "momentum 0.9 at 0.08 jumps over the first maximum, to 5.146."
    )
    show = (
        "where 481 starts end: gradient descent at 0.02 (2 borders), momentum 0.9 at 0.08 (3 "
        "borders)"
    )
    claims = (
        Claim("3 minima", "minima", "3"),
        Claim("2 maxima", "maxima", "2"),
        Claim("Three neighbouring basins", "minima", "3"),
        Claim(
            "the two maxima, 4.197 and 6.217",
            "slope",
            "<0.005",
            at=((4.197,), (6.217,)),
        ),
        Claim(
            "for a small learning rate their borders are exactly",
            "x",
            "3.387",
            SMALL.replace(start=Grid(50, ((2.7, 4.1965),))),
        ),
        Claim(
            "for a small learning rate their borders are exactly",
            "x",
            "5.146",
            SMALL.replace(start=Grid(50, ((4.1967, 6.2172),))),
        ),
        Claim(
            "for a small learning rate their borders are exactly",
            "x",
            "7.000",
            SMALL.replace(start=Grid(50, ((6.2174, 7.5),))),
        ),
        Claim(
            "from 2.72 momentum 0.9 at 0.08 jumps over the first maximum, to 5.146",
            "x",
            "5.146",
            FAST.replace(start=(2.72,)),
        ),
        Claim(
            "where 481 starts end: gradient descent at 0.02 (2 borders)",
            "x",
            "2",
            SMALL.replace(steps=1000, start=Grid(481)),
            over="borders",
        ),
        Claim(
            "momentum 0.9 at 0.08 (3 borders)",
            "x",
            "3",
            FAST.replace(start=Grid(481)),
            over="borders",
        ),
    )
    learning_rates = {"gd": 0.026, "hb": 0.01, "adagrad": 0.32, "rms": 0.0046, "adam": 0.083}
    source = "AMPGO univariate set, problem 02; SciPy's go_benchmark_functions"
    lower_outside = True

    def value(self, point: Array) -> Array:
        (x,) = point
        return np.sin(x) + np.sin(10.0 * x / 3.0)

    def gradient(self, point: Array) -> Array:
        (x,) = point
        return np.array([np.cos(x) + 10.0 / 3.0 * np.cos(10.0 * x / 3.0)])

    def hessian(self, point: Array) -> Array:
        (x,) = point
        return np.array([[-np.sin(x) - 100.0 / 9.0 * np.sin(10.0 * x / 3.0)]])
