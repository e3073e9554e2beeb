"""What every learning problem is: a model, a table of examples and the mean of their losses."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import cached_property
from typing import Any, ClassVar

import numpy as np
from numpy.typing import ArrayLike

from declarations import choice, data, names
from declarations.arrays import Mask
from objectives.examples import (
    Scaling,
    Table,
    check_columns,
    checked_features,
    checked_targets,
)
from objectives.facts import Facts, state_facts
from objectives.losses import row_sum
from objectives.objective import SUBSCRIPTS, Array, Objective

OTHER_DATA = (
    "These are other examples than the built-in ones. What was measured on those is on the card of "
    "this landscape."
)
"""The lesson, which nobody has measured."""


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
    """Whether the targets are labels of classes: 0 and 1, or 0, 1, 2, ... ."""
    most_classes: ClassVar[int] = 2
    """Of how many classes labels may be. For more than two the model answers with the share of
    every class."""
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
    facts: ClassVar[Facts] = Facts()
    """Of an object: what its data change of what the class says (`adapted`)."""

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
        help="What the targets 0, 1, ... stand for, where they are labels of classes.",
    )
    scaling: str = choice(
        default="none",
        options=("none", "standard", "minmax"),
        help="Features as they are, with mean 0 and standard deviation 1, or mapped to [0, 1].",
    )

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        state_facts(cls)

    def __post_init__(self) -> None:
        super().__post_init__()
        if (self.features is None) != (self.targets is None):
            raise ValueError(f"{self._owner()}: features and targets must be given together")
        if self.features is not None and self.targets is not None:
            features = checked_features(self._owner(), self.features)
            most_classes = self.most_classes if self.are_labels else 0
            targets = checked_targets(self._owner(), self.targets, len(features), most_classes)
            object.__setattr__(self, "features", features)
            object.__setattr__(self, "targets", targets)
        self._check_names()
        object.__setattr__(self, "facts", self.adapted())

    # What a problem brings along.

    def built_in(self) -> tuple[Array, Array]:
        """The problem's own features and targets."""
        raise NotImplementedError

    def adapted(self) -> Facts:
        """What is true of the data of this object and not of the class's own table."""
        changed = (
            getattr(self, name) != self.parameters[name].default for name in self.of_built_in
        )
        other_data = self.features is not None or any(changed)
        return Facts(lesson=OTHER_DATA) if other_data else Facts()

    def design(self, inputs: Array) -> Array:
        """What the model computes with, (rows, examples), from scaled features (k, examples)."""
        return inputs

    def outputs(self, point: Array, rows: Array) -> Array:
        """The answers of the model, (examples, points), at points of shape (dims, points).

        Of more than two classes the share of each, (examples, classes, points).
        """
        raise NotImplementedError

    def example_losses(self, point: Array, rows: Array, targets: Array) -> Array:
        """The loss of every example, (examples, points)."""
        raise NotImplementedError

    def mean_loss(self, point: Array, rows: Array, targets: Array) -> Array:
        """f, (points,)."""
        return row_sum(self.example_losses(point, rows, targets)) / len(targets)

    def plain_loss(self, point: Array, rows: Array, targets: Array) -> Array:
        """F at one point ``(dims,)``, rows (rows, examples) and targets (examples,).

        What `mean_loss` says, in operations that other libraries have as well.
        """
        return self.mean_loss(point, rows, targets)

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
        return self.is_default

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
        """The share of examples whose label is answered, shape ``point.shape[1:]``.

        Of two classes that is the rounded answer, of more the class with the largest share.

        Args:
            point: the parameters.
            held_out: count the held-out examples instead of those that are trained on.

        Raises:
            ValueError: the targets are no class labels, or no examples are held out.
        """
        if not self.are_labels:
            raise ValueError(f"{self._owner()}: accuracy needs targets that are class labels")

        def share_of_hits(point: Array, rows: Array, targets: Array) -> Array:
            return np.asarray(self.hits(self.outputs(point, rows), targets).mean(axis=0))

        return self._evaluated(share_of_hits, point, self._examples(held_out))

    def hits(self, answers: Array, targets: Array) -> Mask:
        """Whether `outputs` say the labels (examples, 1), shape (examples, points)."""
        return np.where(targets == 1.0, answers > 0.5, answers <= 0.5)

    def predictions(self, point: Array, features: ArrayLike | None = None) -> Array:
        """The answers of the model, shape ``(examples,) + point.shape[1:]``.

        Of more than two classes the share of each, ``(examples, classes) + point.shape[1:]``.

        Args:
            point: the parameters.
            features: other examples than those of the problem, unscaled, in the same columns.
        """
        table = self._full_table
        if features is not None:
            array = self.parameters["features"].checked(self._owner(), "features", features)
            checked = checked_features(self._owner(), array)
            check_columns(self._owner(), checked, len(self.inputs))
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
    def class_count(self) -> int:
        """How many classes there are, for problems of classes."""
        return 2

    @property
    def label_names(self) -> tuple[str, ...]:
        """What the classes are called, for problems of classes."""
        return self.class_names or tuple(map(str, range(self.class_count)))

    @cached_property
    def observations(self) -> tuple[Array, Array]:
        """The unscaled features (examples, k) and the targets (examples,)."""
        if self.features is not None and self.targets is not None:
            return self.features, self.targets
        features, targets = self.built_in()
        return features.reshape(len(targets), -1), targets

    @cached_property
    def _scaling(self) -> Scaling:
        return Scaling.of(self.observations[0], self.scaling)

    @cached_property
    def inputs(self) -> Array:
        """The scaled features, (k, examples)."""
        return self._scaling.scaled(self.observations[0])

    @cached_property
    def rows(self) -> Array:
        """The `design` of the scaled features."""
        return self.design(self.inputs)

    def in_scaled_features(self, weights: Array, bias: Array) -> tuple[Array, Array]:
        """The weights ``(..., k)`` and bias for scaled features that equal those for raw ones."""
        return self._scaling.in_scaled_features(weights, bias)

    def in_raw_features(self, weights: Array, bias: Array) -> tuple[Array, Array]:
        """The weights ``(..., k)`` and bias for raw features that equal those for scaled ones."""
        return self._scaling.in_raw_features(weights, bias)

    def _evaluated(
        self,
        function: Callable[[Array, Array, Array], Array],
        point: Array,
        table: Table,
        examples: Array | None = None,
    ) -> Array:
        return table.evaluated(function, point, examples, self.numbers_per_example)

    def _table_of(self, features: Array, targets: Array) -> Table:
        """Unscaled examples as the model computes with them."""
        rows = self.design(self._scaling.scaled(features))
        return Table(rows[:, :, np.newaxis], targets[:, np.newaxis])

    @cached_property
    def _full_table(self) -> Table:
        return Table(self.rows[:, :, np.newaxis], self.observations[1][:, np.newaxis])

    @cached_property
    def _held_out_table(self) -> Table:
        if self.held_out is None:
            raise ValueError(f"{self._owner()}: no examples are held out")
        return self._table_of(*self.held_out)

    def _examples(self, held_out: bool) -> Table:
        return self._held_out_table if held_out else self._full_table

    def _check_names(self) -> None:
        columns = 0 if self.features is None else self.features.shape[1] + 1
        classes = self.class_count if columns and self.are_labels else 0
        for name, count in (("column_names", columns), ("class_names", classes)):
            given = len(getattr(self, name))
            if given not in (0, count):
                required = f"{count} texts" if count else "empty here"
                raise ValueError(f"{self._owner()}: {name} must be {required}, got {given}")
