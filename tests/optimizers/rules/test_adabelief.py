"""AdaBelief: steps worked out by hand."""

from __future__ import annotations

import math

import optimizers
from tests.optimizers.helpers import close, walk


def test_adabelief_divides_by_the_surprise() -> None:
    rule = optimizers.get("adabelief", learning_rate=0.1, epsilon=0.5, epsilon_root=0.01)
    points = walk(rule, [1.0], [[2.0], [1.0]])
    s = 0.001 * (2 - 0.2) ** 2 + 0.01
    close(points[0], [1 - 0.1 * 2 / (math.sqrt(s / 0.001) + 0.5)])
    s = 0.999 * s + 0.001 * (1 - 0.28) ** 2 + 0.01
    step = 0.1 * (0.28 / 0.19) / (math.sqrt(s / (1 - 0.999**2)) + 0.5)
    close(points[1], points[0] - step, 1e-13)


def test_adabelief_speeds_up_on_a_steady_slope() -> None:
    points = walk(optimizers.get("adabelief", learning_rate=0.1), [0.0], [[-1.0]] * 60)
    assert points[59] - points[58] > 3 * points[0]
