"""Small tables of observations, each as (features, targets)."""

from __future__ import annotations

import numpy as np

from objectives.learning_problem import sigmoid
from objectives.objective import Array

GATES = {
    "and": (1.0, 0.0, 0.0, 0.0),
    "or": (1.0, 1.0, 1.0, 0.0),
    "nand": (0.0, 1.0, 1.0, 1.0),
    "xor": (0.0, 1.0, 1.0, 0.0),
}
"""The answers of logic gates to (1, 1), (1, 0), (0, 1), (0, 0)."""


def truth_table(gate: str) -> tuple[Array, Array]:
    """The four rows of a logic gate, in the order (1, 1), (1, 0), (0, 1), (0, 0)."""
    return np.array([[1.0, 1.0], [1.0, 0.0], [0.0, 1.0], [0.0, 0.0]]), np.array(GATES[gate])


def noisy_line(n: int, noise: float, seed: int) -> tuple[Array, Array]:
    """The line y = 4 + 3 x for x uniform on [0, 2), with normal noise on y."""
    rng = np.random.default_rng([seed])
    x = 2.0 * rng.random(n)
    return x, 4.0 + 3.0 * x + noise * rng.standard_normal(n)


def nine_points() -> tuple[Array, Array]:
    """Nine measurements along a rising line; the best line is y = 0.96 + 0.77 t."""
    return np.arange(9) / 2.0, np.array([0.8, 1.6, 1.5, 2.4, 2.3, 3.1, 3.0, 3.8, 4.0])


def two_swapped_labels() -> tuple[Array, Array]:
    """Labels that say whether x > 0, except for the two nearest to 0, which are swapped."""
    x = np.array([-3.0, -2.0, -1.0, -0.5, 0.5, 1.0, 2.0, 3.0])
    return x, np.array([0.0, 0.0, 0.0, 1.0, 0.0, 1.0, 1.0, 1.0])


def sigmoid_teacher(weight: float, bias: float) -> tuple[Array, Array]:
    """What a sigmoid neuron with this weight and bias answers to x = -2, -1.5, ..., 2."""
    x = np.arange(-4, 5) / 2.0
    return x, sigmoid(weight * x + bias)
