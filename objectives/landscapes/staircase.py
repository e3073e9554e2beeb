"""A bowl of stairs."""

from __future__ import annotations

import math

import numpy as np

from declarations.claim import Claim, Run
from objectives.objective import Array, Objective

STEEPNESS, FREQUENCY = 0.95, 2.0 * np.pi


class Staircase(Objective):
    """f = u - (a / w) sin(w u) with u = (x^2 + y^2) / 2: treads and risers, always downwards."""

    title = "Staircase bowl (plateaus)"
    keywords = ("steps", "plateau", "terraces")
    group = "plateau"
    formula = r"u-\tfrac{a}{\omega}\sin\omega u,\;u=\tfrac12(x^2+y^2),\;a=0.95,\;\omega=2\pi"
    gradient_formula = r"(1-a\cos\omega u)\,(x,y)"
    hessian_formula = r"(1-a\cos\omega u)I+a\omega\sin(\omega u)\,zz^\top"
    domain = ((-3.0, 3.0), (-3.0, 3.0))
    minimisers = ((0.0, 0.0),)
    start = (-2.4, 1.4)
    landscape = "1 minimum"
    lesson = (
        "Treads and risers, yet no false minimum: the slope grows 48-fold from a tread to the "
        "next riser, so gradient descent stalls on the treads and leaps at the risers; steps that "
        "follow only the sign of the gradient walk evenly."
    )
    show = "steps until f stays below 1e-3 at 0.05: gradient descent 265, Adam 161, signSGD 45"
    claims = (
        Claim("1 minimum", "minima", "1"),
        Claim("no false minimum", "saddles", "0"),
        Claim(
            "the slope grows 48-fold from a tread to the next riser",
            "slope",
            "48",
            at=(math.sqrt(3.0), 0.0),
            versus=Claim("", "slope", "", at=(math.sqrt(2.0), 0.0)),
        ),
        Claim("stalls on the treads", "step", "<0.006", Run("sgd", 0.05, 20), along="min"),
        Claim("leaps at the risers", "step", ">0.2", Run("sgd", 0.05, 20), along="max"),
        Claim("walk evenly", "step", "0.0707", Run("sign_sgd", 0.05, 40), along="min"),
        Claim("evenly", "step", "0.0707", Run("sign_sgd", 0.05, 40), along="max"),
        Claim(
            "steps until f stays below 1e-3 at 0.05: gradient descent 265",
            "gap",
            "265",
            Run("sgd", 0.05, 1000),
            along="stays",
            when="<1e-3",
        ),
        Claim("Adam 161", "gap", "161", Run("adam", 0.05, 1000), along="stays", when="<1e-3"),
        Claim("signSGD 45", "gap", "45", Run("sign_sgd", 0.05, 1000), along="stays", when="<1e-3"),
    )
    learning_rates = {"gd": 1.0, "hb": 0.12, "adagrad": 2.6, "rms": 1.2, "adam": 1.0}
    source = "own construction: it rises with the radius, so 0 is its only stationary point"
    featured = True

    def value(self, point: Array) -> Array:
        x, y = point
        u = 0.5 * (x * x + y * y)
        return u - STEEPNESS / FREQUENCY * np.sin(FREQUENCY * u)

    def gradient(self, point: Array) -> Array:
        x, y = point
        slope = 1.0 - STEEPNESS * np.cos(FREQUENCY * 0.5 * (x * x + y * y))
        return np.array([slope * x, slope * y])

    def hessian(self, point: Array) -> Array:
        x, y = point
        angle = FREQUENCY * 0.5 * (x * x + y * y)
        slope = 1.0 - STEEPNESS * np.cos(angle)
        bend = STEEPNESS * FREQUENCY * np.sin(angle)
        mixed = bend * x * y
        return np.array([[slope + bend * x * x, mixed], [mixed, slope + bend * y * y]])
