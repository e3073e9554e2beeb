"""Tolerances: when a run has done enough."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest

import objectives
import optimizers
from declarations.arrays import Array
from optimizers import SGD, Tolerance, Trajectory

SPHERE = objectives.get("sphere")
START = (-4.0, 3.0)
HALVING = SGD(learning_rate=0.5)
"""On the sphere: the point and its gradient are halved in every step, from the norm 5."""


def run(tolerance: Any, steps: int = 50, rule: Any = HALVING, **options: Any) -> Trajectory:
    return optimizers.minimize(SPHERE, rule, START, steps, tolerance=tolerance, **options)


class Script:
    """Has the given values at 0, 1, 2, ..., where SGD with learning rate 1 walks."""

    def __init__(self, *values: float) -> None:
        self.values = values

    def value(self, point: Array) -> float:
        return self.values[min(int(point[0]), len(self.values) - 1)]

    def gradient(self, point: Array) -> list[float]:
        return [-1.0]


def last_step(tolerance: Any, *values: float) -> tuple[str, int]:
    result = optimizers.minimize(
        Script(*values), SGD(learning_rate=1.0), (0.5,), len(values) - 1, tolerance=tolerance
    )
    return result.status, result.last_step


def test_no_tolerance() -> None:
    assert run(None).status == "step limit"


@pytest.mark.parametrize(
    ("tolerance", "last"),
    [
        # The gradient has the norm 5 / 2^k after k steps, the loss is 12.5 / 4^k.
        (Tolerance(gradient_norm=0.625), 3),
        (Tolerance(gradient_norm=0.624), 4),
        (0.625, 3),
        (5, 0),
        (Tolerance(loss=12.5 / 64), 3),
        (Tolerance(loss=12.49 / 64), 4),
        (Tolerance(loss_change=12.5 * 3 / 64), 3),
        (Tolerance(loss_change=12.49 * 3 / 64), 4),
    ],
)
def test_a_run_ends_when_the_threshold_is_reached(tolerance: Any, last: int) -> None:
    result = run(tolerance)
    assert (result.status, result.last_step) == ("converged", last)
    assert len(result.points) == last + 1
    np.testing.assert_array_equal(result.points[-1], np.array(START) * 0.5**last)
    assert result.evaluations.gradient == last


def test_a_threshold_of_0_is_reached_in_the_minimum() -> None:
    result = run(0.0, rule=SGD(learning_rate=1.0))
    assert (result.status, result.last_step) == ("converged", 1)


def test_loss_change_counts_both_ways() -> None:
    assert last_step(Tolerance(loss_change=0.5), 9.0, 5.0, 6.0, 5.6, 1.0) == ("converged", 3)
    assert last_step(Tolerance(loss_change=0.3), 9.0, 5.0, 6.0, 5.6, 1.0) == ("step limit", 4)


def test_the_first_look_has_nothing_to_compare_with() -> None:
    assert last_step(Tolerance(loss_change=1e300), 9.0, 5.0, 1.0) == ("converged", 1)


def test_patience_asks_for_looks_in_a_row() -> None:
    values = [9.0, 1.0, 1.0, 7.0, 1.0, 1.0, 1.0, 1.0]
    for patience, last in ((1, 1), (2, 2), (3, 6), (4, 7)):
        assert last_step(Tolerance(loss=2.0, patience=patience), *values) == ("converged", last)
    assert last_step(Tolerance(loss=2.0, patience=5), *values) == ("step limit", 7)
    # The loss stays the same from step 1 to 2 and from 4 on.
    for patience, last in ((1, 2), (2, 6), (3, 7)):
        tolerance = Tolerance(loss_change=0.5, patience=patience)
        assert last_step(tolerance, *values) == ("converged", last)


def test_looking_every_few_steps() -> None:
    values = [9.0, 1.0, 8.0, 1.0, 1.0, 1.0, 7.0, 1.0, 7.0, 1.0]
    assert last_step(Tolerance(loss=2.0, every=2), *values) == ("converged", 4)
    assert last_step(Tolerance(loss=2.0, every=3), *values) == ("converged", 3)
    # Compared with the look before, not with the step before: 9, 8, 1, 7, 7.
    assert last_step(Tolerance(loss_change=0.5, every=2), *values) == ("converged", 8)
    # The looks in a row are every few steps as well: 9, 1, 7, 1.
    assert last_step(Tolerance(loss=2.0, every=3, patience=2), *values) == ("step limit", 9)


def test_one_of_several_thresholds_is_enough() -> None:
    both = Tolerance(loss=12.5 / 4**5, gradient_norm=5 / 2**3)
    assert run(both).last_step == 3
    # Each has to be kept for as long as the patience.
    values = [1.0, 1.2, 5.0, 5.1, 1.0, 9.0]
    alternating = Tolerance(loss=2.0, loss_change=0.15, patience=2)
    assert last_step(alternating, *values) == ("converged", 1)
    assert last_step(alternating, *values[1:]) == ("step limit", 4)


def test_several_tolerances() -> None:
    slow = Tolerance(loss=12.5 / 4**2, patience=6)
    fast = Tolerance(gradient_norm=5 / 2**4, patience=2)
    assert run(slow).last_step == 7
    assert run(fast).last_step == 5
    assert run([slow, fast]).last_step == 5
    assert run((fast, slow)).last_step == 5
    assert run([]).status == "step limit"


def test_an_empty_tolerance_stops_nothing() -> None:
    assert run(Tolerance()).status == "step limit"


def test_the_loss_is_that_of_the_average_where_a_rule_keeps_one() -> None:
    for name in ("schedule_free_sgd", "asgd"):
        rule = optimizers.get(name, learning_rate=0.1)
        whole = run(None, steps=400, rule=rule)
        assert whole.average_values is not None
        stopped = run(Tolerance(loss=0.05), steps=400, rule=rule)
        assert stopped.status == "converged"
        assert stopped.last_step == int(np.argmax(whole.average_values <= 0.05))
        assert stopped.last_step != int(np.argmax(whole.values <= 0.05))
        assert stopped.average_values is not None
        assert stopped.average_values[-1] <= 0.05


def test_noise_does_not_deceive_a_tolerance() -> None:
    """Loss and gradient are looked at without noise; the path itself is noisy."""
    result = run(Tolerance(gradient_norm=0.3), noise=2.0, seed=1, steps=500)
    assert result.status == "converged"
    norms = np.hypot(*result.points.T)
    assert norms[-1] <= 0.3
    assert (norms[:-1] > 0.3).all()


def test_every_run_ends_in_its_own_time() -> None:
    rates = np.array([0.5, 0.9, 0.1, 1e-4])
    tolerances = [
        Tolerance(loss_change=1e-3, patience=2, every=3),
        Tolerance(gradient_norm=0.01, patience=3),
    ]
    batch = run(tolerances, rule=SGD(learning_rate=rates))
    assert len(set(batch.last_step.tolist())) == 4
    assert batch.status.tolist() == ["converged"] * 3 + ["step limit"]
    for index, rate in enumerate(rates):
        single = run(tolerances, rule=SGD(learning_rate=rate))
        assert batch.last_step[index] == single.last_step
        assert batch.status[index] == single.status
        np.testing.assert_array_equal(batch.run(index).points, single.points)


@pytest.mark.parametrize("record", ["all", "ends", 7])
def test_a_few_that_have_converged_change_nothing_more(record: Any) -> None:
    """They are stepped on for a while with the others; one of them would diverge."""
    rates = np.geomspace(1e-4, 1e-3, 60)
    rates[[7, 20, 41]] = 0.5, 0.2, 9.0
    starts = np.repeat(np.array(START)[:, np.newaxis], 60, axis=1)
    starts[:, 41] = 1e-6
    tolerance = Tolerance(gradient_norm=0.1, patience=3)
    options: dict[str, Any] = {"tolerance": tolerance, "record": record, "record_state": True}
    options |= {"noise": 1e-3, "seed": np.arange(60)}
    rule = SGD(learning_rate=rates, momentum=0.1)
    batch = optimizers.minimize(SPHERE, rule, starts, 500, **options)
    assert np.flatnonzero(batch.status == "converged").tolist() == [7, 20, 41]
    for index in (0, 7, 8, 20, 41, 59):
        single = optimizers.minimize(
            SPHERE,
            SGD(learning_rate=rates[index], momentum=0.1),
            starts[:, index],
            500,
            **options | {"seed": index},
        )
        part = batch.run(index)
        assert (part.last_step, part.diverged_at) == (single.last_step, single.diverged_at)
        assert (part.status, part.evaluations) == (single.status, single.evaluations)
        np.testing.assert_array_equal(part.points, single.points)
        np.testing.assert_array_equal(part.state["velocity"], single.state["velocity"])


def test_a_foreign_objective_is_not_asked_again_after_the_end() -> None:
    """It may be undefined where the run would go next."""

    class Edge:
        def value(self, point: Array) -> float:
            return float(point[0])

        def gradient(self, point: Array) -> list[float]:
            if point[0] < 0.0:
                raise ArithmeticError
            return [1.0]

    starts = np.array([[1.5, *np.arange(20.0, 40.0)]])
    stop = Tolerance(loss=0.75)
    rule = SGD(learning_rate=1.0)
    result = optimizers.minimize(Edge(), rule, starts, 10, record="ends", tolerance=stop)
    assert result.last_step.tolist() == [1] + [10] * 20


def test_divergence_is_no_convergence() -> None:
    result = run(Tolerance(loss_change=np.float64(1e300), patience=50), rule=SGD(learning_rate=1e9))
    assert result.status == "diverged"


def test_leaving_the_box_comes_first() -> None:
    result = run(100.0, box="stop", domain=((-1, 1), (-1, 1)))
    assert (result.status, result.last_step) == ("left the box", 0)


@pytest.mark.parametrize("number", [np.float32(0.625), np.int64(5), np.float64(0.625)], ids=repr)
def test_numbers_of_numpy_are_numbers(number: Any) -> None:
    assert run(number).status == "converged"


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"loss": float("nan")}, "Tolerance: loss must be in (-inf, inf), got nan"),
        ({"loss_change": -1}, "Tolerance: loss_change must be in [0, inf), got -1"),
        ({"gradient_norm": "x"}, "Tolerance: gradient_norm must be in [0, inf), got 'x'"),
        ({"patience": 0}, "Tolerance: patience must be a whole number in [1, inf), got 0"),
        ({"every": 1.5}, "Tolerance: every must be a whole number in [1, inf), got 1.5"),
        ({"loss": np.array([1.0, 2.0])}, "Tolerance: loss must be "),
    ],
)
def test_values_that_are_not_valid(values: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match="^" + re.escape(message)):
        Tolerance(**values)


def test_sliders_are_valid() -> None:
    for key, parameter in Tolerance.parameters.items():
        low, high = parameter.slider  # type: ignore[attr-defined]
        assert low < high
        for end in (low, high):
            assert parameter.checked("", key, end) == end
