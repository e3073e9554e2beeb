"""Langevin dynamics (SGLD): steps worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_array_equal

import optimizers
from tests.optimizers.helpers import ROSENBROCK, SPHERE, close, walk


def test_sgld_adds_noise_of_the_temperature() -> None:
    rule = optimizers.get("sgld", learning_rate=0.1, temperature=5.0)
    noise = np.random.default_rng([3, 2]).standard_normal(2)
    points = walk(rule, [1.0, 2.0], [[0.5, -1.0]], seed=3)
    close(points[0], np.array([1, 2]) - 0.1 * np.array([0.5, -1]) + noise)


def test_sgld_repeats_itself_for_a_seed() -> None:
    rule = optimizers.get("sgld")
    runs = [optimizers.minimize(SPHERE, rule, (1.0, 2.0), 50, seed=seed) for seed in (1, 1, 2)]
    assert_array_equal(runs[0].points, runs[1].points)
    assert not np.isclose(runs[0].points[1:], runs[2].points[1:]).any()


def test_sgld_without_heat_is_sgd() -> None:
    cold = optimizers.get("sgld", learning_rate=0.002, temperature=0.0)
    sgd = optimizers.get("sgd", learning_rate=0.002)
    runs = [optimizers.minimize(ROSENBROCK, rule, (-1.2, 1.0), 100) for rule in (cold, sgd)]
    assert_array_equal(runs[0].points, runs[1].points)


def test_sgld_settles_into_the_boltzmann_distribution() -> None:
    rule = optimizers.get("sgld", learning_rate=0.1, temperature=2.0)
    run = optimizers.minimize(SPHERE, rule, (0.0, 0.0), 200, seed=np.arange(1000), record="ends")
    # The variance of x = 0.9 x + sqrt(0.4) n is 0.4 / (1 - 0.81); its estimate is good to 3 %.
    assert run.points[-1].var() == pytest.approx(0.4 / 0.19, rel=0.1)
