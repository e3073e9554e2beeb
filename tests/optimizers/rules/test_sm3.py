"""SM3: steps worked out by hand."""

from __future__ import annotations

import math

import numpy as np
from numpy.testing import assert_array_equal

import objectives
import optimizers
from tests.optimizers.helpers import ROSENBROCK, Array, assert_equal, close, walk


def test_sm3_averages_what_is_scaled_already() -> None:
    rule = optimizers.get("sm3", learning_rate=0.5, momentum=0.75, epsilon=1.0)
    points = walk(rule, [1.0, -2.0], [[2.0, 0.0], [-1.0, 3.0]])
    m = np.array([0.25 * 2 / math.sqrt(4 + 1), 0])
    close(points[0], [1 - 0.5 * m[0], -2])
    m = 0.75 * m + 0.25 * np.array([-1 / math.sqrt(4 + 1 + 1), 3 / math.sqrt(9 + 1)])
    close(points[1], points[0] - 0.5 * m)


def test_nothing_over_nothing_is_nothing() -> None:
    assert_array_equal(walk(optimizers.get("sm3", epsilon=0.0), [1.0], [[0.0]])[0], [1.0])


def test_without_momentum_it_is_adagrad() -> None:
    sm3 = optimizers.get("sm3", learning_rate=0.5, momentum=0.0, epsilon=1e-3)
    adagrad = optimizers.get(
        "adagrad", learning_rate=0.5, initial_accumulator_value=0.0, epsilon=1e-3
    )
    run = optimizers.minimize(ROSENBROCK, sm3, (-1.2, 1.0), 50)
    close(run.points, optimizers.minimize(ROSENBROCK, adagrad, (-1.2, 1.0), 50).points, 1e-12)


class OneMatrix:
    """A point of two rows and three columns."""

    blocks = (("W", (2, 3)),)

    def value(self, point: Array) -> float:
        return float(np.sum(point))

    def gradient(self, point: Array) -> Array:
        return np.ones_like(point)


def test_a_matrix_is_covered_by_its_rows_and_columns() -> None:
    rule = optimizers.get("sm3", learning_rate=0.5, momentum=0.0, epsilon=0.0)
    first = np.array([1.0, 2.0, 0.0, 4.0, 0.0, 0.0])
    point, state = rule.step(np.zeros(6), first, rule.init(np.zeros(6), OneMatrix()), OneMatrix())
    close(point, -0.5 * np.sign(first))
    # The largest of the rows are 4 and 16, those of the columns 16, 4 and 0.
    allowed = np.array([4.0, 4.0, 0.0, 16.0, 4.0, 0.0])
    close(state["mu"], allowed)
    second = np.array([0.0, 1.0, 3.0, 1.0, 1.0, 0.0])
    after, state = rule.step(point, second, state, OneMatrix())
    scaled = np.divide(second, np.sqrt(allowed + second**2), where=second != 0, out=np.zeros(6))
    close(after, point - 0.5 * scaled)
    # Now 9 and 17 in the rows, 17, 5 and 9 in the columns.
    close(state["mu"], [9, 5, 9, 17, 5, 9])


def test_a_run_on_blocks_does_not_depend_on_its_batch() -> None:
    network = objectives.get("mlp")
    starts = network.random_points(np.random.default_rng(2), 5)
    rule = optimizers.get("sm3", learning_rate=0.1)
    batch = optimizers.minimize(network, rule, starts, 12)
    for index in range(5):
        assert_equal(batch.run(index), optimizers.minimize(network, rule, starts[:, index], 12))
