"""Branin's three minima (1972)."""

from __future__ import annotations

import math

import numpy as np

from declarations.claim import Claim, Grid, Run
from objectives.objective import Array, Objective, StationaryPoint

B = 5.1 / (4.0 * math.pi**2)
C = 5.0 / math.pi
WAVE = 10.0 * (1.0 - 1.0 / (8.0 * math.pi))
GRID = Run("sgd", 0.02, 1000, start=Grid(21))


class Branin(Objective):
    """f = (y - b x^2 + c x - 6)^2 + 10 (1 - t) cos(x) + 10, b = 5.1 / 4 pi^2, c = 5 / pi.

    With t = 1 / 8 pi. A bent valley with a wave along it.
    """

    title = "Branin"
    keywords = ("Branin-Hoo", "three minima")
    group = "multimodal"
    formula = (
        r"\left(y-\tfrac{5.1}{4\pi^2}x^2+\tfrac5\pi x-6\right)^2"
        r"+10\left(1-\tfrac1{8\pi}\right)\cos x+10"
    )
    gradient_formula = (
        r"(2q(c-2bx)-10(1-t)\sin x,\;2q),\;b=\tfrac{5.1}{4\pi^2},\,c=\tfrac5\pi,\,"
        r"t=\tfrac1{8\pi},\,q=y-bx^2+cx-6"
    )
    hessian_formula = r"\begin{pmatrix}2p^2-4bq-10(1-t)\cos x&2p\\2p&2\end{pmatrix},\;p=c-2bx"
    domain = ((-5.0, 10.0), (0.0, 15.0))
    minimisers = (
        (-3.141592653589793, 12.275),
        (3.141592653589793, 2.2749999999999995),
        (9.42477796076938, 2.474999999999999),
    )
    start = (6.0, 12.0)
    color = "sqrt"
    landscape = "3 minima, 2 saddles"
    stationary_points = (
        StationaryPoint("saddle", (0.0, 6.0)),
        StationaryPoint("saddle", (6.283185307179586, 1.0999999999999992)),
    )
    lesson = (
        "Three equal minima of different shape, none at the centre; the standard example of "
        "Bayesian optimisation."
    )
    show = (
        "1000 steps from a grid of 441 starts: gradient descent at 0.02 sends 34%, 40% and 23% of "
        "them to the three minima, and the others out of the picture, where there are more"
    )
    claims = (
        Claim("3 minima", "minima", "3"),
        Claim("2 saddles", "saddles", "2"),
        Claim("Three equal minima", "gap", "0", at="minimisers"),
        Claim("none at the centre", "distance", ">4", at=(2.5, 7.5)),
        Claim(
            "1000 steps from a grid of 441 starts: gradient descent at 0.02 sends 34%",
            "distance",
            "34%",
            GRID,
            to=minimisers[0],
            over="share",
            when="<0.01",
        ),
        Claim("40%", "distance", "40%", GRID, to=minimisers[1], over="share", when="<0.01"),
        Claim("23%", "distance", "23%", GRID, to=minimisers[2], over="share", when="<0.01"),
        Claim("the others out of the picture", "inside", "97%..98%", GRID, over="mean"),
    )
    learning_rates = {
        "gd": 0.056,
        "hb": 0.015,
        "adagrad": 4.6,
        "rms": 0.068,
        "adam": 1.0,
    }
    source = "SFU; Branin 1972; Dixon and Szego 1978"
    featured = True

    def value(self, point: Array) -> Array:
        x, y = point
        q = y - B * x * x + C * x - 6.0
        return q * q + WAVE * np.cos(x) + 10.0

    def gradient(self, point: Array) -> Array:
        x, y = point
        q = y - B * x * x + C * x - 6.0
        return np.array([2.0 * q * (C - 2.0 * B * x) - WAVE * np.sin(x), 2.0 * q])

    def hessian(self, point: Array) -> Array:
        x, y = point
        q = y - B * x * x + C * x - 6.0
        p = C - 2.0 * B * x
        return np.array(
            [
                [2.0 * p * p - 4.0 * B * q - WAVE * np.cos(x), 2.0 * p],
                [2.0 * p, np.full(np.shape(x), 2.0)],
            ]
        )
