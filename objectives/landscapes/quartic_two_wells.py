"""A quartic with two wells."""

from __future__ import annotations

import numpy as np

from objectives.objective import Array, Objective, StationaryPoint


class QuarticTwoWells(Objective):
    """f(x, y) = x^4 + y^4 - 2 (x - y)^2: two equal wells and a degenerate saddle between."""

    title = "Quartic with two wells"
    group = "saddle"
    formula = "x^4+y^4-2(x-y)^2"
    gradient_formula = r"(4x^3-4(x-y),\;4y^3+4(x-y))"
    hessian_formula = r"\begin{pmatrix}12x^2-4&4\\4&12y^2-4\end{pmatrix}"
    domain = ((-3.0, 3.0), (-3.0, 3.0))
    minimisers = (
        (1.4142135623730951, -1.4142135623730951),
        (-1.4142135623730951, 1.4142135623730951),
    )
    start = (2.5, 2.4)
    color = "log"
    landscape = "2 minima, 1 degenerate saddle at 0 (Hessian eigenvalues -8 and 0)"
    stationary_points = (StationaryPoint("degenerate", (0.0, 0.0)),)
    lesson = (
        "Which of two equal wells is reached hangs on a hair: from (2.5, 2.4) gradient descent "
        "ends in one at learning rate 0.01 and in the other at 0.02. Exactly on the diagonal it "
        "creeps into the saddle, ever more slowly, as Newton does from beside it."
    )
    show = (
        "from (2.5, 2.4): gradient descent at 0.01 (143 steps to (1.414, -1.414)) and at 0.02 (66 "
        "steps to (-1.414, 1.414)), Newton (0, 0); from (2.5, 2.5): gradient descent at 0.01 is "
        "at (0.035, 0.035) after 10,000 steps"
    )
    learning_rates = {"gd": 0.022, "hb": 0.0038, "adagrad": 2.2, "rms": 0.022, "adam": 0.83}
    source = "textbook"
    featured = True

    def value(self, point: Array) -> Array:
        x, y = point
        x2, y2, gap = x * x, y * y, x - y
        return x2 * x2 + y2 * y2 - 2.0 * gap * gap

    def gradient(self, point: Array) -> Array:
        x, y = point
        pull = 4.0 * (x - y)
        return np.array([4.0 * x * x * x - pull, 4.0 * y * y * y + pull])

    def hessian(self, point: Array) -> Array:
        x, y = point
        mixed = np.full(np.shape(x), 4.0)
        return np.array([[12.0 * x * x - 4.0, mixed], [mixed, 12.0 * y * y - 4.0]])
