"""Gramacy and Lee's function (2012)."""

from __future__ import annotations

import numpy as np

from declarations.claim import Claim, Run
from objectives.objective import Array, Objective, StationaryPoint


class GramacyLee1D(Objective):
    """f(x) = sin(10 pi x) / (2x) + (x - 1)^4: ripples on a bowl."""

    title = "Gramacy & Lee"
    keywords = ("oscillating", "sin(10 pi x) / (2x) + (x - 1)^4")
    group = "1-D"
    formula = r"\frac{\sin(10\pi x)}{2x}+(x-1)^4"
    gradient_formula = r"\frac{5\pi\cos(10\pi x)}{x}-\frac{\sin(10\pi x)}{2x^2}+4(x-1)^3"
    hessian_formula = (
        r"\Big(\frac1{x^3}-\frac{50\pi^2}{x}\Big)\sin(10\pi x)"
        r"-\frac{10\pi\cos(10\pi x)}{x^2}+12(x-1)^2"
    )
    domain = ((0.5, 2.5),)
    minimisers = ((0.5485634445276052,),)
    start = (2.4,)
    landscape = "9 minima, 8 maxima"
    stationary_points = (
        StationaryPoint("minimum", (0.7487437781430085,)),
        StationaryPoint("minimum", (0.9489336866904862,)),
        StationaryPoint("minimum", (1.1490876188021966,)),
        StationaryPoint("minimum", (1.348785167362593,)),
        StationaryPoint("minimum", (1.5472883271844393,)),
        StationaryPoint("minimum", (1.7435767404694347,)),
        StationaryPoint("minimum", (1.9362196625299228,)),
        StationaryPoint("minimum", (2.121899166052543,)),
        StationaryPoint("maximum", (0.6482096871882319,)),
        StationaryPoint("maximum", (0.848783063224031,)),
        StationaryPoint("maximum", (1.049035447451949,)),
        StationaryPoint("maximum", (1.2493461246338589,)),
        StationaryPoint("maximum", (1.4503754479592186,)),
        StationaryPoint("maximum", (1.6531283824041174,)),
        StationaryPoint("maximum", (1.8591605421834452,)),
        StationaryPoint("maximum", (2.0720340395406835,)),
    )
    lesson = (
        "Ripples on a bowl: a large step, or momentum, averages the ripples away; a small one "
        "stops in the first."
    )
    show = (
        "200 steps from 2.4: gradient descent at 0.001 (ends at 2.122), momentum 0.9 at 0.001 "
        "(1.547) and 0.003 (0.949), Adam at 0.02 (1.936), 0.1 (1.547) and 0.2 (0.549)"
    )
    claims = (
        Claim("9 minima", "minima", "9"),
        Claim("8 maxima", "maxima", "8"),
        Claim(
            "200 steps from 2.4: gradient descent at 0.001 (ends at 2.122)",
            "x",
            "2.122",
            Run("sgd", 0.001, 200),
        ),
        Claim(
            "momentum 0.9 at 0.001 (1.547)",
            "x",
            "1.547",
            Run("momentum", 0.001, 200, values={"momentum": 0.9}),
        ),
        Claim("0.003 (0.949)", "x", "0.949", Run("momentum", 0.003, 200)),
        Claim("Adam at 0.02 (1.936)", "x", "1.936", Run("adam", 0.02, 200)),
        Claim("0.1 (1.547)", "x", "1.547", Run("adam", 0.1, 200)),
        Claim("0.2 (0.549)", "x", "0.549", Run("adam", 0.2, 200)),
    )
    learning_rates = {
        "gd": 0.00012,
        "hb": 6.8e-05,
        "adagrad": 0.018,
        "rms": 0.00038,
        "adam": 0.46,
    }
    source = "Gramacy and Lee 2012; SFU library"
    lower_outside = True

    def value(self, point: Array) -> Array:
        (x,) = point
        bowl = (x - 1.0) * (x - 1.0)
        return np.sin(10.0 * np.pi * x) / (2.0 * x) + bowl * bowl

    def gradient(self, point: Array) -> Array:
        (x,) = point
        sine, cosine = np.sin(10.0 * np.pi * x), np.cos(10.0 * np.pi * x)
        bowl = (x - 1.0) * (x - 1.0)
        return np.array([(5.0 * np.pi * cosine - sine / (2.0 * x)) / x + 4.0 * bowl * (x - 1.0)])

    def hessian(self, point: Array) -> Array:
        (x,) = point
        sine, cosine = np.sin(10.0 * np.pi * x), np.cos(10.0 * np.pi * x)
        ripples = (sine / (x * x) - 50.0 * np.pi**2 * sine - 10.0 * np.pi * cosine / x) / x
        return np.array([[ripples + 12.0 * (x - 1.0) * (x - 1.0)]])
