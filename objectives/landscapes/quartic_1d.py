"""The flat quartic: a minimum without curvature."""

from __future__ import annotations

import numpy as np

from objectives.objective import Array, Objective


class Quartic1D(Objective):
    """f(x) = x^4 / 4: the curvature vanishes at the minimum."""

    title = "Flat quartic"
    group = "1-D"
    formula = r"\tfrac14 x^4"
    gradient_formula = "x^3"
    hessian_formula = "3x^2"
    domain = ((-2.0, 2.0),)
    minimisers = ((0.0,),)
    start = (1.8,)
    landscape = "1 minimum with zero curvature"
    lesson = (
        "Without curvature at the minimum gradient descent slows down to x = 1 / sqrt(2 * "
        "learning rate * steps), and Newton's method is only linear: every step takes x to 2/3 of "
        "it."
    )
    show = (
        "gradient descent at 0.1 (x = 0.0224 after 10,000 steps), Newton and Adam, with a "
        "logarithmic loss axis"
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
