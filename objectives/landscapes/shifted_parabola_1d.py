"""A parabola whose minimum is not at 0."""

from __future__ import annotations

import numpy as np

from declarations.claim import Claim, Run
from objectives.objective import Array, Objective

L2 = {"weight_decay": 0.5, "weight_decay_mode": "l2"}

SGD = Run("sgd", 0.1, 3000, values={"weight_decay": 0.5})
SGD_L2 = SGD.replace(values=L2)
ADAM = SGD.replace(optimizer="adam")
ADAM_L2 = ADAM.replace(values=L2)
ADAMW = SGD.replace(optimizer="adamw")


class ShiftedParabola1D(Objective):
    """f(x) = (x - 1)^2: the simplest problem that weight decay gets wrong."""

    title = "Shifted parabola"
    keywords = ("(x - 1)^2", "x^2", "quadratic")
    group = "1-D"
    formula = "(x-1)^2"
    gradient_formula = "2(x-1)"
    hessian_formula = "2"
    domain = ((-4.0, 6.0),)
    minimisers = ((1.0,),)
    start = (5.0,)
    landscape = "1 minimum"
    lesson = (
        "Weight decay moves the answer: with 0.5 gradient descent ends at 0.8 instead of 1, "
        "whether the decay is L2 or decoupled. For Adam the two differ: L2 ends at 0.8 as well, "
        "decoupled decay (AdamW) stays much nearer."
    )
    show = (
        "3000 steps with weight decay 0.5, L2 and decoupled: gradient descent at 0.1 (0.8 and "
        "0.8), Adam at 0.1 (0.8 and 0.946)"
    )
    claims = (
        Claim("1 minimum", "minima", "1"),
        Claim("with 0.5 gradient descent ends at 0.8", "x", "0.8000", SGD),
        Claim("instead of 1", "distance", "0", at=(1.0,)),
        Claim("whether the decay is L2 or decoupled", "x", "0.8000", SGD_L2),
        Claim("L2 ends at 0.8 as well", "x", "0.8000", ADAM_L2),
        Claim("decoupled decay (AdamW) stays much nearer", "x", "0.95+-0.05", ADAMW),
        Claim(
            "3000 steps with weight decay 0.5, L2 and decoupled: gradient descent at 0.1 (0.8",
            "x",
            "0.8000",
            SGD_L2,
        ),
        Claim("0.8), Adam", "x", "0.8000", SGD),
        Claim("Adam at 0.1 (0.8", "x", "0.8000", ADAM_L2),
        Claim("0.946", "x", "0.946", ADAM),
    )
    learning_rates = {"gd": 0.1, "hb": 0.038, "adagrad": 3.2, "rms": 0.1, "adam": 1.0}
    source = "textbook"
    convex = True
    featured = True

    def value(self, point: Array) -> Array:
        (x,) = point
        return (x - 1.0) * (x - 1.0)

    def gradient(self, point: Array) -> Array:
        (x,) = point
        return np.array([2.0 * (x - 1.0)])

    def hessian(self, point: Array) -> Array:
        (x,) = point
        return np.array([[np.full(np.shape(x), 2.0)]])
