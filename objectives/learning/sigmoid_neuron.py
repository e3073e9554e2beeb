"""A sigmoid neuron with the squared error."""

from __future__ import annotations

import numpy as np

from declarations.claim import Claim, Run
from objectives.datasets import sigmoid_teacher
from objectives.losses import (
    half_squared_error,
    half_squared_error_curvature,
    half_squared_error_slope,
    sigmoid,
)
from objectives.objective import Array
from objectives.single_unit import SingleUnit

TEACHER = (3.0, -1.0)

PLAIN = Run("sgd", 5.0, 1000)


class SigmoidNeuron(SingleUnit):
    """f(w, b) = mean of (sigma(w . x + b) - y)^2 / 2: not convex, with plateaus."""

    title = "Sigmoid neuron (MSE)"
    keywords = ("perceptron", "activation")
    model_formula = r"\tfrac1{2m}\sum_i(\sigma(w\cdot x_i+b)-y_i)^2"
    formula = r"\tfrac1{2m}\sum_i(\sigma(wx_i+b)-\sigma(3x_i-1))^2,\;x_i=-2,-1.5,\dots,2"
    gradient_formula = r"\tfrac1m\sum_i(s_i-t_i)s_i(1-s_i)(x_i,1)"
    hessian_formula = (
        r"\tfrac1m\sum_i\left[(s_i')^2+(s_i-t_i)s_i'(1-2s_i)\right](x_i,1)(x_i,1)^\top,"
        r"\;s_i'=s_i(1-s_i)"
    )
    domain = ((-8.0, 8.0), (-8.0, 8.0))
    minimisers = (TEACHER,)
    start = (-2.0, -6.0)
    landscape = "1 minimum"
    lesson = (
        "Saturation: squared error through a sigmoid is not convex and has a plateau at f = 0.176 "
        "(all outputs 0); there is one stationary point only, yet gradient descent at 5 waits on "
        "the plateau for hundreds of steps (from (-6, -5): thousands)."
    )
    show = (
        "gradient descent with learning rate 5 (on the plateau for more than 300 steps) against "
        "Adam with 0.2 (done by step 100)"
    )
    claims = (
        Claim("1 minimum", "minima", "1"),
        Claim("is not convex", "condition", "<0", at=start),
        Claim("a plateau at f = 0.176 (all outputs 0)", "value", "0.176", at=(0.0, -30.0)),
        Claim("one stationary point only", "saddles", "0"),
        Claim("one stationary point only", "maxima", "0"),
        Claim("one stationary point only", "degenerate points", "0"),
        Claim(
            "gradient descent at 5 waits on the plateau for hundreds of steps",
            "value",
            "500..600",
            PLAIN,
            along="first",
            when="<0.17",
        ),
        Claim(
            "from (-6, -5): thousands",
            "value",
            "2000..3000",
            PLAIN.replace(steps=3000, start=(-6.0, -5.0)),
            along="first",
            when="<0.17",
        ),
        Claim(
            "gradient descent with learning rate 5 (on the plateau for more than 300 steps)",
            "value",
            ">0.17",
            PLAIN.replace(steps=300),
        ),
        Claim("Adam with 0.2 (done by step 100)", "value", "<0.002", Run("adam", 0.2, 100)),
    )
    learning_rates = {"gd": 56.0, "hb": 3.8, "adagrad": 1.47, "rms": 0.038, "adam": 0.38}
    source = (
        "Nielsen, Neural Networks and Deep Learning, chapter 3; "
        "Auer et al. 1996 (exponentially many local minima for one neuron)"
    )
    featured = True

    largest_curvature = 0.08
    answers_between = (0.0, 1.0)

    def built_in(self) -> tuple[Array, Array]:
        return sigmoid_teacher(*TEACHER)

    def output(self, z: Array) -> Array:
        return sigmoid(z)

    def example_loss(self, z: Array, y: Array) -> Array:
        return half_squared_error(z, y)

    def example_slope(self, z: Array, y: Array) -> Array:
        return half_squared_error_slope(z, y)

    def example_curvature(self, z: Array, y: Array) -> Array:
        return half_squared_error_curvature(z, y)

    def solution(self) -> Array | None:
        """The teacher of the built-in targets; of others no minimiser is known."""
        if self.features is not None:
            return None
        weights, bias = self.in_scaled_features(np.array(TEACHER[:1]), np.array(TEACHER[1]))
        return np.append(weights, bias)
