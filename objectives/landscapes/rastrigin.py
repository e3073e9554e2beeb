"""Rastrigin's egg-box in a bowl (1974)."""

from __future__ import annotations

import math

import numpy as np

from declarations.claim import RATES, Claim, Run
from objectives.objective import Array, Objective, StationaryPoint

TURN = 2.0 * math.pi


class Rastrigin(Objective):
    """f = sum of u^2 + 10 (1 - cos 2 pi u) over both coordinates: 121 dimples in a bowl."""

    title = "Rastrigin"
    keywords = ("egg box", "many minima", "egg carton", "bumps")
    group = "multimodal"
    formula = r"20+\sum_i(x_i^2-10\cos2\pi x_i)"
    gradient_formula = r"2x_i+20\pi\sin2\pi x_i"
    hessian_formula = r"\operatorname{diag}(2+40\pi^2\cos2\pi x_i)"
    domain = ((-5.12, 5.12), (-5.12, 5.12))
    minimisers = ((0.0, 0.0),)
    start = (-2.0, 3.5)
    landscape = "121 minima, 220 saddles, 100 maxima"
    stationary_points = (
        StationaryPoint("minimum", (-0.9949586376523348, 0.0)),
        StationaryPoint("minimum", (0.0, -0.9949586376523348)),
        StationaryPoint("minimum", (0.0, 0.9949586376523348)),
        StationaryPoint("minimum", (0.9949586376523348, 0.0)),
        StationaryPoint("minimum", (-0.9949586376523348, -0.9949586376523348)),
        StationaryPoint("minimum", (-0.9949586376523348, 0.9949586376523348)),
        StationaryPoint("minimum", (0.9949586376523348, -0.9949586376523348)),
        StationaryPoint("minimum", (0.9949586376523348, 0.9949586376523348)),
        StationaryPoint("minimum", (-1.9899122337085495, 0.0)),
        StationaryPoint("minimum", (0.0, -1.9899122337085495)),
        StationaryPoint("minimum", (0.0, 1.9899122337085495)),
        StationaryPoint("minimum", (1.9899122337085495, 0.0)),
    )
    lesson = (
        "121 minima in the domain: of 85 learning rates from 1e-5 to 100 none lets 500 steps "
        "of Adam from (-2, 3.5) end in the best one; larger steps only find other dimples."
    )
    show = (
        "500 steps of Adam: at 0.01, 0.1 and 0.3 it stays in the first dimple (12.9 above the "
        "minimum), at 0.5 it ends 4.0 above, at 1.0 9.0"
    )
    claims = (
        Claim("121 minima", "minima", "121"),
        Claim("220 saddles", "saddles", "220"),
        Claim("100 maxima", "maxima", "100"),
        Claim("121 minima in the domain", "minima", "121"),
        Claim(
            "of 85 learning rates from 1e-5 to 100 none lets 500 steps of Adam from (-2, 3.5) end "
            "in the best one",
            "gap",
            ">3.9",
            Run("adam", RATES, 500),
        ),
        Claim(
            "larger steps only find other dimples",
            "slope",
            "<0.01",
            Run("adam", (0.5, 1.0), 500),
        ),
        Claim("larger steps only find other dimples", "size", ">1.9", Run("adam", (0.5, 1.0), 500)),
        Claim(
            "500 steps of Adam: at 0.01, 0.1 and 0.3 it stays in the first dimple (12.9",
            "gap",
            "12.9",
            Run("adam", (0.01, 0.1, 0.3), 500),
        ),
        Claim(
            "stays in the first dimple",
            "distance",
            "<0.6",
            Run("adam", (0.01, 0.1, 0.3), 500),
            to=(-1.9899, 2.9849),
            along="max",
        ),
        Claim("at 0.5 it ends 4.0 above", "gap", "4.0", Run("adam", 0.5, 500)),
        Claim("at 1.0 9.0", "gap", "9.0", Run("adam", 1.0, 500)),
    )
    learning_rates = {
        "gd": 0.00012,
        "hb": 8.3e-05,
        "adagrad": 2.6,
        "rms": 0.00083,
        "adam": 0.0012,
    }
    source = "Rastrigin 1974; SFU; BBOB f3; jettify and kozistr visualisers"
    featured = True

    def value(self, point: Array) -> Array:
        x, y = point
        return x * x + y * y + 10.0 * (2.0 - np.cos(TURN * x) - np.cos(TURN * y))

    def gradient(self, point: Array) -> Array:
        x, y = point
        wave = 10.0 * TURN
        return np.array(
            [
                2.0 * x + wave * np.sin(TURN * x),
                2.0 * y + wave * np.sin(TURN * y),
            ]
        )

    def hessian(self, point: Array) -> Array:
        x, y = point
        wave, zero = 10.0 * TURN * TURN, np.zeros(np.shape(x))
        return np.array(
            [
                [2.0 + wave * np.cos(TURN * x), zero],
                [zero, 2.0 + wave * np.cos(TURN * y)],
            ]
        )
