"""Sophia: steps worked out by hand."""

from __future__ import annotations

from numpy.testing import assert_array_equal

import optimizers
from tests.optimizers.helpers import ROSENBROCK, Array, Ellipse, close, walk


def test_sophia_divides_by_the_curvature_up_to_the_limit() -> None:
    rule = optimizers.get("sophia", learning_rate=0.1, beta_1=0.5, gamma=0.5, clip_threshold=0.8)
    points = walk(rule, [1.0, 1.0, 1.0], [[0.01, -1.0, 0.02]], Ellipse(4.0, -1.0, 100.0))
    # h = 0.01 * (4, -1, 100); the negative curvature is replaced by epsilon.
    expected = [1 - 0.1 * 0.005 / 0.02, 1 + 0.1 * 0.8, 1 - 0.1 * 0.01 / 0.5]
    close(points[0], expected)


def test_sophia_looks_at_the_curvature_now_and_then() -> None:
    for interval, hessians in ((1, 20), (10, 2), (7, 3)):
        rule = optimizers.get("sophia", update_interval=interval)
        run = optimizers.minimize(ROSENBROCK, rule, (-1.2, 1.0), 20)
        assert run.evaluations.hessian == hessians


def test_sophia_of_optax_begins_with_a_sign_step() -> None:
    rule = optimizers.get("sophia", preset="optax", learning_rate=0.1, weight_decay=0.0, gamma=1.0)
    ellipse = Ellipse(4.0, 4.0)
    points = walk(rule, [1.0, 1.0], [[0.01, -0.02], [0.01, -0.02]], ellipse)
    close(points[0], [0.9, 1.1])
    # Then h = 0.04, and m without bias is the gradient itself.
    close(points[1], [0.9 - 0.1 * 0.01 / 0.04, 1.1 + 0.1 * 0.02 / 0.04])


def test_sophia_takes_the_curvature_before_the_decay() -> None:
    asked: list[Array] = []

    class Watched(Ellipse):
        def hessian(self, point: Array) -> Array:
            asked.append(point.copy())
            return super().hessian(point)

    rule = optimizers.get("sophia", learning_rate=0.1, weight_decay=0.5)
    points = walk(rule, [2.0], [[100.0]], Watched(1.0))
    assert_array_equal(asked, [[2.0]])
    close(points[0], [2 - 2 * 0.05 - 0.1])
