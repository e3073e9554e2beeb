"""A parabola with a sine on it."""

from __future__ import annotations

import numpy as np

from declarations.claim import Claim, Run
from objectives.objective import Array, Objective, StationaryPoint

WALK = Run("rmsprop", 0.1, 60, values={"rho": 0.0, "epsilon": 0.9})


class SineParabola1D(Objective):
    """f(x) = x^2 + 10 sin x: a bowl with one false minimum."""

    title = "Sine parabola"
    keywords = ("x^2 + 10 sin(x)", "x^2", "local minimum")
    group = "1-D"
    formula = r"x^2+10\sin x"
    gradient_formula = r"2x+10\cos x"
    hessian_formula = r"2-10\sin x"
    domain = ((-10.0, 10.0),)
    minimisers = ((-1.306440008369511,),)
    start = (8.0,)
    landscape = "2 minima, 1 maximum"
    stationary_points = (
        StationaryPoint("minimum", (3.837467106499049,)),
        StationaryPoint("maximum", (1.977383029328841,)),
    )
    lesson = (
        "A bowl with one false minimum: RMSprop with ρ = 0 and ε = 0.9 inside the root "
        "walks from 8 in steps of about its learning rate 0.1 into the local minimum 3.8375 (f = "
        "8.3156) and stays there, as gradient descent does at every stable learning rate (up to "
        "0.23); momentum carries over the barrier."
    )
    show = (
        "from 8: RMSprop as above (60 steps), gradient descent at 0.1 (3.8375), momentum 0.9 at "
        "0.02 and Adam at 0.5 (-1.3064, f = -7.9458)"
    )
    claims = (
        Claim("2 minima", "minima", "2"),
        Claim("1 maximum", "maxima", "1"),
        Claim("one false minimum", "gap", ">10", at=(3.837467106499049,)),
        Claim(
            "RMSprop with ρ = 0 and ε = 0.9 inside the root walks from 8",
            "x",
            "3.8375",
            WALK,
        ),
        Claim(
            "in steps of about its learning rate 0.1",
            "step",
            "0.1",
            WALK.replace(steps=35),
            along="min",
        ),
        Claim("the local minimum 3.8375", "x", "3.8375", WALK),
        Claim("(f = 8.3156)", "value", "8.3156", WALK),
        Claim("and stays there", "x", "3.8375", WALK.replace(steps=1000)),
        Claim(
            "at every stable learning rate (up to 0.23)",
            "x",
            "3.8375",
            Run("sgd", tuple(k / 100.0 for k in range(1, 24)), 1000),
        ),
        Claim("stable learning rate", "slope", ">0.1", Run("sgd", 0.25, 1000)),
        Claim("momentum carries over the barrier", "x", "-1.31", Run("momentum", 0.02)),
        Claim("from 8: RMSprop as above (60 steps)", "x", "3.8375", WALK),
        Claim("gradient descent at 0.1 (3.8375)", "x", "3.8375", Run("sgd", 0.1, 60)),
        Claim(
            "momentum 0.9 at 0.02",
            "x",
            "-1.3064",
            Run("momentum", 0.02, 500, values={"momentum": 0.9}),
        ),
        Claim("f = -7.9458", "value", "-7.9458", Run("adam", 0.5, 500)),
        Claim("Adam at 0.5 (-1.3064", "x", "-1.3064", Run("adam", 0.5, 500)),
    )
    learning_rates = {"gd": 0.026, "hb": 0.022, "adagrad": 6.8, "rms": 0.05, "adam": 1.8}
    source = "textbook"
    featured = True

    def value(self, point: Array) -> Array:
        (x,) = point
        return x * x + 10.0 * np.sin(x)

    def gradient(self, point: Array) -> Array:
        (x,) = point
        return np.array([2.0 * x + 10.0 * np.cos(x)])

    def hessian(self, point: Array) -> Array:
        (x,) = point
        return np.array([[2.0 - 10.0 * np.sin(x)]])
