"""What is kept of a run: rows of points, states and averages."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import optimizers
from optimizers import SGD
from tests.optimizers.helpers import ADAM, SPHERE, START, STARTS, assert_equal, run


@pytest.mark.parametrize("start", [START, STARTS])
@pytest.mark.parametrize(
    ("record", "rows"),
    [
        ("all", [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]),
        (1, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]),
        ("ends", [0, 10]),
        (10, [0, 10]),
        (3, [0, 3, 6, 9, 10]),
        (np.int64(5), [0, 5, 10]),
        (99, [0, 10]),
    ],
)
def test_every_record_holds_rows_of_the_full_one(start: Any, record: Any, rows: list[int]) -> None:
    full = run(start, record_state=True)
    result = run(start, record=record, record_state=True)
    assert result.steps.tolist() == rows
    for name in ("points", "values", "gradients"):
        np.testing.assert_array_equal(getattr(result, name), getattr(full, name)[rows])
    for name in ("value", "gradient", "hessian"):
        expected = np.asarray(getattr(full.evaluations_at, name))[rows]
        np.testing.assert_array_equal(getattr(result.evaluations_at, name), expected)
    assert result.state is not None
    assert full.state is not None
    for name, rows_of_state in result.state.items():
        np.testing.assert_array_equal(rows_of_state, full.state[name][rows])
    np.testing.assert_array_equal(result.evaluations.gradient, full.evaluations.gradient)


@pytest.mark.parametrize("record", ["all", "ends", 3])
@pytest.mark.parametrize("start", [START, STARTS])
def test_no_steps_at_all(start: Any, record: Any) -> None:
    result = run(start, steps=0, record=record)
    assert result.steps.tolist() == [0]
    np.testing.assert_array_equal(result.points[0], start)
    assert np.all(np.asarray(result.status) == "step limit")
    assert np.all(np.asarray(result.evaluations.gradient) == 0)


@pytest.mark.parametrize("record", ["all", "ends", 7])
def test_records_of_runs_that_end_early(record: Any) -> None:
    """Whatever is kept, a run ends with its last point, with all that belongs to it."""
    rates = np.array([1e-3, 1e9, 0.5, 3e-3])
    schedule = optimizers.get_schedule("cosine", alpha=0.5)
    options: dict[str, Any] = {
        "rule": SGD(learning_rate=rates, momentum=0.5),
        "steps": 40,
        "schedule": schedule,
        "tolerance": 30.0,
        "record_state": True,
    }
    full, result = run(**options), run(record=record, **options)
    assert {"converged", "diverged"} <= set(full.status.tolist())
    for index in range(4):
        whole, part = full.run(index), result.run(index)
        rows = part.steps
        assert rows[-1] == whole.steps[-1] == part.last_step
        for name in ("points", "values", "gradients"):
            np.testing.assert_array_equal(getattr(part, name), getattr(whole, name)[rows])
        assert part.learning_rates is not None
        assert whole.learning_rates is not None
        np.testing.assert_array_equal(part.learning_rates, whole.learning_rates[rows[1:] - 1])
        np.testing.assert_array_equal(
            part.evaluations_at.gradient, whole.evaluations_at.gradient[rows]
        )
        assert part.evaluations == whole.evaluations
        assert part.state is not None
        assert whole.state is not None
        np.testing.assert_array_equal(part.state["velocity"], whole.state["velocity"][rows])


def test_a_run_that_has_ended_keeps_its_last_point() -> None:
    rates = np.array([0.5, 1e-3])
    batch = run(START, 60, SPHERE, SGD(learning_rate=rates), tolerance=1e-3)
    last = batch.last_step[0]
    assert batch.status.tolist() == ["converged", "step limit"]
    assert last < 60
    for name in ("points", "values", "gradients"):
        rows = getattr(batch, name)[last:, ..., 0]
        np.testing.assert_array_equal(rows, np.broadcast_to(rows[0], rows.shape))
    assert len(batch.run(0).points) == last + 1
    assert len(batch.run(1).points) == 61


def test_states() -> None:
    rule = optimizers.Lookahead(optimizer=ADAM, sync_period=2)
    result = run(rule=rule, record_state=True)
    assert result.state is not None
    assert sorted(result.state) == ["inner.m", "inner.v", "slow"]
    assert all(rows.shape == (11, 2) for rows in result.state.values())
    np.testing.assert_array_equal(result.state["slow"], result.averages)
    np.testing.assert_array_equal(result.state["inner.m"][0], [0.0, 0.0])
    np.testing.assert_allclose(result.state["inner.m"][1], 0.1 * result.gradients[0], rtol=1e-15)
    batch = run(STARTS, rule=rule, record_state=True)
    for index in range(3):
        assert_equal(batch.run(index), run(STARTS[:, index], rule=rule, record_state=True))


def test_a_rule_without_state() -> None:
    assert run(rule=SGD(), record_state=True).state == {}


def test_averages_run_by_run() -> None:
    rule = optimizers.WeightAverage(optimizer=SGD(learning_rate=[1e-3, 1e9, 2e-3]), momentum=0.5)
    batch = run(STARTS, 30, rule=rule)
    assert batch.averages is not None
    assert batch.averages.shape == batch.points.shape
    assert batch.average_values is not None
    assert batch.average_values.shape == batch.values.shape
    for index in range(3):
        one = optimizers.WeightAverage(
            optimizer=SGD(learning_rate=(1e-3, 1e9, 2e-3)[index]), momentum=0.5
        )
        assert_equal(batch.run(index), run(STARTS[:, index], 30, rule=one))
