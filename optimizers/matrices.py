"""Operations on matrices, one for every run.

A matrix of a single run is ``(rows, columns)``, those of a batch ``(rows, columns, runs)``. They
are worked on as ``(runs, rows, columns)``, one product or one call of LAPACK for every run, so
that a run is the same bit for bit alone and in a batch.
"""

from __future__ import annotations

import numpy as np

from declarations import Number
from declarations.arrays import Array

DION = (
    (4.0848, -6.8946, 2.9270),
    (3.9505, -6.3029, 2.6377),
    (3.7418, -5.5913, 2.3037),
    (2.8769, -3.1427, 1.2046),
    (2.8366, -3.0525, 1.2012),
)
"""The coefficients of five Newton-Schulz steps, each its own (Optax ``ns_coeffs="dion"``)."""

TINY = 1e-8
"""The least sum or norm by which Optax divides in its other preconditioners."""


def stacked(matrix: Array) -> Array:
    """The matrices with the axis of the runs in front."""
    runs = matrix[np.newaxis] if matrix.ndim == 2 else np.moveaxis(matrix, -1, 0)
    return np.ascontiguousarray(runs)


def unstacked(stack: Array, like: Array) -> Array:
    """The matrices with their axes as those of ``like``."""
    return stack[0] if like.ndim == 2 else np.moveaxis(stack, 0, -1)


def in_stack(value: Number) -> Number:
    """A number, or one for every run, beside stacked matrices."""
    return value[:, np.newaxis, np.newaxis] if isinstance(value, np.ndarray) else value


def turned(stack: Array) -> Array:
    """The transposed matrices."""
    return np.swapaxes(stack, 1, 2)


def sizes(stack: Array) -> Array:
    """The Frobenius norm of every matrix, (runs, 1, 1)."""
    flat = stack.reshape(len(stack), -1)
    return np.sqrt((flat * flat).sum(axis=1))[:, np.newaxis, np.newaxis]


def newton_schulz(
    matrix: Array,
    coefficients: tuple[tuple[Number, Number, Number], ...],
    epsilon: Number,
    norm: str = "keras",
) -> Array:
    r"""Singular values near 1, singular vectors as they are: about :math:`U V^\top`.

    Every step maps a singular value s to p s + q s^3 + r s^5.

    Args:
        matrix: ``(rows, columns)`` or ``(rows, columns, runs)``.
        coefficients: p, q and r of every step.
        epsilon: keeps the first division finite.
        norm: by what the matrix is divided first: its norm plus epsilon ("keras"), or at least
            epsilon ("torch"), its largest singular value ("spectral"), the root of the norm of
            its square ("schatten"), or row by row so that no singular value is above 1 ("aol").
    """
    x = stacked(matrix)
    tall = x.shape[1] > x.shape[2]
    x = np.ascontiguousarray(turned(x)) if tall else x
    epsilon = in_stack(epsilon)
    if norm == "aol":
        square = x @ turned(x)
        rows = np.maximum(np.abs(square).sum(axis=2, keepdims=True), TINY) ** -0.5
        x = rows * x
    elif norm == "schatten":
        x = x / np.sqrt(np.maximum(sizes(x @ turned(x)), TINY))
    elif norm == "spectral":
        x = x / (largest_singular_value(x) + epsilon)
    else:
        size = sizes(x)
        x = x / (np.maximum(size, epsilon) if norm == "torch" else size + epsilon)
    for p, q, r in coefficients:
        square = x @ turned(x)
        x = in_stack(p) * x + (in_stack(q) * square + in_stack(r) * (square @ square)) @ x
    x = np.ascontiguousarray(turned(x)) if tall else x
    return unstacked(x, matrix)


def largest_singular_value(stack: Array) -> Array:
    """Of every matrix, (runs, 1, 1); infinite where a number is not finite."""
    finite = np.isfinite(stack).all(axis=(1, 2), keepdims=True)
    values = np.linalg.svd(np.where(finite, stack, 0.0), compute_uv=False)
    return np.where(finite, values[:, :1, np.newaxis], np.inf)
