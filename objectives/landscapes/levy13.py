"""Levy's function number 13."""

from __future__ import annotations

import math

import numpy as np

from declarations.claim import Circle, Claim, Run
from objectives.objective import Array, Objective, StationaryPoint

PI = math.pi


class Levy13(Objective):
    """f = sin^2 3 pi x + (x-1)^2 (1 + sin^2 3 pi y) + (y-1)^2 (1 + sin^2 2 pi y).

    A bowl with ripples that grow outwards. All sines have a whole number of half periods between
    the origin and (1, 1), so that x - 1 and y - 1 may stand in them: their squares are the same.
    """

    title = "Levy N.13"
    keywords = ("Levy", "many minima")
    group = "multimodal"
    formula = r"\sin^2 3\pi x+(x-1)^2(1+\sin^2 3\pi y)+(y-1)^2(1+\sin^2 2\pi y)"
    gradient_formula = (
        r"(3\pi\sin6\pi x+2(x-1)(1+\sin^23\pi y),\;"
        r"3\pi(x-1)^2\sin6\pi y+2(y-1)(1+\sin^22\pi y)+2\pi(y-1)^2\sin4\pi y)"
    )
    hessian_formula = (
        r"f_{xx}=18\pi^2\cos6\pi x+2(1+\sin^23\pi y),\;f_{xy}=6\pi(x-1)\sin6\pi y,\;"
        r"f_{yy}=18\pi^2(x-1)^2\cos6\pi y+2(1+\sin^22\pi y)"
        r"+8\pi(y-1)\sin4\pi y+8\pi^2(y-1)^2\cos4\pi y"
    )
    domain = ((-5.0, 5.0), (-5.0, 5.0))
    minimisers = ((1.0, 1.0),)
    start = (-4.0, 3.5)
    landscape = "681 minima, 998 saddles and 318 maxima in the domain"
    stationary_points = (
        StationaryPoint("minimum", (0.6703805254516864, 1.0)),
        StationaryPoint("minimum", (1.3296194745483136, 1.0)),
        StationaryPoint("minimum", (0.6716660565631725, 0.7338932005461823)),
        StationaryPoint("minimum", (0.6716660565631725, 1.2661067994538178)),
        StationaryPoint("minimum", (1.3283339434368275, 0.7338932005461823)),
        StationaryPoint("minimum", (1.3283339434368275, 1.2661067994538178)),
        StationaryPoint("saddle", (0.672436213586767, 0.7565379472422902)),
        StationaryPoint("saddle", (0.672436213586767, 1.2434620527577098)),
        StationaryPoint("saddle", (1.327563786413233, 0.7565379472422902)),
        StationaryPoint("saddle", (1.327563786413233, 1.2434620527577098)),
        StationaryPoint("minimum", (0.34077920261311506, 1.0)),
        StationaryPoint("minimum", (1.6592207973868849, 1.0)),
    )
    lesson = (
        "Ripples that grow with the distance from the minimum: far out gradient descent must "
        "take tiny steps, near the end it could take big ones. The largest slope at distance 5 "
        "is 24 times that at distance 0.3."
    )
    show = (
        "gradient descent at 0.1 diverges; with gradients clipped at norm 5 it stays, and stops in "
        "a ripple far out (19.5 above the minimum after 300 steps)"
    )
    claims = (
        Claim("681 minima", "minima", "681"),
        Claim("998 saddles", "saddles", "998"),
        Claim("318 maxima", "maxima", "318"),
        Claim(
            "The largest slope at distance 5 is 24 times that at distance 0.3",
            "slope",
            "24",
            at=Circle(5.0, 3600, (1.0, 1.0)),
            over="max",
            versus=Claim("", "slope", "", at=Circle(0.3, 3600, (1.0, 1.0)), over="max"),
        ),
        Claim("gradient descent at 0.1 diverges", "diverged", "1", Run("sgd", 0.1, 1000)),
        Claim(
            "with gradients clipped at norm 5",
            "inside",
            "1",
            Run("sgd", 0.1, 300, clip=5.0),
            along="min",
        ),
        Claim(
            "19.5 above the minimum after 300 steps",
            "gap",
            "19.5+-0.5",
            Run("sgd", 0.1, 300, clip=5.0),
        ),
    )
    learning_rates = {
        "gd": 0.068,
        "hb": 0.0015,
        "adagrad": 1.8,
        "rms": 0.18,
        "adam": 0.46,
    }
    source = "SFU; SciPy Levy13"

    def value(self, point: Array) -> Array:
        x, y = point
        u, v = x - 1.0, y - 1.0
        a, b, c = np.sin(3.0 * PI * u), np.sin(3.0 * PI * v), np.sin(2.0 * PI * v)
        return a * a + u * u * (1.0 + b * b) + v * v * (1.0 + c * c)

    def gradient(self, point: Array) -> Array:
        x, y = point
        u, v = x - 1.0, y - 1.0
        b, c = np.sin(3.0 * PI * v), np.sin(2.0 * PI * v)
        return np.array(
            [
                3.0 * PI * np.sin(6.0 * PI * u) + 2.0 * u * (1.0 + b * b),
                3.0 * PI * u * u * np.sin(6.0 * PI * v)
                + 2.0 * v * (1.0 + c * c)
                + 2.0 * PI * v * v * np.sin(4.0 * PI * v),
            ]
        )

    def hessian(self, point: Array) -> Array:
        x, y = point
        u, v = x - 1.0, y - 1.0
        b, c = np.sin(3.0 * PI * v), np.sin(2.0 * PI * v)
        mixed = 6.0 * PI * u * np.sin(6.0 * PI * v)
        return np.array(
            [
                [18.0 * PI * PI * np.cos(6.0 * PI * u) + 2.0 * (1.0 + b * b), mixed],
                [
                    mixed,
                    18.0 * PI * PI * u * u * np.cos(6.0 * PI * v)
                    + 2.0 * (1.0 + c * c)
                    + 8.0 * PI * v * np.sin(4.0 * PI * v)
                    + 8.0 * PI * PI * v * v * np.cos(4.0 * PI * v),
                ],
            ]
        )
