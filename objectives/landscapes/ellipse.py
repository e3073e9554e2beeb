"""The ill-conditioned ellipse."""

from __future__ import annotations

import numpy as np

from declarations import real
from declarations.claim import Claim, Run
from objectives.objective import Array, Objective


class Ellipse(Objective):
    """f(x, y) = (x^2 + kappa y^2) / 2: a long bowl along the axes."""

    title = "Ill-conditioned ellipse"
    keywords = ("ravine", "quadratic", "valley", "zig-zag", "condition number", "x^2 + 25 y^2")
    group = "quadratic"
    formula = r"\tfrac12(x^2+\kappa y^2)"
    gradient_formula = r"(x,\;\kappa y)"
    hessian_formula = r"\operatorname{diag}(1,\kappa)"
    domain = ((-5.0, 5.0), (-2.5, 2.5))
    minimisers = ((0.0, 0.0),)
    start = (-4.5, 1.5)
    landscape = "1 minimum"
    lesson = (
        "Zig-zag: gradient descent needs a number of steps in proportion to κ, momentum to "
        "its square root; the scaling of each axis by AdaGrad and Adam removes the conditioning."
    )
    show = (
        "gradient descent at 0.038 (zig-zag) against momentum and Adam; steps until f stays "
        "below 1e-6, for κ 50 and 200: gradient descent at 0.0392 222, at 0.00995 960; "
        "momentum 0.566 at 0.0614 46, momentum 0.753 at 0.0174 87; AdaGrad at 5 9 and 9; Adam at "
        "0.46 167 and 180"
    )
    claims = (
        Claim("1 minimum", "minima", "1"),
        Claim(
            "gradient descent at 0.038 (zig-zag)", "y", "99", Run("sgd", 0.038, 100), along="turns"
        ),
        Claim(
            "steps until f stays below 1e-6, for κ 50",
            "gap",
            "222",
            Run("sgd", 0.0392, 1000),
            along="stays",
            when="<1e-6",
            parameters={"kappa": 50.0},
        ),
        Claim(
            "200: gradient",
            "gap",
            "960",
            Run("sgd", 0.00995, 2000),
            along="stays",
            when="<1e-6",
            parameters={"kappa": 200.0},
        ),
        Claim(
            "gradient descent at 0.0392 222",
            "gap",
            "222",
            Run("sgd", 0.0392, 1000),
            along="stays",
            when="<1e-6",
        ),
        Claim(
            "at 0.00995 960",
            "gap",
            "960",
            Run("sgd", 0.00995, 2000),
            along="stays",
            when="<1e-6",
            parameters={"kappa": 200.0},
        ),
        Claim(
            "momentum 0.566 at 0.0614 46",
            "gap",
            "46",
            Run("momentum", 0.0614, values={"momentum": 0.566}),
            along="stays",
            when="<1e-6",
        ),
        Claim(
            "momentum 0.753 at 0.0174 87",
            "gap",
            "87",
            Run("momentum", 0.0174, values={"momentum": 0.753}),
            along="stays",
            when="<1e-6",
            parameters={"kappa": 200.0},
        ),
        Claim("AdaGrad at 5 9", "gap", "9", Run("adagrad", 5.0), along="stays", when="<1e-6"),
        Claim(
            "9; Adam",
            "gap",
            "9",
            Run("adagrad", 5.0),
            along="stays",
            when="<1e-6",
            parameters={"kappa": 200.0},
        ),
        Claim(
            "Adam at 0.46 167", "gap", "167", Run("adam", 0.46, 400), along="stays", when="<1e-6"
        ),
        Claim(
            "180",
            "gap",
            "180",
            Run("adam", 0.46, 400),
            along="stays",
            when="<1e-6",
            parameters={"kappa": 200.0},
        ),
    )
    learning_rates = {"gd": 0.032, "hb": 0.012, "adagrad": 1.5, "rms": 0.032, "adam": 0.46}
    source = "BBOB f2; Boyd and Vandenberghe 2004, section 9.3.2; Goh 2017"
    convex = True
    featured = True

    kappa: float = real(
        default=50.0,
        valid="[1, 1e12]",
        slider=(1.0, 1000.0),
        log=True,
        symbol=r"\kappa",
        help="The condition number: the largest over the smallest curvature.",
    )

    def value(self, point: Array) -> Array:
        x, y = point
        return 0.5 * (x * x + self.kappa * y * y)

    def gradient(self, point: Array) -> Array:
        x, y = point
        return np.array([x, self.kappa * y])

    def hessian(self, point: Array) -> Array:
        x, _ = point
        zero = np.zeros(np.shape(x))
        return np.array([[zero + 1.0, zero], [zero, zero + self.kappa]])
