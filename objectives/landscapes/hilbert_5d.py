"""A quadratic with the Hilbert matrix as its Hessian."""

from __future__ import annotations

import numpy as np

from declarations.claim import Claim, Run
from objectives.objective import Array, Objective

DIMS = 5
HILBERT = 1.0 / (np.arange(1.0, DIMS + 1.0)[:, np.newaxis] + np.arange(DIMS))


class Hilbert5D(Objective):
    """f = x^T H x / 2 with H_ij = 1 / (i + j - 1): a bowl with kappa = 4.8e5."""

    title = "Hilbert quadratic"
    keywords = ("Hilbert matrix", "ill-conditioned")
    group = "few-D"
    formula = r"\tfrac12x^\top Hx,\;H_{ij}=\tfrac1{i+j-1},\;n=5"
    gradient_formula = "Hx"
    hessian_formula = "H"
    domain = ((-2.0, 2.0), (-2.0, 2.0), (-2.0, 2.0), (-2.0, 2.0), (-2.0, 2.0))
    minimisers = ((0.0, 0.0, 0.0, 0.0, 0.0),)
    start = (1.0, 1.0, 1.0, 1.0, 1.0)
    color = "sqrt"
    landscape = "1 minimum"
    lesson = (
        "Condition number 4.8e5 in five dimensions: conjugate gradients finish in 5 steps "
        "(3.6e-11 above the minimum)."
    )
    show = "conjugate gradients, BFGS, gradient descent and Adam in a logarithmic loss chart"
    claims = (
        Claim("1 minimum", "minima", "1"),
        Claim("Condition number 4.8e5", "condition", "4.8e5"),
        Claim(
            "conjugate gradients finish in 5 steps (3.6e-11 above the minimum)",
            "gap",
            "<=3.6e-11",
            Run("conjugate_gradient", steps=5),
        ),
    )
    learning_rates = {
        "gd": 0.56,
        "hb": 0.22,
        "adagrad": 0.46,
        "rms": 0.0026,
        "adam": 0.15,
    }
    source = "SciPy; CUTEst HILBERTA"
    convex = True
    featured = True
    plane = "(x1, x2) at 0, or along the two extreme eigenvectors"
    plane_at = (0.0, 0.0, 0.0, 0.0, 0.0)

    def value(self, point: Array) -> Array:
        return 0.5 * (np.asarray(point) * self.gradient(point)).sum(axis=0)

    def gradient(self, point: Array) -> Array:
        x = np.asarray(point)
        return (_matrix(x) * x).sum(axis=1)

    def hessian(self, point: Array) -> Array:
        x = np.asarray(point)
        return _matrix(x) + np.zeros(x.shape[1:])


def _matrix(x: Array) -> Array:
    """H with further axes of length 1, one for every axis of runs of x."""
    return HILBERT.reshape(DIMS, DIMS, *[1] * (x.ndim - 1))
