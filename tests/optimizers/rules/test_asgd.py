"""ASGD (averaged SGD): steps worked out by hand."""

from __future__ import annotations

import numpy as np
from numpy.testing import assert_array_equal

import optimizers
from tests.optimizers.helpers import SPHERE, close


def test_asgd_steps_and_averages() -> None:
    rule = optimizers.get("asgd", learning_rate=0.5, lambd=0.1, t0=0.0)
    point, state = np.array([1.0]), rule.init([1.0])
    x, averages = [], []
    for gradient in (2.0, -1.0, 0.5, 1.0):
        point, state = rule.step(point, [gradient], state)
        x.append(point[0])
        averages.append(rule.evaluation_point(point, state)[0])  # type: ignore[index]
    close(x[0], (1 - 0.1 * 0.5) * 1 - 0.5 * 2)
    eta = 0.5 / 1.05**0.75
    close(x[1], (1 - 0.1 * eta) * -0.05 + eta)
    close(averages, [x[0], x[1], (x[1] + x[2]) / 2, (x[1] + x[2] + x[3]) / 3])


def test_asgd_of_torch_answers_with_the_iterate() -> None:
    run = optimizers.minimize(
        SPHERE, optimizers.get("asgd", preset="torch", learning_rate=0.1), (1.0, 2.0), 20
    )
    assert_array_equal(run.averages, run.points)


def test_asgd_averages_noise_away() -> None:
    start = np.full((2, 50), 1.0)
    rule = optimizers.get("asgd", learning_rate=0.2, lambd=0.0, t0=50.0)
    run = optimizers.minimize(SPHERE, rule, start, 1000, noise=1.0, seed=np.arange(50))
    assert run.average_values is not None
    assert run.average_values[-1].mean() < 0.1 * run.values[-1].mean()
