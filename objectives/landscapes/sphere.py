"""The sphere: the baseline."""

from __future__ import annotations

import numpy as np

from declarations.claim import Claim, Run
from objectives.objective import Array, Objective


class Sphere(Objective):
    """f(x, y) = (x^2 + y^2) / 2: a round bowl."""

    title = "Sphere (bowl)"
    keywords = ("x^2 + y^2", "bowl", "quadratic", "paraboloid")
    group = "quadratic"
    formula = r"\tfrac12(x^2+y^2)"
    gradient_formula = r"(x,\;y)"
    hessian_formula = "I"
    domain = ((-5.0, 5.0), (-5.0, 5.0))
    minimisers = ((0.0, 0.0),)
    start = (-4.0, 3.0)
    landscape = "1 minimum"
    lesson = (
        "The baseline: with learning rate 1 gradient descent lands in one step; every method "
        "comes down here, so anything odd is the optimizer's own dynamics."
    )
    show = "all optimizers: momentum at 0.1 overshoots, Adam sets out along the diagonal"
    claims = (
        Claim("1 minimum", "minima", "1"),
        Claim(
            "with learning rate 1 gradient descent lands in one step",
            "distance",
            "0",
            Run("sgd", 1.0, 1),
        ),
        Claim("every method comes down here", "gap", "<2", Run("all")),
        Claim("momentum at 0.1 overshoots", "x", ">2", Run("momentum", 0.1), along="max"),
        Claim("Adam sets out along the diagonal", "angle", "144.5+-0.1", Run("adam", 0.1, 5)),
        Claim("along the diagonal", "point", ("-3.50", "2.50"), Run("adam", 0.1, 5)),
    )
    learning_rates = {"gd": 0.22, "hb": 0.083, "adagrad": 2.2, "rms": 0.032, "adam": 0.68}
    source = "De Jong F1; BBOB f1"
    convex = True
    featured = True

    def value(self, point: Array) -> Array:
        x, y = point
        return 0.5 * (x * x + y * y)

    def gradient(self, point: Array) -> Array:
        return np.array(point) * 1.0

    def hessian(self, point: Array) -> Array:
        one, zero = np.ones_like(point[0]), np.zeros_like(point[0])
        return np.array([[one, zero], [zero, one]])
