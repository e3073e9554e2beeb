"""COCOB (coin betting): steps worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_array_equal

import optimizers
from tests.optimizers.helpers import ROSENBROCK, Array, Ellipse, close, walk


def test_cocob_by_hand() -> None:
    rule = optimizers.get("cocob", alpha=2.5, epsilon=0.5)
    points = walk(rule, [3.0], [[2.0], [-1.0], [-4.0]])
    # L = 2, G = 2, nothing won; a L is the larger one.
    close(points[0], [3 + -2 / (2 * 5) * 2])
    # G = 3; the way of -0.4 and the slope of -1 lose 0.4, which is more than there is.
    close(points[1], [3 + -1 / (2 * 5) * 2])
    # L = 4, G = 7, and G + L is the larger one; the way is -0.2, a loss again.
    close(points[2], [3 + 3 / (4 * 11) * 4])


def test_what_is_won_is_bet() -> None:
    rule = optimizers.get("cocob", alpha=4.0)
    first, second = walk(rule, [0.0], [[-1.0], [-1.0]])
    close(first, [0.25])
    close(second, [2 / 4 * (1 + 0.25)])


def test_a_flat_start_is_no_bet() -> None:
    rule = optimizers.get("cocob", epsilon=0.5)
    close(walk(rule, [1.0, 2.0], [[0.0, 0.2]])[0], [1.0, 2 - 0.2 / (0.5 * 50) * 0.5])


def test_the_path_is_the_same_on_any_scale() -> None:
    class Scaled:
        vectorized = True

        def value(self, point: Array) -> Array:
            return 1024 * ROSENBROCK.value(point)

        def gradient(self, point: Array) -> Array:
            return 1024 * ROSENBROCK.gradient(point)

    run = optimizers.minimize(ROSENBROCK, "cocob", (-1.2, 1.0), 100)
    assert np.ptp(run.points, axis=0).min() > 0.05
    assert_array_equal(run.points, optimizers.minimize(Scaled(), "cocob", (-1.2, 1.0), 100).points)
    # A constant learning rate is such a scale; one that falls is not.
    half = optimizers.get("cocob", learning_rate=0.5)
    assert_array_equal(run.points, optimizers.minimize(ROSENBROCK, half, (-1.2, 1.0), 100).points)
    falls = optimizers.minimize(ROSENBROCK, "cocob", (-1.2, 1.0), 100, schedule="cosine")
    assert not np.allclose(run.points, falls.points, atol=0.01)


@pytest.mark.parametrize("start", [1.5, 1500.0])
def test_a_goal_that_is_far_costs_a_few_steps_more(start: float) -> None:
    run = optimizers.minimize(Ellipse(1.0), "cocob", (start,), 60)
    steps = int(np.argmax(np.abs(run.points[:, 0]) < 0.01 * start))
    assert 30 < steps < 60


def test_decoupled_decay_moves_the_point_where_winnings_are_reckoned() -> None:
    rule = optimizers.get("cocob", alpha=4.0, weight_decay=0.5, weight_decay_mode="decoupled")
    close(walk(rule, [2.0], [[-1.0]])[0], [2.25])
    close(walk(rule.replace(weight_decay_mode="l2"), [4.0], [[-1.0]])[0], [3.75])
