"""Brown's badly scaled function."""

from __future__ import annotations

import numpy as np

from objectives.objective import Array, Objective


class BrownBadlyScaled(Objective):
    """f(x, y) = (x - 10^6)^2 + (y - 2 10^-6)^2 + (x y - 2)^2: two units, 10^12 apart."""

    title = "Brown badly scaled"
    group = "valley"
    formula = r"(x-10^6)^2+(y-2\cdot10^{-6})^2+(xy-2)^2"
    gradient_formula = r"(2(x-10^6)+2(xy-2)y,\;2(y-2\cdot10^{-6})+2(xy-2)x)"
    hessian_formula = r"\begin{pmatrix}2+2y^2&4xy-4\\4xy-4&2+2x^2\end{pmatrix}"
    domain = ((-200000.0, 1200000.0), (-0.5, 1.5))
    minimisers = ((1000000.0, 2e-06),)
    start = (1.0, 1.0)
    color = "log"
    landscape = "1 minimum and no other stationary point"
    lesson = (
        "Units matter: the coordinates differ by 10^12, so no single learning rate works. BFGS "
        "learns the units on its way; plain Newton wanders for hundreds of steps where the "
        "Hessian is indefinite."
    )
    show = (
        "from (1, 1): BFGS arrives in 16 steps; after 1000 steps at the best learning rate "
        "gradient descent, momentum, AdaGrad and Adam are still above 9e11, RMSprop is at 3.7e11"
    )
    source = "More, Garbow and Hillstrom 1981, problem 4; CUTEst BROWNBS"

    def value(self, point: Array) -> Array:
        x, y = point
        a, b, c = x - 1e6, y - 2e-6, x * y - 2.0
        return a * a + b * b + c * c

    def gradient(self, point: Array) -> Array:
        x, y = point
        c = x * y - 2.0
        return np.array([2.0 * (x - 1e6 + c * y), 2.0 * (y - 2e-6 + c * x)])

    def hessian(self, point: Array) -> Array:
        x, y = point
        mixed = 4.0 * (x * y - 1.0)
        return np.array([[2.0 + 2.0 * y * y, mixed], [mixed, 2.0 + 2.0 * x * x]])
