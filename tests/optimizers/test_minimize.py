"""The loop: what it returns, and that nothing leaks from one run to another."""

from __future__ import annotations

import dataclasses
import pickle
from typing import Any

import numpy as np
import pytest

import optimizers
from optimizers import SGD, Adam, Evaluations
from optimizers.minimize import RUNS_AT_ONCE
from tests.optimizers.helpers import (
    ADAM,
    ROSENBROCK,
    SPHERE,
    START,
    STARTS,
    Array,
    arrays,
    assert_equal,
    run,
)

# Shapes


@pytest.mark.parametrize("start", [START, list(START), np.array([-1, 1]), np.float32([-1.5, 2])])
def test_a_single_run(start: Any) -> None:
    result = run(start, steps=10)
    assert result.points.shape == (11, 2)
    assert result.values.shape == (11,)
    assert result.gradients.shape == (11, 2)
    assert result.gradient_norms.shape == (11,)
    assert result.effective_learning_rates.shape == (10, 2)
    assert result.steps.tolist() == list(range(11))
    assert result.learning_rates is not None
    assert result.learning_rates.shape == (10,)
    assert (result.status, result.last_step, result.diverged_at) == ("step limit", 10, -1)
    assert [type(v) for v in (result.status, result.last_step, result.diverged_at)] == [
        str,
        int,
        int,
    ]
    assert result.runs is None
    assert result.averages is None
    assert result.average_values is None
    assert result.state is None
    assert {array.dtype for array in (result.points, result.values, result.gradients)} == {
        np.dtype(np.float64)
    }
    np.testing.assert_array_equal(result.points[0], np.array(start, dtype=np.float64))


def test_a_batch() -> None:
    result = run(STARTS, steps=10)
    assert result.points.shape == (11, 2, 3)
    assert result.values.shape == (11, 3)
    assert result.gradients.shape == (11, 2, 3)
    assert result.gradient_norms.shape == (11, 3)
    assert result.effective_learning_rates.shape == (10, 2, 3)
    assert result.learning_rates is not None
    assert result.learning_rates.shape == (10, 3)
    assert result.status.tolist() == ["step limit"] * 3
    assert result.last_step.tolist() == [10] * 3
    assert result.diverged_at.tolist() == [-1] * 3
    assert result.evaluations.gradient.shape == (3,)
    assert result.evaluations_at.gradient.shape == (11, 3)
    assert result.runs == 3


def test_effective_learning_rates() -> None:
    result = run(rule=SGD(learning_rate=1e-3))
    np.testing.assert_allclose(result.effective_learning_rates, 1e-3, rtol=1e-9)
    still = run((1.0, 1.0), rule=SGD(learning_rate=1e-3))
    np.testing.assert_array_equal(still.effective_learning_rates, 0.0)


def test_only_a_batch_has_runs_to_choose_from() -> None:
    with pytest.raises(ValueError, match="a single run has no runs"):
        run().run(0)


# Values and evaluations


def test_values_and_gradients_are_those_of_the_points() -> None:
    result = run(STARTS)
    points = np.moveaxis(result.points, 1, 0)
    np.testing.assert_array_equal(result.values, ROSENBROCK.value(points))
    np.testing.assert_array_equal(np.moveaxis(result.gradients, 1, 0), ROSENBROCK.gradient(points))
    np.testing.assert_allclose(
        result.gradient_norms, np.linalg.norm(result.gradients, axis=1), rtol=1e-15
    )


class Counting:
    """Rosenbrock that counts its calls itself; not vectorized, as somebody's own function."""

    def __init__(self) -> None:
        self.calls = {"value": 0, "gradient": 0, "hessian": 0}

    def value(self, point: Array) -> float:
        self.calls["value"] += 1
        return float(ROSENBROCK.value(point))

    def gradient(self, point: Array) -> Array:
        self.calls["gradient"] += 1
        return ROSENBROCK.gradient(point)

    def hessian(self, point: Array) -> Array:
        self.calls["hessian"] += 1
        return ROSENBROCK.hessian(point)


def test_a_gradient_step_costs_one_gradient() -> None:
    result = run(steps=10)
    assert result.evaluations == Evaluations(0, 10, 0)
    assert result.evaluations_at.gradient.tolist() == list(range(11))


