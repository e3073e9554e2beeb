"""Ackley's egg-box on a funnel (1987)."""

from __future__ import annotations

import math

import numpy as np

from declarations.claim import Circle, Claim, Run
from objectives.objective import Array, Objective, StationaryPoint

TURN = 2.0 * math.pi


class Ackley(Objective):
    """f = 20 (1 - exp(-r / 5)) + e - exp((cos 2 pi x + cos 2 pi y) / 2), r^2 = (x^2 + y^2) / 2.

    A cone, dented regularly. At its tip, the minimum, there is no derivative; the gradient given
    there is 0.
    """

    title = "Ackley"
    keywords = ("many minima", "cone", "needle")
    group = "multimodal"
    formula = (
        r"-20e^{-0.2\rho}-e^{\frac12(\cos2\pi x+\cos2\pi y)}+20+e,\;"
        r"\rho=\sqrt{\tfrac12(x^2+y^2)}"
    )
    gradient_formula = (
        r"\tfrac{2e^{-0.2\rho}}{\rho}\,z+\pi\sin(2\pi z)\,e^{\frac12\sum\cos2\pi z_i},\;z=(x,y)"
    )
    domain = ((-5.0, 5.0), (-5.0, 5.0))
    minimisers = ((0.0, 0.0),)
    start = (-3.4, 2.6)
    landscape = "121 minima in the domain, one of them the tip of the cone, 220 saddles, 100 maxima"
    stationary_points = (
        StationaryPoint("minimum", (-0.9521665459501717, 0.0)),
        StationaryPoint("minimum", (0.0, -0.9521665459501717)),
        StationaryPoint("minimum", (0.0, 0.9521665459501717)),
        StationaryPoint("minimum", (0.9521665459501717, 0.0)),
        StationaryPoint("saddle", (-0.6257806168564638, 0.0)),
        StationaryPoint("saddle", (0.0, -0.6257806168564638)),
        StationaryPoint("saddle", (0.0, 0.6257806168564638)),
        StationaryPoint("saddle", (0.6257806168564638, 0.0)),
        StationaryPoint("minimum", (-0.9684776587077244, -0.9684776587077244)),
        StationaryPoint("minimum", (-0.9684776587077244, 0.9684776587077244)),
        StationaryPoint("minimum", (0.9684776587077244, -0.9684776587077244)),
        StationaryPoint("minimum", (0.9684776587077244, 0.9684776587077244)),
    )
    lesson = (
        "A regular egg-box over a funnel with the tip of a cone: local methods stop in a dimple; "
        "large steps reach the funnel but cannot settle, for there is no derivative at the "
        "minimum: at the tip the slope is 2.83 all around."
    )
    show = (
        "500 steps from (-3.4, 2.6): gradient descent at 0.01 ends 9.0 above the minimum, "
        "momentum at 0.05 2.6, Adam at 0.1 8.0 and at 1.0 0.16"
    )
    claims = (
        Claim("121 minima", "minima", "121"),
        Claim("220 saddles", "saddles", "220"),
        Claim("100 maxima", "maxima", "100"),
        Claim("the slope is 2.83 all around", "slope", "2.83", at=Circle(1e-9, 60)),
        Claim(
            "500 steps from (-3.4, 2.6): gradient descent at 0.01 ends 9.0",
            "gap",
            "9.0",
            Run("sgd", 0.01, 500),
        ),
        Claim("local methods stop in a dimple", "slope", "<1e-6", Run("sgd", 0.01, 500)),
        Claim("momentum at 0.05 2.6", "gap", "2.6", Run("momentum", 0.05, 500)),
        Claim("Adam at 0.1 8.0", "gap", "8.0", Run("adam", 0.1, 500)),
        Claim("at 1.0 0.16", "gap", "0.16", Run("adam", 1.0, 500)),
        Claim("cannot settle", "gap", ">0.1", Run("adam", 1.0, 500), along="late range"),
    )
    learning_rates = {
        "gd": 0.00068,
        "hb": 0.00026,
        "adagrad": 2.2,
        "rms": 0.0012,
        "adam": 0.83,
    }
    source = "Ackley 1987; SFU; kozistr visualiser"
    smooth = False
    featured = True

    def value(self, point: Array) -> Array:
        x, y = point
        rho = np.sqrt(0.5 * (x * x + y * y))
        dents = np.exp(0.5 * (np.cos(TURN * x) + np.cos(TURN * y)))
        return 20.0 * (1.0 - np.exp(-0.2 * rho)) + (math.e - dents)

    def gradient(self, point: Array) -> Array:
        x, y = point
        rho = np.sqrt(0.5 * (x * x + y * y))
        cone = 2.0 * np.exp(-0.2 * rho) / np.where(rho == 0.0, 1.0, rho)
        dents = math.pi * np.exp(0.5 * (np.cos(TURN * x) + np.cos(TURN * y)))
        return np.array(
            [
                cone * x + dents * np.sin(TURN * x),
                cone * y + dents * np.sin(TURN * y),
            ]
        )
