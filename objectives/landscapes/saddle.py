"""A saddle between two wells."""

from __future__ import annotations

import numpy as np

from declarations.claim import Claim, Run
from objectives.objective import Array, Objective, StationaryPoint

SGD = Run("sgd", 0.1)


class Saddle(Objective):
    """f(x, y) = x^2 / 2 - y^2 / 2 + y^4 / 4: the saddle x^2 - y^2 with a bottom."""

    title = "Saddle (bounded)"
    keywords = ("x^2 - y^2", "saddle point", "pass")
    group = "saddle"
    formula = r"\tfrac12x^2-\tfrac12y^2+\tfrac14y^4"
    gradient_formula = r"(x,\;y^3-y)"
    hessian_formula = r"\operatorname{diag}(1,\;3y^2-1)"
    domain = ((-2.0, 2.0), (-2.0, 2.0))
    minimisers = ((0.0, 1.0), (0.0, -1.0))
    start = (-1.8, 0.001)
    landscape = "2 minima, 1 saddle"
    stationary_points = (StationaryPoint("saddle", (0.0, 0.0)),)
    lesson = (
        "Escape from a strict saddle: started almost on the ridge gradient descent stalls near "
        "(0, 0) for about log(1/y) / learning rate steps; noise mostly shortens the wait; Adam "
        "leaves at once; textbook Newton is drawn to the saddle."
    )
    show = (
        "from (-1.8, 0.001) until |y| > 0.5: gradient descent at 0.1 (67 steps), Adam at 0.1 "
        "(6 steps); textbook Newton ends at (0, 0)"
    )
    claims = (
        Claim("2 minima", "minima", "2"),
        Claim("1 saddle", "saddles", "1"),
        Claim("a strict saddle", "eigenvalues", ("-1.00", "1.00"), at=(0.0, 0.0)),
        Claim("stalls near (0, 0)", "distance", "<0.06", SGD, to=(0.0, 0.0), along="min"),
        Claim(
            "for about log(1/y) / learning rate steps",
            "distance",
            "69+-4",
            SGD,
            along="first",
            when="<0.5",
        ),
        Claim(
            "for about log(1/y) / learning rate steps",
            "distance",
            "138+-4",
            SGD.replace(start=(-1.8, 1e-6)),
            along="first",
            when="<0.5",
        ),
        Claim(
            "Adam leaves at once",
            "y",
            "<=7",
            Run("adam", 0.1, start=((-1.8, 0.001), (-1.8, 1e-6))),
            along="first",
            when=">0.5",
        ),
        Claim(
            "noise mostly shortens the wait",
            "distance",
            "<30",
            SGD.replace(noise=0.5, seeds=20),
            along="first",
            over="median",
            when="<0.5",
        ),
        Claim(
            "textbook Newton is drawn to the saddle",
            "size",
            "0",
            Run("newton", values={"form": "textbook"}),
        ),
        Claim(
            "from (-1.8, 0.001) until |y| > 0.5: gradient descent at 0.1 (67 steps)",
            "y",
            "67",
            SGD,
            along="first",
            when=">0.5",
        ),
        Claim("Adam at 0.1 (6", "y", "6", Run("adam", 0.1), along="first", when=">0.5"),
        Claim(
            "textbook Newton ends at (0, 0)",
            "point",
            ("0", "0"),
            Run("newton", values={"form": "textbook"}),
        ),
    )
    learning_rates = {"gd": 0.18, "hb": 0.056, "adagrad": 0.83, "rms": 0.01, "adam": 0.26}
    source = "Dauphin et al. 2014, arXiv:1406.2572; A. Radford's saddle animation"
    featured = True

    def value(self, point: Array) -> Array:
        x, y = point
        square = y * y
        return 0.5 * x * x - 0.5 * square + 0.25 * square * square

    def gradient(self, point: Array) -> Array:
        x, y = point
        return np.array([x, y * y * y - y])

    def hessian(self, point: Array) -> Array:
        _, y = point
        zero = np.zeros(np.shape(y))
        return np.array([[zero + 1.0, zero], [zero, 3.0 * y * y - 1.0]])
