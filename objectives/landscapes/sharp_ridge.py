"""The sharp ridge."""

from __future__ import annotations

import numpy as np

from objectives.objective import Array, Objective


class SharpRidge(Objective):
    """f(x, y) = x^2 + 10 |y|: a smooth valley floor between two planes."""

    title = "Sharp ridge"
    group = "non-smooth"
    formula = "x^2+10|y|"
    gradient_formula = r"(2x,\;10\operatorname{sign}y)"
    domain = ((-5.0, 5.0), (-5.0, 5.0))
    minimisers = ((0.0, 0.0),)
    start = (-4.0, 3.03)
    landscape = "1 minimum, on a kink"
    lesson = (
        "The slope across the ridge never fades, so the kink decides which learning rate can be "
        "used, and progress along the ridge starves."
    )
    show = (
        "gradient descent at 0.05 (y jumps in a band of 0.47), at 0.001 (400 steps: |y| = 0.01, "
        "but x is still at -1.8), and with a decaying learning rate"
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
