"""Small operations on gradients and rows, the same for one point and for a batch of runs."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from declarations import Number
from declarations.arrays import Array
from optimizers.variables import Variable

NUMBERS_OF_A_THREAD = 8192
"""The longest product that BLAS surely makes in one thread."""


def of_runs(array: NDArray[Any], runs: NDArray[np.intp]) -> NDArray[Any]:
    """The columns of some runs, in C order: indexing would give Fortran order."""
    return np.take(array, runs, axis=-1)


def row_sum(rows: NDArray[Any]) -> NDArray[Any]:
    """The sum over axis 0, added row by row.

    NumPy adds eight or more numbers of one axis in pairs, but rows one after another; the same
    order everywhere makes a run the same bit for bit however it is batched.
    """
    if rows.size == len(rows) >= 8:
        return np.asanyarray(np.add.accumulate(rows, axis=0)[-1])
    return np.asanyarray(rows.sum(axis=0))


def square(a: Array) -> float:
    """The sum of the squares of all numbers, to see at a glance whether any has overflowed."""
    flat = a.ravel()
    if flat.size <= NUMBERS_OF_A_THREAD:
        return float(flat.dot(flat))
    # NumPy hands a longer product to threads of BLAS, which wait for each other on a busy machine.
    pieces = (flat[i : i + NUMBERS_OF_A_THREAD] for i in range(0, flat.size, NUMBERS_OF_A_THREAD))
    return float(sum(piece.dot(piece) for piece in pieces))


def follow(average: Array, new: Array, beta: Number) -> None:
    """``average = beta average + (1 - beta) new``, in place."""
    step = new - average
    step *= 1.0 - beta
    average += step


def power(base: Number, exponent: int) -> Number:
    """``base ** exponent``, rounded alike for a number and for an array; NumPy's ``**`` is not.

    Equal neighbours, as the runs of one trial or the cells in a row of a sweep are, share the work.
    """
    if isinstance(base, float):
        return base**exponent
    edges = np.concatenate([[0], np.flatnonzero(base[1:] != base[:-1]) + 1, [len(base)]])
    if 2 * len(edges) > len(base):
        return np.float_power(base, exponent)
    return np.repeat(np.float_power(base[edges[:-1]], exponent), edges[1:] - edges[:-1])


def root(value: Number) -> Number:
    """The square root, the same for a number and for an array; of a number without NumPy's cost."""
    return math.sqrt(value) if type(value) is float else np.sqrt(value)


def dot(a: Array, b: Array) -> Array:
    """The scalar product of two points, or of the points of every run."""
    return row_sum(a * b)


def norm(a: Array) -> Array:
    """The Euclidean norm of a point, or of the point of every run."""
    return np.sqrt(row_sum(a * a))


def norms(a: Array, variables: tuple[Variable, ...]) -> Array:
    """The norm of a point; where it is made of several arrays, beside every number that of its own.

    The first has the shape ``()`` or ``(runs,)``, the second that of the point.
    """
    if len(variables) == 1:
        return norm(a)
    parts = [a[variable.at] for variable in variables]
    return np.concatenate([np.broadcast_to(norm(part), part.shape) for part in parts])


def unit_norms(a: Array, variables: tuple[Variable, ...], unit: str) -> Array:
    """Beside every number of a point the norm of the unit that it belongs to.

    A unit is a "column" or a "row" of a matrix. An array that is a vector, be it written as a
    matrix, is one unit; for a point that is one vector the answer has the shape ``()`` or
    ``(runs,)``.
    """
    parts = [_unit_norms(a, variable, unit) for variable in variables]
    return parts[0] if len(parts) == 1 else np.concatenate(parts)


def _unit_norms(a: Array, variable: Variable, unit: str) -> Array:
    part = a[variable.at]
    if not variable.is_matrix or min(variable.shape) == 1:
        whole = norm(part)
        return whole if part is a else np.broadcast_to(whole, part.shape)
    matrix = variable.of(a)
    along = 0 if unit == "column" else 1
    # In C order, in which `row_sum` adds row by row.
    sizes = norm(np.ascontiguousarray(np.moveaxis(matrix, along, 0)))
    return np.broadcast_to(np.expand_dims(sizes, along), matrix.shape).reshape(part.shape)


def clipped_by_norm(g: Array, limit: Number, form: str = "keras") -> Array:
    """The gradient, shortened where its norm exceeds ``limit``.

    ``form`` says whose formula: "keras" (clipnorm) g c / max(|g|, c); "keras global"
    (global_clipnorm) g c min(1/|g|, 1/c); "torch" (clip_grad_norm_) g min(1, c/(|g| + 1e-6));
    "optax" (clip_by_global_norm) g / |g| c where |g| >= c.
    """
    size = norm(g)
    if form == "keras":
        return g * limit / np.maximum(size, limit)
    if form == "torch":
        return g * np.minimum(limit / (size + 1e-6), 1.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        if form == "keras global":
            return g * (limit * np.minimum(1.0 / size, 1.0 / limit))
        return np.where(size < limit, g, g / size * limit)


def clipped_by_units(
    g: Array, x: Array, share: Number, least: Number, variables: tuple[Variable, ...], unit: str
) -> Array:
    """The gradient, shortened in every unit that it would change by too large a share.

    Its norm is at most ``share`` times that of the unit of the point, which counts as no shorter
    than ``least`` (Optax adaptive_grad_clip, with its 1e-6 in the division).
    """
    sizes = unit_norms(g, variables, unit)
    limits = share * np.maximum(unit_norms(x, variables, unit), least)
    return np.where(sizes < limits, g, g * (limits / np.maximum(sizes, 1e-6)))


def clipped_by_rms(g: Array, limit: Number, variables: tuple[Variable, ...]) -> Array:
    """The gradient, shortened in every array whose root mean square exceeds ``limit``.

    Each becomes g / max(1, rms(g) / limit) (Optax clip_by_block_rms).
    """
    if len(variables) > 1:
        return np.concatenate([g[each.at] / _excess(g[each.at], limit) for each in variables])
    return g / _excess(g, limit)


def centralized(a: Array, variables: tuple[Variable, ...]) -> Array:
    """Without the mean of every row of every matrix (Optax centralize).

    Behind the first axis, ``(dims, ...)``, there may be any others.
    """
    parts = [_centralized(a, variable) for variable in variables]
    return parts[0] if len(parts) == 1 else np.concatenate(parts)


def _centralized(a: Array, variable: Variable) -> Array:
    part = a[variable.at]
    if not variable.is_matrix:
        return part
    matrix = np.asarray(variable.of(a))
    # In C order, in which `row_sum` adds row by row.
    columns = np.ascontiguousarray(np.moveaxis(matrix, 1, 0))
    mean = row_sum(columns) / len(columns)
    return (matrix - mean[:, np.newaxis]).reshape(part.shape)


def _excess(g: Array, limit: Number) -> Array:
    return np.maximum(np.sqrt(row_sum(g * g) / len(g)) / limit, 1.0)


def clipped_by_value(g: Array, limit: Number) -> Array:
    """The gradient with every component limited to [-limit, limit] (Keras clipvalue)."""
    return np.clip(g, -limit, limit)