def test_newton_evaluates_hessians() -> None:
    result = run(rule=optimizers.get("newton", form="textbook"), steps=5)
    assert result.evaluations == Evaluations(0, 5, 5)


def test_a_missing_hessian_costs_gradients() -> None:
    class WithoutHessian:
        def value(self, point: Array) -> float:
            return float(ROSENBROCK.value(point))

        def gradient(self, point: Array) -> Array:
            return ROSENBROCK.gradient(point)

    newton = optimizers.get("newton", form="textbook")
    result = run(objective=WithoutHessian(), rule=newton, steps=5)
    assert result.evaluations == Evaluations(0, 5 + 5 * 4, 0)
    np.testing.assert_allclose(result.points[-1], run(rule=newton, steps=5).points[-1], rtol=1e-4)


@pytest.mark.parametrize("name", ["gradient_descent_wolfe", "gradient_descent_line_search", "bfgs"])
def test_evaluations_are_counted_run_by_run(name: str) -> None:
    rule = optimizers.get(name)
    batch = run(STARTS, rule=rule)
    for index in range(3):
        single = run(STARTS[:, index], rule=rule)
        assert batch.run(index).evaluations == single.evaluations
        np.testing.assert_array_equal(
            batch.evaluations_at.value[:, index], single.evaluations_at.value
        )
    assert len(set(batch.evaluations.value.tolist())) > 1


@pytest.mark.parametrize("start", [START, STARTS])
def test_evaluations_are_there_when_all_runs_have_ended(start: Any) -> None:
    result = run(start, 100, SPHERE, optimizers.get("gradient_descent_wolfe"), tolerance=1e-3)
    assert np.all(np.asarray(result.status) == "converged")
    assert np.all(np.asarray(result.evaluations.value) > 0)
    last = np.asarray(result.evaluations_at.value)[-1]
    np.testing.assert_array_equal(result.evaluations.value, last)


def test_what_is_handed_over_is_not_evaluated_again() -> None:
    """A Wolfe search knows value and gradient of its end, and the next step takes them over."""
    objective = Counting()
    rule = optimizers.get("gradient_descent_wolfe")
    result = run(objective=objective, rule=rule, steps=10)
    counted = result.evaluations
    # The loop itself looks at 11 points for divergence, and for the record.
    assert objective.calls["value"] == counted.value + 11 + 11
    # The first gradient is paid for by the first step.
    assert objective.calls["gradient"] == counted.gradient
    np.testing.assert_array_equal(result.gradients, [ROSENBROCK.gradient(p) for p in result.points])


# Clipping


def test_clipping() -> None:
    sgd = SGD(learning_rate=1.0)
    steps = {
        clip: (np.array(START) - run(rule=sgd, steps=1, clip=clip).points[1]).tolist()
        for clip in (0.5, ("norm", 0.5), ("value", 0.5), None)
    }
    g = ROSENBROCK.gradient(np.array(START))
    assert steps[None] == pytest.approx(g.tolist())
    assert steps[0.5] == steps["norm", 0.5] == pytest.approx((0.5 * g / np.linalg.norm(g)).tolist())
    assert steps["value", 0.5] == pytest.approx([-0.5, -0.5])
    result = run(rule=sgd, steps=1, clip=0.5)
    np.testing.assert_array_equal(result.gradients[0], g)


def test_a_clipped_rule_is_a_wrapped_rule() -> None:
    wrapped = optimizers.ClipByValue(optimizer=ADAM, clipvalue=0.5)
    assert_equal(run(clip=("value", 0.5), record_state=True), run(rule=wrapped, record_state=True))


def test_limits_of_every_run() -> None:
    batch = run(clip=[0.5, 5.0], rule=SGD(learning_rate=0.01))
    assert batch.runs == 2
    for index, limit in enumerate((0.5, 5.0)):
        assert_equal(batch.run(index), run(clip=limit, rule=SGD(learning_rate=0.01)))


# Batches


def test_hyperparameters_of_every_run() -> None:
    """One start and three learning rates are three runs."""
    rates = np.array([0.01, 0.1, 1.0])
    batch = run(rule=Adam(learning_rate=rates))
    assert batch.runs == 3
    assert batch.learning_rates is not None
    np.testing.assert_array_equal(batch.learning_rates[-1], rates)
    for index, rate in enumerate(rates):
        assert_equal(batch.run(index), run(rule=Adam(learning_rate=rate)))


