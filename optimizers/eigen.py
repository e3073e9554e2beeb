"""Eigenvalues of symmetric matrices, one for every run."""

from __future__ import annotations

import numpy as np

from declarations.arrays import Array
from optimizers.gradients import row_sum


class Eigen:
    """The eigenvalues and eigenvectors of symmetric matrices ``(dims, dims[, runs])``.

    A matrix with a number that is not finite is replaced by the identity. In two dimensions one
    rotation (Jacobi 1846) diagonalises all the matrices at once; else LAPACK does it one by one.

    Attributes:
        values: the eigenvalues, shape ``(dims[, runs])``, in no particular order.
    """

    def __init__(self, matrix: Array) -> None:
        dims = len(matrix)
        identity = np.eye(dims).reshape(dims, dims, *(1 for _ in matrix.shape[2:]))
        matrix = np.where(np.isfinite(matrix).all(axis=(0, 1)), matrix, identity)
        if dims == 2:
            self.values, self._vectors = _rotated(matrix)
        else:
            stacked = np.moveaxis(matrix, (0, 1), (-2, -1))
            values, vectors = np.linalg.eigh(stacked)
            self.values = np.ascontiguousarray(np.moveaxis(values, -1, 0))
            self._vectors = np.ascontiguousarray(np.moveaxis(vectors, (-2, -1), (0, 1)))

    def coordinates(self, vector: Array) -> Array:
        """The coordinates of a vector along the eigenvectors."""
        return row_sum(self._vectors * vector[:, np.newaxis])

    def vector(self, coordinates: Array) -> Array:
        """The vector with these coordinates along the eigenvectors."""
        # Made contiguous: the order of the sum must not depend on how the runs are batched.
        rows = np.ascontiguousarray(np.swapaxes(self._vectors, 0, 1))
        return row_sum(rows * coordinates[:, np.newaxis])


def _rotated(matrix: Array) -> tuple[Array, Array]:
    """The eigenvalues, and the eigenvectors as columns, of 2 x 2 matrices."""
    (a, b), (_, c) = matrix
    half = (0.5 * c - 0.5 * a) / b
    tangent = np.copysign(1.0, half) / (np.abs(half) + np.sqrt(half * half + 1.0))
    tangent = np.where(b == 0, 0.0, tangent)
    cosine = 1.0 / np.sqrt(tangent * tangent + 1.0)
    sine = tangent * cosine
    values = np.array([a - tangent * b, c + tangent * b])
    return values, np.array([[cosine, sine], [-sine, cosine]])
