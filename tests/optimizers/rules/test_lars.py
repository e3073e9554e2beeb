"""LARS: steps worked out by hand."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

import objectives
import optimizers
from tests.optimizers.helpers import assert_equal, close, walk


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


def test_every_block_has_a_ratio_of_its_own() -> None:
    """As if each were a point of its own."""
    xor = objectives.get("xor_mlp")
    rule = optimizers.get("lars", learning_rate=10.0, momentum=0.5)
    point = np.array(xor.start)
    whole, _ = rule.step(point, xor.gradient(point), rule.init(point), xor)
    for at in (slice(0, 4), slice(4, 6), slice(6, 8), slice(8, 9)):
        part = point[at]
        own, _ = rule.step(part, xor.gradient(point)[at], rule.init(part))
        np.testing.assert_allclose(whole[at], own, rtol=1e-13)
    at_once, _ = rule.step(point, xor.gradient(point), rule.init(point))
    assert not np.allclose(whole, at_once)


def test_a_run_on_blocks_does_not_depend_on_its_batch() -> None:
    network = objectives.get("mlp")
    starts = network.random_points(np.random.default_rng(2), 5)
    rule = optimizers.get("lars", learning_rate=10.0, momentum=0.5)
    batch = optimizers.minimize(network, rule, starts, 12)
    for index in range(5):
        assert_equal(batch.run(index), optimizers.minimize(network, rule, starts[:, index], 12))
