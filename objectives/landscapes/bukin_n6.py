"""Bukin's function number 6."""

from __future__ import annotations

import numpy as np

from declarations.claim import RATES, Claim, Run
from objectives.objective import Array, Objective


class BukinN6(Objective):
    """f(x, y) = 100 sqrt(|y - x^2 / 100|) + |x + 10| / 100: a valley with a cusp for a floor."""

    title = "Bukin N.6"
    keywords = ("Bukin", "ridge", "cusp")
    group = "non-smooth"
    formula = r"100\sqrt{|y-0.01x^2|}+0.01|x+10|"
    gradient_formula = (
        r"\Big(-\tfrac{s\,x}{\sqrt{|r|}}+0.01\operatorname{sign}(x+10),"
        r"\;\tfrac{50s}{\sqrt{|r|}}\Big),\;r=y-0.01x^2,\,s=\operatorname{sign}r"
    )
    domain = ((-15.0, -5.0), (-3.0, 3.0))
    minimisers = ((-10.0, 1.0),)
    start = (-7.0, 2.0)
    landscape = "1 global minimum on a cusp; across the whole curve y = 0.01 x² the floor is a cusp"
    lesson = (
        "A cusp for a valley floor: the slope becomes infinite at the bottom, so gradient steps "
        "jump from side to side; a line search finds the floor, but cannot move along it."
    )
    show = (
        "after 1000 steps, at the best of 85 learning rates from 1e-5 to 100, momentum ends 4.3 "
        "above the minimum, RMSprop 3.3, gradient descent 2.5, Adam 1.3; after 100, BFGS ends "
        "0.028 above, on the floor at x = -7.21; only Nelder and Mead's simplex walks along it, "
        "to x = -9.99"
    )
    claims = (
        Claim("1 global minimum on a cusp", "minima", "1"),
        Claim("the slope becomes infinite at the bottom", "slope", ">1e6", at=(-7.0, 0.49 + 1e-10)),
        Claim("jump from side to side", "y", ">300", Run("sgd", 1e-3, 1000), along="turns"),
        Claim(
            "across the whole curve y = 0.01 x² the floor is a cusp",
            "value",
            "0.01..0.031",
            at=((-9.0, 0.81), (-8.0, 0.64), (-7.0, 0.49)),
        ),
        Claim(
            "after 1000 steps, at the best of 85 learning rates from 1e-5 to 100",
            "gap",
            "4.3",
            Run("momentum", RATES, 1000),
            over="min",
        ),
        Claim("momentum ends 4.3", "gap", "4.3", Run("momentum", RATES, 1000), over="min"),
        Claim("RMSprop 3.3", "gap", "3.3", Run("rmsprop", RATES, 1000), over="min"),
        Claim("gradient descent 2.5", "gap", "2.5", Run("sgd", RATES, 1000), over="min"),
        Claim("Adam 1.3", "gap", "1.3", Run("adam", RATES, 1000), over="min"),
        Claim("after 100, BFGS ends 0.028 above", "gap", "0.028", Run("bfgs", steps=100)),
        Claim("on the floor at x = -7.21", "x", "-7.21", Run("bfgs", steps=100)),
        Claim("to x = -9.99", "x", "-9.99", Run("nelder_mead", steps=100)),
    )
    learning_rates = {
        "gd": 8.3e-05,
        "hb": 2.2e-05,
        "adagrad": 0.32,
        "rms": 0.038,
        "adam": 0.032,
    }
    source = "SFU library; SciPy's go_benchmark_functions (Bukin06)"
    smooth = False
    featured = True

    def value(self, point: Array) -> Array:
        x, y = point
        r = y - 0.01 * x * x
        offset = x + 10.0
        return 100.0 * np.sqrt(r * np.sign(r.real)) + 0.01 * offset * np.sign(offset.real)

    def gradient(self, point: Array) -> Array:
        x, y = point
        r = y - 0.01 * x * x
        side = np.sign(r.real)
        # On the cusp itself no slope is defined; 0 is taken there.
        slope = 50.0 * side / np.sqrt(np.where(side == 0.0, 1.0, r * side))
        return np.array([0.01 * np.sign(x.real + 10.0) - 0.02 * x * slope, slope])
