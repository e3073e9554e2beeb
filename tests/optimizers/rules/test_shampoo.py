"""Shampoo: roots of the sums over rows and columns."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import objectives
import optimizers
from optimizers.matrices import inverse_root
from tests.optimizers.helpers import Array, G, X, assert_equal, close, walked

RATE = 0.1
MATRIX = np.random.default_rng(3).normal(size=(3, 5))


def power(matrix: Array, exponent: float) -> Array:
    values, vectors = np.linalg.eigh(matrix)
    return (vectors * values**exponent) @ vectors.T


class Slope:
    """A plane with a slope; its point has the shape of the slope."""

    def __init__(self, slope: Array) -> None:
        self.slope = slope
        self.blocks = (("W", slope.shape),)

    def value(self, point: Array) -> float:
        return float(self.slope.ravel() @ point)

    def gradient(self, point: Array) -> Array:
        return self.slope.ravel().copy()


def test_the_first_step_of_a_vector() -> None:
    """Of a vector: the full matrix of AdaGrad, epsilon on its diagonal."""
    rule = optimizers.get("shampoo", learning_rate=RATE, epsilon=0.01)
    expected = X - RATE * power(0.01 * np.eye(2) + np.outer(G, G), -0.5) @ G
    close(walked(rule, G), expected, 1e-13)


def test_second_step() -> None:
    rule = optimizers.get("shampoo", learning_rate=RATE, epsilon=0.01)
    other = np.array([-0.2, 0.7])
    sums = 0.01 * np.eye(2) + np.outer(G, G) + np.outer(other, other)
    expected = walked(rule, G) - RATE * power(sums, -0.5) @ other
    close(walked(rule, G, other), expected, 1e-13)


def test_averages_in_place_of_sums() -> None:
    rule = optimizers.get("shampoo", learning_rate=RATE, epsilon=0.01, beta_2=0.9)
    matrix = 0.9 * 0.01 * np.eye(2) + 0.1 * np.outer(G, G)
    close(walked(rule, G), X - RATE * power(matrix, -0.5) @ G, 1e-13)


def test_first_step_of_a_matrix() -> None:
    rule = optimizers.get("shampoo", learning_rate=RATE, epsilon=0.01)
    left = power(0.01 * np.eye(3) + MATRIX @ MATRIX.T, -0.25)
    right = power(0.01 * np.eye(5) + MATRIX.T @ MATRIX, -0.25)
    found = optimizers.minimize(Slope(MATRIX), rule, np.ones(15), 1).points[1]
    np.testing.assert_allclose(found, 1.0 - RATE * (left @ MATRIX @ right).ravel(), rtol=1e-12)


def test_an_array_with_three_axes_has_three_matrices() -> None:
    slope = np.random.default_rng(5).normal(size=(2, 3, 2))
    rule = optimizers.get("shampoo", learning_rate=RATE, epsilon=0.01)
    expected = slope
    for axis, side in enumerate(slope.shape):
        rows = np.moveaxis(slope, axis, 0).reshape(side, -1)
        root = power(0.01 * np.eye(side) + rows @ rows.T, -1.0 / 6.0)
        expected = np.moveaxis(np.tensordot(root, expected, axes=(1, axis)), 0, axis)
    found = optimizers.minimize(Slope(slope), rule, np.ones(12), 1).points[1]
    np.testing.assert_allclose(found, 1.0 - RATE * expected.ravel(), rtol=1e-11)


def test_momentum_averages_gradients_and_not_directions() -> None:
    rule = optimizers.get("shampoo", learning_rate=RATE, epsilon=0.01, momentum=0.9)
    other = np.array([-0.2, 0.7])
    sums = 0.01 * np.eye(2) + np.outer(G, G) + np.outer(other, other)
    step = power(sums, -0.5) @ (0.9 * G + 0.1 * other)
    close(walked(rule, G, other), walked(rule, G) - RATE * step, 1e-13)


def test_the_momentum_of_pytorch_optimizer_would_grow_without_bound() -> None:
    """Its direction goes through the roots again and again; rounding in the sum of the entries,
    of which the gradient has none, would reach 3e-3 in ten steps."""
    gradient = np.array([1.0, -1.0, 0.5, -0.5]) + 1e-15
    rule = optimizers.get("shampoo", learning_rate=1.0, epsilon=1e-4, momentum=0.3)
    point, state = np.zeros(4), rule.init(np.zeros(4))
    for _ in range(10):
        point, state = rule.step(point, gradient, state)
    assert abs(point.sum()) < 1e-11


@pytest.mark.parametrize("order", [2, 4, 6])
def test_roots(order: int) -> None:
    matrices = np.stack([MATRIX @ MATRIX.T, 1e-3 * np.eye(3)])
    found = inverse_root(matrices, order)
    for matrix, root in zip(matrices, found, strict=True):
        product = np.linalg.matrix_power(root, order) @ matrix
        np.testing.assert_allclose(product, np.eye(3), atol=1e-11)


@pytest.mark.parametrize("id", ["mlp", "xor_mlp", "deep_linear", "rosenbrock_4d"])
def test_a_run_does_not_depend_on_its_batch(id: str) -> None:
    objective: Any = objectives.get(id)
    starts = objective.random_points(np.random.default_rng(2), 5)
    values = {
        "learning_rate": np.linspace(0.01, 0.2, 5),
        "momentum": np.linspace(0.0, 0.9, 5),
        "beta_2": np.linspace(0.8, 1.0, 5),
    }
    rule = optimizers.get("shampoo", weight_decay=0.1, **values)
    batch = optimizers.minimize(objective, rule, starts, 12)
    for index in range(5):
        own = rule.replace(**{name: float(value[index]) for name, value in values.items()})
        assert_equal(batch.run(index), optimizers.minimize(objective, own, starts[:, index], 12))


def test_the_state_has_a_matrix_for_every_axis() -> None:
    run = optimizers.minimize(objectives.get("xor_mlp"), "shampoo", steps=3, record_state=True)
    # W: 2 x 2 and 2 x 2; b: 2 x 2; v: 1 x 1 and 2 x 2; c: 1 x 1.
    assert run.state is not None
    assert run.state["statistics"].shape == (4, 4 + 4 + 4 + 1 + 4 + 1)
    left = run.state["statistics"][1, :4].reshape(2, 2)
    slope = run.gradients[0, :4].reshape(2, 2)
    np.testing.assert_allclose(left, 1e-6 * np.eye(2) + slope @ slope.T, rtol=1e-12)
