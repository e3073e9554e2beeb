"""Any object with ``value`` and ``gradient``, behind one batched interface."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, Protocol

import numpy as np
from numpy.typing import ArrayLike

from declarations import numbers, shown
from declarations.arrays import Array
from optimizers.variables import Variable, check_sizes, checked_blocks, variables

KINDS = ("value", "gradient", "hessian")
VALUE, GRADIENT, HESSIAN = range(len(KINDS))

POINTS_AT_ONCE = 1 << 16
"""How many points are evaluated in one call when a whole path is."""
NUMBERS_AT_ONCE = 1e8
"""Fewer, where examples times parameters times points would be more than this."""

Look = Callable[[], None]


class ObjectiveLike(Protocol):
    """What can be minimized.

    ``value`` maps a point ``(dims,)`` to a number, ``gradient`` to an array ``(dims,)``. With an
    attribute ``vectorized = True`` both also take any further axes, ``(dims, ...)``; else a batch
    is evaluated point by point. Used where they exist: ``hessian``, ``domain`` (a pair for every
    dimension), ``fmin``, ``dims``, ``well_behaved`` (see `objectives.Objective`), ``blocks``, the
    names and shapes of the arrays of which the point is made, and
    ``examples``, the number of examples of a learning problem, whose methods then take the
    indices of a mini-batch as ``examples=``.
    """

    def value(self, point: Array, /) -> ArrayLike: ...

    def gradient(self, point: Array, /) -> ArrayLike: ...


Functions = tuple[Callable[[Array], ArrayLike], Callable[[Array], ArrayLike]]
"""The two of an objective alone: the value of a point, and the gradient there."""


class Pair:
    """An objective made of two functions."""

    def __init__(self, value: Callable[..., Any], gradient: Callable[..., Any]) -> None:
        self.value, self.gradient = value, gradient
        name = getattr(value, "__name__", "")
        self.id = name if name.isidentifier() else "pair"


class Problem:
    """An objective in float64, evaluated at ``(dims,)`` or ``(dims, ...)`` alike.

    Attributes:
        blocks: names and shapes of the arrays of which a point is made; none: it is one vector.
        calls: how often it has been called for every run, in the order of `KINDS`.
        in_doubt: whether it is yet to be seen that it takes the columns of a start.
    """

    def __init__(self, objective: ObjectiveLike) -> None:
        self.objective: Any = objective
        self.vectorized = bool(getattr(objective, "vectorized", False))
        self.well_behaved = bool(getattr(objective, "well_behaved", False))
        self.has_hessian = bool(getattr(objective, "has_hessian", hasattr(objective, "hessian")))
        self.examples: int | None = getattr(objective, "examples", None)
        self.bounded = bool(getattr(objective, "bounded", True))
        self.values_per_dimension = int(getattr(objective, "values_per_dimension", 0))
        self.dims: int | None = getattr(objective, "dims", None)
        self.blocks = checked_blocks(self.title, getattr(objective, "blocks", ()))
        self.calls = [0] * len(KINDS)
        self.in_doubt = False

    def variables(self, dims: int) -> tuple[Variable, ...]:
        """Where its blocks are in a point of so many numbers.

        Raises:
            ValueError: they hold more or fewer.
        """
        check_sizes(self.title, self.blocks, dims)
        return variables(self.blocks, dims)

    @functools.cached_property
    def minimum(self) -> float | None:
        """The smallest value, where it is known; an objective may have to work it out."""
        minimum = getattr(self.objective, "fmin", None)
        return None if minimum is None else float(minimum)

    def price(self, kind: int, dims: int) -> tuple[int, int]:
        """As which of `KINDS` an evaluation of one of them is counted, and how often."""
        if kind == GRADIENT and self.values_per_dimension:
            return VALUE, self.values_per_dimension * dims
        return kind, 1

    @property
    def title(self) -> str:
        """The name under which errors are reported."""
        return str(getattr(self.objective, "id", type(self.objective).__name__))

    def value(self, point: Array, examples: Any = None, times: int = 1) -> Array:
        """f, shape ``point.shape[1:]``; so many ``times`` for every run."""
        self.calls[VALUE] += times
        return self._evaluate(self.objective.value, point, examples, 0)

    def gradient(self, point: Array, examples: Any = None, times: int = 1) -> Array:
        """The gradient, in the shape of the point; so many ``times`` for every run."""
        kind, calls = self.price(GRADIENT, len(point))
        self.calls[kind] += calls * times
        if self.well_behaved and self.vectorized and examples is None:
            gradient = np.asarray(self.objective.gradient(point), np.float64)
        else:
            gradient = self._evaluate(self.objective.gradient, point, examples, 1)
        if gradient.shape != point.shape:
            raise self._misshapen("gradient", point.shape, gradient)
        return gradient

    def hessian(self, point: Array) -> Array:
        """The Hessian, shape ``(dims, dims) + point.shape[1:]``."""
        self.calls[HESSIAN] += 1
        return self._evaluate(self.objective.hessian, point, None, 2)

    def values_along(self, points: Array, look: Look | None = None) -> Array:
        """The values at points of shape ``(rows, dims)`` or ``(rows, dims, runs)``; not counted."""
        return self._along(lambda p: self.value(p, times=0), points, look)

    def gradients_along(self, points: Array, look: Look | None = None) -> Array:
        """The gradients, in the shape of ``points``; not counted."""
        return np.moveaxis(
            self._along(lambda p: np.moveaxis(self.gradient(p, times=0), 0, -1), points, look),
            -1,
            1,
        )

    def _along(self, function: Callable[[Array], Array], points: Array, look: Look | None) -> Array:
        """A function of all points, piece by piece; between two pieces somebody may ``look``."""
        numbers = points.shape[1] * (self.examples or 1)
        at_once = min(POINTS_AT_ONCE, int(NUMBERS_AT_ONCE) // numbers)
        rows_at_once = max(1, at_once // max(1, points[0, 0].size))
        parts = []
        for row in range(0, len(points), rows_at_once):
            if look is not None:
                look()
            some = points[row : row + rows_at_once].swapaxes(0, 1)
            parts.append(function(np.ascontiguousarray(some)))
        return np.concatenate(parts)

    def _evaluate(
        self, function: Callable[..., Any], point: Array, examples: Any, axes: int
    ) -> Array:
        options = {} if examples is None else {"examples": examples}
        if self.vectorized or point.ndim == 1:
            if self.well_behaved:
                result = np.asarray(function(point, **options), np.float64)
            else:  # It may write to its argument, or return it.
                result = self._numbers(axes, function(point.copy(), **options))
            if result.ndim == 0 < point.ndim - 1 and self.vectorized:
                return np.full(point.shape[1:], result)
            if axes == 0 and result.shape != point.shape[1:]:
                raise self._misshapen("value", point.shape[1:], result)
            return result
        columns = point.reshape(len(point), -1)
        shape = point.shape[:1] * axes
        result = np.empty((*shape, columns.shape[1]))
        for run in range(columns.shape[1]):
            if examples is not None and np.ndim(examples) == 2:
                options = {"examples": examples[:, run]}
            result[..., run] = self._column(function, columns, run, options, axes)
        return result.reshape(*shape, *point.shape[1:])

    def _column(
        self, function: Callable[..., Any], points: Array, run: int, options: Any, axes: int
    ) -> Array:
        """A function at one point of several."""
        try:
            found = function(points[:, run].copy(), **options)
        except (IndexError, TypeError, ValueError) as error:
            if not self.in_doubt:
                raise
            raise ValueError(
                f"{self.title}: start must hold a point in every column, got {points.shape} and "
                f"{shown(str(error))} of a column; a matrix goes in as a vector"
            ) from error
        self.in_doubt = False
        result = self._numbers(axes, found)
        shape = points.shape[:1] * axes
        if result.shape != shape:
            raise self._misshapen(KINDS[axes], shape, result)
        return result

    def _numbers(self, axes: int, found: Any) -> Array:
        """What an objective has returned, as a new array."""
        result = numbers(found, kinds="iufb")
        if result is None and found is not None:
            result = _of_objects(found)
        if result is None:
            must = "return a number" if axes == 0 else "return an array of numbers"
            raise ValueError(f"{self.title}: {KINDS[axes]} must {must}, got {shown(found)}")
        return result

    def _misshapen(self, kind: str, shape: tuple[int, ...], found: Array) -> ValueError:
        hint = "; a matrix goes in as a vector" if found.ndim > len(shape) else ""
        must = f"return an array of the shape {shape}" if shape else "return one number"
        got = f"one of {found.shape}" if found.ndim else "a number"
        return ValueError(f"{self.title}: {kind} must {must}, got {got}{hint}")


def _of_objects(found: Any) -> Array | None:
    """Numbers that are objects, such as fractions or those of SymPy."""
    try:
        objects = np.asarray(found)
        if objects.dtype.kind != "O" or any(each is None for each in objects.flat):
            return None
        return objects.astype(np.float64)
    except (TypeError, ValueError):
        return None
