"""Stochastic weight averaging: against PyTorch's code and by itself."""

from __future__ import annotations

import numpy as np
import pytest

import objectives
import optimizers
from declarations.arrays import Array
from optimizers import SGD, SWA, Adam
from tests.optimizers.helpers import ROSENBROCK, run_of


def averaged_model(points: Array, start: int, period: int) -> list[Array]:
    """``AveragedModel`` of PyTorch 2.13.0, updated after the steps of a loop; before that the model
    itself."""
    shown, averaged, n_averaged = [points[0]], points[0], 0
    for epoch, model in enumerate(points[1:], start=1):
        if epoch < start:
            averaged = model
        elif (epoch - start) % period == 0:
            averaged = (
                model if n_averaged == 0 else averaged + (model - averaged) / (n_averaged + 1)
            )
            n_averaged += 1
        shown.append(averaged)
    return shown


@pytest.mark.parametrize(("start", "period"), [(1, 1), (1, 4), (5, 1), (5, 3), (12, 2), (30, 1)])
def test_swa_in_torch(start: int, period: int) -> None:
    adam = Adam(learning_rate=0.1)
    plain = run_of(adam, steps=12)
    run = run_of(SWA(optimizer=adam, start_step=start, period=period), steps=12)
    np.testing.assert_array_equal(run.points, plain.points)
    assert run.averages is not None
    np.testing.assert_allclose(
        run.averages, averaged_model(plain.points, start, period), rtol=1e-15
    )
    np.testing.assert_array_equal(run.average_values, [ROSENBROCK.value(p) for p in run.averages])


def test_swa_is_the_mean_of_the_points_that_were_taken() -> None:
    run = run_of(SWA(optimizer=Adam(learning_rate=0.1), start_step=4, period=3), steps=12)
    assert run.averages is not None
    for last, taken in ((6, [4]), (9, [4, 7]), (10, [4, 7, 10]), (12, [4, 7, 10])):
        mean = run.points[taken].mean(axis=0)
        np.testing.assert_allclose(run.averages[last], mean, rtol=1e-14)


def test_swa_finds_the_middle_of_the_noise() -> None:
    """Of steps that halve the distance, the mean of n is as if of n / 3 independent points."""
    sphere = objectives.get("sphere")
    swa = SWA(optimizer=SGD(learning_rate=0.5), start_step=10)
    runs = optimizers.minimize(
        sphere, swa, (1.0, 1.0), steps=2010, noise=0.5, seed=np.arange(200), record=2010
    )
    assert runs.averages is not None
    distances = np.sqrt((runs.averages[-1] ** 2).sum(axis=0)).mean()
    alone = np.sqrt((runs.points[-1] ** 2).sum(axis=0)).mean()
    assert distances / alone == pytest.approx(np.sqrt(3 / 2000), rel=0.1)


@pytest.mark.parametrize("steps", [5, 6])
def test_a_period_needs_a_second_point(steps: int) -> None:
    swa = SWA(optimizer=Adam(learning_rate=0.1), start_step=5, period=1)
    one, other = run_of(swa, steps=steps), run_of(swa.replace(period=2), steps=steps)
    assert ("period" in swa.idle(steps)) == np.array_equal(one.averages, other.averages)
