"""LARS: steps worked out by hand."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

import optimizers
from tests.optimizers.helpers import close, walk


def test_lars_steps_by_a_share_of_the_points_length() -> None:
    rule = optimizers.get("lars", learning_rate=10.0, trust_coefficient=0.01, momentum=0.5)
    points = walk(rule, [3.0, 4.0], [[0.0, 2.0], [1.0, 0.0]])
    close(points[0], [3, 4 - 10 * 0.01 * 5])
    size = math.sqrt(9 + 3.5**2)
    close(points[1], [3 - 0.1 * size, 3.5 - 0.25])


def test_lars_with_decay_nesterov_and_epsilon() -> None:
    rule = optimizers.get(
        "lars",
        learning_rate=10.0,
        trust_coefficient=0.01,
        momentum=0.5,
        nesterov=True,
        weight_decay=0.5,
        epsilon=1.0,
    )
    u = np.array([0 + 0.5 * 3, 1 + 0.5 * 4])
    step = 10 * 0.01 * 5 / (math.hypot(1.5, 3.0) + 1) * u
    close(walk(rule, [3.0, 4.0], [[0.0, 1.0]])[0], np.array([3, 4]) - 1.5 * step)


@pytest.mark.parametrize(
    ("start", "gradient", "end"),
    [((0.0, 0.0), (0.0, 2.0), (0.0, -0.2)), ((3.0, 4.0), (0.0, 0.0), (3.0, 4.0))],
)
def test_lars_trusts_the_gradient_where_a_norm_is_zero(start: Any, gradient: Any, end: Any) -> None:
    close(walk(optimizers.get("lars", learning_rate=0.1), start, [gradient])[0], end)
