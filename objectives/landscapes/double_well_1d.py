"""The tilted double well (Landau's potential)."""

from __future__ import annotations

import numpy as np

from declarations.claim import Claim, Run
from objectives.objective import Array, Objective, StationaryPoint


class DoubleWell1D(Objective):
    """f(x) = x^4 / 4 - x^2 / 2 + x / 10: a worse and a better well with a barrier between."""

    title = "Tilted double well"
    keywords = ("two wells", "local minimum", "x^4 - x^2")
    group = "1-D"
    formula = r"\tfrac14x^4-\tfrac12x^2+0.1x"
    gradient_formula = "x^3-x+0.1"
    hessian_formula = "3x^2-1"
    domain = ((-2.0, 2.0),)
    minimisers = ((-1.0466805318046022,),)
    start = (1.9,)
    landscape = "2 minima, 1 maximum"
    stationary_points = (
        StationaryPoint("minimum", (0.9456492739235914,)),
        StationaryPoint("maximum", (0.10103125788101082,)),
    )
    lesson = (
        "Where a run stops depends on the start and on momentum: gradient descent falls into the "
        "near, worse well, momentum rolls over the barrier."
    )
    show = (
        "200 steps from 1.9 at learning rate 0.05: gradient descent (ends at 0.946), momentum "
        "0.9 (-1.047)"
    )
    claims = (
        Claim("2 minima", "minima", "2"),
        Claim("1 maximum", "maxima", "1"),
        Claim(
            "200 steps from 1.9 at learning rate 0.05: gradient descent (ends at 0.946)",
            "x",
            "0.946",
            Run("sgd", 0.05),
        ),
        Claim("the near, worse well", "gap", ">0.1", Run("sgd", 0.05)),
        Claim(
            "momentum 0.9 (-1.047)", "x", "-1.047", Run("momentum", 0.05, values={"momentum": 0.9})
        ),
        Claim("momentum rolls over the barrier", "gap", "<1e-3", Run("momentum", 0.05)),
    )
    learning_rates = {"gd": 0.56, "hb": 0.038, "adagrad": 2.6, "rms": 0.0012, "adam": 0.56}
    source = "textbook (Landau potential)"
    featured = True

    def value(self, point: Array) -> Array:
        (x,) = point
        square = x * x
        return 0.25 * square * square - 0.5 * square + 0.1 * x

    def gradient(self, point: Array) -> Array:
        (x,) = point
        return np.array([x * x * x - x + 0.1])

    def hessian(self, point: Array) -> Array:
        (x,) = point
        return np.array([[3.0 * x * x - 1.0]])
