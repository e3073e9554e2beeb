"""Learning problems of a single unit, and the picture that suits their data."""

from __future__ import annotations

import dataclasses
from functools import cached_property
from typing import ClassVar

import numpy as np

from objectives.facts import Facts
from objectives.learning_problem import LearningProblem
from objectives.losses import row_sum
from objectives.objective import SUBSCRIPTS, Array, Blocks
from objectives.picture import picture, rules_of_thumb


class SingleUnit(LearningProblem):
    """A model with one unit: its answer and its loss depend on z = w . x + b alone.

    The parameters are the weights and then the bias, or the bias first (``bias_first``). A
    problem writes down the answer and the loss of one example as functions of z and the target.
    """

    bias_first: ClassVar[bool] = False
    activation: ClassVar[str] = "σ"
    """The sign of the function that makes the answer of z; empty where the answer is z."""
    largest_curvature: ClassVar[float]
    """An upper bound of `example_curvature`."""

    def output(self, z: Array) -> Array:
        """The answer of the unit."""
        raise NotImplementedError

    def example_loss(self, z: Array, y: Array) -> Array:
        """The loss of an example."""
        raise NotImplementedError

    def example_slope(self, z: Array, y: Array) -> Array:
        """The first derivative of `example_loss` with respect to z."""
        raise NotImplementedError

    def example_curvature(self, z: Array, y: Array) -> Array:
        """The second derivative of `example_loss` with respect to z."""
        raise NotImplementedError

    @property
    def coordinates(self) -> tuple[str, ...]:
        count = len(self.rows) - 1
        letter = "θ" if self.bias_first else "w"
        weights = [f"{letter}{index}".translate(SUBSCRIPTS) for index in range(1, count + 1)]
        if self.column_names:
            weights = [f"{letter}_{name}" for name in self.feature_names]
        if self.bias_first:
            return ("θ₀", *weights)
        return (*(weights if count > 1 or self.column_names else ["w"]), "b")

    @property
    def blocks(self) -> Blocks:  # type: ignore[override]
        """The weights, a matrix with one row as in a layer of one unit, and the bias."""
        weights, bias = ("w", (1, len(self.rows) - 1)), ("b", (1,))
        return (bias, weights) if self.bias_first else (weights, bias)

    def solution(self) -> Array | None:
        """A global minimiser, where there is one and it can be computed."""
        return None

    def reach(self) -> float:
        """A change of z that makes a clear difference to the loss."""
        return 2.0

    def design(self, inputs: Array) -> Array:
        ones = np.ones((1, inputs.shape[1]))
        return np.concatenate([ones, inputs] if self.bias_first else [inputs, ones])

    def outputs(self, point: Array, rows: Array) -> Array:
        return self.output(_activation(point, rows))

    def example_losses(self, point: Array, rows: Array, targets: Array) -> Array:
        return self.example_loss(_activation(point, rows), targets)

    def mean_gradient(self, point: Array, rows: Array, targets: Array) -> Array:
        slope = self.example_slope(_activation(point, rows), targets)
        return row_sum(slope * rows) / len(targets)

    def mean_hessian(self, point: Array, rows: Array, targets: Array) -> Array:
        """The Hessian of f, (dims, dims, points)."""
        curvature = self.example_curvature(_activation(point, rows), targets)
        return np.array([row_sum(curvature * row * rows) for row in rows]) / len(targets)

    def hessian(self, point: Array) -> Array:
        return self._evaluated(self.mean_hessian, point, self._full_table)

    @cached_property
    def units(self) -> Array:
        """One over the root mean square of every row: steps that matter alike."""
        sizes = np.sqrt(np.mean(self.rows**2, axis=1))
        return 1.0 / np.where(sizes > 0.0, sizes, 1.0)

    def adapted(self) -> Facts:
        """The picture: around the solution, or the origin, and four reaches to each side."""
        facts = super().adapted()
        if self.published:
            return facts
        solution = self.solution()
        center = np.zeros(len(self.units)) if solution is None else solution
        half_widths = np.maximum(4.0 * self.reach() * self.units, 1e-6 * np.abs(center))
        domain, start = picture(center, half_widths)
        facts = dataclasses.replace(
            facts,
            formula=self.model_formula,
            domain=domain,
            start=start,
            minimisers=() if solution is None else (tuple(map(float, solution)),),
            landscape="" if solution is None else "1 minimum",
            learning_rates=rules_of_thumb(self.steepness(), float(half_widths.min())),
        )
        if solution is not None and self.redundant:
            facts = dataclasses.replace(
                facts,
                landscape="a valley of minima",
                minimisers_note="one of many: some features follow from the others",
            )
        if len(domain) > 2:
            first = int(self.bias_first)
            where = "in the middle of the domain" if solution is None else "at the minimum"
            facts = dataclasses.replace(
                facts,
                plane_axes=(first, first + 1),
                plane=f"the first two weights, the others as {where}",
                plane_at=tuple(map(float, center)),
            )
        return facts

    @property
    def redundant(self) -> bool:
        """Whether different parameters give the same answers to all examples."""
        rank = np.linalg.matrix_rank(self.rows * self.units[:, np.newaxis])
        return bool(rank < len(self.rows))

    def steepness(self) -> float:
        """An upper bound of the curvature of f in any direction."""
        rows = self.rows
        steepest = np.linalg.eigvalsh(rows @ rows.T / rows.shape[1])[-1]
        return float(self.largest_curvature * steepest)


def _activation(point: Array, rows: Array) -> Array:
    """z, (examples, points): the parameters times the rows."""
    z = point[0] * rows[0]
    for parameter, row in zip(point[1:], rows[1:], strict=True):
        z = z + parameter * row
    return z
