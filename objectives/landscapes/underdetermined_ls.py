"""Least squares with one equation for two unknowns."""

from __future__ import annotations

import numpy as np

from objectives.objective import Array, Objective


class UnderdeterminedLS(Objective):
    """f(x, y) = (x + 2y - 1)^2 / 2: a whole line of solutions."""

    title = "Underdetermined least squares"
    group = "quadratic"
    formula = r"\tfrac12(x+2y-1)^2"
    gradient_formula = r"(x+2y-1)\,(1,2)"
    hessian_formula = r"\begin{pmatrix}1&2\\2&4\end{pmatrix}"
    domain = ((-0.5, 1.5), (-0.5, 1.0))
    minimisers = ((0.2, 0.4), (0.3333333333333333, 0.3333333333333333), (1.0, 0.0))
    minimisers_note = (
        "The line x + 2y = 1; (0.2, 0.4) is its point of least norm, (1/3, 1/3) the one of least "
        "largest coordinate."
    )
    start = (0.0, 0.0)
    color = "sqrt"
    landscape = "a line of minima"
    lesson = (
        "Implicit bias: every method gets to zero loss, but from the origin gradient descent "
        "finds the solution of least norm (0.2, 0.4), Adam and sign-like methods (1/3, 1/3)."
    )
    show = (
        "from the origin: gradient descent and momentum (0.2, 0.4), Adam, signSGD and AdaGrad "
        "(0.333, 0.333)"
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
