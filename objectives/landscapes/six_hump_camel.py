"""The six-hump camel."""

from __future__ import annotations

import numpy as np

from declarations.claim import Claim, Run
from objectives.objective import Array, Objective, StationaryPoint


class SixHumpCamel(Objective):
    """f(x, y) = (4 - 2.1 x^2 + x^4 / 3) x^2 + x y + (4 y^2 - 4) y^2: minima of three depths."""

    title = "Six-hump camel"
    keywords = ("camel",)
    group = "multimodal"
    formula = r"(4-2.1x^2+\tfrac{x^4}{3})x^2+xy+(-4+4y^2)y^2"
    gradient_formula = r"(8x-8.4x^3+2x^5+y,\;x-8y+16y^3)"
    hessian_formula = r"\begin{pmatrix}8-25.2x^2+10x^4&1\\1&-8+48y^2\end{pmatrix}"
    domain = ((-2.0, 2.0), (-1.2, 1.2))
    minimisers = (
        (0.08984201310031806, -0.7126564030207396),
        (-0.08984201310031806, 0.7126564030207396),
    )
    start = (1.9, 0.9)
    landscape = "6 minima, 7 saddles, 2 maxima"
    stationary_points = (
        StationaryPoint("minimum", (-1.703606714969981, 0.7960835686726251)),
        StationaryPoint("minimum", (1.703606714969981, -0.7960835686726251)),
        StationaryPoint("saddle", (0.0, 0.0)),
        StationaryPoint("saddle", (-1.1092053368047863, 0.7682680925095399)),
        StationaryPoint("saddle", (1.1092053368047863, -0.7682680925095399)),
        StationaryPoint("minimum", (-1.6071047529201974, -0.5686514548841314)),
        StationaryPoint("minimum", (1.6071047529201974, 0.5686514548841314)),
        StationaryPoint("saddle", (-1.6380679841897787, -0.22867406904439408)),
        StationaryPoint("saddle", (1.6380679841897787, 0.22867406904439408)),
        StationaryPoint("saddle", (-1.2960702671671092, -0.6050843880386585)),
        StationaryPoint("saddle", (1.2960702671671092, 0.6050843880386585)),
        StationaryPoint("maximum", (-1.2302298765166526, -0.16233458445899496)),
    )
    lesson = (
        "Two global and four local minima with point symmetry: from (1.9, 0.9) gradient descent "
        "and Adam with a small learning rate stop at the worst one (3.14 above the minimum), "
        "momentum and a bolder Adam reach the global one."
    )
    show = (
        "from (1.9, 0.9): gradient descent and momentum at learning rate 0.01, "
        "Adam at 0.05 and at 0.3"
    )
    claims = (
        Claim("6 minima", "minima", "6"),
        Claim("7 saddles", "saddles", "7"),
        Claim("2 maxima", "maxima", "2"),
        Claim("Two global", "gap", "0", at="minimisers"),
        Claim(
            "four local minima",
            "gap",
            ">0.8",
            at=tuple(known.point for known in stationary_points if known.kind == "minimum"),
        ),
        Claim(
            "the worst one (3.14 above the minimum)",
            "gap",
            "3.14",
            at=tuple(known.point for known in stationary_points if known.kind == "minimum"),
            over="max",
        ),
        Claim(
            "point symmetry",
            "value",
            "1.000000",
            at=(-1.9, -0.9),
            versus=Claim("", "value", "", at=(1.9, 0.9)),
        ),
        Claim("from (1.9, 0.9) gradient descent", "gap", "3.14", Run("sgd", 0.01)),
        Claim("Adam with a small learning rate", "gap", "3.14", Run("adam", 0.05)),
        Claim("momentum and a bolder Adam reach the global one", "gap", "0", Run("momentum", 0.01)),
        Claim("a bolder Adam", "gap", "0", Run("adam", 0.3)),
        Claim(
            "from (1.9, 0.9): gradient descent and momentum at learning rate 0.01",
            "gap",
            "3.14",
            Run("sgd", 0.01),
        ),
        Claim("Adam at 0.05", "gap", "3.14", Run("adam", 0.05)),
        Claim("at 0.3", "gap", "0", Run("adam", 0.3)),
    )
    learning_rates = {
        "gd": 0.1,
        "hb": 0.018,
        "adagrad": 1.5,
        "rms": 0.46,
        "adam": 0.38,
    }
    source = "SFU; SciPy SixHumpCamel; CEC2013 F5"

    def value(self, point: Array) -> Array:
        x, y = point
        xx, yy = x * x, y * y
        return (4.0 - 2.1 * xx + xx * xx / 3.0) * xx + x * y + 4.0 * (yy - 1.0) * yy

    def gradient(self, point: Array) -> Array:
        x, y = point
        xx, yy = x * x, y * y
        return np.array(
            [
                (8.0 - 8.4 * xx + 2.0 * xx * xx) * x + y,
                x + (16.0 * yy - 8.0) * y,
            ]
        )

    def hessian(self, point: Array) -> Array:
        x, y = point
        xx, one = x * x, np.ones(np.shape(x))
        return np.array(
            [
                [8.0 - 25.2 * xx + 10.0 * xx * xx, one],
                [one, 48.0 * y * y - 8.0],
            ]
        )
