"""Shubert's product of waves (1972)."""

from __future__ import annotations

import numpy as np

from declarations.claim import Claim, Grid, Run
from objectives.objective import Array, Objective, StationaryPoint

LOW = (-7.708313735499347, -1.425128428319761, 4.858056878859825)
"""Where S is lowest (-12.87)."""
HIGH = (-7.0835064076515595, -0.8003211004719731, 5.482864206707613)
"""Where S is highest (14.51)."""


MAP = Run("sgd", 5e-5, 200, start=Grid(61))


class Shubert(Objective):
    """f(x, y) = S(x) S(y), S(u) = sum of i cos((i + 1) u + i) for i = 1, ..., 5."""

    title = "Shubert"
    group = "multimodal"
    formula = r"S(x)\,S(y),\;S(u)=\sum_{i=1}^{5}i\cos((i+1)u+i)"
    gradient_formula = r"(S'(x)S(y),\;S(x)S'(y)),\;S'(u)=-\sum i(i+1)\sin((i+1)u+i)"
    hessian_formula = r"\begin{pmatrix}S''(x)S(y)&S'(x)S'(y)\\\cdot&S(x)S''(y)\end{pmatrix}"
    domain = ((-10.0, 10.0), (-10.0, 10.0))
    minimisers = (
        *((low, high) for low in LOW for high in HIGH),
        *((high, low) for low in LOW for high in HIGH),
    )
    start = (0.5, 0.5)
    landscape = "722 minima inside the domain, 18 of them global, 1444 saddles, 722 maxima"
    stationary_points = (
        StationaryPoint("minimum", (-7.0835064076515595, -6.478571057240418)),
        StationaryPoint("minimum", (-7.0835064076515595, 6.087799557118755)),
        StationaryPoint("minimum", (-6.478571057240418, -7.0835064076515595)),
        StationaryPoint("minimum", (-6.478571057240418, -0.8003211004719731)),
        StationaryPoint("minimum", (-0.8003211004719731, 6.087799557118755)),
        StationaryPoint("minimum", (5.482864206707613, -6.478571057240418)),
        StationaryPoint("minimum", (5.482864206707613, 6.087799557118755)),
        StationaryPoint("minimum", (6.087799557118755, -0.8003211004719731)),
        StationaryPoint("minimum", (6.087799557118755, -7.0835064076515595)),
        StationaryPoint("minimum", (6.087799557118755, 5.482864206707613)),
        StationaryPoint("minimum", (-7.0835064076515595, -0.1953857500608314)),
        StationaryPoint("minimum", (-0.8003211004719731, -0.1953857500608314)),
    )
    lesson = (
        "18 of 722 minima are global: of a grid of 3721 starts gradient descent at 5e-5 brings "
        "3.3% to one of them."
    )
    show = (
        "the basin map of gradient descent at learning rate 5e-5, zoomed to [-2, 2] x [-2, 2] "
        "(10% of the starts are lucky)"
    )
    claims = (
        Claim("722 minima inside the domain", "minima", "722"),
        Claim("18 of them global", "gap", "18", at="minimisers", over="number", when="<1e-9"),
        Claim("1444 saddles", "saddles", "1444"),
        Claim("722 maxima", "maxima", "722"),
        Claim("18 of", "gap", "18", at="minimisers", over="number", when="<1e-9"),
        Claim("722 minima", "minima", "722"),
        Claim(
            "of a grid of 3721 starts gradient descent at 5e-5 brings 3.3% to one of them",
            "gap",
            "3.3%",
            MAP,
            over="share",
            when="<0.01",
        ),
        Claim(
            "gradient descent at learning rate 5e-5, zoomed to [-2, 2] x [-2, 2] (10%",
            "gap",
            "10%",
            MAP.replace(start=Grid(61, ((-2.0, 2.0), (-2.0, 2.0)))),
            over="share",
            when="<0.01",
        ),
    )
    learning_rates = {
        "gd": 0.00012,
        "hb": 6.8e-05,
        "adagrad": 0.0032,
        "rms": 0.0012,
        "adam": 0.0015,
    }
    source = "Shubert 1972; SFU; SciPy Shubert01; CEC2013 F6"

    def value(self, point: Array) -> Array:
        x, y = point
        return _wave(x) * _wave(y)

    def gradient(self, point: Array) -> Array:
        x, y = point
        return np.array([_slope(x) * _wave(y), _wave(x) * _slope(y)])

    def hessian(self, point: Array) -> Array:
        x, y = point
        mixed = _slope(x) * _slope(y)
        return np.array([[_curvature(x) * _wave(y), mixed], [mixed, _wave(x) * _curvature(y)]])


def _wave(u: Array) -> Array:
    """S(u)."""
    return sum((i * np.cos((i + 1.0) * u + i) for i in range(1, 6)), 0.0 * u)


def _slope(u: Array) -> Array:
    """S'(u)."""
    return sum((-i * (i + 1.0) * np.sin((i + 1.0) * u + i) for i in range(1, 6)), 0.0 * u)


def _curvature(u: Array) -> Array:
    """S''(u)."""
    return sum((-i * (i + 1.0) ** 2 * np.cos((i + 1.0) * u + i) for i in range(1, 6)), 0.0 * u)
