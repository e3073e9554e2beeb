"""Two weights of one sigmoid neuron, one example."""

from __future__ import annotations

import math

import numpy as np

from declarations import real
from declarations.claim import Claim, Run
from objectives.losses import (
    half_squared_error,
    half_squared_error_curvature,
    half_squared_error_slope,
    sigmoid,
)
from objectives.objective import Array, Box, Objective, Point

LOGIT = math.log(4.0)
"""Of the target 0.8."""


class SingleNeuron(Objective):
    r"""f(w1, w2) = (y - sigma(w1 x1 + w2 x2 + b))^2 / 2: one example, and the bias stays.

    One example leaves a line of weights that answer it exactly, as long as the target is one
    that a sigmoid can reach. For y outside (0, 1) there is no minimiser, and ``fmin`` is the
    infimum, which f approaches at infinity.
    """

    title = "Single neuron, one example"
    keywords = ("perceptron", "weight and bias")
    group = "learning"
    formula = r"\tfrac12\left(y-\sigma(w_1x_1+w_2x_2+b)\right)^2"
    gradient_formula = r"(s-y)\,s(1-s)\,(x_1,\;x_2),\;s=\sigma(w_1x_1+w_2x_2+b)"
    hessian_formula = r"\left[(s')^2+(s-y)\,s'(1-2s)\right]xx^\top,\;s'=s(1-s)"
    start = (0.1, 0.2)
    landscape = "a line of minima"
    minimisers_note = "the point nearest to the origin on the line w1 x1 + w2 x2 + b = ln(y/(1-y))"
    lesson = (
        "One example fixes one number, not two weights: every point of a line answers it exactly, "
        "and gradient descent stops at the nearest one, moving only along the input. A target of "
        "1 or more is never reached: with y = 1 and learning rate 1, f is still 1.3e-4 after "
        "1,000 steps."
    )
    show = (
        "gradient descent from (0.1, 0.2): 78 steps to 1e-6 with learning rate 1, 2 with 10; "
        "then y = 1"
    )
    claims = (
        Claim("a line of minima", "rank", "1"),
        Claim(
            "the point nearest to the origin on the line w1 x1 + w2 x2 + b = ln(y/(1-y))",
            "size",
            ">1",
            at=tuple((w, LOGIT - w) for w in (-3.0, -1.0, 0.0, 0.6, 0.8, 1.0, 3.0)),
            versus=Claim("", "size", ""),
        ),
        Claim(
            "every point of a line answers it exactly",
            "value",
            "0",
            at=tuple((w, LOGIT - w) for w in (-3.0, -1.0, 0.0, 1.0, 3.0)),
        ),
        Claim(
            "gradient descent stops at the nearest one, moving only along the input",
            "distance",
            "0",
            Run("sgd", 1.0, 1000),
            to=((LOGIT - 0.1) / 2.0, (LOGIT + 0.1) / 2.0),
        ),
        Claim(
            "with y = 1 and learning rate 1, f is still 1.3e-4 after 1,000 steps",
            "value",
            "1.3e-4",
            Run("sgd", 1.0, 1000),
            parameters={"y": 1.0},
        ),
        Claim(
            "A target of 1 or more is never reached",
            "value",
            ">=0.02",
            Run("sgd", 1.0, 1000),
            parameters={"y": 1.2},
        ),
        Claim(
            "gradient descent from (0.1, 0.2): 78 steps to 1e-6 with learning rate 1",
            "gap",
            "78",
            Run("sgd", 1.0),
            along="stays",
            when="<1e-6",
        ),
        Claim("2 with 10", "gap", "2", Run("sgd", 10.0), along="stays", when="<1e-6"),
        Claim("then y = 1", "value", ">1e-4", Run("sgd", 1.0, 1000), parameters={"y": 1.0}),
    )
    coordinates = ("w₁", "w₂")
    learning_rates = {"gd": 5.6, "hb": 0.75, "adagrad": 1.8, "rms": 0.022, "adam": 0.1}
    source = "the first worked example of back-propagation"

    x1: float = real(
        default=1.0,
        valid="[-1e3, 1e3]",
        slider=(-2.0, 2.0),
        symbol="x_1",
        help="The first input of the neuron.",
    )
    x2: float = real(
        default=1.0,
        valid="[-1e3, 1e3]",
        slider=(-2.0, 2.0),
        symbol="x_2",
        help="The second input of the neuron.",
    )
    b: float = real(
        default=0.0,
        valid="[-1e3, 1e3]",
        slider=(-3.0, 3.0),
        symbol="b",
        help="The bias; not learned.",
    )
    y: float = real(
        default=0.8,
        valid="[-1e3, 1e3]",
        slider=(0.0, 1.0),
        symbol="y",
        help="The target. Outside (0, 1) no weights reach it.",
    )

    @property
    def minimisers(self) -> tuple[Point, ...]:  # type: ignore[override]
        square = self.x1**2 + self.x2**2
        if square == 0.0:
            return ((0.0, 0.0),)
        if not 0.0 < self.y < 1.0:
            return ()
        distance = (math.log(self.y / (1.0 - self.y)) - self.b) / square
        return ((distance * self.x1, distance * self.x2),)

    @property
    def domain(self) -> Box:  # type: ignore[override]
        """[-4, 4]^2, or larger where the minimiser lies farther out."""
        farthest = max((abs(w) for point in self.minimisers for w in point), default=0.0)
        side = max(4.0, math.ceil(1.25 * farthest))
        return ((-side, side), (-side, side))

    @property
    def fmin(self) -> float | None:
        """The smallest value, or the infimum where there is no minimiser."""
        if self.minimisers:
            return super().fmin
        return 0.5 * (self.y - min(max(self.y, 0.0), 1.0)) ** 2

    def predictions(self, point: Array) -> Array:
        """The answer of the neuron, shape ``point.shape[1:]``."""
        return sigmoid(self._z(point))

    def value(self, point: Array) -> Array:
        return half_squared_error(self._z(point), self.y)

    def gradient(self, point: Array) -> Array:
        slope = half_squared_error_slope(self._z(point), self.y)
        return np.array([slope * self.x1, slope * self.x2])

    def hessian(self, point: Array) -> Array:
        curvature = half_squared_error_curvature(self._z(point), self.y)
        x = np.array([self.x1, self.x2])
        return np.multiply.outer(np.outer(x, x), curvature)

    def _z(self, point: Array) -> Array:
        w1, w2 = point
        return np.asarray(w1 * self.x1 + w2 * self.x2 + self.b)
