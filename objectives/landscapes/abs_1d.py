"""The absolute value: a slope that never fades."""

from __future__ import annotations

import numpy as np

from declarations.claim import Claim, Run
from objectives.objective import Array, Objective


class Abs1D(Objective):
    """f(x) = |x|: the kink of subgradient methods and of the L1 penalty."""

    title = "Absolute value"
    keywords = ("|x|", "abs", "modulus", "kink", "V shape")
    group = "1-D"
    formula = "|x|"
    gradient_formula = r"\operatorname{sign}(x)"
    domain = ((-2.0, 2.0),)
    minimisers = ((0.0,),)
    start = (1.73,)
    landscape = "1 minimum, a kink"
    lesson = (
        "A subgradient never shrinks: with a constant learning rate the point chatters in a band "
        "as wide as one step; only a decaying learning rate converges."
    )
    show = (
        "gradient descent or signSGD at a constant 0.1 (jumps between 0.03 and -0.07 for ever), "
        "then at 0.5 / t (|x| below 3e-4 after 2000 steps)"
    )
    claims = (
        Claim("1 minimum", "minima", "1"),
        Claim(
            "a constant learning rate the point chatters in a band as wide as one step",
            "x",
            "1",
            Run("sgd", 0.1, 1000),
            along="late range",
            versus=Claim("", "step", "", Run("sgd", 0.1, 1)),
        ),
        Claim("0.1 (jumps between 0.03", "x", "0.03", Run(("sgd", "sign_sgd"), 0.1, 1001)),
        Claim("-0.07", "x", "-0.07", Run(("sgd", "sign_sgd"), 0.1, 1000)),
        Claim(
            "0.5 / t (|x| below 3e-4 after 2000 steps)",
            "size",
            "<3e-4",
            Run(
                ("sgd", "sign_sgd"),
                0.5,
                2000,
                schedule="inverse_time",
                schedule_values={"decay_rate": 1.0, "decay_steps": 1},
            ),
        ),
    )
    learning_rates = {"gd": 0.022, "hb": 0.0015, "adagrad": 0.18, "rms": 0.022, "adam": 0.0068}
    source = "textbook (subgradient methods); the L1 penalty"
    smooth = False
    convex = True
    featured = True

    def value(self, point: Array) -> Array:
        (x,) = point
        return x * np.sign(x.real)

    def gradient(self, point: Array) -> Array:
        (x,) = point
        return np.array([np.sign(x.real)])
