"""Optimistic Adam: steps worked out by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

import optimizers
from tests.optimizers.helpers import ROSENBROCK, SPHERE, close, walk
from tests.optimizers.rules.test_optimistic_gradient_descent import Game


@pytest.mark.parametrize("nesterov", [False, True])
def test_optimistic_adam_by_hand(nesterov: bool) -> None:
    rule = optimizers.get(
        "optimistic_adam",
        learning_rate=0.5,
        optimism=0.25,
        beta_1=0.5,
        beta_2=0.5,
        epsilon=1.0,
        epsilon_root=0.25,
        nesterov=nesterov,
    )
    points = walk(rule, [1.0], [[2.0], [-1.0]])
    m_hat = 0.5 * 1 / 0.75 + 0.5 * 2 / 0.5 if nesterov else 2.0
    first = m_hat / (math.sqrt(4 + 0.25) + 1)
    close(points[0], [1 - 0.5 * first])
    m_hat = 0.5 * 0 / 0.875 + 0.5 * -1 / 0.75 if nesterov else 0.0
    second = m_hat / (math.sqrt((0.25 * 4 + 0.5 * 1) / 0.75 + 0.25) + 1)
    close(points[1], points[0] - 0.5 * (second + 0.25 * (second - first)))


@pytest.mark.parametrize("nesterov", [False, True])
def test_the_push_is_the_next_step_without_a_gradient(nesterov: bool) -> None:
    rule = optimizers.get("optimistic_adam", learning_rate=0.5, beta_1=0.5, nesterov=nesterov)
    before, after = walk(rule, [1.0, 2.0], [[2.0, -1.0], [0.0, 0.0]])
    _, state = rule.step([1.0, 2.0], [2.0, -1.0], rule.init([1.0, 2.0]))
    push = rule.push(before, state, state["t"])
    assert push is not None
    close(0.5 * push, after - before, 1e-12)


def test_without_optimism_it_is_adam() -> None:
    rule = optimizers.get("optimistic_adam", learning_rate=0.1, optimism=0.0)
    adam = optimizers.get("adam", "torch", learning_rate=0.1)
    run = optimizers.minimize(ROSENBROCK, rule, (-1.2, 1.0), 50)
    close(run.points, optimizers.minimize(ROSENBROCK, adam, (-1.2, 1.0), 50).points, 1e-12)


def test_it_comes_to_rest_in_a_game_that_adam_plays_in_circles() -> None:
    ends = []
    for name, values in (("optimistic_adam", {"optimism": 100.0}), ("adam", {})):
        rule = optimizers.get(name, learning_rate=0.01, **values)
        run = optimizers.minimize(Game(), rule, (1.0, 2.0), 1025)
        ends.append(float(np.linalg.norm(run.points[-1])))
    assert ends[0] < 0.01
    assert ends[1] > 1.0


def test_it_overshoots_less_than_adam() -> None:
    lowest = [
        optimizers.minimize(
            SPHERE, optimizers.get(name, learning_rate=0.05), (1.0, 1.0), 400
        ).points.min()
        for name in ("optimistic_adam", "adam")
    ]
    assert lowest[1] < 1.1 * lowest[0] < 0.0
