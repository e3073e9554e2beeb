"""One neuron that learns a logic gate."""

from __future__ import annotations

import dataclasses

from declarations import choice, real
from declarations.claim import Claim, Grid, Random, Run
from objectives.datasets import GATES, truth_table
from objectives.facts import Facts
from objectives.learning.logistic_regression import LogisticRegression
from objectives.losses import (
    half_squared_error,
    half_squared_error_curvature,
    half_squared_error_slope,
)
from objectives.objective import Array
from objectives.picture import widened

FORMULAS = {
    "cross_entropy": r"\mathrm{BCE}(\sigma(w\cdot x_k+b),y_k)",
    "squared": r"\tfrac12(\sigma(w\cdot x_k+b)-y_k)^2",
}
"""The loss of one example."""

XOR_LESSON = (
    "One neuron cannot learn XOR: it tells the one side of a straight line from the other, and "
    "no line has (1, 0) and (0, 1) on its one side and (1, 1) and (0, 0) on the other. The "
    "best it can do is w = 0, b = 0 and the answer one half to all four: f = 0.693, or 0.125 with "
    "the squared error. It takes a hidden layer: see the XOR network."
)
XOR_SHOW = (
    "gradient descent with learning rate 1: all four answers end at one half; then the gate OR"
)

FREE = {"weight_penalty": 0.0}
GROWTH = Run("sgd", 1.0, 1000)


