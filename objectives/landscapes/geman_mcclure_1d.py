"""The saturating bowl (Geman and McClure, 1985)."""

from __future__ import annotations

import numpy as np

from declarations.claim import Claim, Run
from objectives.objective import Array, Objective


class GemanMcClure1D(Objective):
    """f(x) = x^2 / (1 + x^2): a robust loss that is flat far from its minimum."""

    title = "Saturating bowl (Geman-McClure)"
    keywords = ("robust loss", "outliers", "x^2 / (1 + x^2)")
    group = "1-D"
    formula = r"\frac{x^2}{1+x^2}"
    gradient_formula = r"\frac{2x}{(1+x^2)^2}"
    hessian_formula = r"\frac{2-6x^2}{(1+x^2)^3}"
    domain = ((-10.0, 10.0),)
    minimisers = ((0.0,),)
    start = (8.0,)
    landscape = "1 minimum"
    lesson = (
        "A vanishing gradient: far out the slope is 2/x³, so gradient descent barely moves "
        "while Adam and signSGD cross the plain; Newton's method in its textbook form runs away, "
        "for the curvature there is negative."
    )
    show = (
        "from 8, where the slope is 0.0038: gradient descent at 0.5 (x = 7.36 after 300 steps), "
        "300 steps of Adam at 0.5 and 100 of signSGD at 0.1 (0), textbook Newton (x = 2553 after "
        "20 steps)"
    )
    claims = (
        Claim("1 minimum", "minima", "1"),
        Claim("far out the slope is 2/x³", "slope", "2.0e-6", at=(100.0,)),
        Claim("the curvature there is negative", "eigenvalues", ("<0",), at=(8.0,)),
        Claim("from 8, where the slope is 0.0038", "slope", "0.0038", at=(8.0,)),
        Claim(
            "gradient descent at 0.5 (x = 7.36 after 300 steps)", "x", "7.36", Run("sgd", 0.5, 300)
        ),
        Claim("300 steps of Adam at 0.5", "x", "0", Run("adam", 0.5, 300)),
        Claim("100 of signSGD at 0.1 (0)", "x", "0", Run("sign_sgd", 0.1, 100)),
        Claim(
            "textbook Newton (x = 2553 after 20 steps)",
            "x",
            "2553",
            Run("newton", steps=20, values={"form": "textbook"}),
        ),
    )
    learning_rates = {"gd": 0.0056, "hb": 0.68, "adagrad": 0.83, "rms": 0.032, "adam": 0.26}
    source = "Geman and McClure 1985"
    featured = True

    def value(self, point: Array) -> Array:
        (x,) = point
        square = x * x
        return square / (1.0 + square)

    def gradient(self, point: Array) -> Array:
        (x,) = point
        base = 1.0 + x * x
        return np.array([2.0 * x / (base * base)])

    def hessian(self, point: Array) -> Array:
        (x,) = point
        base = 1.0 + x * x
        return np.array([[(2.0 - 6.0 * x * x) / (base * base * base)]])
