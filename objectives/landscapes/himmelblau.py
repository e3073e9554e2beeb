"""Himmelblau's four equal minima (1972)."""

from __future__ import annotations

import numpy as np

from declarations.claim import Claim, Run
from objectives.objective import Array, Objective, StationaryPoint

LOW = Run(("sgd", "momentum"), 0.01, 1000)


class Himmelblau(Objective):
    """f(x, y) = (x^2 + y - 11)^2 + (x + y^2 - 7)^2: four minima of the same depth."""

    title = "Himmelblau"
    keywords = ("four minima",)
    group = "multimodal"
    formula = r"(x^2+y-11)^2+(x+y^2-7)^2"
    gradient_formula = r"(4xa+2b,\;2a+4yb),\;a=x^2+y-11,\,b=x+y^2-7"
    hessian_formula = r"\begin{pmatrix}12x^2+4y-42&4(x+y)\\\cdot&12y^2+4x-26\end{pmatrix}"
    domain = ((-6.0, 6.0), (-6.0, 6.0))
    minimisers = (
        (3.0, 2.0),
        (-2.805118086952745, 3.131312518250573),
        (-3.779310253377747, -3.2831859912861696),
        (3.5844283403304917, -1.8481265269644036),
    )
    start = (1.75, -0.5)
    color = "log"
    landscape = "4 minima, 4 saddles, 1 maximum"
    stationary_points = (
        StationaryPoint("saddle", (3.385154183607021, 0.07385187983774928)),
        StationaryPoint("saddle", (0.08667750455539636, 2.884254701174776)),
        StationaryPoint("saddle", (-3.0730257507643897, -0.08135304428796751)),
        StationaryPoint("saddle", (-0.12796134673068008, -1.9537149802445763)),
        StationaryPoint("maximum", (-0.2708445906673476, -0.9230385564799815)),
    )
    lesson = (
        "Four equal minima: the optimizer, the learning rate and the start decide which one; "
        "ideal for basin-of-attraction maps."
    )
    show = (
        "1000 steps from (1.75, -0.5): gradient descent and momentum at learning rate 0.01 end "
        "at (3.58, -1.85), Adam at 0.1 and AdaGrad at 0.5 at (3, 2), textbook Newton at (-3.78, "
        "-3.28)"
    )
    claims = (
        Claim("4 minima", "minima", "4"),
        Claim("4 saddles", "saddles", "4"),
        Claim("1 maximum", "maxima", "1"),
        Claim("Four equal minima", "value", "0", at="minimisers"),
        Claim("1000 steps from (1.75, -0.5): gradient descent", "point", ("3.58", "-1.85"), LOW),
        Claim(
            "momentum at learning rate 0.01 end at (3.58, -1.85)", "point", ("3.58", "-1.85"), LOW
        ),
        Claim("Adam at 0.1", "point", ("3.000", "2.000"), Run("adam", 0.1, 1000)),
        Claim("AdaGrad at 0.5 at (3, 2)", "point", ("3.000", "2.000"), Run("adagrad", 0.5, 1000)),
        Claim(
            "textbook Newton at (-3.78, -3.28)",
            "point",
            ("-3.78", "-3.28"),
            Run("newton", steps=1000, values={"form": "textbook"}),
        ),
    )
    learning_rates = {
        "gd": 0.0046,
        "hb": 0.0015,
        "adagrad": 1.5,
        "rms": 0.068,
        "adam": 0.46,
    }
    source = "Himmelblau 1972; pymoo; ensmallen; SciPy"
    featured = True

    def value(self, point: Array) -> Array:
        x, y = point
        a, b = x * x + y - 11.0, x + y * y - 7.0
        return a * a + b * b

    def gradient(self, point: Array) -> Array:
        x, y = point
        a, b = x * x + y - 11.0, x + y * y - 7.0
        return np.array([4.0 * x * a + 2.0 * b, 2.0 * a + 4.0 * y * b])

    def hessian(self, point: Array) -> Array:
        x, y = point
        mixed = 4.0 * (x + y)
        return np.array(
            [
                [12.0 * x * x + 4.0 * y - 42.0, mixed],
                [mixed, 12.0 * y * y + 4.0 * x - 26.0],
            ]
        )