class AndNeuron(LogisticRegression):
    """The smallest classifier: two inputs, one sigmoid neuron, the truth table of a gate.

    The examples come in the order (1, 1), (1, 0), (0, 1), (0, 0). With the squared error, no
    penalty, ``batch_size=1`` and ``shuffle=False`` this is the classic online training.
    """

    title = "AND neuron"
    keywords = ("perceptron", "logic gate", "truth table")
    group = "learning"
    formula = (
        r"\tfrac14\sum_{k}\mathrm{BCE}(\sigma(w\cdot x_k+b),y_k)"
        r"+\tfrac{\lambda}{2}\|(w,b)\|^2,\;\lambda=0.02,\;\text{AND truth table}"
    )
    gradient_formula = r"\tfrac14\sum_k(\sigma(z_k)-y_k)(x_k,1)+\lambda(w,b)"
    hessian_formula = r"\tfrac14\sum_k\sigma(1-\sigma)(x_k,1)(x_k,1)^\top+\lambda I"
    domain = ((-4.0, 6.0), (-4.0, 6.0), (-8.0, 4.0))
    minimisers = ((1.532857859743149, 1.532857859743149, -2.5835032433467684),)
    start = (-3.0, 4.0, 2.0)
    color = "linear"
    plane = "the two weights, at the best bias"
    plane_at = minimisers[0]
    lesson = (
        "The smallest real classifier: strictly convex thanks to the penalty, w1 = w2 by "
        "symmetry. Without the penalty the norm of the parameters grows for ever: 15 and 25 after "
        "1,000 and 10,000 steps of gradient descent with learning rate 1."
    )
    show = (
        "gradient descent with learning rate 1 (218 steps to 1e-8); then the squared error "
        "without penalty, one example a step, learning rate 0.5: some 10,400 steps until the mean "
        "cost is below 0.001"
    )
    claims = (
        Claim("1 minimum", "minima", "1"),
        Claim("strictly convex", "eigenvalues", (">0.0199", ">0.0199", ">0.0199"), at=Random(99)),
        Claim("w1 = w2 by symmetry", "point", ("1.5329", "1.5329", "-2.5835")),
        Claim("15 and", "size", "15", GROWTH, parameters=FREE),
        Claim("25 after", "size", "25", GROWTH.replace(steps=10_000), parameters=FREE),
        Claim("1,000 and", "size", "15", GROWTH, parameters=FREE),
        Claim(
            "10,000 steps of gradient descent with learning rate 1",
            "size",
            "25",
            GROWTH.replace(steps=10_000),
            parameters=FREE,
        ),
        Claim("f falls to 0 at infinity", "value", "0", at=(200.0, 200.0, -300.0), parameters=FREE),
        Claim(
            "gradient descent with learning rate 1 (218 steps to 1e-8)",
            "gap",
            "218",
            Run("sgd", 1.0, 300),
            along="stays",
            when="<1e-8",
        ),
        Claim(
            "learning rate 0.5: some 10,400 steps until the mean cost is below 0.001",
            "value",
            "10400+-10",
            Run("sgd", 0.5, 10_500, batch_size=1, shuffle=False),
            along="first",
            when="<0.001",
            parameters={"loss": "squared", **FREE},
        ),
        Claim(
            "is not convex",
            "condition",
            "<0",
            at=(-3.0, -1.0, 2.0),
            parameters={"loss": "squared"},
        ),
        Claim(
            "has plateaus",
            "slope",
            "0",
            at=(10.0, 10.0, 30.0),
            parameters={"loss": "squared", **FREE},
        ),
        Claim(
            "no line has (1, 0) and (0, 1) on its one side and (1, 1) and (0, 0) on the other",
            "accuracy",
            "0.5..0.75",
            at=Grid(11, ((-1.0, 1.0),) * 3),
            over="max",
            parameters={"gate": "xor", **FREE},
        ),
        Claim(
            "best it can do is w = 0, b = 0",
            "point",
            ("0", "0", "0"),
            parameters={"gate": "xor"},
        ),
        Claim(
            "f = 0.693",
            "value",
            "0.693",
            Run("bfgs", steps=100, start=Random(10)),
            parameters={"gate": "xor"},
        ),
        Claim(
            "0.125 with the squared error",
            "value",
            "0.125",
            Run("bfgs", steps=100, start=Random(10)),
            parameters={"gate": "xor", "loss": "squared"},
        ),
        Claim(
            "gradient descent with learning rate 1: all four answers end at one half",
            "point",
            ("0", "0", "0"),
            Run("sgd", 1.0, 1000),
            parameters={"gate": "xor"},
        ),
    )
    learning_rates = {"gd": 1.0, "hb": 0.46, "adagrad": 1.47, "rms": 0.0121, "adam": 0.26}
    source = "the classic of the perceptron"
    featured = False

    takes_own_data = False

    gate: str = choice(
        default="and",
        options=tuple(GATES),
        help="Which truth table is learned; a single neuron cannot learn xor.",
    )
    loss: str = choice(
        default="cross_entropy",
        options=("cross_entropy", "squared"),
        help="The cross entropy, or half the squared error, which has plateaus.",
    )
    weight_penalty: float = real(
        default=0.02,
        valid="[0, 1e6]",
        slider=(0.0, 0.2),
        symbol=r"\lambda",
        help="Adds half of this times the squared norm of all parameters to the loss.",
    )

    def built_in(self) -> tuple[Array, Array]:
        return truth_table(self.gate)

    def example_loss(self, z: Array, y: Array) -> Array:
        if self.loss == "squared":
            return half_squared_error(z, y)
        return super().example_loss(z, y)

    def example_slope(self, z: Array, y: Array) -> Array:
        if self.loss == "squared":
            return half_squared_error_slope(z, y)
        return super().example_slope(z, y)

    def example_curvature(self, z: Array, y: Array) -> Array:
        if self.loss == "squared":
            return half_squared_error_curvature(z, y)
        return super().example_curvature(z, y)

    def solution(self) -> Array | None:
        """By Newton's method for the cross entropy; with the squared error f is not convex."""
        return None if self.loss == "squared" else super().solution()

    def adapted(self) -> Facts:
        facts = super().adapted()
        if self.published:
            return facts
        data = "own data" if self.features is not None else f"{self.gate.upper()} truth table"
        facts = dataclasses.replace(
            facts,
            formula=(
                rf"\tfrac1m\sum_k{FORMULAS[self.loss]}+\tfrac\lambda2\|(w,b)\|^2,"
                rf"\;\lambda={self.weight_penalty:g},\;\text{{{data}}}"
            ),
        )
        if self.loss == "squared":
            facts = dataclasses.replace(
                facts,
                convex=False,
                gradient_formula=r"\tfrac1m\sum_k(s_k-y_k)s_k(1-s_k)(x_k,1)+\lambda(w,b)",
                hessian_formula="",
                landscape="the error alone is not convex and has plateaus",
            )
        if self.features is None:
            facts = dataclasses.replace(facts, title=f"{self.gate.upper()} neuron")
            if self.gate == "xor":
                facts = dataclasses.replace(facts, lesson=XOR_LESSON, show=XOR_SHOW)
        if self.features is None and self.scaling == "none":
            # Every gate fits into one picture, which stands still while the sliders move.
            cls = type(self)
            minimisers = facts.minimisers or cls.minimisers
            facts = dataclasses.replace(
                facts,
                domain=widened(cls.domain, minimisers[0]),
                start=cls.start,
                plane=cls.plane,
                plane_at=minimisers[0],
            )
        return facts
