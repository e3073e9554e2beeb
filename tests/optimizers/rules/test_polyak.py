"""Polyak step: steps worked out by hand."""

from __future__ import annotations

import math
from typing import Any

from numpy.testing import assert_allclose, assert_array_equal

import optimizers
from tests.optimizers.helpers import Array, Ellipse, close, walk


def test_polyak_halves_the_way_on_a_quadratic() -> None:
    # (a x^2 / 2) / (a x)^2 times a x is x / 2, whatever the curvature and the lowest value.
    for curvature, lowest in ((1.0, 0.0), (8.0, 0.0), (0.25, -16.0)):
        ellipse = Ellipse(curvature, lowest=lowest)
        run = optimizers.minimize(ellipse, optimizers.get("polyak"), (4.0,), 5)
        assert_array_equal(run.points[:, 0], [4, 2, 1, 0.5, 0.25, 0.125])
        assert run.evaluations.value == 5


def test_polyak_reaches_the_minimum_of_a_cone_in_one_step() -> None:
    class Cone:
        def value(self, point: Array) -> float:
            return 3 * math.hypot(*point) + 7

        def gradient(self, point: Array) -> Array:
            return 3 * point / math.hypot(*point)

    points = walk(
        optimizers.get("polyak", minimum_value=7.0), [3.0, 4.0], [[1.8, 2.4]], objective=Cone()
    )
    assert_allclose(points[0], [0, 0], atol=1e-15)


def test_polyak_limits() -> None:
    def step(**values: Any) -> float:
        rule = optimizers.get("polyak", **values)
        return float(4 - walk(rule, [4.0], [[4.0]], Ellipse(1.0))[0][0])

    close(step(), 2)
    close(step(learning_rate=0.5), 1)
    close(step(max_learning_rate=0.25), 1)
    close(step(epsilon=16.0), 1)
    close(step(minimum_value=4.0), 1)
    close(step(minimum_value=16.0), -2)
    assert step(minimum_value=16.0, variant="sps+") == 0


def test_polyak_stays_where_the_slope_is_nothing() -> None:
    points = walk(optimizers.get("polyak"), [1.0], [[1e-8], [2e-8]], Ellipse(1.0))
    assert_array_equal(points[0], [1.0])
    close(points[1], [1 - 0.5 / 2e-8])


def test_polyak_without_a_known_minimum_aims_at_zero() -> None:
    class Raised:
        def value(self, point: Array) -> float:
            return float(0.5 * point[0] ** 2 + 8)

        def gradient(self, point: Array) -> Array:
            return point

    assert_array_equal(walk(optimizers.get("polyak"), [4.0], [[4.0]], Raised())[0], [0.0])
