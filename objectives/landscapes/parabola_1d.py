"""The parabola: where a learning rate is stable."""

from __future__ import annotations

import numpy as np

from declarations import real
from declarations.claim import Claim, Run
from objectives.objective import Array, Objective


class Parabola1D(Objective):
    """f(x) = a x^2 / 2: one curvature, so one limit of the learning rate, 2 / a."""

    title = "Parabola"
    keywords = ("x^2", "quadratic", "bowl", "square")
    group = "1-D"
    formula = r"\tfrac{a}{2}x^2"
    gradient_formula = r"a x"
    hessian_formula = "a"
    domain = ((-3.0, 3.0),)
    minimisers = ((0.0,),)
    start = (-2.5,)
    landscape = "1 minimum"
    lesson = (
        "Gradient descent is stable only below the learning rate 2/a: at 1/a it arrives in one "
        "step, at 2/a it bounces for ever, above it diverges."
    )
    show = (
        "60 steps of gradient descent at 0.1 (|x| = 0.0045), 1 (0 after one step), 1.9 (bounces "
        "to 0.0045), 2.05 (diverges: 46.7)"
    )
    claims = (
        Claim("1 minimum", "minima", "1"),
        Claim(
            "stable only below the learning rate 2/a",
            "size",
            "0",
            Run("sgd", (0.1, 1.9, 1.99), 3000),
        ),
        Claim(
            "stable only below the learning rate 2/a",
            "size",
            "0",
            Run("sgd", (0.025, 0.475), 3000),
            parameters={"a": 4.0},
        ),
        Claim("at 1/a it arrives in one step", "size", "0", Run("sgd", 1.0, 1)),
        Claim(
            "at 1/a it arrives in one step", "size", "0", Run("sgd", 0.25, 1), parameters={"a": 4.0}
        ),
        Claim("at 2/a it bounces for ever", "x", "9999", Run("sgd", 2.0, 10_000), along="turns"),
        Claim("at 2/a it bounces for ever", "size", "2.500", Run("sgd", 2.0, 10_000)),
        Claim(
            "at 2/a it bounces for ever",
            "size",
            "2.500",
            Run("sgd", 0.5, 10_000),
            parameters={"a": 4.0},
        ),
        Claim("above it diverges", "diverged", "1", Run("sgd", (2.05, 2.2, 4.0), 10_000)),
        Claim(
            "above it diverges",
            "diverged",
            "1",
            Run("sgd", (0.5125, 1.0), 10_000),
            parameters={"a": 4.0},
        ),
        Claim(
            "60 steps of gradient descent at 0.1 (|x| = 0.0045)",
            "size",
            "0.0045",
            Run("sgd", 0.1, 60),
        ),
        Claim("1 (0 after one step)", "size", "0", Run("sgd", 1.0, 1)),
        Claim("1.9 (bounces to 0.0045)", "size", "0.0045", Run("sgd", 1.9, 60)),
        Claim("1.9 (bounces", "x", "59", Run("sgd", 1.9, 60), along="turns"),
        Claim("2.05 (diverges: 46.7)", "size", "46.7", Run("sgd", 2.05, 60)),
    )
    learning_rates = {"gd": 0.22, "hb": 0.083, "adagrad": 1.2, "rms": 0.012, "adam": 0.46}
    source = "textbook; CS231n; Goh 2017, Why Momentum Really Works"
    convex = True
    featured = True

    a: float = real(
        default=1.0,
        valid="[1e-9, 1e9]",
        slider=(0.1, 10.0),
        log=True,
        symbol="a",
        help="The curvature.",
    )

    def value(self, point: Array) -> Array:
        (x,) = point
        return 0.5 * self.a * x * x

    def gradient(self, point: Array) -> Array:
        (x,) = point
        return np.array([self.a * x])

    def hessian(self, point: Array) -> Array:
        (x,) = point
        return np.array([[np.full(np.shape(x), self.a)]])
