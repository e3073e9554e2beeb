"""Optimistic gradient descent: steps worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

import optimizers
from tests.optimizers.helpers import Array, Ellipse, close, walk


class Game:
    """Two players with the field (y, -x): the first pays x y to the second."""

    vectorized = True

    def value(self, point: Array) -> Array:
        x, y = point
        return x * y

    def gradient(self, point: Array) -> Array:
        x, y = point
        return np.array([y, -x])


def test_optimistic_gradient_descent_by_hand() -> None:
    rule = optimizers.get("optimistic_gradient_descent", learning_rate=0.5, optimism=0.25)
    points = walk(rule, [1.0, -2.0], [[2.0, 0.0], [-1.0, 3.0]])
    close(points[0], [0, -2])
    close(points[1], [0 - 0.5 * (-1 - 0.25 * 3), -2 - 0.5 * (3 + 0.25 * 3)])


def test_it_comes_to_rest_in_a_game_that_plain_descent_loses() -> None:
    ends = []
    for name in ("optimistic_gradient_descent", "sgd"):
        rule = optimizers.get(name, learning_rate=0.3)
        ends.append(np.linalg.norm(optimizers.minimize(Game(), rule, (1.0, 0.0), 300).points[-1]))
    assert ends[0] < 1e-5
    assert ends[1] > 1e5


@pytest.mark.parametrize("decay", [0.0, 2.0])
@pytest.mark.parametrize("optimism", [0.0, 0.4, 1.0, 3.0])
def test_it_is_stable_up_to_the_limit_that_it_states(optimism: float, decay: float) -> None:
    rule = optimizers.get(
        "optimistic_gradient_descent", "optax", optimism=optimism, weight_decay=decay
    )
    limit = rule.stability_limit(4.0)
    assert limit is not None
    ends = []
    for share in (0.98, 1.02):
        steep = rule.replace(learning_rate=share * limit)
        run = optimizers.minimize(Ellipse(4.0), steep, (1.0,), 1000)
        ends.append(abs(run.points[-1, 0]))
    assert ends[0] < 1e-6
    assert ends[1] > 1e6


@pytest.mark.parametrize(
    "values", [{"clipnorm": 1.0}, {"weight_decay": 0.1, "weight_decay_mode": "decoupled"}]
)
def test_it_states_no_limit_where_it_knows_none(values: dict[str, float]) -> None:
    rule = optimizers.get("optimistic_gradient_descent", **values)
    assert rule.stability_limit(4.0) is None
