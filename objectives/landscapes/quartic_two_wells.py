"""A quartic with two wells."""

from __future__ import annotations

import numpy as np

from declarations.claim import Claim, Run
from objectives.objective import Array, Objective, StationaryPoint

WELLS = ((1.4142135623730951, -1.4142135623730951), (-1.4142135623730951, 1.4142135623730951))

SMALL = Run("sgd", 0.01, 1000)
LARGE = Run("sgd", 0.02, 1000)
DIAGONAL = Run("sgd", 0.01, 10_000, start=(2.5, 2.5))


class QuarticTwoWells(Objective):
    """f(x, y) = x^4 + y^4 - 2 (x - y)^2: two equal wells and a degenerate saddle between."""

    title = "Quartic with two wells"
    keywords = ("two wells", "double well", "x^4")
    group = "saddle"
    formula = "x^4+y^4-2(x-y)^2"
    gradient_formula = r"(4x^3-4(x-y),\;4y^3+4(x-y))"
    hessian_formula = r"\begin{pmatrix}12x^2-4&4\\4&12y^2-4\end{pmatrix}"
    domain = ((-3.0, 3.0), (-3.0, 3.0))
    minimisers = WELLS
    start = (2.5, 2.4)
    color = "log"
    landscape = "2 minima, 1 degenerate saddle at 0 (Hessian eigenvalues -8 and 0)"
    stationary_points = (StationaryPoint("degenerate", (0.0, 0.0)),)
    lesson = (
        "Which of two equal wells is reached hangs on a hair: from (2.5, 2.4) gradient descent "
        "ends in one at learning rate 0.01 and in the other at 0.02. Exactly on the diagonal "
        "it creeps into the saddle, ever more slowly; textbook Newton runs into the saddle "
        "from beside the diagonal as well."
    )
    show = (
        "from (2.5, 2.4): gradient descent at 0.01 (within 1e-3 of (1.414, -1.414) after 163 "
        "steps) and at 0.02 (within 1e-3 of (-1.414, 1.414) after 75 steps), textbook Newton "
        "(0, 0); from (2.5, 2.5): gradient descent at 0.01 is at (0.345, 0.345) after 100 "
        "steps, (0.111, 0.111) after 1000 and (0.035, 0.035) after 10,000 steps"
    )
    claims = (
        Claim("2 minima", "minima", "2"),
        Claim("1 degenerate saddle", "degenerate points", "1"),
        Claim("at 0 (Hessian eigenvalues -8 and 0)", "eigenvalues", ("-8.00", "0"), at=(0.0, 0.0)),
        Claim("two equal wells", "value", "-8.00", at="minimisers"),
        Claim(
            "from (2.5, 2.4) gradient descent ends in one at learning rate 0.01",
            "distance",
            "0",
            SMALL,
            to=WELLS[0],
        ),
        Claim("in the other at 0.02", "distance", "0", LARGE, to=WELLS[1]),
        Claim("Exactly on the diagonal it creeps into the saddle", "size", "<0.1", DIAGONAL),
        Claim(
            "textbook Newton runs into the saddle from beside the diagonal",
            "size",
            "0",
            Run("newton", values={"form": "textbook"}),
        ),
        Claim(
            "from (2.5, 2.4): gradient descent at 0.01 (within 1e-3 of (1.414, -1.414) after 163",
            "distance",
            "163",
            SMALL,
            to=(1.414, -1.414),
            along="first",
            when="<1e-3",
        ),
        Claim(
            "at 0.02 (within 1e-3 of (-1.414, 1.414) after 75",
            "distance",
            "75",
            LARGE,
            to=(-1.414, 1.414),
            along="first",
            when="<1e-3",
        ),
        Claim("textbook Newton (0, 0)", "size", "0", Run("newton", values={"form": "textbook"})),
        Claim(
            "from (2.5, 2.5): gradient descent at 0.01 is at (0.345, 0.345) after 100",
            "point",
            ("0.345", "0.345"),
            DIAGONAL.replace(steps=100),
        ),
        Claim(
            "(0.111, 0.111) after 1000",
            "point",
            ("0.111", "0.111"),
            DIAGONAL.replace(steps=1000),
        ),
        Claim("(0.035, 0.035) after 10,000 steps", "point", ("0.035", "0.035"), DIAGONAL),
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
