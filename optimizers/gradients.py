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


def clipped_by_value(g: Array, limit: Number) -> Array:
    """The gradient with every component limited to [-limit, limit] (Keras clipvalue)."""
    return np.clip(g, -limit, limit)
