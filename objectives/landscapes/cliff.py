"""The cliff of CUTEst."""

from __future__ import annotations

import numpy as np

from declarations.claim import Claim, Run
from objectives.objective import Array, Objective


class Cliff(Objective):
    """f(x, y) = (x / 100 - 0.03)^2 - (x - y) + exp(20 (x - y)): an exponential wall."""

    title = "Cliff"
    keywords = ("steep", "wall", "exploding gradient")
    group = "valley"
    formula = r"\left(\tfrac{x}{100}-0.03\right)^2-(x-y)+e^{20(x-y)}"
    gradient_formula = r"(\tfrac{x-3}{5000}-1+20e,\;1-20e),\;e=e^{20(x-y)}"
    hessian_formula = r"\begin{pmatrix}2\cdot10^{-4}+400e&-400e\\-400e&400e\end{pmatrix}"
    domain = ((-1.0, 5.0), (-1.0, 5.0))
    minimisers = ((3.0, 3.1497866136776995),)
    start = (0.0, -1.0)
    color = "log"
    landscape = "1 minimum"
    lesson = (
        "An exponential wall: one step over the edge, where the gradient is 1.4e10, throws "
        "gradient descent away for good; clipping the norm, or the scaling of Adam, survives it."
    )
    show = (
        "from (0, -1): gradient descent at 0.1 (x = -9.7e8 after one step, -9.6e8 after 300); "
        "300 steps of it with the norm clipped at 1 (0.087 above the minimum), of Adam at 0.1 "
        "(0.036)"
    )
    claims = (
        Claim("1 minimum", "minima", "1"),
        Claim("the gradient is 1.4e10", "slope", "1.4e10", at=start),
        Claim(
            "from (0, -1): gradient descent at 0.1 (x = -9.7e8 after one step",
            "x",
            "-9.7e8",
            Run("sgd", 0.1, 1),
        ),
        Claim("-9.6e8 after 300", "x", "-9.6e8", Run("sgd", 0.1, 300)),
        Claim(
            "300 steps of it with the norm clipped at 1 (0.087",
            "gap",
            "0.087",
            Run("sgd", 0.1, 300, clip=1.0),
        ),
        Claim("Adam at 0.1 (0.036", "gap", "0.036", Run("adam", 0.1, 300)),
    )
    learning_rates = {"adagrad": 0.83, "rms": 0.1, "adam": 0.1}
    source = "CUTEst CLIFF; compare Pascanu, Mikolov and Bengio 2013, arXiv:1211.5063"
    convex = True
    featured = True

    def value(self, point: Array) -> Array:
        x, y = point
        offset = x / 100.0 - 0.03
        return offset * offset - (x - y) + np.exp(20.0 * (x - y))

    def gradient(self, point: Array) -> Array:
        x, y = point
        wall = 20.0 * np.exp(20.0 * (x - y)) - 1.0
        return np.array([(x - 3.0) / 5000.0 + wall, -wall])

    def hessian(self, point: Array) -> Array:
        x, y = point
        wall = 400.0 * np.exp(20.0 * (x - y))
        return np.array([[wall + 2e-4, -wall], [-wall, wall]])
