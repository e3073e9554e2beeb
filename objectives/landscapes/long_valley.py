"""A long valley: a gutter with a gentle slope."""

from __future__ import annotations

import numpy as np

from declarations.claim import Claim, Grid, Run
from objectives.objective import Array, Objective


class LongValley(Objective):
    """f(x, y) = ln cosh((x - 4) / 2) + 10 y^2: steep sides, and a slope that never grows."""

    title = "Long valley"
    keywords = ("ravine", "canyon", "gully")
    group = "valley"
    formula = r"\ln\cosh\tfrac{x-4}{2}+10y^2"
    gradient_formula = r"(\tfrac12\tanh\tfrac{x-4}{2},\;20y)"
    hessian_formula = r"\operatorname{diag}(\tfrac14\operatorname{sech}^2\tfrac{x-4}{2},\;20)"
    domain = ((-6.0, 6.0), (-1.5, 1.5))
    minimisers = ((4.0, 0.0),)
    start = (-5.5, 1.2)
    landscape = "1 minimum"
    lesson = (
        "A gutter with steep sides and a slope that never grows: gradient descent must choose a "
        "learning rate small enough for the sides and then crawls; momentum builds up speed, "
        "adaptive methods make both directions equal."
    )
    show = (
        "from (-5.5, 1.2): gradient descent at 0.09 (2.7 above the minimum after 60 steps); "
        "steps until f stays within 1e-3 of the minimum: gradient descent at 0.083 344, momentum "
        "at 0.038 96, Adam at 0.56 87; RMSprop at 0.38 is there after 23 steps, but goes on "
        "jumping across the gutter"
    )
    claims = (
        Claim("1 minimum", "minima", "1"),
        Claim("steep sides", "slope", ">20", at=start),
        Claim("a slope that never grows", "slope", "<=0.5", at=Grid(99, ((-6.0, 6.0), (0.0, 0.0)))),
        Claim(
            "from (-5.5, 1.2): gradient descent at 0.09 (2.7 above the minimum after 60 steps)",
            "gap",
            "2.7",
            Run("sgd", 0.09, 60),
        ),
        Claim(
            "within 1e-3 of the minimum: gradient descent at 0.083 344",
            "gap",
            "344",
            Run("sgd", 0.083, 1000),
            along="stays",
            when="<1e-3",
        ),
        Claim(
            "momentum at 0.038 96",
            "gap",
            "96",
            Run("momentum", 0.038, 1000),
            along="stays",
            when="<1e-3",
        ),
        Claim("Adam at 0.56 87", "gap", "87", Run("adam", 0.56, 1000), along="stays", when="<1e-3"),
        Claim(
            "RMSprop at 0.38 is there after 23 steps",
            "gap",
            "23",
            Run("rmsprop", 0.38, 1000),
            along="first",
            when="<=1e-3",
        ),
        Claim(
            "goes on jumping across the gutter",
            "y",
            ">400",
            Run("rmsprop", 0.38, 1000),
            along="turns",
        ),
        Claim("goes on jumping", "gap", ">1e-3", Run("rmsprop", 0.38, 1000)),
    )
    learning_rates = {"gd": 0.068, "hb": 0.046, "adagrad": 1.5, "rms": 0.068, "adam": 0.46}
    source = "own formula, after A. Radford's long valley animation, which has no published one"
    convex = True
    featured = True

    def value(self, point: Array) -> Array:
        x, y = point
        u = 0.5 * (x - 4.0)
        size = u * np.sign(u.real)
        return size + np.log1p(np.exp(-2.0 * size)) - np.log(2.0) + 10.0 * y * y

    def gradient(self, point: Array) -> Array:
        x, y = point
        return np.array([0.5 * np.tanh(0.5 * (x - 4.0)), 20.0 * y])

    def hessian(self, point: Array) -> Array:
        x, _ = point
        slope, zero = np.tanh(0.5 * (x - 4.0)), np.zeros(np.shape(x))
        return np.array([[0.25 * (1.0 - slope * slope), zero], [zero, zero + 20.0]])
