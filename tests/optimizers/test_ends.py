"""How runs end: in divergence, outside of the box, each by itself."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import pytest

import objectives
import optimizers
from optimizers import SGD, Evaluations
from tests.optimizers.helpers import ROSENBROCK, SPHERE, START, STARTS, Array, assert_equal, run

# Endings


def test_divergence_in_detail() -> None:
    """The steps by hand: the path ends before the first number that is not finite."""
    rate = 1e9
    x, path, step = np.array(START), [np.array(START)], 0
    with np.errstate(all="ignore"):
        while True:
            step += 1
            x = x - rate * ROSENBROCK.gradient(x)
            f, g = ROSENBROCK.value(x), ROSENBROCK.gradient(x)
            if not (np.isfinite(x).all() and np.isfinite(f) and np.isfinite(g).all()):
                break
            path.append(x)
    result = run(rule=SGD(learning_rate=rate), steps=100)
    assert (result.status, result.diverged_at, result.last_step) == ("diverged", step, step - 1)
    np.testing.assert_array_equal(result.points, path)
    assert result.evaluations == Evaluations(0, step, 0)


WITH_LEARNING_RATE = [
    name for name in optimizers.names() if "learning_rate" in optimizers.registry[name].parameters
]


@pytest.mark.parametrize("name", WITH_LEARNING_RATE)
@pytest.mark.parametrize("start", [START, STARTS], ids=["single", "batch"])
def test_no_learning_rate_is_too_large(name: str, start: Any) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        result = run(start, 100, rule=optimizers.get(name, learning_rate=1e9), record_state=True)
        norms = result.gradient_norms
        rates = result.effective_learning_rates
    assert np.isfinite(result.points).all()
    assert np.isfinite(result.values).all()
    assert np.isfinite(result.gradients).all()
    assert result.averages is None or np.isfinite(result.averages).all()
    assert norms.shape == result.values.shape
    assert rates.shape[1:] == result.points.shape[1:]
    for index in range(1 if result.runs is None else result.runs):
        one = result if result.runs is None else result.run(index)
        assert one.status in {"diverged", "left the box", "step limit"}
        assert (one.diverged_at >= 0) == (one.status == "diverged")
        if one.status == "diverged":
            assert one.diverged_at == one.last_step + 1
        assert len(one.points) == one.last_step + 1


class Logarithm:
    """x log x: not a number left of 0, where its gradient is finite nonetheless."""

    def value(self, point: Array) -> Any:
        return point[0] * np.log(point[0])

    def gradient(self, point: Array) -> Array:
        return np.log(np.abs(point)) + 1.0


class VectorizedLogarithm(Logarithm):
    vectorized = True


@pytest.mark.parametrize("objective", [Logarithm(), VectorizedLogarithm()], ids=["plain", "vector"])
@pytest.mark.parametrize("record", ["all", "ends"])
def test_an_objective_may_be_undefined_anywhere(objective: Any, record: Any) -> None:
    result = run((3.0,), 50, objective, SGD(learning_rate=2.0), record=record)
    assert (result.status, result.diverged_at) == ("diverged", 1)
    np.testing.assert_array_equal(result.points[-1], [3.0])
    fine = run((3.0,), 50, objective, SGD(learning_rate=0.1), record=record)
    assert fine.status == "step limit"
    assert fine.points[-1, 0] == pytest.approx(np.exp(-1.0), rel=1e-3)
    rates = np.array([2.0, 0.1])
    batch = run(np.array([[3.0, 0.4]]), 50, objective, SGD(learning_rate=rates), record=record)
    assert batch.status.tolist() == ["diverged", "step limit"]


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_a_gradient_that_is_not_finite(bad: float) -> None:
    class Wall:
        """Falls in a straight line to a point without a slope."""

        def value(self, point: Array) -> float:
            return float(point[0])

        def gradient(self, point: Array) -> list[float]:
            return [1.0 if point[0] > 0.5 else bad]

    result = run((3.0,), 50, Wall(), SGD(learning_rate=1.0))
    assert (result.status, result.diverged_at) == ("diverged", 3)
    assert result.points.ravel().tolist() == [3.0, 2.0, 1.0]
    assert np.isfinite(result.gradients).all()


def test_a_start_where_nothing_is_defined() -> None:
    result = run((-3.0,), 50, Logarithm(), SGD(learning_rate=1.0))
    assert (result.status, result.diverged_at, result.last_step) == ("diverged", 0, 0)
    assert result.points.tolist() == [[-3.0]]


def test_averages_end_with_the_last_finite_point() -> None:
    rule = optimizers.WeightAverage(optimizer=SGD(learning_rate=1e9), momentum=0.5)
    result = run(rule=rule, steps=100)
    assert result.status == "diverged"
    assert result.averages is not None
    assert len(result.averages) == len(result.points)
    x = result.points[1]
    for point, average in zip(result.points[2:], result.averages[2:], strict=True):
        x = 0.5 * x + 0.5 * point
        np.testing.assert_allclose(average, x, rtol=1e-14)


def test_runs_of_a_batch_end_by_themselves() -> None:
    rates = np.array([1e-3, 1e9, 1e-4, 1e3])
    batch = run(rule=SGD(learning_rate=rates), steps=50)
    assert batch.status.tolist() == ["step limit", "diverged", "step limit", "diverged"]
    for index, rate in enumerate(rates):
        single = run(rule=SGD(learning_rate=rate), steps=50)
        assert_equal(batch.run(index), single)


# The box


def test_free_runs_leave_the_box_and_go_on() -> None:
    rule = SGD(learning_rate=2.5)
    result = run((-4.0, 3.0), 3, SPHERE, rule)
    assert result.status == "left the box"
    assert result.points[:, 0].tolist() == [-4.0, 6.0, -9.0, 13.5]
    back = run(
        (-4.0, 3.0), 60, SPHERE, SGD(learning_rate=0.1, momentum=0.9), domain=((-5, 2), (-5, 5))
    )
    assert (back.points[:, 0] > 2.0).any()
    assert back.status == "step limit"


def test_the_first_point_outside_stops_a_run() -> None:
    result = run((-4.0, 3.0), 50, SPHERE, SGD(learning_rate=2.5), box="stop")
    assert (result.status, result.last_step) == ("left the box", 1)
    assert result.points[:, 0].tolist() == [-4.0, 6.0]
    outside = run((-14.0, 3.0), 50, SPHERE, SGD(learning_rate=2.5), box="stop")
    assert (outside.status, outside.last_step) == ("left the box", 0)


@pytest.mark.parametrize("start", [START, np.ones((2, 3))])
def test_all_runs_overflow_where_they_would_be_stopped(start: Any) -> None:
    rule = SGD(learning_rate=1e308)
    result = optimizers.minimize(SPHERE, rule, start, 5, box="stop", domain=((-5, 5),) * 2)
    assert np.all(np.asarray(result.status) == "diverged")
    assert np.all(np.asarray(result.last_step) == 0)


def test_an_objective_without_borders_is_not_left() -> None:
    network = objectives.get("mlp")
    start = np.full(network.dims, 7.0)
    result = optimizers.minimize(network, SGD(learning_rate=1e-3), start, 5)
    assert result.status == "step limit"
    stopped = optimizers.minimize(network, SGD(learning_rate=1e-3), start, 5, box="stop")
    assert stopped.status == "left the box"


def test_projection() -> None:
    result = run((-4.0, 3.0), 3, SPHERE, SGD(learning_rate=2.5), box="project")
    assert result.status == "step limit"
    assert result.points.tolist() == [[-4.0, 3.0], [5.0, -4.5], [-5.0, 5.0], [5.0, -5.0]]


def test_after_a_projection_nothing_is_handed_over() -> None:
    rule = optimizers.get("gradient_descent_wolfe")
    domain = ((-0.5, 2.0), (-1.0, 3.0))
    result = run((-0.4, 1.0), 10, rule=rule, box="project", domain=domain)
    assert (result.points[:, 0] == -0.5).any()
    np.testing.assert_array_equal(result.gradients, [ROSENBROCK.gradient(p) for p in result.points])


@pytest.mark.parametrize("box", ["project", "stop"])
def test_a_domain_of_ones_own(box: Any) -> None:
    result = run(
        (-4.0, 3.0), 50, SPHERE, SGD(learning_rate=0.5), box=box, domain=((-9, -1), (-9, 9))
    )
    if box == "project":
        assert result.points[-1, 0] == -1.0
        assert result.status == "step limit"
    else:
        assert result.points[:, 0].tolist() == [-4.0, -2.0, -1.0, -0.5]
        assert result.status == "left the box"


def test_the_box_run_by_run() -> None:
    for box in ("free", "project", "stop"):
        batch = run(STARTS, 30, rule=SGD(learning_rate=5e-3), box=box)
        for index in range(3):
            assert_equal(
                batch.run(index), run(STARTS[:, index], 30, rule=SGD(learning_rate=5e-3), box=box)
            )
