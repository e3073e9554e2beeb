"""Weight averaging: against Keras, and by itself."""

from __future__ import annotations

import numpy as np

from optimizers import Adam, WeightAverage
from tests.optimizers.helpers import agree, run_of

KERAS_AVERAGE = [
    [-1.1500000007333668, 1.0499999982032513],
    [-1.1452111031472083, 1.0548076201913814],
    [-1.1365968407804872, 1.0634622308118673],
    [-1.125366562502676, 1.0746858386509706],
    [-1.1128677521165276, 1.0869772371691402],
    [-1.1003547101364886, 1.0989272126926903],
]


def test_weight_average_in_keras() -> None:
    result = run_of(WeightAverage(optimizer=Adam(learning_rate=0.05), momentum=0.9), steps=6)
    assert result.averages is not None
    agree(result.averages, KERAS_AVERAGE)


def test_weight_average_leaves_the_path_alone() -> None:
    adam = Adam(learning_rate=0.1)
    result, plain = run_of(WeightAverage(optimizer=adam, momentum=0.75)), run_of(adam)
    np.testing.assert_array_equal(result.points, plain.points)
    assert plain.averages is None
    assert result.averages is not None
    average = plain.points[1]
    np.testing.assert_array_equal(result.averages[:2], plain.points[:2])
    for point, kept in zip(plain.points[2:], result.averages[2:], strict=True):
        average = 0.75 * average + 0.25 * point
        np.testing.assert_allclose(kept, average, rtol=1e-15)


def test_weight_average_shows_nothing_but_the_point_without_momentum() -> None:
    result = run_of(WeightAverage(optimizer=Adam(learning_rate=0.1), momentum=0.0))
    np.testing.assert_array_equal(result.averages, result.points)
