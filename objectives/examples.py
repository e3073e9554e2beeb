"""The examples of a learning problem: checked, scaled and laid out for its model."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Self

import numpy as np

from objectives.objective import Array

NUMBERS_AT_ONCE = 1 << 15
"""A larger table of examples times points is worked through in pieces of about this size."""

LARGEST = 1e100
"""Larger observations are refused: their squares would soon overflow."""


@dataclasses.dataclass(frozen=True)
class Scaling:
    """Features become (features - center) / width, column by column."""

    center: Array
    width: Array

    @classmethod
    def of(cls, features: Array, method: str) -> Self:
        """That of features (examples, k), by one of the methods of `LearningProblem.scaling`."""
        columns = features.shape[1]
        if method == "none":
            return cls(np.zeros(columns), np.ones(columns))
        span = np.ptp(features, axis=0)
        standard = method == "standard"
        center = features.mean(axis=0) if standard else features.min(axis=0)
        width = features.std(axis=0) if standard else span
        # The standard deviation of equal numbers may come out as 1e-17 rather than 0.
        return cls(center, np.where((span > 0.0) & (width > 0.0), width, 1.0))

    def scaled(self, features: Array) -> Array:
        """The features in the coordinates of the model, (k, examples)."""
        return np.ascontiguousarray(((features - self.center) / self.width).T)

    def in_scaled_features(self, weights: Array, bias: Array) -> tuple[Array, Array]:
        """The weights ``(..., k)`` and bias for scaled features that equal those for raw ones."""
        return weights * self.width, bias + weights @ self.center

    def in_raw_features(self, weights: Array, bias: Array) -> tuple[Array, Array]:
        """The weights ``(..., k)`` and bias for raw features that equal those for scaled ones."""
        raw = weights / self.width
        return raw, bias - raw @ self.center


@dataclasses.dataclass(frozen=True)
class Table:
    """Examples as a model computes with them."""

    rows: Array
    """What the model computes with, (rows, examples, 1): the last axis is for the points."""
    targets: Array
    """(examples, 1), or (examples, points) of a mini-batch for every point."""

    def batch(self, examples: Array | None) -> Table:
        """The examples with these indices, ``(batch,)`` or ``(batch, points)``; None is all."""
        if examples is None:
            return self
        if examples.ndim == 1:
            examples = examples[:, np.newaxis]
        rows = np.take(self.rows[:, :, 0], examples, axis=1)
        return Table(rows, self.targets[:, 0][examples])

    def evaluated(
        self,
        function: Callable[[Array, Array, Array], Array],
        point: Array,
        examples: Array | None,
        numbers_per_example: int,
    ) -> Array:
        """``function(points, rows, targets)``, so many points at a time that memory stays small.

        It sees the points as (dims, points), so that it computes the same, in the same order,
        for one point and for many.
        """
        point = np.asarray(point)
        columns = point.reshape(len(point), -1)
        count = len(self.targets) if examples is None else len(examples)
        at_once = max(1, NUMBERS_AT_ONCE // (count * numbers_per_example))
        if columns.shape[1] <= at_once:
            batch = self.batch(examples)
            result = function(columns, batch.rows, batch.targets)
        else:
            parts = []
            for first in range(0, columns.shape[1], at_once):
                some = slice(first, first + at_once)
                chosen = examples
                if examples is not None and examples.ndim == 2:
                    chosen = examples[:, some]
                batch = self.batch(chosen)
                parts.append(function(columns[:, some], batch.rows, batch.targets))
            result = np.concatenate(parts, axis=-1)
        return result.reshape(result.shape[:-1] + point.shape[1:])[()]


def checked_features(owner: str, features: Array) -> Array:
    """Features as (examples, k).

    Raises:
        ValueError: they have another shape, or are too large.
    """
    if features.ndim not in (1, 2):
        raise ValueError(
            f"{owner}: features must have the shape (examples,) or (examples, k), "
            f"got {features.shape}"
        )
    _check_size(owner, "features", features)
    return features.reshape(len(features), -1)


def check_columns(owner: str, features: Array, expected: int) -> None:
    """Raise ValueError where the features (examples, k) do not have so many columns."""
    if features.shape[1] != expected:
        raise ValueError(f"{owner}: features must have {expected} columns, got {features.shape[1]}")


def checked_targets(owner: str, targets: Array, examples: int, most_classes: int) -> Array:
    """Targets as (examples,).

    Args:
        owner: whose targets they are, for errors.
        targets: numbers, or the labels 0, 1, ... of classes.
        examples: how many there must be.
        most_classes: of how many classes the labels may be; 0 where targets are numbers.

    Raises:
        ValueError: they have another shape, are too large, or are no labels and should be; or of
            more than two classes one occurs nowhere.
    """
    if targets.shape not in ((examples,), (examples, 1)):
        raise ValueError(
            f"{owner}: targets must have the shape ({examples},), one for every "
            f"example, got {targets.shape}"
        )
    _check_size(owner, "targets", targets)
    if most_classes:
        _check_labels(owner, targets, most_classes)
    return targets.reshape(examples)


def _check_labels(owner: str, targets: Array, most_classes: int) -> None:
    wrong = targets[(targets != np.floor(targets)) | (targets < 0) | (targets >= most_classes)]
    if wrong.size:
        labels = "0 or 1" if most_classes == 2 else f"0, 1, ... up to {most_classes - 1}"
        raise ValueError(f"{owner}: targets must be class labels {labels}, got {wrong[0]:g}")
    if most_classes == 2:
        return
    last = int(targets.max())
    absent = sorted(set(range(max(last, 1) + 1)) - set(targets.ravel().tolist()))
    if absent:
        raise ValueError(
            f"{owner}: targets must have at least two classes and no gap between their labels, "
            f"got none of class {absent[0]}"
        )


def _check_size(owner: str, name: str, values: Array) -> None:
    largest = np.abs(values).max()
    if largest > LARGEST:
        raise ValueError(f"{owner}: {name} must be in [-{LARGEST:g}, {LARGEST:g}], got {largest:g}")
