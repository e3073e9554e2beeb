"""A ring of minima (the Mexican hat)."""

from __future__ import annotations

import numpy as np

from objectives.objective import Array, Objective, StationaryPoint


class Ring(Objective):
    """f(x, y) = (x^2 + y^2 - 1)^2 / 4: every point of the unit circle is a minimum."""

    title = "Ring of minima (Mexican hat)"
    group = "saddle"
    formula = r"\tfrac14(x^2+y^2-1)^2"
    gradient_formula = r"(x^2+y^2-1)\,(x,y)"
    hessian_formula = r"(x^2+y^2-1)I+2zz^\top"
    domain = ((-2.0, 2.0), (-2.0, 2.0))
    minimisers = ((1.0, 0.0), (0.0, 1.0), (-1.0, 0.0), (0.6, 0.8))
    minimisers_note = "The circle x^2 + y^2 = 1."
    start = (0.15, 0.05)
    color = "log"
    landscape = "a circle of minima, 1 maximum at 0"
    stationary_points = (StationaryPoint("maximum", (0.0, 0.0)),)
    lesson = (
        "A continuum of minima, as symmetry makes them: gradient descent keeps its angle, Adam "
        "turns towards the diagonal, and noise makes the point wander along the ring."
    )
    show = (
        "from (0.15, 0.05), at 18.4 degrees: gradient descent ends at 18.4, Adam at 0.05 at 37.8; "
        "then both with noise"
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
