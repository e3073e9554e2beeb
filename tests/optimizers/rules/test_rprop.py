"""Rprop: steps worked out by hand."""

from __future__ import annotations

import numpy as np
from numpy.testing import assert_array_equal

import optimizers
from tests.optimizers.helpers import close, walk


def test_rprop_grows_stands_and_shrinks() -> None:
    rule = optimizers.get("rprop", learning_rate=0.1)
    points = walk(rule, [0.0], [[1.0], [5.0], [-1.0], [-2.0], [-0.1], [0.0], [-3.0]])
    expected = [
        -0.1,  # the first step
        -0.1 - 0.12,  # same sign: 1.2 times as long
        -0.22,  # the sign flips: no move, half as long
        -0.22 + 0.06,  # after a flip the step stays as it is
        -0.16 + 0.072,
        -0.088,  # no slope, no move
        -0.088 + 0.072,
    ]
    close(np.concatenate(points), expected)


def test_rprop_keeps_its_step_within_the_limits() -> None:
    rule = optimizers.get("rprop", learning_rate=0.1, min_step_size=0.08, max_step_size=0.11)
    points = walk(rule, [0.0], [[1.0], [1.0], [-1.0], [-1.0], [1.0], [1.0]])
    close(np.concatenate(points), [-0.1, -0.21, -0.21, -0.13, -0.13, -0.21])


def test_rprop_ignores_the_size_of_the_gradient() -> None:
    gradients = np.array([[3.0, -1e-200], [2.0, -5e-200], [-1.0, 1e-250], [4.0, 1e-200]])
    rule = optimizers.get("rprop")
    assert_array_equal(
        walk(rule, [1.0, 1.0], list(gradients)), walk(rule, [1.0, 1.0], list(np.sign(gradients)))
    )
