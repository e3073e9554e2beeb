"""Operations on matrices and other arrays, one for every run.

An array of a single run has the axes of a variable, or is flat; in a batch the runs come last. They
are worked on with the runs in front, one product or one call of LAPACK for every run, so that a run
is the same bit for bit alone and in a batch.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

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


def stacked(flat: Array, shape: tuple[int, ...]) -> Array:
    """Arrays of a shape, ``(runs, *shape)``, from flat ones; as plain numbers."""
    plain = np.asarray(flat)
    runs = plain[np.newaxis] if plain.ndim == 1 else plain.T
    return np.ascontiguousarray(runs).reshape(len(runs), *shape)


def flattened(stack: Array, like: Array) -> Array:
    """The arrays with their axes as those of ``like``, which is flat."""
    flat = stack.reshape(len(stack), -1)
    return flat[0] if like.ndim == 1 else flat.T


def in_stack(value: Number) -> Array:
    """A number, or one for every run, beside stacked matrices."""
    number = np.asarray(value)
    return number[:, np.newaxis, np.newaxis] if number.ndim else number


def turned(stack: Array) -> Array:
    """The transposed matrices."""
    return np.swapaxes(stack, 1, 2)


def sizes(stack: Array) -> Array:
    """The Frobenius norm of every matrix, (runs, 1, 1)."""
    flat = stack.reshape(len(stack), -1)
    return np.sqrt((flat * flat).sum(axis=1))[:, np.newaxis, np.newaxis]


def newton_schulz(
    matrices: Array,
    coefficients: tuple[tuple[Number, Number, Number], ...],
    epsilon: Number,
    norm: str = "keras",
) -> Array:
    r"""Singular values near 1, singular vectors as they are: about :math:`U V^\top`.

    Every step maps a singular value s to p s + q s^3 + r s^5.

    Args:
        matrices: stacked, (runs, rows, columns).
        coefficients: p, q and r of every step.
        epsilon: keeps the first division finite.
        norm: by what the matrix is divided first: its norm plus epsilon ("keras"), or at least
            epsilon ("torch"), its largest singular value ("spectral"), the root of the norm of
            its square ("schatten"), or row by row so that no singular value is above 1 ("aol").
    """
    x = matrices
    tall = x.shape[1] > x.shape[2]
    x = np.ascontiguousarray(turned(x)) if tall else x
    least = in_stack(epsilon)
    if norm == "aol":
        square = x @ turned(x)
        rows = np.maximum(np.abs(square).sum(axis=2, keepdims=True), TINY) ** -0.5
        x = rows * x
    elif norm == "schatten":
        x = x / np.sqrt(np.maximum(sizes(x @ turned(x)), TINY))
    elif norm == "spectral":
        x = x / (largest_singular_value(x) + least)
    else:
        size = sizes(x)
        x = x / (np.maximum(size, least) if norm == "torch" else size + least)
    for p, q, r in coefficients:
        square = x @ turned(x)
        x = in_stack(p) * x + (in_stack(q) * square + in_stack(r) * (square @ square)) @ x
    return turned(x) if tall else x


def largest_singular_value(stack: Array) -> Array:
    """Of every matrix, (runs, 1, 1); infinite where a number is not finite."""
    finite = np.isfinite(stack).all(axis=(1, 2), keepdims=True)
    values = np.linalg.svd(np.where(finite, stack, 0.0), compute_uv=False)
    return np.where(finite, values[:, :1, np.newaxis], np.inf)


def gram(stack: Array, axis: int) -> Array:
    """What is along one axis times itself, summed over all others: (runs, n, n)."""
    rows = _unfolded(stack, axis)
    return rows @ turned(rows)


def along(stack: Array, axis: int, matrices: Array) -> Array:
    """The arrays with one axis multiplied by square matrices (runs, n, n)."""
    moved = np.moveaxis(stack, axis + 1, 1)
    product = (matrices @ _unfolded(stack, axis)).reshape(moved.shape)
    return np.ascontiguousarray(np.moveaxis(product, 1, axis + 1))


def _unfolded(stack: Array, axis: int) -> Array:
    """One axis against all others, (runs, n, others)."""
    moved = np.moveaxis(stack, axis + 1, 1)
    return np.ascontiguousarray(moved).reshape(*moved.shape[:2], -1)


def eigenvectors(stack: Array) -> tuple[Array, Array]:
    """Eigenvalues from the smallest, (runs, n), and eigenvectors as columns, (runs, n, n).

    A matrix with a number that is not finite is replaced by the identity.
    """
    finite = np.isfinite(stack).all(axis=(1, 2), keepdims=True)
    values, vectors = np.linalg.eigh(np.where(finite, stack, np.eye(stack.shape[1])))
    return values, vectors


def inverse_root(stack: Array, order: int) -> Array:
    """Symmetric positive matrices to the power of minus one over an even number."""
    values, vectors = eigenvectors(stack)
    # Rounding may leave the smallest ones below 0.
    root = np.sqrt(np.abs(values))
    if order != 2:
        # Roots are rounded alike everywhere, powers are not.
        root = np.sqrt(root) if order == 4 else np.float_power(root, 2.0 / order)
    return (vectors / root[:, np.newaxis]) @ turned(vectors)


def identities(side: int, like: Array) -> Array:
    """A flat identity matrix for every run."""
    identity = np.eye(side).ravel()
    return identity if like.ndim == 1 else np.repeat(identity[:, np.newaxis], like.shape[1], axis=1)


def in_order(stack: Array, axis: int, order: NDArray[np.intp]) -> Array:
    """The arrays with one axis in another order, (runs, n)."""
    others = tuple(i for i in range(1, stack.ndim) if i != axis + 1)
    return np.take_along_axis(stack, np.expand_dims(order, others), axis + 1)


def orthonormal(stack: Array) -> Array:
    """Q of the QR decomposition; the identity where a number is not finite."""
    finite = np.isfinite(stack).all(axis=(1, 2), keepdims=True)
    return np.asarray(np.linalg.qr(np.where(finite, stack, np.eye(stack.shape[1])))[0])
