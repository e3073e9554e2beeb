"""Logistic regression with the cross entropy."""

from __future__ import annotations

import dataclasses
from functools import cached_property
from typing import ClassVar

import numpy as np

from declarations import real
from declarations.claim import Claim, Grid, Run
from objectives.datasets import two_swapped_labels
from objectives.facts import Facts
from objectives.losses import cross_entropy, row_sum, sigmoid, sigmoid_and_slope
from objectives.objective import Array, Box, Point
from objectives.single_unit import SingleUnit

NEWTON_STEPS = 100
CLOSE = 1e-9
"""Newton's method has converged when a step changes every z by less: the error is its square."""

SEPARABLE = {
    "features": (-3.0, -2.0, -1.0, -0.5, 0.5, 1.0, 2.0, 3.0),
    "targets": (0.0, 0.0, 0.0, 0.0, 1.0, 1.0, 1.0, 1.0),
}
"""The built-in examples with labels that say whether x > 0."""
GROWTH = Run("sgd", 1.0, 100, start=(0.0, 0.0))


class LogisticRegression(SingleUnit):
    """f(w, b) = mean of ln(1 + exp(z)) - y z with z = w . x + b: convex, but not strongly.

    Where a plane separates the two classes, f has no minimiser: it falls towards 0 while the
    parameters grow for ever, unless a penalty holds them back.
    """

    title = "Logistic regression"
    keywords = ("classification", "cross-entropy", "sigmoid")
    model_formula = r"\tfrac1m\sum_i\ln(1+e^{z_i})-y_iz_i,\;z_i=w\cdot x_i+b"
    formula = (
        r"\tfrac1m\sum_i\ln(1+e^{z_i})-y_iz_i,\;z_i=wx_i+b,\;x=(\pm3,\pm2,\pm1,\pm0.5),"
        r"\ \text{labels sign}(x)\text{ except }\pm0.5\text{ swapped}"
    )
    gradient_formula = r"\tfrac1m\sum_i(\sigma(z_i)-y_i)(x_i,1)"
    hessian_formula = r"\tfrac1m\sum_i\sigma(1-\sigma)(x_i,1)(x_i,1)^\top"
    domain: ClassVar[Box] = ((-4.0, 8.0), (-6.0, 6.0))
    minimisers: ClassVar[tuple[Point, ...]] = ((1.4417455709510483, 0.0),)
    start: ClassVar[Point] = (-3.0, 4.0)
    color = "sqrt"
    landscape = "1 minimum"
    lesson = (
        "Convex but not strongly: linear far away, curved near the end; with separable labels the "
        "minimum runs off to infinity and the norm of (w, b) grows like log t: gradient descent "
        "at 1 from the origin makes it 4.5, 8.4 and 12.9 after 100, 1,000 and 10,000 steps."
    )
    show = (
        "gradient descent with learning rate 1 (62 steps to 1e-6); then labels that say whether "
        "x > 0, and watch w grow"
    )
    claims: ClassVar[tuple[Claim, ...]] = (
        Claim("1 minimum", "minima", "1"),
        Claim("Convex", "eigenvalues", (">0", ">0"), at=Grid(21)),
        Claim("but not strongly", "sharpness", "0", at=(-40.0, 0.0)),
        Claim("linear far away", "slope", "1.500", at=((-40.0, 0.0), (-80.0, 0.0))),
        Claim("curved near the end", "sharpness", ">0.1"),
        Claim(
            "the minimum runs off to infinity", "value", "0", at=(100.0, 0.0), parameters=SEPARABLE
        ),
        Claim(
            "gradient descent at 1 from the origin makes it 4.5",
            "size",
            "4.5",
            GROWTH,
            parameters=SEPARABLE,
        ),
        Claim("100,", "size", "4.5", GROWTH, parameters=SEPARABLE),
        Claim("8.4 and", "size", "8.4", GROWTH.replace(steps=1000), parameters=SEPARABLE),
        Claim("12.9 after", "size", "12.9", GROWTH.replace(steps=10_000), parameters=SEPARABLE),
        Claim("1,000 and", "size", "8.4", GROWTH.replace(steps=1000), parameters=SEPARABLE),
        Claim("10,000 steps", "size", "12.9", GROWTH.replace(steps=10_000), parameters=SEPARABLE),
        Claim(
            "gradient descent with learning rate 1 (62 steps to 1e-6)",
            "gap",
            "62",
            Run("sgd", 1.0),
            along="stays",
            when="<1e-6",
        ),
        Claim(
            "labels that say whether x > 0, and watch w grow",
            "x",
            ">4",
            GROWTH,
            parameters=SEPARABLE,
        ),
        Claim("f falls to 0 at infinity", "value", "0", at=(100.0, 0.0), parameters=SEPARABLE),
    )
    learning_rates = {"gd": 1.78, "hb": 0.121, "adagrad": 3.16, "rms": 0.022, "adam": 0.68}
    source = "ensmallen logistic_regression_function; Soudry et al. 2018 for separable classes"
    convex = True
    featured = True

    are_labels = True
    features_in_picture = 2
    largest_curvature = 0.25

    weight_penalty: float = real(
        default=0.0,
        valid="[0, 1e6]",
        slider=(0.0, 0.2),
        symbol=r"\lambda",
        help="Adds half of this times the squared norm of all parameters to the loss.",
    )

    def built_in(self) -> tuple[Array, Array]:
        return two_swapped_labels()

    def output(self, z: Array) -> Array:
        return sigmoid(z)

    def example_loss(self, z: Array, y: Array) -> Array:
        return cross_entropy(z, y)

    def example_slope(self, z: Array, y: Array) -> Array:
        return sigmoid(z) - y

    def example_curvature(self, z: Array, y: Array) -> Array:  # noqa: ARG002
        return sigmoid_and_slope(z)[1]

    def mean_loss(self, point: Array, rows: Array, targets: Array) -> Array:
        penalty = 0.5 * self.weight_penalty * row_sum(point * point)
        return super().mean_loss(point, rows, targets) + penalty

    def mean_gradient(self, point: Array, rows: Array, targets: Array) -> Array:
        return super().mean_gradient(point, rows, targets) + self.weight_penalty * point

    def mean_hessian(self, point: Array, rows: Array, targets: Array) -> Array:
        penalty = self.weight_penalty * np.eye(len(point))
        return super().mean_hessian(point, rows, targets) + penalty[:, :, np.newaxis]

    @property
    def redundant(self) -> bool:
        return super().redundant and self.weight_penalty == 0.0

    def steepness(self) -> float:
        return super().steepness() + self.weight_penalty

    @cached_property
    def separable(self) -> bool:
        """Whether a plane has the one class on its one side and the other on the other."""
        labels = self.observations[1]
        point, _ = _newton(self.rows, self.units, labels, 0.0)
        return _separates(point, self.rows, labels)

    def solution(self) -> Array | None:
        """By Newton's method; None where there is no minimiser."""
        labels = self.observations[1]
        point, converged = _newton(self.rows, self.units, labels, self.weight_penalty)
        return point if converged else None

    def adapted(self) -> Facts:
        facts = super().adapted()
        if self.published:
            return facts
        if self.weight_penalty > 0.0:
            return dataclasses.replace(
                facts, formula=self.model_formula + r"\;+\tfrac\lambda2\|(w,b)\|^2"
            )
        if not facts.minimisers and self.separable:
            return dataclasses.replace(
                facts,
                infimum=0.0,
                landscape="no minimum",
                minimisers_note="the classes can be separated: f falls to 0 at infinity",
            )
        return facts


