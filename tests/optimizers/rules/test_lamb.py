"""LAMB: steps worked out by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import objectives
import optimizers
from tests.optimizers.helpers import NORM_X, SIGN, SIZE, ZERO, Array, G, X, assert_equal, walked


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"epsilon": 0.0}, X - 0.1 * NORM_X / np.sqrt(2.0) * SIGN),
        (
            {"epsilon": 0.0, "weight_decay": 2.0},
            X * (1 - 0.1 * 2.0) - 0.1 * 0.8 * NORM_X / np.sqrt(2.0) * SIGN,
        ),
        # u = (1, -1) + 2 (1, -2)
        (
            {"epsilon": 0.0, "weight_decay": 2.0, "weight_decay_mode": "inner"},
            X - 0.1 * NORM_X / np.sqrt(34.0) * np.array([3.0, -5.0]),
        ),
    ],
)
def test_first_step(values: dict[str, Any], expected: Array) -> None:
    rule = optimizers.get("lamb", **{"learning_rate": 0.1, **values})
    np.testing.assert_allclose(walked(rule, G), expected, rtol=1e-14)


def test_the_memories_of_lamb() -> None:
    rule = optimizers.get("lamb", learning_rate=0.1, beta_1=0.8, beta_2=0.5, epsilon=0.02)
    u = G / (SIZE + 0.02)
    expected = X - 0.1 * NORM_X / np.hypot(*u) * u
    m = np.array([0.16 * 0.3 + 0.2 * 0.3, 0.16 * -0.4])
    v = np.array([0.25 * 0.09 + 0.5 * 0.09, 0.25 * 0.16])
    u = m / 0.36 / (np.sqrt(v / 0.75) + 0.02)
    expected = expected - 0.1 * np.hypot(*expected) / np.hypot(*u) * u
    np.testing.assert_allclose(walked(rule, G, np.array([0.3, 0.0])), expected, rtol=1e-14)


def test_lamb_leaves_the_origin() -> None:
    rule = optimizers.get("lamb", learning_rate=0.1, epsilon=0.0)
    point, _ = rule.step(ZERO, G, rule.init(ZERO))
    np.testing.assert_allclose(point, -0.1 * SIGN, rtol=1e-14)


def test_every_block_has_a_ratio_of_its_own() -> None:
    """As if each were a point of its own."""
    xor = objectives.get("xor_mlp")
    rule = optimizers.get("lamb", learning_rate=0.1)
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
    rule = optimizers.get("lamb", learning_rate=0.1)
    batch = optimizers.minimize(network, rule, starts, 12)
    for index in range(5):
        assert_equal(batch.run(index), optimizers.minimize(network, rule, starts[:, index], 12))
