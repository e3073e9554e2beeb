"""Yogi: steps worked out by hand."""

from __future__ import annotations

import math

import optimizers
from tests.optimizers.helpers import close, walk


def test_yogi_moves_v_by_the_squared_gradient() -> None:
    rule = optimizers.get("yogi", learning_rate=0.1, epsilon=0.5, initial_accumulator_value=1.0)
    points = walk(rule, [1.0], [[2.0], [0.5]])
    # v = 1 + 0.001 * 4, as 4 is above it, then 1.004 - 0.001 * 0.25, as 0.25 is below it.
    close(points[0], [1 - 0.1 * 11 / (math.sqrt(1004) + 0.5)], 1e-13)
    m, v = 0.9 * 1.1 + 0.1 * 0.5, 1.004 - 0.00025
    step = 0.1 * m / 0.19 / (math.sqrt(v / (1 - 0.999**2)) + 0.5)
    close(points[1], points[0] - step, 1e-13)
