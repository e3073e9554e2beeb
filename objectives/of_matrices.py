"""Landscapes whose points are matrices: how a point is taken apart and put together again."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Sequence
from functools import cached_property
from typing import Any, Self

import numpy as np

from objectives.objective import SUBSCRIPTS, Array, Box, Objective, Point

LANDSCAPE, START = 10, 11
"""The streams of the seed; those of a run with the same seed have smaller numbers."""


@dataclasses.dataclass(frozen=True)
class Singular:
    """A matrix by its singular values, the largest first, and vectors in columns."""

    left: Array
    values: Array
    right: Array

    @classmethod
    def drawn(cls, generator: np.random.Generator, rows: int, columns: int, values: Array) -> Self:
        """Random vectors, every direction as likely."""
        left, right = (_orthonormal(generator, side, len(values)) for side in (rows, columns))
        return cls(left, values, right)

    @cached_property
    def matrix(self) -> Array:
        return np.asarray((self.left * self.values) @ self.right.T)

    @cached_property
    def inverse(self) -> Array:
        """The pseudo-inverse."""
        return np.asarray((self.right / self.values) @ self.left.T)


class OfMatrices(Objective):
    """A landscape over the matrices of its `blocks`, stated for them rather than for the point.

    Whatever a point is alone or among, its matrices are multiplied one by one in the same memory
    layout; so it has the same value, bit for bit. It has a ``seed``, from which its start is drawn.
    """

    bounded = False

    def misfit(self, matrices: Sequence[Array]) -> Array:
        """The value at matrices, each ``(rows, columns)`` or ``(points, rows, columns)``."""
        raise NotImplementedError

    def slopes(self, matrices: Sequence[Array]) -> Sequence[Array]:
        """The derivatives of f by every matrix, in their shapes."""
        raise NotImplementedError

    def initial(self, generator: np.random.Generator) -> Sequence[Array]:
        """Random matrices to start from."""
        raise NotImplementedError

    def random_points(self, generator: np.random.Generator, count: int) -> Array:
        """Random starts, ``(dims, count)``, each drawn as the start is."""
        drawn = [flat(*self.initial(generator)) for _ in range(count)]
        return np.ascontiguousarray(np.reshape(drawn, (count, self.dims)).T)

    @cached_property
    def started(self) -> Sequence[Array]:
        """The matrices of the start."""
        seed: int = self.seed  # type: ignore[attr-defined]
        return self.initial(np.random.default_rng([seed, START]))

    @cached_property
    def start(self) -> Point:  # type: ignore[override]
        return flat(*self.started)

    @cached_property
    def domain(self) -> Box:  # type: ignore[override]
        """Twice as wide as what holds the start and the minimum."""
        largest = np.abs([*self.start, *self.minimisers[0]]).max()
        reach = float(np.ceil(2.0 * largest))
        return ((-reach, reach),) * len(self.start)

    @property
    def coordinates(self) -> tuple[str, ...]:
        """The entries of the matrices: ``W[1,2]`` is in the first row and the second column."""
        return tuple(
            f"{name.translate(SUBSCRIPTS)}[{row + 1},{column + 1}]"
            for name, shape in self.blocks
            for row, column in np.ndindex(*shape)
        )

    @property
    def value_source(self) -> str:
        parts, first = [], 0
        for _, (rows, columns) in self.blocks:
            end = first + rows * columns
            parts.append(f"point[{first}:{end}].reshape({rows}, {columns})")
            first = end
        return f"def value(self, point):\n    return self.misfit([{', '.join(parts)}])\n"

    def value(self, point: Array) -> Array:
        point = np.asarray(point)
        return self.misfit(self._matrices(point)).reshape(point.shape[1:])[()]

    def gradient(self, point: Array) -> Array:
        point = np.asarray(point)
        slopes = self.slopes(self._matrices(point))
        flat = np.concatenate([slope.reshape(len(slope), -1) for slope in slopes], axis=1)
        return np.ascontiguousarray(flat.T).reshape(point.shape)

    def _matrices(self, point: Array) -> list[Array]:
        """The matrices of points ``(dims, ...)``, each ``(points, rows, columns)``."""
        flat = point.reshape(self.dims, -1).T
        ends = np.cumsum([math.prod(shape) for _, shape in self.blocks])
        parts = np.split(flat, ends[:-1], axis=1)
        return [
            np.ascontiguousarray(part).reshape(len(flat), *shape)
            for part, (_, shape) in zip(parts, self.blocks, strict=True)
        ]


def flat(*matrices: Array) -> tuple[float, ...]:
    """The point that is made of these matrices."""
    return tuple(np.concatenate([np.ravel(matrix) for matrix in matrices]).tolist())


def _orthonormal(generator: np.random.Generator, rows: int, columns: int) -> Array:
    """Random columns of length 1 at right angles to each other, every direction as likely."""
    return in_order(generator.standard_normal((rows, columns)))


def in_order(columns: Array) -> Array:
    """Columns of length 1 at right angles, each made of those up to it, as Gram and Schmidt do."""
    found: Any = np.linalg.qr(columns)
    return np.asarray(found.Q * np.sign(np.diagonal(found.R)))


def half_square(residual: Array) -> Array:
    """Half the sum of the squared entries of matrices."""
    return 0.5 * (residual * residual).sum(axis=(-2, -1))


def spread(count: int, condition: float) -> Array:
    """Numbers at equal ratios about 1, from the largest to the smallest."""
    root = condition**0.5
    return np.geomspace(root, 1.0 / root, count) if count > 1 else np.ones(1)
