"""The flat quartic: a minimum without curvature."""

from __future__ import annotations

import numpy as np

from declarations.claim import Claim, Grid, Run
from objectives.objective import Array, Objective


class Quartic1D(Objective):
    """f(x) = x^4 / 4: the curvature vanishes at the minimum."""

    title = "Flat quartic"
    keywords = ("x^4", "flat minimum")
    group = "1-D"
    formula = r"\tfrac14 x^4"
    gradient_formula = "x^3"
    hessian_formula = "3x^2"
    domain = ((-2.0, 2.0),)
    minimisers = ((0.0,),)
    start = (1.8,)
    landscape = "1 minimum with zero curvature"
    lesson = (
        "Without curvature at the minimum gradient descent slows down to x = 1 / √(2 · "
        "learning rate · steps), and Newton's method is only linear: every step takes x to 2/3 of "
        "it."
    )
    show = (
        "gradient descent at 0.1 (x = 0.0224 after 10,000 steps); with a logarithmic loss axis "
        "20 steps of Newton (down to 2.1e-14) and of Adam at 0.1 (5.7e-3)"
    )
    claims = (
        Claim("minimum", "gap", ">1e-9", at=Grid(100)),
        Claim("1 minimum with zero curvature", "degenerate points", "1"),
        Claim("zero curvature", "eigenvalues", ("0",), at=(0.0,)),
        Claim("Without curvature at the minimum", "eigenvalues", ("0",), at=(0.0,)),
        Claim(
            "gradient descent slows down to x = 1 / √(2 · learning rate · steps)",
            "x",
            "0.0224",
            Run("sgd", 0.1, 10_000),
        ),
        Claim(
            "gradient descent slows down to x = 1 / √(2 · learning rate · steps)",
            "x",
            "0.0500",
            Run("sgd", 0.01, 20_000),
        ),
        Claim(
            "every step takes x to 2/3 of it",
            "x",
            "0.6666666666666666+-1e-9",
            Run("newton", steps=1),
            versus=Claim("", "x", "", Run("newton", steps=0)),
        ),
        Claim("every step", "decrease", "0.1975", Run("newton", steps=40), along="max"),
        Claim("every step", "decrease", "0.1975", Run("newton", steps=40), along="min"),
        Claim(
            "gradient descent at 0.1 (x = 0.0224 after 10,000 steps)",
            "x",
            "0.0224",
            Run("sgd", 0.1, 10_000),
        ),
        Claim("20 steps of Newton (down to 2.1e-14)", "value", "2.1e-14", Run("newton", steps=20)),
        Claim("Adam at 0.1 (5.7e-3)", "value", "5.7e-3", Run("adam", 0.1, 20)),
    )
    learning_rates = {"gd": 0.38, "hb": 0.15, "adagrad": 2.2, "rms": 0.12, "adam": 1.5}
    source = "textbook (degenerate minimum)"
    convex = True
    featured = True

    def value(self, point: Array) -> Array:
        (x,) = point
        square = x * x
        return 0.25 * square * square

    def gradient(self, point: Array) -> Array:
        (x,) = point
        return np.array([x * x * x])

    def hessian(self, point: Array) -> Array:
        (x,) = point
        return np.array([[3.0 * x * x]])
