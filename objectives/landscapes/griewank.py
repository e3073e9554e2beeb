"""Griewank's ripples on a flat bowl (1981)."""

from __future__ import annotations

import math

import numpy as np

from declarations.claim import Claim, Random, Run
from objectives.objective import Array, Objective, StationaryPoint

ROOT_2 = math.sqrt(2.0)

STARTS = Run("sgd", 0.5, 500, start=Random(200))


class Griewank(Objective):
    """f(x, y) = (x^2 + y^2) / 4000 - cos(x) cos(y / sqrt 2) + 1: ripples of almost equal depth."""

    title = "Griewank"
    keywords = ("many minima", "cosine")
    group = "multimodal"
    formula = r"\tfrac{x^2+y^2}{4000}-\cos x\cos\tfrac{y}{\sqrt2}+1"
    gradient_formula = (
        r"(\tfrac{x}{2000}+\sin x\cos\tfrac{y}{\sqrt2},\;"
        r"\tfrac{y}{2000}+\tfrac1{\sqrt2}\cos x\sin\tfrac{y}{\sqrt2})"
    )
    hessian_formula = (
        r"\tfrac{1}{2000}I+\begin{pmatrix}\cos x\cos\frac{y}{\sqrt2}&"
        r"-\frac1{\sqrt2}\sin x\sin\frac{y}{\sqrt2}\\\cdot&"
        r"\frac12\cos x\cos\frac{y}{\sqrt2}\end{pmatrix}"
    )
    domain = ((-20.0, 20.0), (-20.0, 20.0))
    minimisers = ((0.0, 0.0),)
    start = (-14.0, 11.0)
    landscape = "59 minima, 116 saddles, 58 maxima in the domain"
    stationary_points = (
        StationaryPoint("minimum", (-3.1400226338955397, -4.438444480920714)),
        StationaryPoint("minimum", (-3.1400226338955397, 4.438444480920714)),
        StationaryPoint("minimum", (3.1400226338955397, -4.438444480920714)),
        StationaryPoint("minimum", (3.1400226338955397, 4.438444480920714)),
        StationaryPoint("minimum", (-6.280045279379904, 0.0)),
        StationaryPoint("minimum", (6.280045279379904, 0.0)),
        StationaryPoint("minimum", (0.0, -8.876888929095657)),
        StationaryPoint("minimum", (0.0, 8.876888929095657)),
        StationaryPoint("minimum", (-9.420067886213593, -4.438444437201061)),
        StationaryPoint("minimum", (-9.420067886213593, 4.438444437201061)),
        StationaryPoint("minimum", (9.420067886213593, -4.438444437201061)),
        StationaryPoint("minimum", (9.420067886213593, 4.438444437201061)),
    )
    lesson = (
        "Ripples on an almost flat bowl: of 200 random starts 500 steps of gradient descent at "
        "0.5 bring 2% to the minimum, yet the median final gap is 0.067, so that 'converged' and "
        "'global' look alike in the loss curve."
    )
    show = (
        "200 random starts with gradient descent at learning rate 0.5: all have converged, and "
        "the loss curves end at many heights"
    )
    claims = (
        Claim("59 minima", "minima", "59"),
        Claim("116 saddles", "saddles", "116"),
        Claim("58 maxima in the domain", "maxima", "58"),
        Claim(
            "of 200 random starts 500 steps of gradient descent at 0.5 bring 2% to the minimum",
            "gap",
            "2%",
            STARTS,
            over="share",
            when="<1e-6",
        ),
        Claim("the median final gap is 0.067", "gap", "0.067", STARTS, over="median"),
        Claim(
            "200 random starts with gradient descent at learning rate 0.5: all have converged",
            "slope",
            "<1e-9",
            STARTS,
        ),
    )
    learning_rates = {
        "gd": 0.18,
        "hb": 0.083,
        "adagrad": 0.83,
        "rms": 0.068,
        "adam": 5.6,
    }
    source = "Griewank 1981; SFU; SciPy Griewank"

    def value(self, point: Array) -> Array:
        x, y = point
        return (x * x + y * y) / 4000.0 + (1.0 - np.cos(x) * np.cos(y / ROOT_2))

    def gradient(self, point: Array) -> Array:
        x, y = point
        v = y / ROOT_2
        return np.array(
            [
                x / 2000.0 + np.sin(x) * np.cos(v),
                y / 2000.0 + np.cos(x) * np.sin(v) / ROOT_2,
            ]
        )

    def hessian(self, point: Array) -> Array:
        x, y = point
        v = y / ROOT_2
        ripple = np.cos(x) * np.cos(v)
        mixed = -np.sin(x) * np.sin(v) / ROOT_2
        return np.array([[0.0005 + ripple, mixed], [mixed, 0.0005 + 0.5 * ripple]])
