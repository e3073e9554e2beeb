"""The smallest network that needs a hidden layer: XOR."""

from __future__ import annotations

import dataclasses

import numpy as np

from objectives.claim import Claim, Run
from objectives.datasets import truth_table
from objectives.examples import check_columns
from objectives.facts import Facts
from objectives.learning_problem import LearningProblem
from objectives.losses import row_sum
from objectives.objective import Array
from objectives.picture import widened

_D = 1.5507149129308364
"""2 / (3 tanh 1 - tanh 3)"""
_C = -1.3620308304831554

PLAIN = Run("sgd", 0.1, 1000)


class XorMlp(LearningProblem):
    """f = mean of (v . tanh(W x + b) + c - y)^2 / 2: two inputs, two hidden units, one output.

    The parameters are W11, W12, W21, W22, b1, b2, v1, v2, c; the truth values are -1 and 1.
    """

    title = "XOR network (2-2-1)"
    keywords = ("neural network", "logic gate", "exclusive or")
    group = "learning"
    model_formula = r"\tfrac1{2m}\sum_k(v\cdot\tanh(Wx_k+b)+c-y_k)^2"
    formula = r"\tfrac18\sum_k(v\cdot\tanh(Wx_k+b)+c-y_k)^2,\;x\in\{\pm1\}^2,\;y=-x_1x_2"
    gradient_formula = (
        r"\tfrac1m\sum_k(a_kx_k^\top,\;a_k,\;r_kh_k,\;r_k),\;h=\tanh(Wx+b),"
        r"\;r=v\cdot h+c-y,\;a=r\,v\odot(1-h\odot h)"
    )
    domain = ((-3.0, 3.0),) * 9
    minimisers = ((1.0, 1.0, 1.0, 1.0, 1.0, -1.0, _D, -_D, _C),)
    minimisers_note = (
        "one exact representative: W = [[1, 1], [1, 1]], b = (1, -1), v = (d, -d) with d = "
        "1.5507, c = -1.3620; the minimisers form a manifold, in symmetric copies: with the "
        "hidden units exchanged, or all signs of one turned"
    )
    coordinates = ("W₁₁", "W₁₂", "W₂₁", "W₂₂", "b₁", "b₂", "v₁", "v₂", "c")
    start = (0.5, -0.3, 0.2, 0.4, 0.1, -0.1, 0.3, -0.2, 0.0)
    landscape = "manifold of global minima; plateaus near f = 0.5 and f = 0.25"
    plane = "the two weights of the first hidden unit, the others as at the minimum"
    plane_at = minimisers[0]
    blocks = (("W", (2, 2)), ("b", (2,)), ("v", (1, 2)), ("c", (1,)))
    filters = ((0, 1, 4), (2, 3, 5), (6, 7, 8))
    lesson = (
        "The smallest net that needs a hidden layer: gradient descent at 0.1 waits twice, at f = "
        "0.5 (output 0) and at f = 0.25, where only two of the four answers are right; f is below "
        "0.05 after 762 steps, with momentum 0.9 at 0.05 after 119, with Adam at 0.05 after 34; "
        "every solution has symmetric copies."
    )
    show = "how long gradient descent, momentum and Adam stay on the plateaus"
    claims = (
        Claim("manifold of global minima", "rank", "4"),
        Claim(
            "W = [[1, 1], [1, 1]], b = (1, -1), v = (d, -d) with d = 1.5507, c = -1.3620",
            "point",
            (*["1.0000"] * 5, "-1.0000", "1.5507", "-1.5507", "-1.3620"),
        ),
        Claim(
            "with the hidden units exchanged",
            "value",
            "0",
            at=(1.0, 1.0, 1.0, 1.0, -1.0, 1.0, -_D, _D, _C),
        ),
        Claim(
            "all signs of one turned",
            "value",
            "0",
            at=(-1.0, -1.0, 1.0, 1.0, -1.0, -1.0, -_D, -_D, _C),
        ),
        Claim("plateaus near f = 0.5", "value", "0.5", at=(0.0,) * 9),
        Claim("at f = 0.5 (output 0)", "value", "0.5", at=(0.0,) * 9),
        Claim(
            "gradient descent at 0.1 waits twice",
            "value",
            ">=100",
            PLAIN,
            along="count",
            when="0.48..0.52",
        ),
        Claim("waits twice", "value", ">=250", PLAIN, along="count", when="0.24..0.26"),
        Claim("f = 0.25", "value", "0.25", PLAIN.replace(steps=600)),
        Claim(
            "f is below 0.05 after 762 steps", "value", "762", PLAIN, along="first", when="<0.05"
        ),
        Claim(
            "momentum 0.9 at 0.05 after 119",
            "value",
            "119",
            Run("momentum", 0.05, values={"momentum": 0.9}),
            along="first",
            when="<0.05",
        ),
        Claim(
            "Adam at 0.05 after 34", "value", "34", Run("adam", 0.05), along="first", when="<0.05"
        ),
    )
    learning_rates = {"gd": 0.32, "hb": 0.1, "adagrad": 0.147, "rms": 0.0083, "adam": 0.026}
    source = "Rumelhart, Hinton and Williams 1986; TensorFlow playground"
    featured = True

    takes_own_data = False

    def __post_init__(self) -> None:
        super().__post_init__()
        check_columns(self._owner(), self.observations[0], 2)

    def built_in(self) -> tuple[Array, Array]:
        features, targets = truth_table("xor")
        return 2.0 * features - 1.0, 2.0 * targets - 1.0

    def outputs(self, point: Array, rows: Array) -> Array:
        return _forward(point, rows)[1]

    def example_losses(self, point: Array, rows: Array, targets: Array) -> Array:
        return 0.5 * (self.outputs(point, rows) - targets) ** 2

    def mean_gradient(self, point: Array, rows: Array, targets: Array) -> Array:
        hidden, output = _forward(point, rows)
        error = output - targets
        back = [error * point[6 + j] * (1.0 - h * h) for j, h in enumerate(hidden)]
        by_example = [a * x for a in back for x in rows]
        by_example += [*back, *(error * h for h in hidden), error]
        return row_sum(np.stack(by_example)) / len(targets)

    def adapted(self) -> Facts:
        facts = super().adapted()
        if self.published:
            return facts
        if self.features is not None:
            return dataclasses.replace(
                facts, formula=self.model_formula, minimisers=(), minimisers_note=""
            )
        # The built-in truth values, scaled: the first layer takes the scaling back.
        known = np.array(self.minimisers[0])
        weights, biases = self.in_scaled_features(known[:4].reshape(2, 2), known[4:6])
        minimiser = tuple(np.concatenate([weights.ravel(), biases, known[6:]]).tolist())
        return dataclasses.replace(
            facts,
            minimisers=(minimiser,),
            domain=widened(self.domain, minimiser),
            plane_at=minimiser,
        )


def _forward(point: Array, rows: Array) -> tuple[list[Array], Array]:
    """The hidden units and the output, each (examples, points)."""
    x1, x2 = rows
    first = np.tanh(point[0] * x1 + point[1] * x2 + point[4])
    second = np.tanh(point[2] * x1 + point[3] * x2 + point[5])
    return [first, second], point[6] * first + point[7] * second + point[8]
