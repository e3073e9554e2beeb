"""Losses of one example with their derivatives, and how they are summed."""

from __future__ import annotations

import numpy as np

from objectives.objective import Array


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


def softmax(z: Array) -> Array:
    """exp(z_k) / sum of exp(z_j), with the classes along the last axis but one."""
    # The maximum of complex numbers goes by the real part.
    e = np.exp(z - z.max(axis=-2, keepdims=True))
    return np.asarray(e / e.sum(axis=-2, keepdims=True))


def softmax_cross_entropy(z: Array, labels: Array) -> Array:
    """-ln softmax(z)_y = ln(1 + sum of exp(z_k - z_y) over the other classes k), (..., examples).

    To full precision for every z: the 1 of the largest z_k is kept out of the sum.

    Args:
        z: (..., classes, examples).
        labels: the classes y, 0, 1, ..., as whole numbers, (..., examples).
    """
    top = z.argmax(axis=-2)[..., np.newaxis, :]
    largest = np.take_along_axis(z, top, axis=-2)
    e = np.exp(z - largest)
    np.put_along_axis(e, top, 0.0, axis=-2)
    own = np.take_along_axis(z, labels[..., np.newaxis, :], axis=-2)
    return np.asarray((largest - own)[..., 0, :] + np.log1p(e.sum(axis=-2)))
