"""Adaptive gradient clipping, beside its formula written out; Optax is in test_reference.py."""

from __future__ import annotations

import numpy as np
import pytest

from optimizers import SGD, AdaptiveGradientClipping
from tests.optimizers.helpers import Array, Layered

SHAPES = {"W": (4, 3), "b": (3,), "v": (1, 5), "c": ()}
LAYERED = Layered(SHAPES)
RNG = np.random.default_rng(5)
POINTS, GRADIENTS = RNG.normal(size=(2, LAYERED.dims, 6))
POINTS[:12, 3] = 0.0
GRADIENTS[:, 4] *= 1e-3
GRADIENTS[:, 5] *= 1e3


def clipped(g: Array, x: Array, share: float, least: float) -> Array:
    limit = share * max(np.linalg.norm(x), least)
    return g if np.linalg.norm(g) < limit else g * limit / np.linalg.norm(g)


@pytest.mark.parametrize("unit", ["column", "row"])
def test_every_unit_by_itself(unit: str) -> None:
    rule = AdaptiveGradientClipping(
        optimizer=SGD(learning_rate=1.0), clipping=0.1, epsilon=0.5, unit=unit
    )
    moved, _ = rule.step(POINTS, GRADIENTS, rule.init(POINTS, LAYERED), LAYERED)
    for run in range(POINTS.shape[1]):
        x, g = POINTS[:, run], GRADIENTS[:, run]
        w, b, v, c = LAYERED.arrays(g)
        xw, xb, xv, xc = LAYERED.arrays(x)
        if unit == "row":
            w, xw = w.T, xw.T
        columns = [clipped(w[:, i], xw[:, i], 0.1, 0.5) for i in range(w.shape[1])]
        new = np.stack(columns, axis=0 if unit == "row" else 1)
        parts = [new, *(clipped(*pair, 0.1, 0.5) for pair in ((b, xb), (v, xv), (c, xc)))]
        expected = np.concatenate([np.ravel(part) for part in parts])
        np.testing.assert_allclose(x - moved[:, run], expected, rtol=1e-12, atol=1e-15)
        alone, _ = rule.step(x, g, rule.init(x, LAYERED), LAYERED)
        np.testing.assert_array_equal(alone, moved[:, run])


def test_without_blocks_the_point_is_one_unit() -> None:
    rule = AdaptiveGradientClipping(optimizer=SGD(learning_rate=1.0), clipping=0.1)
    x = np.array([3.0, 4.0])
    for g, expected in (([6.0, 8.0], [0.3, 0.4]), ([0.1, 0.2], [0.1, 0.2]), ([0.0, 0.0], [0, 0])):
        point, _ = rule.step(x, g, rule.init(x))
        np.testing.assert_allclose(x - point, expected, rtol=1e-14)


def test_a_unit_at_the_origin_can_move() -> None:
    rule = AdaptiveGradientClipping(optimizer=SGD(learning_rate=1.0), clipping=0.1, epsilon=0.02)
    point, _ = rule.step((0.0, 0.0), (3.0, 4.0), rule.init((0.0, 0.0)))
    np.testing.assert_allclose(-point, [0.0012, 0.0016], rtol=1e-14)


def test_a_tiny_gradient_is_divided_by_no_less_than_in_optax() -> None:
    rule = AdaptiveGradientClipping(optimizer=SGD(learning_rate=1.0), clipping=1e-6, epsilon=1e-3)
    point, _ = rule.step((0.0, 0.0), (3e-8, 4e-8), rule.init((0.0, 0.0)))
    np.testing.assert_allclose(-point, [3e-11, 4e-11], rtol=1e-12)


def test_runs_of_a_batch_have_their_own_share() -> None:
    rule = AdaptiveGradientClipping(
        optimizer=SGD(learning_rate=1.0), clipping=[0.1, 0.2], epsilon=[1e-3, 10.0]
    )
    x = np.array([[3.0, 3.0], [4.0, 4.0]])
    point, _ = rule.step(x, 2.0 * x, rule.init(x))
    np.testing.assert_allclose(x - point, [[0.3, 1.2], [0.4, 1.6]], rtol=1e-14)
