"""Clipping by blocks, beside its formula written out; Optax is in test_reference.py."""

from __future__ import annotations

import numpy as np

from optimizers import SGD, ClipByBlockRMS
from tests.optimizers.helpers import Layered

LAYERED = Layered({"W": (4, 3), "b": (3,), "c": ()})
RNG = np.random.default_rng(5)
POINTS, GRADIENTS = RNG.normal(size=(2, LAYERED.dims, 4))
GRADIENTS[12:15] *= 10.0


def test_every_block_by_itself() -> None:
    rule = ClipByBlockRMS(optimizer=SGD(learning_rate=1.0), threshold=0.8)
    moved, _ = rule.step(POINTS, GRADIENTS, rule.init(POINTS, LAYERED), LAYERED)
    for run in range(POINTS.shape[1]):
        x, g = POINTS[:, run], GRADIENTS[:, run]
        parts = [part / max(1.0, np.sqrt((part**2).mean()) / 0.8) for part in LAYERED.arrays(g)]
        expected = np.concatenate([np.ravel(part) for part in parts])
        np.testing.assert_allclose(x - moved[:, run], expected, rtol=1e-12)
        alone, _ = rule.step(x, g, rule.init(x, LAYERED), LAYERED)
        np.testing.assert_array_equal(alone, moved[:, run])


def test_without_blocks_the_point_is_one() -> None:
    rule = ClipByBlockRMS(optimizer=SGD(learning_rate=1.0), threshold=[1.0, 5.0])
    start = np.zeros((2, 2))
    point, _ = rule.step(start, [[3.0, 3.0], [4.0, 4.0]], rule.init(start))
    share = 1.0 / np.sqrt(12.5)
    np.testing.assert_allclose(-point, [[3.0 * share, 3.0], [4.0 * share, 4.0]], rtol=1e-14)
