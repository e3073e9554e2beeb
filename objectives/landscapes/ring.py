"""A ring of minima (the Mexican hat)."""

from __future__ import annotations

import numpy as np

from declarations.claim import Circle, Claim, Run
from objectives.objective import Array, Objective, StationaryPoint

SGD = Run("sgd", 0.05, 1000)
ADAM = Run("adam", 0.05, 1000)


class Ring(Objective):
    """f(x, y) = (x^2 + y^2 - 1)^2 / 4: every point of the unit circle is a minimum."""

    title = "Ring of minima (Mexican hat)"
    keywords = ("sombrero", "circle")
    group = "saddle"
    formula = r"\tfrac14(x^2+y^2-1)^2"
    gradient_formula = r"(x^2+y^2-1)\,(x,y)"
    hessian_formula = r"(x^2+y^2-1)I+2zz^\top"
    domain = ((-2.0, 2.0), (-2.0, 2.0))
    minimisers = ((1.0, 0.0), (0.0, 1.0), (-1.0, 0.0), (0.6, 0.8))
    minimisers_note = "The circle x² + y² = 1."
    start = (0.15, 0.05)
    color = "log"
    landscape = "a circle of minima, 1 maximum at 0"
    stationary_points = (StationaryPoint("maximum", (0.0, 0.0)),)
    lesson = (
        "A continuum of minima, as symmetry makes them: gradient descent keeps its angle, Adam "
        "turns towards the diagonal, and noise makes the point wander along the ring."
    )
    show = (
        "1000 steps at 0.05 from (0.15, 0.05), at 18.4 degrees: gradient descent ends at 18.4, "
        "Adam at 37.8; then both with noise 0.3 (in the second half gradient descent covers 28 "
        "degrees, Adam 83)"
    )
    claims = (
        Claim("a circle of minima", "gap", "0", at=Circle(1.0, 36)),
        Claim("The circle x² + y² = 1", "gap", "0", at=Circle(1.0, 36)),
        Claim("1 maximum", "maxima", "1"),
        Claim("maximum at 0", "eigenvalues", ("-1.00", "-1.00"), at=(0.0, 0.0)),
        Claim("A continuum of minima", "eigenvalues", ("0", "2.00"), at=Circle(1.0, 36)),
        Claim("gradient descent keeps its angle", "angle", "18.435", SGD, along="max"),
        Claim("gradient descent keeps its angle", "angle", "18.435", SGD, along="min"),
        Claim(
            "gradient descent keeps its angle", "angle", "71.565", SGD.replace(start=(0.05, 0.15))
        ),
        Claim("Adam turns towards the diagonal", "angle", "37.8", ADAM),
        Claim("Adam turns towards the diagonal", "angle", "52.2", ADAM.replace(start=(0.05, 0.15))),
        Claim(
            "noise makes the point wander along the ring",
            "angle",
            ">20",
            SGD.replace(noise=0.3),
            along="late range",
        ),
        Claim(
            "wander along the ring",
            "size",
            "1.0",
            SGD.replace(noise=0.3),
            along="late mean",
        ),
        Claim(
            "1000 steps at 0.05 from (0.15, 0.05), at 18.4 degrees: gradient descent",
            "angle",
            "18.4",
            SGD,
        ),
        Claim("ends at 18.4", "angle", "18.4", SGD),
        Claim("Adam at 37.8", "angle", "37.8", ADAM),
        Claim(
            "with noise 0.3 (in the second half gradient descent covers 28 degrees",
            "angle",
            "28",
            SGD.replace(noise=0.3),
            along="late range",
        ),
        Claim("Adam 83", "angle", "83", ADAM.replace(noise=0.3), along="late range"),
    )
    learning_rates = {"gd": 0.12, "hb": 0.032, "adagrad": 0.32, "rms": 0.012, "adam": 0.1}
    source = "phase retrieval; spontaneous symmetry breaking"
    featured = True

    def value(self, point: Array) -> Array:
        x, y = point
        gap = x * x + y * y - 1.0
        return 0.25 * gap * gap

    def gradient(self, point: Array) -> Array:
        x, y = point
        gap = x * x + y * y - 1.0
        return np.array([gap * x, gap * y])

    def hessian(self, point: Array) -> Array:
        x, y = point
        gap, mixed = x * x + y * y - 1.0, 2.0 * x * y
        return np.array([[gap + 2.0 * x * x, mixed], [mixed, gap + 2.0 * y * y]])
