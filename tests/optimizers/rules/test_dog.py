"""DoG (distance over gradients): steps worked out by hand."""

from __future__ import annotations

import math

import numpy as np
from numpy.testing import assert_array_equal

import optimizers
from tests.optimizers.helpers import ROSENBROCK, Array, close, walk


def test_dog_by_hand() -> None:
    rule = optimizers.get("dog", initial_distance=0.1, epsilon=5.0)
    points = walk(rule, [3.0, 4.0], [[0.0, -2.0], [4.0, -2.0], [0.0, 1.0]])
    # The first distance is 0.1 (1 + 5).
    close(points[0], [3, 4 + 0.6 * 2 / math.sqrt(4 + 5)])
    close(points[1], points[0] + 0.6 / math.sqrt(4 + 20 + 5) * np.array([-4, 2]))
    distance = math.hypot(*(points[1] - np.array([3, 4])))
    assert distance > 0.6
    close(points[2], points[1] - distance / math.sqrt(4 + 20 + 1 + 5) * np.array([0, 1]))


def test_dog_takes_the_same_path_on_any_scale() -> None:
    class Scaled:
        vectorized = True

        def value(self, point: Array) -> Array:
            return 1024 * ROSENBROCK.value(point)

        def gradient(self, point: Array) -> Array:
            return 1024 * ROSENBROCK.gradient(point)

    rule = optimizers.get("dog", epsilon=0.0)
    run = optimizers.minimize(ROSENBROCK, rule, (-1.2, 1.0), 100)
    scaled = optimizers.minimize(Scaled(), rule, (-1.2, 1.0), 100)
    assert np.ptp(run.points, axis=0).min() > 0.05
    assert_array_equal(run.points, scaled.points)


def test_the_weights_decay_in_two_ways() -> None:
    # A distance of 0.5 over |g| = 2 is a rate of 0.25; over |g + 0.5 x| = 4 it is 0.125.
    rule = optimizers.get("dog", initial_distance=0.1, epsilon=0.0, weight_decay=0.5)
    for mode, expected in (("decoupled", 4 - 0.25 * (0.5 * 4) - 0.25 * 2), ("l2", 4 - 0.125 * 4)):
        close(walk(rule.replace(weight_decay_mode=mode), [4.0], [[2.0]])[0], [expected])
