"""Wood's function, also named after Colville (1968)."""

from __future__ import annotations

import numpy as np

from declarations.claim import Claim, Run
from objectives.objective import Array, Objective, StationaryPoint

SHELF = Run("adam", 0.05, 3000)


class Wood(Objective):
    """Two banana valleys, in (x1, x2) and in (x3, x4), coupled through x2 and x4.

    SciPy's ``Colville`` is another function: x1 and x2 are exchanged in its first term.
    """

    title = "Wood (Colville)"
    keywords = ("Colville",)
    group = "few-D"
    formula = (
        r"100(x_2-x_1^2)^2+(1-x_1)^2+90(x_4-x_3^2)^2+(1-x_3)^2+10(x_2+x_4-2)^2"
        r"+0.1(x_2-x_4)^2"
    )
    gradient_formula = (
        r"(-400x_1u-2(1-x_1),\;200u+20s+0.2d,\;-360x_3v-2(1-x_3),\;180v+20s-0.2d),\;"
        r"u=x_2-x_1^2,\,v=x_4-x_3^2,\,s=x_2+x_4-2,\,d=x_2-x_4"
    )
    hessian_formula = (
        r"\begin{pmatrix}1200x_1^2-400x_2+2&-400x_1&0&0\\-400x_1&220.2&0&19.8\\"
        r"0&0&1080x_3^2-360x_4+2&-360x_3\\0&19.8&-360x_3&200.2\end{pmatrix}"
    )
    domain = ((-3.0, 3.0), (-3.0, 3.0), (-3.0, 3.0), (-3.0, 3.0))
    minimisers = ((1.0, 1.0, 1.0, 1.0),)
    start = (-3.0, -1.0, -3.0, -1.0)
    color = "log"
    landscape = "1 minimum, 2 saddles, one of them on the way at f = 7.877"
    stationary_points = (
        StationaryPoint(
            "saddle",
            (-0.9679740249375931, 0.9471391408178418, -0.9695163103315911, 0.9512476657923252),
        ),
    )
    lesson = (
        "Two coupled banana valleys with a saddle on the way at f = 7.877: Adam at 0.05 spends "
        "2400 of 3000 steps there and looks converged; even BFGS loses 24 of its 85 steps there."
    )
    show = "3000 steps of Adam at 0.05: the loss curve has a shelf at 7.88"
    claims = (
        Claim("1 minimum", "minima", "1"),
        Claim("2 saddles", "saddles", "2"),
        Claim("on the way at f = 7.877", "value", "7.877", at=stationary_points[0].point),
        Claim(
            "Adam at 0.05 spends 2400 of 3000 steps there",
            "value",
            "2400+-50",
            SHELF,
            along="count",
            when="7.5..8.2",
        ),
        Claim(
            "BFGS loses 24",
            "value",
            "24",
            Run("bfgs"),
            along="count",
            when="7.5..8.2",
        ),
        Claim("of its 85 steps", "gap", "85", Run("bfgs"), along="first", when="<1e-12"),
        Claim("looks converged", "value", "<1e-4", SHELF, along="late range"),
        Claim("3000 steps of Adam at 0.05: the loss curve", "value", "7.88", SHELF),
        Claim("a shelf at 7.88", "value", "7.88", SHELF),
    )
    learning_rates = {
        "gd": 0.00032,
        "hb": 2.2e-05,
        "adagrad": 3.8,
        "rms": 0.046,
        "adam": 0.83,
    }
    source = "Colville 1968; More, Garbow and Hillstrom 1981, problem 14; SFU; ensmallen"
    plane = "(x1, x2) at x3 = x4 = 1"
    plane_at = (1.0, 1.0, 1.0, 1.0)

    def value(self, point: Array) -> Array:
        x1, x2, x3, x4 = point
        u, v, s, d = x2 - x1 * x1, x4 - x3 * x3, x2 + x4 - 2.0, x2 - x4
        return (
            100.0 * u * u
            + (1.0 - x1) * (1.0 - x1)
            + 90.0 * v * v
            + (1.0 - x3) * (1.0 - x3)
            + 10.0 * s * s
            + 0.1 * d * d
        )

    def gradient(self, point: Array) -> Array:
        x1, x2, x3, x4 = point
        u, v, s, d = x2 - x1 * x1, x4 - x3 * x3, x2 + x4 - 2.0, x2 - x4
        return np.array(
            [
                -400.0 * x1 * u - 2.0 * (1.0 - x1),
                200.0 * u + 20.0 * s + 0.2 * d,
                -360.0 * x3 * v - 2.0 * (1.0 - x3),
                180.0 * v + 20.0 * s - 0.2 * d,
            ]
        )

    def hessian(self, point: Array) -> Array:
        x1, x2, x3, x4 = point
        zero = np.zeros(np.shape(x1))
        return np.array(
            [
                [1200.0 * x1 * x1 - 400.0 * x2 + 2.0, -400.0 * x1, zero, zero],
                [-400.0 * x1, zero + 220.2, zero, zero + 19.8],
                [zero, zero, 1080.0 * x3 * x3 - 360.0 * x4 + 2.0, -360.0 * x3],
                [zero, zero + 19.8, -360.0 * x3, zero + 200.2],
            ]
        )
