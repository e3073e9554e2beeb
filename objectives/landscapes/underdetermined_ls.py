"""Least squares with one equation for two unknowns."""

from __future__ import annotations

import numpy as np

from declarations.claim import Claim, Run
from objectives.objective import Array, Objective

PLAIN = Run(("sgd", "momentum"), steps=1000)
SCALED = Run(("adam", "rmsprop"), steps=1000)


class UnderdeterminedLS(Objective):
    """f(x, y) = (x + 2y - 1)^2 / 2: a whole line of solutions."""

    title = "Underdetermined least squares"
    keywords = ("least squares", "line of minima", "implicit bias")
    group = "quadratic"
    formula = r"\tfrac12(x+2y-1)^2"
    gradient_formula = r"(x+2y-1)\,(1,2)"
    hessian_formula = r"\begin{pmatrix}1&2\\2&4\end{pmatrix}"
    domain = ((-0.5, 1.5), (-0.5, 1.0))
    minimisers = ((0.2, 0.4), (0.3333333333333333, 0.3333333333333333), (1.0, 0.0))
    minimisers_note = (
        "The line x + 2y = 1; (0.2, 0.4) is its point of least norm, (1/3, 1/3) the one whose "
        "coordinates are equal."
    )
    start = (0.0, 0.0)
    color = "sqrt"
    landscape = "a line of minima"
    lesson = (
        "Implicit bias: a whole line has zero loss, and the optimizer decides where on it to end: "
        "from the origin gradient descent and momentum find the solution of least norm (0.2, 0.4), "
        "Adam and RMSprop the one with equal coordinates (1/3, 1/3), because their steps are as "
        "long in x as in y."
    )
    show = (
        "1000 steps from the origin: gradient descent and momentum end at (0.2, 0.4), Adam and "
        "RMSprop at (0.333, 0.333), signSGD and AdaGrad within 0.01 of it"
    )
    claims = (
        Claim(
            "The line x + 2y = 1",
            "value",
            "0",
            at=((0.2, 0.4), (1.0 / 3.0, 1.0 / 3.0), (1.0, 0.0), (-3.0, 2.0)),
        ),
        Claim("a line of minima", "rank", "1"),
        Claim(
            "(0.2, 0.4) is its point of least norm",
            "size",
            ">1",
            at=tuple((1.0 - k / 5.0, k / 10.0) for k in (*range(-20, 4), *range(5, 20))),
            versus=Claim("", "size", "", at=(0.2, 0.4)),
        ),
        Claim(
            "(1/3, 1/3) the one whose coordinates are equal",
            "angle",
            "45.000",
            at=(1.0 / 3.0, 1.0 / 3.0),
        ),
        Claim(
            "a whole line has zero loss",
            "gap",
            "0",
            Run(("sgd", "momentum", "adam", "rmsprop"), steps=1000),
        ),
        Claim(
            "gradient descent and momentum find the solution of least norm (0.2, 0.4)",
            "point",
            ("0.2000", "0.4000"),
            PLAIN,
        ),
        Claim("(1/3, 1/3)", "distance", "0", SCALED, to=(1.0 / 3.0, 1.0 / 3.0)),
        Claim("their steps are as long in x as in y", "angle", "45.00", SCALED.replace(steps=1)),
        Claim(
            "1000 steps from the origin: gradient descent and momentum end at (0.2, 0.4)",
            "point",
            ("0.2000", "0.4000"),
            PLAIN,
        ),
        Claim("Adam and RMSprop at (0.333, 0.333)", "point", ("0.333", "0.333"), SCALED),
        Claim(
            "signSGD and AdaGrad within 0.01 of it",
            "distance",
            "<0.01",
            Run(("sign_sgd", "adagrad"), steps=1000),
            to=(1.0 / 3.0, 1.0 / 3.0),
        ),
    )
    learning_rates = {"gd": 0.038, "hb": 0.018, "adagrad": 0.22, "rms": 0.0056, "adam": 0.068}
    source = "two-dimensional miniature of Wilson et al. 2017, section 3, arXiv:1705.08292"
    convex = True
    featured = True

    def value(self, point: Array) -> Array:
        x, y = point
        residual = x + 2.0 * y - 1.0
        return 0.5 * residual * residual

    def gradient(self, point: Array) -> Array:
        x, y = point
        residual = x + 2.0 * y - 1.0
        return np.array([residual, 2.0 * residual])

    def hessian(self, point: Array) -> Array:
        x, _ = point
        zero = np.zeros(np.shape(x))
        return np.array([[zero + 1.0, zero + 2.0], [zero + 2.0, zero + 4.0]])
