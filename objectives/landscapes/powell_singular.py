"""Powell's singular function (1962)."""

from __future__ import annotations

import numpy as np

from declarations.claim import Claim, Run
from objectives.objective import Array, Objective


class PowellSingular(Objective):
    """f = (x1 + 10 x2)^2 + 5 (x3 - x4)^2 + (x2 - 2 x3)^4 + 10 (x1 - x4)^4."""

    title = "Powell singular"
    keywords = ("Powell", "singular Hessian")
    group = "few-D"
    formula = r"(x_1+10x_2)^2+5(x_3-x_4)^2+(x_2-2x_3)^4+10(x_1-x_4)^4"
    gradient_formula = (
        r"(2a+40d^3,\;20a+4c^3,\;10b-8c^3,\;-10b-40d^3),\;"
        r"a=x_1+10x_2,\,b=x_3-x_4,\,c=x_2-2x_3,\,d=x_1-x_4"
    )
    hessian_formula = (
        r"\begin{pmatrix}2+q&20&0&-q\\20&200+p&-2p&0\\0&-2p&10+4p&-10\\-q&0&-10&10+q"
        r"\end{pmatrix},\;p=12c^2,\,q=120d^2"
    )
    domain = ((-4.0, 4.0), (-4.0, 4.0), (-4.0, 4.0), (-4.0, 4.0))
    minimisers = ((0.0, 0.0, 0.0, 0.0),)
    start = (3.0, -1.0, 0.0, 1.0)
    landscape = "1 degenerate minimum (Hessian of rank 2)"
    lesson = (
        "A Hessian of rank 2 at the minimum, and the quadratic convergence of Newton's method "
        "is gone: from the second step on every step leaves 2/3 of the distance. First-order "
        "methods crawl: f is below 1e-6 after 12 steps of Newton, and still at 0.003 after "
        "1000 of gradient descent at 0.0032."
    )
    show = (
        "the slopes of Newton, BFGS and Adam in a logarithmic loss chart: with Newton f falls "
        "to (2/3)⁴ = 0.198 of itself in a step; after 50 steps BFGS is at 3.6e-12, Adam at 1 "
        "at 0.082"
    )
    claims = (
        Claim("1 degenerate minimum", "degenerate points", "1"),
        Claim("Hessian of rank 2", "rank", "2", at=(0.0, 0.0, 0.0, 0.0)),
        Claim("A Hessian of rank 2 at the minimum", "rank", "2", at=(0.0, 0.0, 0.0, 0.0)),
        Claim(
            "from the second step on every step leaves 2/3 of the distance",
            "distance",
            "0.6666666666666666+-1e-4",
            Run("newton", steps=12),
            versus=Claim("", "distance", "", Run("newton", steps=11)),
        ),
        Claim(
            "from the second step on",
            "distance",
            "0.6666666666666666+-1e-4",
            Run("newton", steps=2),
            versus=Claim("", "distance", "", Run("newton", steps=1)),
        ),
        Claim(
            "First-order methods crawl",
            "gap",
            ">1e-6",
            Run(("sgd", "momentum", "adam"), steps=1000),
        ),
        Claim(
            "f is below 1e-6 after 12 steps of Newton",
            "gap",
            "12",
            Run("newton"),
            along="first",
            when="<1e-6",
        ),
        Claim(
            "still at 0.003 after 1000 of gradient descent at 0.0032",
            "gap",
            "0.003",
            Run("sgd", 0.0032, 1000),
        ),
        Claim(
            "= 0.198 of itself in a step",
            "decrease",
            "0.198",
            Run("newton", steps=12),
        ),
        Claim(
            "(2/3)",
            "distance",
            "0.6666666666666666+-1e-4",
            Run("newton", steps=12),
            versus=Claim("", "distance", "", Run("newton", steps=11)),
        ),
        Claim("after 50 steps BFGS is at 3.6e-12", "gap", "3.6e-12", Run("bfgs", steps=50)),
        Claim("Adam at 1 at 0.082", "gap", "0.082", Run("adam", 1.0, 50)),
    )
    learning_rates = {
        "gd": 0.0032,
        "hb": 0.0026,
        "adagrad": 1.2,
        "rms": 0.0068,
        "adam": 1.0,
    }
    source = "Powell 1962; More, Garbow and Hillstrom 1981, problem 13; SFU"
    convex = True
    plane = "(x1, x2) at x3 = x4 = 0"
    plane_at = (0.0, 0.0, 0.0, 0.0)

    def value(self, point: Array) -> Array:
        x1, x2, x3, x4 = point
        a, b = x1 + 10.0 * x2, x3 - x4
        cc, dd = (x2 - 2.0 * x3) * (x2 - 2.0 * x3), (x1 - x4) * (x1 - x4)
        return a * a + 5.0 * b * b + cc * cc + 10.0 * dd * dd

    def gradient(self, point: Array) -> Array:
        x1, x2, x3, x4 = point
        a, b, c, d = x1 + 10.0 * x2, x3 - x4, x2 - 2.0 * x3, x1 - x4
        ccc, ddd = c * c * c, d * d * d
        return np.array(
            [
                2.0 * a + 40.0 * ddd,
                20.0 * a + 4.0 * ccc,
                10.0 * b - 8.0 * ccc,
                -10.0 * b - 40.0 * ddd,
            ]
        )

    def hessian(self, point: Array) -> Array:
        x1, x2, x3, x4 = point
        c, d = x2 - 2.0 * x3, x1 - x4
        p, q, zero = 12.0 * c * c, 120.0 * d * d, 0.0 * c
        return np.array(
            [
                [2.0 + q, 20.0 + zero, zero, -q],
                [20.0 + zero, 200.0 + p, -2.0 * p, zero],
                [zero, -2.0 * p, 10.0 + 4.0 * p, zero - 10.0],
                [-q, zero, zero - 10.0, 10.0 + q],
            ]
        )
