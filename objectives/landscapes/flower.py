"""The flower of E. Dupont's interactive visualisation (2018)."""

from __future__ import annotations

import numpy as np

from declarations.claim import Claim, Grid, Run
from objectives.objective import Array, Objective


class Flower(Objective):
    """f(x, y) = x^2 + y^2 + x sin(y) + y sin(x): a bowl that is flat at its minimum."""

    title = "Flower"
    group = "multimodal"
    formula = r"x^2+y^2+x\sin y+y\sin x"
    gradient_formula = r"(2x+\sin y+y\cos x,\;2y+\sin x+x\cos y)"
    hessian_formula = r"\begin{pmatrix}2-y\sin x&\cos x+\cos y\\\cdot&2-x\sin y\end{pmatrix}"
    domain = ((-10.0, 10.0), (-10.0, 10.0))
    minimisers = ((0.0, 0.0),)
    start = (-7.0, 5.0)
    landscape = "a degenerate minimum (Hessian eigenvalues 4 and 0)"
    lesson = (
        "Looks like a bowl, but the Hessian at the minimum is singular along x = -y: the last "
        "digits come only as 1/√k."
    )
    show = (
        "the loss on a logarithmic axis: fast, then a knee; with gradient descent at 0.1 the "
        "point is at (-0.087, 0.087) after 1000 steps and at (-0.027, 0.027) after 10 000"
    )
    claims = (
        Claim("a degenerate minimum (Hessian eigenvalues 4 and 0)", "eigenvalues", ("0", "4.00")),
        Claim("singular along x = -y", "slope", "<1e-6", at=(0.01, -0.01)),
        Claim("a degenerate minimum", "gap", ">1e-5", at=Grid(100), over="min"),
        Claim(
            "only as 1/√k",
            "size",
            "3.17",
            Run("sgd", 0.1, 1000),
            versus=Claim("", "size", "", Run("sgd", 0.1, 10_000)),
        ),
        Claim("fast, then a knee", "gap", "<0.002", Run("sgd", 0.1, 100)),
        Claim(
            "gradient descent at 0.1 the point is at (-0.087, 0.087) after 1000",
            "point",
            ("-0.087", "0.087"),
            Run("sgd", 0.1, 1000),
        ),
        Claim(
            "at (-0.027, 0.027) after 10 000", "point", ("-0.027", "0.027"), Run("sgd", 0.1, 10_000)
        ),
    )
    learning_rates = {
        "gd": 0.32,
        "hb": 0.26,
        "adagrad": 6.8,
        "rms": 0.056,
        "adam": 6.8,
    }
    source = "E. Dupont 2018, Interactive Visualization of Optimization Algorithms, 'flower'"

    def value(self, point: Array) -> Array:
        x, y = point
        return x * x + y * y + x * np.sin(y) + y * np.sin(x)

    def gradient(self, point: Array) -> Array:
        x, y = point
        return np.array(
            [
                2.0 * x + np.sin(y) + y * np.cos(x),
                2.0 * y + np.sin(x) + x * np.cos(y),
            ]
        )

    def hessian(self, point: Array) -> Array:
        x, y = point
        mixed = np.cos(x) + np.cos(y)
        return np.array([[2.0 - y * np.sin(x), mixed], [mixed, 2.0 - x * np.sin(y)]])
