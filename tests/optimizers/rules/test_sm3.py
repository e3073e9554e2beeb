"""SM3: steps worked out by hand."""

from __future__ import annotations

import math

import numpy as np
from numpy.testing import assert_array_equal

import optimizers
from tests.optimizers.helpers import ROSENBROCK, close, walk


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
