"""McCormick's tilted waves."""

from __future__ import annotations

import numpy as np

from declarations.claim import Claim, Run
from objectives.objective import Array, Objective, StationaryPoint


class McCormick(Objective):
    """f(x, y) = sin(x + y) + (x - y)^2 - 1.5 x + 2.5 y + 1: waves down a valley."""

    title = "McCormick"
    group = "multimodal"
    formula = r"\sin(x+y)+(x-y)^2-1.5x+2.5y+1"
    gradient_formula = r"(\cos(x+y)+2(x-y)-1.5,\;\cos(x+y)-2(x-y)+2.5)"
    hessian_formula = r"\begin{pmatrix}2-s&-2-s\\-2-s&2-s\end{pmatrix},\;s=\sin(x+y)"
    domain = ((-1.5, 4.0), (-3.0, 4.0))
    minimisers = ((-0.5471975511965977, -1.5471975511965979),)
    minimisers_note = (
        "global inside the domain only: f falls by π with every period along x = y, so that a "
        "free run may leave the plot"
    )
    start = (3.2, 3.2)
    color = "sqrt"
    landscape = "2 minima, 1 saddle"
    stationary_points = (
        StationaryPoint("minimum", (2.5943951023931957, 1.5943951023931955)),
        StationaryPoint("saddle", (1.5471975511965979, 0.5471975511965977)),
    )
    lesson = (
        "The domain is part of the problem: along x = y the troughs become deeper by π with every "
        "period. Held in the box, momentum finds the minimum; free, it rolls out of the plot for "
        "ever."
    )
    show = (
        "500 steps: gradient descent at 0.1 stays in the local minimum (3.14 above the other); "
        "momentum at 0.1 ends in the minimum with box='project', and free at (-236, -237)"
    )
    claims = (
        Claim("2 minima", "minima", "2"),
        Claim("1 saddle", "saddles", "1"),
        Claim(
            "f falls by π with every period along x = y",
            "gap",
            "-3.141593",
            at=(-3.688790205186391, -4.688790205186391),
        ),
        Claim(
            "Held in the box, momentum finds the minimum",
            "gap",
            "0",
            Run("momentum", 0.1, 500, box="project"),
        ),
        Claim(
            "500 steps: gradient descent at 0.1 stays in the local minimum (3.14 above the other)",
            "gap",
            "3.14",
            Run("sgd", 0.1, 500),
        ),
        Claim("momentum at 0.1", "gap", "0", Run("momentum", 0.1, 500, box="project")),
        Claim("(-236, -237)", "point", ("-236", "-237"), Run("momentum", 0.1, 500)),
    )
    learning_rates = {
        "gd": 0.00068,
        "hb": 0.00022,
        "adagrad": 0.0018,
        "rms": 0.001,
        "adam": 0.00068,
    }
    source = "SFU; SciPy McCormick"
    lower_outside = True

    def value(self, point: Array) -> Array:
        x, y = point
        d = x - y
        return np.sin(x + y) + d * d - 1.5 * x + 2.5 * y + 1.0

    def gradient(self, point: Array) -> Array:
        x, y = point
        wave, d = np.cos(x + y), 2.0 * (x - y)
        return np.array([wave + d - 1.5, wave - d + 2.5])

    def hessian(self, point: Array) -> Array:
        x, y = point
        s = np.sin(x + y)
        return np.array([[2.0 - s, -2.0 - s], [-2.0 - s, 2.0 - s]])
