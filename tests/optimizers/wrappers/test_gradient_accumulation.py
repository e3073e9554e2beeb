"""Gradient accumulation: the mean of k gradients for one move, written out and beside a batch."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import objectives
import optimizers
from optimizers import SGD, Adam, GradientAccumulation, Tolerance
from tests.optimizers.helpers import ROSENBROCK, START, STARTS, Array, close, run_of

GRADIENTS = np.random.default_rng(4).normal(size=(12, 2))


def walk_accumulated(rule: Any, steps: int) -> list[Array]:
    """The wrapped rule with the means, one move after k gradients."""
    x, state = np.array(START), rule.init(START)
    points = []
    for first in range(0, len(GRADIENTS), steps):
        points += [x] * (steps - 1)
        x, state = rule.step(x, GRADIENTS[first : first + steps].mean(axis=0), state)
        points.append(x)
    return points


@pytest.mark.parametrize("steps", [1, 2, 3, 6])
@pytest.mark.parametrize(
    "inside",
    [
        Adam(learning_rate=0.1, clipnorm=0.4, weight_decay=0.1),
        SGD(momentum=0.9, weight_decay=0.1, weight_decay_mode="l2"),
        optimizers.get("radam"),
    ],
)
def test_one_move_with_the_mean(steps: int, inside: Any) -> None:
    """Also the corrections of the bias, clipping and decay are those of the moves."""
    rule = GradientAccumulation(optimizer=inside, gradient_accumulation_steps=steps)
    x, state = np.array(START), rule.init(START)
    for g, expected in zip(GRADIENTS, walk_accumulated(inside, steps), strict=True):
        x, state = rule.step(x, g, state)
        close(x, expected, tolerance=1e-13)


def test_the_gradients_of_an_epoch_are_that_of_all_data() -> None:
    """Three mini-batches of a third each, in the order of the data."""
    objective = objectives.get("linear_regression")
    size = objective.examples // 3
    assert objective.examples == 3 * size
    rule = GradientAccumulation(optimizer=Adam(learning_rate=0.1), gradient_accumulation_steps=3)
    start = np.array(objective.start)
    small = optimizers.minimize(objective, rule, start, 15, batch_size=size, shuffle=False)
    whole = optimizers.minimize(objective, rule.optimizer, start, 5)
    np.testing.assert_allclose(small.points[::3], whole.points, rtol=1e-12)
    assert small.evaluations.gradient == 3 * whole.evaluations.gradient


def test_noise_is_averaged() -> None:
    sphere, rule = objectives.get("sphere"), SGD(learning_rate=1e-3)
    seeds = np.arange(400)
    spreads = []
    for steps in (1, 4):
        around = GradientAccumulation(optimizer=rule, gradient_accumulation_steps=steps)
        start = np.zeros((2, len(seeds)))
        run = optimizers.minimize(sphere, around, start, steps, noise=1.0, seed=seeds)
        spreads.append(run.points[-1].std())
    assert spreads[0] / spreads[1] == pytest.approx(2.0, rel=0.1)


def test_a_schedule_counts_gradients_as_in_keras() -> None:
    schedule = optimizers.get_schedule("polynomial")
    rule = GradientAccumulation(optimizer=SGD(learning_rate=1e-3), gradient_accumulation_steps=3)
    run = run_of(rule, steps=6, schedule=schedule)
    x = np.array(START)
    for move in (2, 5):
        x = x - 1e-3 * schedule.factor(move, 6) * ROSENBROCK.gradient(x)
        np.testing.assert_allclose(run.points[move + 1], x, rtol=1e-13)
    np.testing.assert_array_equal(run.points[:3], [START] * 3)


def test_runs_of_a_batch_are_those_alone_with_noise() -> None:
    rule = GradientAccumulation(optimizer=Adam(learning_rate=[0.1, 0.2, 0.3]))
    batch = optimizers.minimize(ROSENBROCK, rule, STARTS, 13, noise=0.5, seed=[1, 2, 3])
    for index, rate in enumerate((0.1, 0.2, 0.3)):
        own = GradientAccumulation(optimizer=Adam(learning_rate=rate))
        alone = optimizers.minimize(
            ROSENBROCK, own, STARTS[:, index], 13, noise=0.5, seed=index + 1
        )
        np.testing.assert_array_equal(batch.run(index).points, alone.points)


def test_a_stop_rule_that_looks_at_the_moves_is_not_stopped_by_the_rests() -> None:
    rule = GradientAccumulation(optimizer=SGD(learning_rate=1e-3))
    options: list[Any] = [Tolerance(loss_change=1e-3), Tolerance(loss_change=1e-3, every=4)]
    stopped = [run_of(rule, steps=40, tolerance=each).last_step for each in options]
    assert stopped[0] == 1
    assert stopped[1] > 8


def test_momentum_pushes_before_a_move_alone() -> None:
    rule = GradientAccumulation(optimizer=SGD(momentum=0.9, learning_rate=1e-3))
    run = run_of(rule, steps=12, record_state=True)
    assert run.pushes is not None
    moves = (np.arange(13) + 1) % 4 == 0
    assert not run.pushes[~moves].any()
    assert run.pushes[moves][1:].all()