def _separates(point: Array, rows: Array, labels: Array) -> bool:
    return bool(((2.0 * labels - 1.0) * (point @ rows) > 0.0).all())


def _newton(rows: Array, unit: Array, labels: Array, penalty: float) -> tuple[Array, bool]:
    """Where Newton's method ends from the origin, and whether it has converged there.

    Without a penalty it ends at the first point that separates the classes: then there is no
    minimiser. There is none either where the curvature fades away in some direction, which shows
    as a loss of rank; and there are many where it was missing from the start.
    """
    examples = rows.shape[1]
    # Rows of equal size: only then does the rank say something.
    rows = rows * unit[:, np.newaxis]
    pull = np.diag(penalty * unit**2)

    def loss(point: Array) -> float:
        return float(cross_entropy(point @ rows, labels).mean() + 0.5 * point @ pull @ point)

    point = np.zeros(len(rows))
    first_rank = None
    for _ in range(NEWTON_STEPS):
        s, slope = sigmoid_and_slope(point @ rows)
        gradient = rows @ (s - labels) / examples + pull @ point
        hessian = (rows * slope) @ rows.T / examples + pull
        step, _, rank, _ = np.linalg.lstsq(hessian, -gradient)
        first_rank = rank if first_rank is None else first_rank
        while loss(point + step) > (1.0 + 1e-12) * loss(point):
            step = 0.5 * step
        point = point + step
        if penalty == 0.0 and _separates(point, rows, labels):
            break
        if np.abs(step @ rows).max() < CLOSE:
            return point * unit, rank == first_rank
    return point * unit, False
