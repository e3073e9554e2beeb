"""What every learning problem is: a model, a table of examples and the mean of their losses."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import cached_property
from typing import Any, ClassVar

import numpy as np
from numpy.typing import ArrayLike

from declarations import choice, data, names
from objectives.objective import SUBSCRIPTS, Array, Objective
from objectives.picture import picture

NUMBERS_AT_ONCE = 1 << 15
"""A larger table of examples times points is worked through in pieces of about this size."""

OTHER_DATA = (
    "These are other examples than the built-in ones. What was measured on those is on the card of "
    "this landscape."
)
"""The lesson, which nobody has measured."""

LARGEST = 1e100
"""Larger observations are refused: their squares would soon overflow."""


class LearningProblem(Objective):
    """The mean loss of a model over a table of examples, as a function of its parameters.

    Without ``features`` and ``targets`` the problem has a table of its own, and what the class
    says (domain, start, minimisers, ...) is said of that table; for other observations, or
    scaled features, the same attributes of the object are worked out anew (`adapted`).

    Scaling is part of the problem: the parameters belong to the scaled features. ``standard``
    subtracts the mean and divides by the standard deviation, ``minmax`` maps to [0, 1]; a
    constant feature has no width to divide by and becomes 0.

    ``fmin`` is the smallest value, or the infimum where no point attains it (``minimisers`` is
    empty then), or None where neither is known.

    Example:
        >>> import objectives
        >>> line = objectives.get("linear_regression", features=[0, 1, 2], targets=[1, 3, 4])
        >>> [round(parameter, 12) for parameter in line.minimisers[0]]
        [1.166666666667, 1.5]
        >>> line.losses((1.0, 1.5)).tolist()
        [0.0, 0.125, 0.0]
    """

    group = "learning"
    bounded = False
    model_formula: ClassVar[str]
    """f in TeX for any observations."""
    are_labels: ClassVar[bool] = False
    """Whether the targets are the labels 0 and 1 of two classes."""
    infimum: ClassVar[float | None] = None
    """The greatest lower bound of f, where it is known and no point attains it."""
    takes_own_data: ClassVar[bool] = True
    """Whether other examples than the built-in ones make sense."""
    features_in_picture: ClassVar[int] = 1
    """Examples of so many features can be drawn as they are."""
    answers_between: ClassVar[tuple[float, float]] = (-math.inf, math.inf)
    """What the model can say at all."""
    of_built_in: ClassVar[tuple[str, ...]] = ()
    """The parameters that make the built-in table; with other examples they mean nothing."""
    numbers_per_example: ClassVar[int] = 1
    """How many numbers the model holds at once for every example and point."""

    features: Array | None = data(
        symbol="x",
        help="One row for every example: (examples,) or (examples, k); None is the built-in table.",
    )
    targets: Array | None = data(
        symbol="y",
        help="What the model should answer, one number for every example.",
    )
    column_names: tuple[str, ...] = names(
        help="What the columns of features are called and, last, the targets.",
    )
    class_names: tuple[str, ...] = names(
        help="What the targets 0 and 1 stand for, where they are two classes.",
    )
    scaling: str = choice(
        default="none",
        options=("none", "standard", "minmax"),
        help="Features as they are, with mean 0 and standard deviation 1, or mapped to [0, 1].",
    )

    def __post_init__(self) -> None:
        super().__post_init__()
        if (self.features is None) != (self.targets is None):
            raise ValueError(f"{self._owner()}: features and targets must be given together")
        if self.features is not None and self.targets is not None:
            features = self._checked_features(self.features)
            targets = self._checked_targets(self.targets, len(features))
            object.__setattr__(self, "features", features)
            object.__setattr__(self, "targets", targets)
        self._check_names()
        changed = (
            getattr(self, name) != self.parameters[name].default for name in self.of_built_in
        )
        if self.features is not None or any(changed):
            object.__setattr__(self, "lesson", OTHER_DATA)
        for name, fact in self.adapted().items():
            object.__setattr__(self, name, fact)

    # What a problem brings along.

    def built_in(self) -> tuple[Array, Array]:
        """The problem's own features and targets."""
        raise NotImplementedError

    def adapted(self) -> dict[str, Any]:
        """The attributes of which the class speaks for its own table only, by name."""
        return {}

    def design(self, inputs: Array) -> Array:
        """What the model computes with, (rows, examples), from scaled features (k, examples)."""
        return inputs

    def outputs(self, point: Array, rows: Array) -> Array:
        """The answers of the model, (examples, points), at points of shape (dims, points)."""
        raise NotImplementedError

    def example_losses(self, point: Array, rows: Array, targets: Array) -> Array:
        """The loss of every example, (examples, points)."""
        raise NotImplementedError

    def mean_loss(self, point: Array, rows: Array, targets: Array) -> Array:
        """f, (points,)."""
        return row_sum(self.example_losses(point, rows, targets)) / len(targets)

    def mean_gradient(self, point: Array, rows: Array, targets: Array) -> Array:
        """The gradient of f, (dims, points)."""
        raise NotImplementedError

    @cached_property
    def held_out(self) -> tuple[Array, Array] | None:
        """Unscaled features and targets that are not trained on; None where there are none."""
        return None

    @property
    def published(self) -> bool:
        """Whether this is the problem of which the class speaks: every parameter by default."""
        return self.features is None and all(
            getattr(self, name) == parameter.default
            for name, parameter in self.parameters.items()
            if name not in ("features", "targets")
        )

    def idle(self, steps: int | None = None, rises: bool = True) -> dict[str, str]:
        reasons = super().idle(steps, rises)
        if self.features is not None:
            reasons |= dict.fromkeys(self.of_built_in, "No effect on examples of one's own.")
        return reasons

    # The interface of an objective.

    @property
    def examples(self) -> int:  # type: ignore[override]
        """The number of examples."""
        return len(self.observations[1])

    @property
    def fmin(self) -> float | None:
        """The smallest value, or the infimum, or None where neither is known."""
        return super().fmin if self.minimisers else self.infimum

    def value(self, point: Array, examples: Array | None = None) -> Array:
        """The mean loss, shape ``point.shape[1:]``.

        ``examples`` are the indices of a mini-batch, shape ``(batch,)``, or ``(batch, runs)`` for
        points ``(dims, runs)`` with a mini-batch each; without it all examples count.
        """
        return self._evaluated(self.mean_loss, point, self._full_table, examples)

    def gradient(self, point: Array, examples: Array | None = None) -> Array:
        """The gradient of the mean loss, in the shape of ``point``; see `value`."""
        return self._evaluated(self.mean_gradient, point, self._full_table, examples)

    def losses(self, point: Array, held_out: bool = False) -> Array:
        """The loss of every example, shape ``(examples,) + point.shape[1:]``.

        Their mean is f without its penalty, if it has one. With ``held_out`` they are the losses
        of the held-out examples.

        Raises:
            ValueError: no examples are held out.
        """
        return self._evaluated(self.example_losses, point, self._examples(held_out))

    def accuracy(self, point: Array, held_out: bool = False) -> Array:
        """The share of examples whose label is the rounded answer, shape ``point.shape[1:]``.

        Args:
            point: the parameters.
            held_out: count the held-out examples instead of those that are trained on.

        Raises:
            ValueError: the targets are no class labels, or no examples are held out.
        """
        if not self.are_labels:
            raise ValueError(f"{self._owner()}: accuracy needs targets that are class labels")

        def share_of_hits(point: Array, rows: Array, targets: Array) -> Array:
            answers = self.outputs(point, rows)
            hits = np.where(targets == 1.0, answers > 0.5, answers <= 0.5)
            return np.asarray(hits.mean(axis=0))

        return self._evaluated(share_of_hits, point, self._examples(held_out))

    def predictions(self, point: Array, features: ArrayLike | None = None) -> Array:
        """The answers of the model, shape ``(examples,) + point.shape[1:]``.

        Args:
            point: the parameters.
            features: other examples than those of the problem, unscaled, in the same columns.
        """
        table = self._full_table
        if features is not None:
            array = self.parameters["features"].checked(self._owner(), "features", features)
            checked = self._checked_features(array)
            self._check_columns(checked, len(self.inputs))
            table = self._table_of(checked, np.zeros(len(checked)))

        def outputs(point: Array, rows: Array, _targets: Array) -> Array:
            return self.outputs(point, rows)

        return self._evaluated(outputs, point, table)

    # The table of examples.

    @property
    def feature_names(self) -> tuple[str, ...]:
        """What the features are called; x where they have no names."""
        count = self.observations[0].shape[1]
        numbered = (f"x{index}".translate(SUBSCRIPTS) for index in range(1, count + 1))
        return self.column_names[:-1] or (("x",) if count == 1 else tuple(numbered))

    @property
    def target_name(self) -> str:
        """What the targets are called; y where they have no name."""
        return self.column_names[-1] if self.column_names else "y"

    @property
    def label_names(self) -> tuple[str, ...]:
        """What the two classes are called, for problems of classes."""
        return self.class_names or ("0", "1")

    @cached_property
    def observations(self) -> tuple[Array, Array]:
        """The unscaled features (examples, k) and the targets (examples,)."""
        if self.features is not None and self.targets is not None:
            return self.features, self.targets
        features, targets = self.built_in()
        return features.reshape(len(targets), -1), targets

    @cached_property
    def _center(self) -> Array:
        """What is subtracted from every feature."""
        features = self.observations[0]
        if self.scaling == "standard":
            return features.mean(axis=0)
        if self.scaling == "minmax":
            return features.min(axis=0)
        return np.zeros(features.shape[1])

    @cached_property
    def _width(self) -> Array:
        """What every feature is divided by after that."""
        features = self.observations[0]
        if self.scaling == "none":
            return np.ones(features.shape[1])
        span = np.ptp(features, axis=0)
        width = features.std(axis=0) if self.scaling == "standard" else span
        # The standard deviation of equal numbers may come out as 1e-17 rather than 0.
        return np.where((span > 0.0) & (width > 0.0), width, 1.0)

    def _scaled(self, features: Array) -> Array:
        """The features in the coordinates of the model, (k, examples)."""
        return np.ascontiguousarray(((features - self._center) / self._width).T)

    @cached_property
    def inputs(self) -> Array:
        """The scaled features, (k, examples)."""
        return self._scaled(self.observations[0])

    @cached_property
    def rows(self) -> Array:
        """The `design` of the scaled features."""
        return self.design(self.inputs)

    def in_scaled_features(self, weights: Array, bias: Array) -> tuple[Array, Array]:
        """The weights ``(..., k)`` and bias for scaled features that equal those for raw ones."""
        return weights * self._width, bias + weights @ self._center

    def in_raw_features(self, weights: Array, bias: Array) -> tuple[Array, Array]:
        """The weights ``(..., k)`` and bias for raw features that equal those for scaled ones."""
        raw = weights / self._width
        return raw, bias - raw @ self._center

    def _evaluated(
        self,
        function: Callable[..., Array],
        point: Array,
        table: tuple[Array, Array],
        examples: Array | None = None,
    ) -> Array:
        """``function(points, rows, targets)``, so many points at a time that memory stays small.

        It sees the points as (dims, points), so that it computes the same, in the same order,
        for one point and for many.
        """
        point = np.asarray(point)
        columns = point.reshape(len(point), -1)
        count = table[0].shape[1] if examples is None else len(examples)
        at_once = max(1, NUMBERS_AT_ONCE // (count * self.numbers_per_example))
        if columns.shape[1] <= at_once:
            result = function(columns, *_chosen(table, examples))
        else:
            parts = []
            for first in range(0, columns.shape[1], at_once):
                some = slice(first, first + at_once)
                chosen = examples
                if examples is not None and examples.ndim == 2:
                    chosen = examples[:, some]
                parts.append(function(columns[:, some], *_chosen(table, chosen)))
            result = np.concatenate(parts, axis=-1)
        return result.reshape(result.shape[:-1] + point.shape[1:])[()]

    def _table_of(self, features: Array, targets: Array) -> tuple[Array, Array]:
        """The rows and targets of examples, with an axis for the points."""
        rows = self.design(self._scaled(features))
        return rows[:, :, np.newaxis], targets[:, np.newaxis]

    @cached_property
    def _full_table(self) -> tuple[Array, Array]:
        return self.rows[:, :, np.newaxis], self.observations[1][:, np.newaxis]

    @cached_property
    def _held_out_table(self) -> tuple[Array, Array]:
        if self.held_out is None:
            raise ValueError(f"{self._owner()}: no examples are held out")
        return self._table_of(*self.held_out)

    def _examples(self, held_out: bool) -> tuple[Array, Array]:
        return self._held_out_table if held_out else self._full_table

    # Checks.

    def _checked_features(self, features: Array) -> Array:
        if features.ndim not in (1, 2):
            raise ValueError(
                f"{self._owner()}: features must have the shape (examples,) or (examples, k), "
                f"got {features.shape}"
            )
        self._check_size("features", features)
        return features.reshape(len(features), -1)

    def _checked_targets(self, targets: Array, examples: int) -> Array:
        if targets.shape not in ((examples,), (examples, 1)):
            raise ValueError(
                f"{self._owner()}: targets must have the shape ({examples},), one for every "
                f"example, got {targets.shape}"
            )
        self._check_size("targets", targets)
        wrong = targets[(targets != 0.0) & (targets != 1.0)]
        if self.are_labels and wrong.size:
            raise ValueError(
                f"{self._owner()}: targets must be class labels 0 or 1, got {wrong[0]:g}"
            )
        return targets.reshape(examples)

    def _check_columns(self, features: Array, expected: int) -> None:
        if features.shape[1] != expected:
            raise ValueError(
                f"{self._owner()}: features must have {expected} columns, got {features.shape[1]}"
            )

    def _check_names(self) -> None:
        columns = 0 if self.features is None else self.features.shape[1] + 1
        classes = 2 if columns and self.are_labels else 0
        for name, count in (("column_names", columns), ("class_names", classes)):
            given = len(getattr(self, name))
            if given not in (0, count):
                required = f"{count} texts" if count else "empty here"
                raise ValueError(f"{self._owner()}: {name} must be {required}, got {given}")

    def _check_size(self, name: str, values: Array) -> None:
        largest = np.abs(values).max()
        if largest > LARGEST:
            raise ValueError(
                f"{self._owner()}: {name} must be in [-{LARGEST:g}, {LARGEST:g}], got {largest:g}"
            )


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

    def adapted(self) -> dict[str, Any]:
        """The picture: around the solution, or the origin, and four reaches to each side."""
        if self.published:
            return {}
        solution = self.solution()
        center = np.zeros(len(self.units)) if solution is None else solution
        half_widths = np.maximum(4.0 * self.reach() * self.units, 1e-6 * np.abs(center))
        domain, start = picture(center, half_widths)
        facts = {
            "formula": self.model_formula,
            "domain": domain,
            "start": start,
            "minimisers": () if solution is None else (tuple(map(float, solution)),),
            "landscape": "" if solution is None else "1 minimum",
            "learning_rates": self._rules_of_thumb(float(half_widths.min())),
        }
        if solution is not None and self.redundant:
            facts["landscape"] = "a valley of minima"
            facts["minimisers_note"] = "one of many: some features follow from the others"
        if len(domain) > 2:
            first = int(self.bias_first)
            facts["plane_axes"] = (first, first + 1)
            where = "in the middle of the domain" if solution is None else "at the minimum"
            facts["plane"] = f"the first two weights, the others as {where}"
            facts["plane_at"] = tuple(map(float, center))
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

    def _rules_of_thumb(self, half_width: float) -> dict[str, float]:
        """Learning rates: one over the steepness, or for adaptive rules a share of the domain."""
        rates = {
            "gd": 1.0 / self.steepness(),
            "hb": 0.4 / self.steepness(),
            "adagrad": 0.3 * half_width,
            "rms": 0.01 * half_width,
            "adam": 0.1 * half_width,
        }
        return {family: float(f"{rate:.2g}") for family, rate in rates.items()}


def row_sum(rows: Array) -> Array:
    """The sum over the examples of (..., examples, points), added one after another.

    NumPy adds a single column in pairs, but several columns row by row; the same order for both
    gives a point the same value, bit for bit, however it is batched.
    """
    if rows.shape[-1] == 1:
        return np.add.accumulate(rows, axis=-2)[..., -1, :]
    return rows.sum(axis=-2)


def sigmoid(z: Array) -> Array:
    """1 / (1 + exp(-z))."""
    return sigmoid_and_slope(z)[0]


def sigmoid_and_slope(z: Array) -> tuple[Array, Array]:
    """The sigmoid s and its derivative s (1 - s), to full precision for every z."""
    # Beyond -700 exp(-z) would overflow. The maximum of complex numbers goes by the real part.
    e = np.exp(-np.maximum(z, -700.0))
    s = 1.0 / (1.0 + e)
    return s, s * (e * s)


def half_squared_error(z: Array, y: Array | float) -> Array:
    """(s - y)^2 / 2 with s = sigmoid(z)."""
    return 0.5 * (sigmoid(z) - y) ** 2


def half_squared_error_slope(z: Array, y: Array | float) -> Array:
    """(s - y) s', s' = s (1 - s)."""
    s, slope = sigmoid_and_slope(z)
    return (s - y) * slope


def half_squared_error_curvature(z: Array, y: Array | float) -> Array:
    """s'^2 + (s - y) s' (1 - 2 s)."""
    s, slope = sigmoid_and_slope(z)
    return slope * (slope + (s - y) * (1.0 - 2.0 * s))


def cross_entropy(z: Array, y: Array) -> Array:
    """-y ln s - (1 - y) ln(1 - s) = ln(1 + exp(z)) - y z, with exp(-|z|) for exp(z)."""
    positive = np.maximum(z, 0.0)
    return positive - y * z + np.log1p(np.exp(z - 2.0 * positive))


def _chosen(table: tuple[Array, Array], examples: Array | None) -> tuple[Array, Array]:
    """The rows and targets of a mini-batch, or of all examples."""
    if examples is None:
        return table
    if examples.ndim == 1:
        examples = examples[:, np.newaxis]
    rows, targets = table
    return np.take(rows[:, :, 0], examples, axis=1), targets[:, 0][examples]


def _activation(point: Array, rows: Array) -> Array:
    """z, (examples, points): the parameters times the rows."""
    z = point[0] * rows[0]
    for parameter, row in zip(point[1:], rows[1:], strict=True):
        z = z + parameter * row
    return z
