"""Brown's badly scaled function."""

from __future__ import annotations

import numpy as np

from declarations.claim import RATES, Claim, Run
from objectives.objective import Array, Objective

TEXTBOOK = Run("newton", steps=1000, values={"form": "textbook"})

FIRST_ORDER = Run(("sgd", "momentum", "adagrad", "rmsprop", "adam"), RATES, 1000)


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
        "Units matter: at the minimum the curvatures differ by 10¹², so no single learning rate "
        "works. BFGS learns the units on its way; the textbook form of Newton's method wanders "
        "for more than 100 steps."
    )
    show = (
        "from (1, 1): Newton with its line search is within 1e-6 of the minimum after 8 steps, "
        "BFGS after 11; after 1000 steps gradient descent, momentum, AdaGrad, RMSprop and Adam "
        "are still above 9e11 at every one of 85 learning rates from 1e-5 to 100"
    )
    claims = (
        Claim("1 minimum", "minima", "1"),
        Claim("no other stationary point", "saddles", "0"),
        Claim("no other stationary point", "maxima", "0"),
        Claim("differ by 10¹²", "condition", "1.0e12"),
        Claim("for more than 100 steps", "gap", ">100", TEXTBOOK, along="first", when="<1e-6"),
        Claim(
            "from (1, 1): Newton with its line search is within 1e-6 of the minimum after 8",
            "gap",
            "8",
            Run("newton"),
            along="first",
            when="<=1e-6",
        ),
        Claim("BFGS after 11", "gap", "11", Run("bfgs"), along="first", when="<=1e-6"),
        Claim(
            "above 9e11 at every one of 85 learning rates from 1e-5 to 100",
            "gap",
            ">9e11",
            FIRST_ORDER,
        ),
        Claim("after 1000 steps gradient descent", "gap", ">9e11", FIRST_ORDER),
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
