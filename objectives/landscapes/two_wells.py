"""Two wells in a bowl, after the gradient descent visualiser of Lili Jiang."""

from __future__ import annotations

import numpy as np

from declarations.claim import Claim, Run
from objectives.objective import Array, Objective, StationaryPoint

SHALLOW = 0.9053178606008483, 0.0


class TwoWells(Objective):
    """f = x^2 + y^2 - 2 a - 6 b with a = exp(-5 |z - (1, 0)|^2), b = exp(-5 |z + (1, 0)|^2)."""

    title = "Two Gaussian wells in a bowl"
    keywords = ("local minimum", "Gaussian")
    group = "multimodal"
    formula = r"x^2+y^2-2e^{-((x-1)^2+y^2)/0.2}-6e^{-((x+1)^2+y^2)/0.2}"
    gradient_formula = (
        r"(2x+20(x-1)a+60(x+1)b,\;2y(1+10a+30b)),\;"
        r"a=e^{-((x-1)^2+y^2)/0.2},\,b=e^{-((x+1)^2+y^2)/0.2}"
    )
    hessian_formula = (
        r"f_{xx}=2+20a(1-10(x-1)^2)+60b(1-10(x+1)^2),\;"
        r"f_{xy}=-200(x-1)ya-600(x+1)yb,\;f_{yy}=2+(20a+60b)(1-10y^2)"
    )
    domain = ((-2.5, 2.5), (-2.5, 2.5))
    minimisers = ((-0.9675774464554597, 0.0),)
    start = (1.6, 1.3)
    landscape = "2 minima, 1 saddle"
    stationary_points = (
        StationaryPoint("minimum", (0.9053178606008483, 0.0)),
        StationaryPoint("saddle", (0.12025036405942183, 0.0)),
    )
    lesson = (
        "A broad bowl pulls to the middle and two wells compete: momentum skips the shallow one "
        "(f = -1.09) and reaches the deep one, AdaGrad and RMSprop stay in the shallow one."
    )
    show = (
        "from (1.6, 1.3): gradient descent at 0.02, AdaGrad at 0.3, RMSprop at 0.02, Adam at 0.05 "
        "(all shallow), momentum at 0.02 and Adam at 0.2 (deep)"
    )
    claims = (
        Claim("2 minima", "minima", "2"),
        Claim("1 saddle", "saddles", "1"),
        Claim("the shallow one (f = -1.09)", "value", "-1.09", at=SHALLOW),
        Claim("momentum skips the shallow one", "distance", "<0.001", Run("momentum", 0.02)),
        Claim("AdaGrad", "distance", "<0.001", Run("adagrad", 0.3), to=SHALLOW),
        Claim("RMSprop", "distance", "<0.02", Run("rmsprop", 0.02), to=SHALLOW),
        Claim(
            "from (1.6, 1.3): gradient descent at 0.02",
            "distance",
            "<0.001",
            Run("sgd", 0.02),
            to=SHALLOW,
        ),
        Claim("AdaGrad at 0.3", "distance", "<0.001", Run("adagrad", 0.3), to=SHALLOW),
        Claim("RMSprop at 0.02", "distance", "<0.02", Run("rmsprop", 0.02), to=SHALLOW),
        Claim("Adam at 0.05 (all shallow)", "distance", "<0.001", Run("adam", 0.05), to=SHALLOW),
        Claim("momentum at 0.02", "distance", "<0.001", Run("momentum", 0.02)),
        Claim("Adam at 0.2 (deep)", "distance", "<0.001", Run("adam", 0.2)),
    )
    learning_rates = {
        "gd": 0.00056,
        "hb": 0.015,
        "adagrad": 1.5,
        "rms": 0.0012,
        "adam": 0.46,
    }
    source = "the 'local minimum' of lilipads/gradient_descent_viz, with its constants"
    featured = True

    def value(self, point: Array) -> Array:
        x, y = point
        a, b = _bells(x, y)
        return x * x + y * y - 2.0 * a - 6.0 * b

    def gradient(self, point: Array) -> Array:
        x, y = point
        a, b = _bells(x, y)
        return np.array(
            [
                2.0 * x + 20.0 * (x - 1.0) * a + 60.0 * (x + 1.0) * b,
                2.0 * y * (1.0 + 10.0 * a + 30.0 * b),
            ]
        )

    def hessian(self, point: Array) -> Array:
        x, y = point
        a, b = _bells(x, y)
        u, v = x - 1.0, x + 1.0
        mixed = -200.0 * y * (u * a + 3.0 * v * b)
        return np.array(
            [
                [2.0 + 20.0 * a * (1.0 - 10.0 * u * u) + 60.0 * b * (1.0 - 10.0 * v * v), mixed],
                [mixed, 2.0 + (20.0 * a + 60.0 * b) * (1.0 - 10.0 * y * y)],
            ]
        )


def _bells(x: Array, y: Array) -> tuple[Array, Array]:
    """The shapes of the right and of the left well."""
    u, v, yy = x - 1.0, x + 1.0, y * y
    return np.exp(-5.0 * (u * u + yy)), np.exp(-5.0 * (v * v + yy))