def test_the_runs_must_agree_in_number() -> None:
    with pytest.raises(ValueError, match=r"^minimize: one number of runs is needed, got \[2, 3\]$"):
        run(STARTS, rule=Adam(learning_rate=[0.1, 0.2]))
    with pytest.raises(ValueError, match=r"^minimize: one number of runs is needed, got \[2, 3\]$"):
        run(rule=Adam(learning_rate=[0.1, 0.2]), seed=[1, 2, 3])


@pytest.mark.slow
def test_a_batch_in_blocks() -> None:
    """More runs than are made at once, of which some end early, equal the single ones."""
    runs = RUNS_AT_ONCE + 3
    angles = np.linspace(0.0, 6.0, runs)
    starts = 2.0 * np.array([np.cos(angles), np.sin(angles)])
    rates = np.where(np.arange(runs) % 3 == 0, 1e9, 1e-3)
    rule = optimizers.WeightAverage(optimizer=SGD(learning_rate=rates, momentum=0.5))
    seeds = np.arange(runs) % 5
    options: dict[str, Any] = {
        "steps": 8,
        "noise": np.where(np.arange(runs) % 2 == 0, 0.5, 0.0),
        "record_state": True,
        "record": 3,
    }
    batch = run(starts, rule=rule, seed=seeds, **options)
    assert batch.points.shape == (4, 2, runs)
    assert batch.status.shape == (runs,)
    for index in (0, 1, 2, RUNS_AT_ONCE - 1, RUNS_AT_ONCE, RUNS_AT_ONCE + 1, RUNS_AT_ONCE + 2):
        noise = float(options["noise"][index])
        single = run(
            starts[:, index],
            rule=rule.take(np.array([index])).replace(
                optimizer=SGD(learning_rate=rates[index], momentum=0.5)
            ),
            seed=int(seeds[index]),
            **options | {"noise": noise},
        )
        assert_equal(batch.run(index), single)


# Purity


def test_inputs_are_not_written_to() -> None:
    start, rates = STARTS.copy(), np.array([0.1, 0.2, 0.3])
    rule = Adam(learning_rate=rates)
    noise, seeds, domain = (
        np.array([0.1, 0.2, 0.3]),
        np.array([3, 2, 1]),
        [[-2.0, 2.0], [-1.0, 3.0]],
    )
    inputs = start, rates, noise, seeds
    copies = [array.copy() for array in inputs]
    before = pickle.dumps(rule)
    run(start, rule=rule, noise=noise, seed=seeds, domain=domain, box="project")
    for array, copy in zip(inputs, copies, strict=True):
        np.testing.assert_array_equal(array, copy)
    assert domain == [[-2.0, 2.0], [-1.0, 3.0]]
    assert pickle.dumps(rule) == before


def test_a_later_change_of_the_start_changes_no_result() -> None:
    start = STARTS.copy()
    result = run(start)
    start[...] = 0.0
    np.testing.assert_array_equal(result.points[0], STARTS)


@pytest.mark.parametrize("start", [START, STARTS])
def test_results_are_read_only(start: Any) -> None:
    rule = optimizers.WeightAverage(optimizer=ADAM)
    result = run(start, rule=rule, record_state=True)
    for name, value in arrays(result).items():
        for array in value if isinstance(value, list) else [value]:
            if isinstance(array, np.ndarray):
                with pytest.raises(ValueError, match="read-only"):
                    array[...] = array
            else:
                assert isinstance(array, int | str), name
    with pytest.raises(dataclasses.FrozenInstanceError):
        result.status = "converged"  # type: ignore[misc]


@pytest.mark.parametrize("start", [START, STARTS])
def test_a_trajectory_can_be_pickled(start: Any) -> None:
    result = run(start, rule=optimizers.WeightAverage(optimizer=ADAM), record_state=True)
    copy = pickle.loads(pickle.dumps(result))
    assert_equal(copy, result)
    with pytest.raises(ValueError, match="read-only"):
        copy.points[...] = 0.0
