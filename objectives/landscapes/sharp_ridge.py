"""The sharp ridge."""

from __future__ import annotations

import numpy as np

from declarations.claim import Claim, Grid, Run
from objectives.objective import Array, Objective


class SharpRidge(Objective):
    """f(x, y) = x^2 + 10 |y|: a smooth valley floor between two planes."""

    title = "Sharp ridge"
    keywords = ("ridge", "non-smooth")
    group = "non-smooth"
    formula = "x^2+10|y|"
    gradient_formula = r"(2x,\;10\operatorname{sign}y)"
    domain = ((-5.0, 5.0), (-5.0, 5.0))
    minimisers = ((0.0, 0.0),)
    start = (-4.0, 3.03)
    landscape = "1 minimum, on a kink"
    lesson = (
        "The slope across the ridge never fades, so the kink decides which learning rate can "
        "be used: a large one chatters across it, and a learning rate small enough for the "
        "kink starves the progress along the ridge. A falling learning rate does both well."
    )
    show = (
        "400 steps of gradient descent: at 0.05 (y jumps between 0.03 and -0.47), at 0.001 (y "
        "= -0.01, but x is still at -1.8), and at 0.05 with the cosine schedule (1.2e-4 above "
        "the minimum)"
    )
    claims = (
        Claim("1 minimum, on a kink", "minima", "1"),
        Claim("The slope across the ridge never fades", "slope", ">=9.99", at=Grid(50)),
        Claim(
            "The slope across the ridge never fades",
            "slope",
            ">=9.99",
            at=((0.0, 1e-9), (0.0, -1e-9)),
        ),
        Claim(
            "a learning rate small enough for the kink starves the progress along the ridge",
            "x",
            "<-1.5",
            Run("sgd", 0.001, 400),
        ),
        Claim("a large one chatters across it", "y", ">390", Run("sgd", 0.05, 400), along="turns"),
        Claim(
            "A falling learning rate does both well",
            "distance",
            "<1e-3",
            Run("sgd", 0.05, 400, schedule="cosine"),
        ),
        Claim("at 0.05 (y jumps between 0.03", "y", "0.03", Run("sgd", 0.05, 400)),
        Claim("-0.47", "y", "-0.47", Run("sgd", 0.05, 401)),
        Claim("jumps between", "y", ">390", Run("sgd", 0.05, 400), along="turns"),
        Claim("at 0.001 (y = -0.01", "y", "-0.01", Run("sgd", 0.001, 400)),
        Claim("x is still at -1.8", "x", "-1.8", Run("sgd", 0.001, 400)),
        Claim("400 steps of gradient descent", "x", "-1.8", Run("sgd", 0.001, 400)),
        Claim(
            "at 0.05 with the cosine schedule (1.2e-4 above the minimum)",
            "gap",
            "1.2e-4",
            Run("sgd", 0.05, 400, schedule="cosine"),
        ),
    )
    learning_rates = {"gd": 0.0083, "hb": 0.0012, "adagrad": 0.56, "rms": 0.046, "adam": 0.083}
    source = "BBOB f13 in two dimensions with alpha = 10, not rotated"
    smooth = False
    convex = True

    def value(self, point: Array) -> Array:
        x, y = point
        return x * x + 10.0 * y * np.sign(y.real)

    def gradient(self, point: Array) -> Array:
        x, y = point
        return np.array([2.0 * x, 10.0 * np.sign(y.real)])
