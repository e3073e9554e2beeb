"""Lookahead: against Optax, and by itself."""

from __future__ import annotations

import numpy as np

from optimizers import SGD, Adam, Lookahead
from tests.optimizers.helpers import ROSENBROCK, START, agree, run_of

LOOKAHEAD_FAST = [
    [-0.7688, 1.176],
    [-0.7334103322624, 1.100421376],
    [-1.112339314443815, 0.9036941750938488],
    [-1.069166236424633, 0.7734062820081716],
    [-0.7058085057614332, 0.8040312418719593],
    [-0.8285043297398254, 0.806470821408254],
    [-0.7557355495395168, 0.6731448658696373],
    [-0.7448939526898175, 0.5123480478721455],
]
LOOKAHEAD_SLOW = [START] * 2 + [LOOKAHEAD_FAST[2]] * 3 + [LOOKAHEAD_FAST[5]] * 3


def test_lookahead_in_optax() -> None:
    momentum = SGD(learning_rate=0.002, momentum=0.9)
    result = run_of(Lookahead(optimizer=momentum, sync_period=3, slow_step=0.5), steps=8)
    agree(result.points, LOOKAHEAD_FAST)
    assert result.averages is not None
    agree(result.averages, LOOKAHEAD_SLOW)


def test_lookahead_with_a_whole_slow_step_is_the_rule_itself() -> None:
    adam = Adam(learning_rate=0.1)
    result = run_of(Lookahead(optimizer=adam, slow_step=1.0, sync_period=1))
    np.testing.assert_allclose(result.points, run_of(adam).points, rtol=1e-13)
    np.testing.assert_array_equal(result.averages, result.points)


def test_lookahead_is_judged_by_the_slow_point() -> None:
    result = run_of(Lookahead(optimizer=Adam(learning_rate=0.1), sync_period=5), steps=12)
    assert result.averages is not None
    slow = result.averages
    np.testing.assert_array_equal(slow[:5], result.points[[0] * 5])
    np.testing.assert_array_equal(slow[5:10], result.points[[5] * 5])
    np.testing.assert_array_equal(slow[10:], result.points[[10] * 3])
    np.testing.assert_array_equal(result.average_values, [ROSENBROCK.value(p) for p in slow])
