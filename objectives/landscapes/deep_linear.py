"""The smallest deep linear network."""

from __future__ import annotations

import numpy as np

from objectives.claim import Claim, Run
from objectives.objective import Array, Objective, StationaryPoint


class DeepLinear(Objective):
    """f(w_1, w_2) = (w_1 w_2 - 1)^2 / 2: two layers of one weight each that have to learn 1."""

    title = "Two-layer linear net"
    keywords = ("flat minima", "sharp minima", "edge of stability", "(ab - 1)^2")
    group = "learning"
    formula = r"\tfrac12(w_1w_2-1)^2"
    gradient_formula = r"(w_1w_2-1)\,(w_2,w_1)"
    hessian_formula = r"\begin{pmatrix}w_2^2&2w_1w_2-1\\2w_1w_2-1&w_1^2\end{pmatrix}"
    domain = ((-3.0, 3.0), (-3.0, 3.0))
    minimisers = ((1.0, 1.0), (-1.0, -1.0), (2.0, 0.5), (0.5, 2.0))
    minimisers_note = "The hyperbola w₁ w₂ = 1; the sharpness of a minimum is w₁² + w₂²."
    start = (2.8, 0.2)
    blocks = (("w1", (1, 1)), ("w2", (1, 1)))
    color = "log"
    landscape = "two branches of a hyperbola of minima, 1 saddle at 0 (f = 0.5)"
    stationary_points = (StationaryPoint("saddle", (0.0, 0.0)),)
    lesson = (
        "Flat and sharp minima: a small learning rate stays at the sharp end of the hyperbola, a "
        "larger one is catapulted to a flatter end, where the sharpness is below 2 / learning "
        "rate."
    )
    show = (
        "500 steps of gradient descent from (2.8, 0.2) at 0.05 and 0.4: the same loss, sharpness "
        "8.05 and 2.02 (the limit is 5 at 0.4)"
    )
    claims = (
        Claim("two branches of a hyperbola of minima", "gap", "0", at="minimisers"),
        Claim("The hyperbola w₁ w₂ = 1", "gap", "0", at=((1.0, 1.0), (-1.0, -1.0), (2.0, 0.5))),
        Claim("1 saddle", "eigenvalues", ("-1.0", "1.0"), at=(0.0, 0.0)),
        Claim("0 (f = 0.5)", "value", "0.5", at=(0.0, 0.0)),
        Claim("the sharpness of a minimum is w₁² + w₂²", "sharpness", "4.25", at=(2.0, 0.5)),
        Claim("from (2.8, 0.2) at 0.05", "gap", "0", Run("sgd", 0.05, 500)),
        Claim("0.4: the same loss", "gap", "0", Run("sgd", 0.4, 500)),
        Claim("500 steps", "sharpness", "8.05", Run("sgd", 0.05, 500)),
        Claim("sharpness 8.05", "sharpness", "8.05", Run("sgd", 0.05, 500)),
        Claim("2.02", "sharpness", "2.02", Run("sgd", 0.4, 500)),
        Claim("the limit is 5 at 0.4", "sharpness", "<5", Run("sgd", 0.4, 500)),
    )
    learning_rates = {"gd": 0.038, "hb": 0.01, "adagrad": 0.18, "rms": 0.0032, "adam": 0.056}
    source = (
        "Saxe et al. 2014, arXiv:1312.6120; Lewkowycz et al. 2020, arXiv:2003.02218; "
        "Cohen et al. 2021, arXiv:2103.00065"
    )
    featured = True

    def value(self, point: Array) -> Array:
        w1, w2 = point
        residual = w1 * w2 - 1.0
        return 0.5 * residual * residual

    def gradient(self, point: Array) -> Array:
        w1, w2 = point
        residual = w1 * w2 - 1.0
        return np.array([residual * w2, residual * w1])

    def hessian(self, point: Array) -> Array:
        w1, w2 = point
        mixed = 2.0 * w1 * w2 - 1.0
        return np.array([[w2 * w2, mixed], [mixed, w1 * w1]])
