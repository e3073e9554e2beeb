"""The sum of two sines (AMPGO's univariate problem 02)."""

from __future__ import annotations

import numpy as np

from objectives.objective import Array, Objective, StationaryPoint


class Problem021D(Objective):
    """f(x) = sin x + sin(10 x / 3): three basins in a row."""

    title = "Sine sum (AMPGO Problem 02)"
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
        "Three neighbouring basins: for a small learning rate their borders are exactly the two "
        "maxima, 4.197 and 6.217; faster momentum adds borders of its own, where a start jumps "
        "over a maximum."
    )
    show = (
        "where 481 starts end: gradient descent at 0.02 (2 borders), momentum 0.9 at 0.08 (3 "
        "borders)"
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
