"""The loop: what it returns, how runs end, and that nothing leaks from one to another."""

from __future__ import annotations

import dataclasses
import operator
import pickle
import re
import time
import warnings
from typing import Any

import numpy as np
import pytest

import objectives
import optimizers
from declarations.arrays import Array
from optimizers import SGD, Adam, Evaluations, Trajectory
from optimizers.gradients import square
from optimizers.minimize import RUNS_AT_ONCE

SPHERE = objectives.get("sphere")
ROSENBROCK = objectives.get("rosenbrock")
START = (-1.2, 1.0)
STARTS = np.array([[-1.2, 1.5, 0.3], [1.0, 0.5, -0.8]])
ADAM = Adam(learning_rate=0.1)


def run(
    start: Any = START,
    steps: int = 10,
    objective: Any = ROSENBROCK,
    rule: Any = ADAM,
    **options: Any,
) -> Trajectory:
    return optimizers.minimize(objective, rule, start, steps, **options)


def arrays(result: Trajectory) -> dict[str, Any]:
    """Everything in a trajectory, by name, but for the calls, which depend on the company."""
    found = {}
    for field in filter(operator.attrgetter("compare"), dataclasses.fields(result)):
        value = getattr(result, field.name)
        if isinstance(value, Evaluations):
            value = [value.value, value.gradient, value.hessian]
        if isinstance(value, dict):
            found |= {f"state.{name}": entry for name, entry in value.items()}
        else:
            found[field.name] = value
    return found


def assert_equal(one: Trajectory, other: Trajectory, *, besides: tuple[str, ...] = ()) -> None:
    first, second = arrays(one), arrays(other)
    assert first.keys() == second.keys()
    for name in first.keys() - set(besides):
        np.testing.assert_array_equal(first[name], second[name], err_msg=name)


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


class Unknown(type(SPHERE)):  # type: ignore[misc]
    """A sphere of which nothing is known: the loop looks at every point before it goes on."""

    well_behaved = False


RATES = np.array([0.1, *np.geomspace(10.0, 1e9, 20)])
"""With all but the first a run on the sphere overflows, sooner or later."""


@pytest.mark.parametrize("record", ["all", 5])
@pytest.mark.parametrize("name", ["momentum", "lookahead", "bfgs"])
def test_steps_are_the_same_however_often_they_are_looked_at(name: str, record: Any) -> None:
    """Steps are taken in strides; where a run ends in one, it is as if there were none."""
    options: dict[str, Any] = {
        "objective": SPHERE,
        "steps": 60,
        "record": record,
        "record_state": True,
        "noise": 0.01,
        "schedule": optimizers.get_schedule("cosine", warmup_steps=3),
    }

    def rule(rate: Any) -> optimizers.Optimizer:
        if name == "lookahead":
            return optimizers.Lookahead(optimizer=SGD(learning_rate=rate))
        return optimizers.get(name, **({} if name == "bfgs" else {"learning_rate": rate}))

    looked_at = options | {"objective": Unknown()}
    for rate in RATES[::10]:
        assert_equal(run(rule=rule(rate), **options), run(rule=rule(rate), **looked_at))
    starts = np.repeat(np.array(START)[:, np.newaxis], len(RATES), axis=1)
    batch = run(starts, rule=rule(RATES), **options)
    assert_equal(batch, run(starts, rule=rule(RATES), **looked_at))
    if name == "momentum":
        assert len(set(batch.diverged_at.tolist())) > 10


class Strict(SGD):
    """Gradient descent that will not be asked for the impossible."""

    def update(self, x: Array, g: Array, state: Any, now: Any) -> None:
        if not np.isfinite(g).all():
            raise ArithmeticError("not a number")
        super().update(x, g, state, now)


def test_no_step_is_made_from_a_point_that_is_not_finite() -> None:
    assert run(rule=Strict(learning_rate=1e9), steps=100).status == "diverged"


def test_what_a_rule_raises_is_raised() -> None:
    class Failing(SGD):
        def update(self, x: Array, g: Array, state: Any, now: Any) -> None:
            if now.t == 20:
                raise ArithmeticError("too late")

    with pytest.raises(ArithmeticError, match="too late"):
        run(rule=Failing(), steps=100)


def test_whoever_gives_up_once_has_given_up() -> None:
    shares: list[float] = []

    def give_up(share: float) -> None:
        shares.append(share)
        if len(shares) == 1:
            raise ArithmeticError("enough")

    with pytest.raises(ArithmeticError, match="enough"):
        run(steps=100, progress=give_up)


@pytest.mark.parametrize("size", [3, 8192, 8193, 20_001])
def test_one_look_sees_every_number(size: int) -> None:
    for place in {0, size // 2, min(8192, size - 1), size - 1}:
        for bad in (np.nan, np.inf, 1e200):
            numbers = np.ones(size)
            assert square(numbers) == size
            numbers[place] = bad
            with np.errstate(over="ignore"):
                assert not np.isfinite(square(numbers))


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


# States and averages


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


# Foreign objectives


class Foreign:
    """Somebody's own function, in plain Python."""

    def value(self, point: Any) -> float:
        x, y = map(float, point)
        return (1.0 - x) * (1.0 - x) + 100.0 * (y - x * x) * (y - x * x)

    def gradient(self, point: Any) -> tuple[float, float]:
        x, y = map(float, point)
        wall = 200.0 * (y - x * x)
        return 2.0 * (x - 1.0) - 2.0 * x * wall, wall


@pytest.mark.parametrize("start", [START, STARTS])
def test_an_objective_in_plain_python(start: Any) -> None:
    result = run(start, objective=Foreign())
    np.testing.assert_allclose(result.points, run(start).points, rtol=1e-12)
    np.testing.assert_allclose(result.values, run(start).values, rtol=1e-10)


def test_whole_numbers_are_good_enough() -> None:
    class Whole:
        def value(self, point: Array) -> int:
            return int(point[0])

        def gradient(self, point: Array) -> list[int]:
            return [1]

    result = run((3,), 3, Whole(), SGD(learning_rate=0.5))
    assert result.points.ravel().tolist() == [3.0, 2.5, 2.0, 1.5]
    assert result.values.tolist() == [3.0, 2.0, 2.0, 1.0]


@pytest.mark.parametrize("vectorized", [False, True])
@pytest.mark.parametrize("start", [START, STARTS], ids=["single", "batch"])
def test_a_gradient_may_be_the_point_itself(vectorized: bool, start: Any) -> None:
    """What an objective returns may be its argument: the loop must not write into it."""

    class Bowl:
        def value(self, point: Array) -> Any:
            return 0.5 * (point * point).sum(axis=0)

        def gradient(self, point: Array) -> Array:
            return point

    objective = Bowl()
    objective.vectorized = vectorized  # type: ignore[attr-defined]
    rule = SGD(learning_rate=0.1, momentum=0.9, nesterov=True, weight_decay=0.5)
    assert_equal(
        run(start, objective=objective, rule=rule), run(start, objective=SPHERE, rule=rule)
    )


@pytest.mark.parametrize("vectorized", [False, True])
@pytest.mark.parametrize("start", [START, STARTS], ids=["single", "batch"])
def test_a_gradient_may_come_in_the_same_array_every_time(vectorized: bool, start: Any) -> None:
    class Reusing:
        """Rosenbrock that gives all its gradients in one array."""

        def value(self, point: Array) -> Any:
            return ROSENBROCK.value(point)

        def gradient(self, point: Array) -> Array:
            if not hasattr(self, "buffer") or self.buffer.shape != point.shape:
                self.buffer = np.empty_like(point)
            self.buffer[...] = ROSENBROCK.gradient(point)
            return self.buffer

    objective = Reusing()
    objective.vectorized = vectorized  # type: ignore[attr-defined]
    for name in ("barzilai_borwein", "gradient_descent_wolfe"):
        rule = optimizers.get(name)
        assert_equal(run(start, objective=objective, rule=rule), run(start, rule=rule))
    rule = SGD(learning_rate=1e9)
    diverged = run(start, objective=objective, rule=rule)
    assert_equal(diverged, run(start, rule=rule))


@pytest.mark.parametrize("start", [START, STARTS], ids=["single", "batch"])
def test_an_objective_may_scribble_on_its_argument(start: Any) -> None:
    class Scribbling:
        def value(self, point: Array) -> float:
            value = float(SPHERE.value(point))
            point[...] = 99.0
            return value

        def gradient(self, point: Array) -> Array:
            gradient = point.copy()
            point[...] = 99.0
            return gradient

    assert_equal(
        run(start, objective=Scribbling()), run(start, objective=SPHERE), besides=("status",)
    )


def test_what_an_objective_raises_is_heard() -> None:
    class Raising(Foreign):
        def gradient(self, point: Any) -> Any:
            raise RuntimeError("no gradient here")

    with pytest.raises(RuntimeError, match="no gradient here"):
        run(objective=Raising())


@pytest.mark.parametrize("vectorized", [False, True])
def test_a_gradient_of_the_wrong_shape(vectorized: bool) -> None:
    class Wrong(Foreign):
        def gradient(self, point: Any) -> Any:
            return [1.0, 2.0, 3.0]

    objective = Wrong()
    objective.vectorized = vectorized  # type: ignore[attr-defined]
    message = r"^Wrong: gradient must return an array of the shape \(2,\), got one of \(3,\)$"
    with pytest.raises(ValueError, match=message):
        run(objective=objective)


# Bad input

TURNED = "; points are columns, so transpose it"


@pytest.mark.parametrize(
    ("start", "message"),
    [
        ((1.0, 2.0, 3.0), "rosenbrock: start must have the shape (2,) or (2, runs), got (3,)"),
        ((), "rosenbrock: start must have the shape (2,) or (2, runs), got (0,)"),
        (1.0, "rosenbrock: start must have the shape (2,) or (2, runs), got ()"),
        (
            np.zeros((3, 2)),
            f"rosenbrock: start must have the shape (2,) or (2, runs), got (3, 2){TURNED}",
        ),
        (np.zeros((3, 4)), "rosenbrock: start must have the shape (2,) or (2, runs), got (3, 4)"),
        (np.zeros((2, 0)), "rosenbrock: start must have the shape (2,) or (2, runs), got (2, 0)"),
        (
            np.zeros((2, 2, 2)),
            "rosenbrock: start must have the shape (2,) or (2, runs), got (2, 2, 2)",
        ),
        ((1.0, np.nan), "rosenbrock: start must be finite, got (1.0, nan)"),
        ((np.inf, 0.0), "rosenbrock: start must be finite, got (inf, 0.0)"),
        ("ab", "rosenbrock: start must be numbers, got 'ab'"),
        (("a", "b"), "rosenbrock: start must be numbers, got ('a', 'b')"),
        (((1.0,), (1.0, 2.0)), "rosenbrock: start must be numbers, got ((1.0,), (1.0, 2.0))"),
        ((1j, 0.0), "rosenbrock: start must be numbers, got (1j, 0.0)"),
    ],
)
def test_bad_starts(start: Any, message: str) -> None:
    with pytest.raises(ValueError, match="^" + re.escape(message) + "$"):
        run(start)


@pytest.mark.parametrize(
    "start", [np.array([1j, 0.0]), (10**400, 0.0)], ids=["complex array", "huge"]
)
def test_starts_that_numpy_would_not_refuse_so(start: Any) -> None:
    with pytest.raises(ValueError, match=r"^rosenbrock: start must be "):
        run(start)


def test_a_bad_start_of_a_foreign_objective() -> None:
    message = r"^Foreign: start must have the shape \(dims,\) or \(dims, runs\), got \(\)$"
    with pytest.raises(ValueError, match=message):
        run(1.0, objective=Foreign())


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"steps": -1}, "minimize: steps must be a whole number in [0, inf), got -1"),
        ({"steps": 2.5}, "minimize: steps must be a whole number in [0, inf), got 2.5"),
        ({"steps": True}, "minimize: steps must be a whole number in [0, inf), got True"),
        ({"steps": "9"}, "minimize: steps must be a whole number in [0, inf), got '9'"),
        (
            {"rule": "adagrat"},
            (
                "minimize: optimizer must be one of optimizers.names(), got 'adagrat'; "
                "did you mean 'adagrad' or 'adafactor' or 'adamax'?"
            ),
        ),
        ({"rule": Adam}, f"minimize: optimizer must be an optimizer or its id, got {Adam!r}"),
        ({"record": "some"}, "minimize: record must be 'all', 'ends' or a number, got 'some'"),
        ({"record": 0}, "minimize: record must be a whole number in [1, inf), got 0"),
        ({"record": 1.5}, "minimize: record must be a whole number in [1, inf), got 1.5"),
        ({"record": None}, "minimize: record must be a whole number in [1, inf), got None"),
        ({"noise": -0.1}, "minimize: noise must be in [0, inf), got -0.1"),
        ({"noise": np.nan}, "minimize: noise must be in [0, inf), got nan"),
        ({"noise": np.inf}, "minimize: noise must be in [0, inf), got inf"),
        ({"noise": "much"}, "minimize: noise must be in [0, inf), got 'much'"),
        ({"noise": [[0.1]]}, "minimize: noise must be in [0, inf), got [[0.1]]"),
        ({"noise": True}, "minimize: noise must be in [0, inf), got True"),
        ({"seed": -1}, "minimize: seed must be a whole number in [0, inf), got -1"),
        ({"seed": 0.5}, "minimize: seed must be a whole number in [0, inf), got 0.5"),
        ({"seed": "x"}, "minimize: seed must be a whole number in [0, inf), got 'x'"),
        ({"seed": [1, -1]}, "minimize: seed must be a whole number in [0, inf), got [1, -1]"),
        ({"seed": True}, "minimize: seed must be a whole number in [0, inf), got True"),
        ({"batch_size": 5}, "rosenbrock: has no examples to take mini-batches from"),
        ({"clip": 0}, "ClipByNorm: clipnorm must be in (0, inf), got 0"),
        ({"clip": ("value", -1)}, "ClipByValue: clipvalue must be in (0, inf), got -1"),
        ({"clip": ("size", 1)}, "minimize: clip must be by 'norm' or 'value', got 'size'"),
        ({"box": "closed"}, "minimize: box must be one of 'free', 'project', 'stop', got 'closed'"),
        ({"box": None}, "minimize: box must be one of 'free', 'project', 'stop', got None"),
        (
            {"domain": ((0, 1),)},
            "minimize: domain must be 2 pairs (low, high), got ((0, 1),)",
        ),
        (
            {"domain": ((1, 0), (0, 1))},
            "minimize: domain must be 2 pairs (low, high), got ((1, 0), (0, 1))",
        ),
        (
            {"domain": ((0, np.nan), (0, 1))},
            "minimize: domain must be 2 pairs (low, high), got ((0, nan), (0, 1))",
        ),
        ({"tolerance": -1}, "Tolerance: gradient_norm must be in [0, inf), got -1"),
        ({"tolerance": ["x"]}, "minimize: tolerance must be made of Tolerance, got ['x']"),
    ],
)
def test_bad_options(options: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match="^" + re.escape(message) + "$"):
        run(**options)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (
            {"schedule": "cosin"},
            "minimize: schedule must be one of optimizers.schedule",
        ),
        ({"schedule": 3}, "minimize: schedule must be a schedule, its id or None, got 3"),
        ({"schedule": optimizers.Cosine}, "minimize: schedule must be"),
        ({"tolerance": object()}, "minimize: tolerance must be"),
        ({"clip": ("norm",)}, "minimize: clip must be"),
        ({"clip": [1.0, -2.0]}, "ClipByNorm: clipnorm must be"),
        ({"shuffle": "yes"}, "minimize: shuffle must be"),
        ({"domain": "wide"}, "minimize: domain must be"),
        ({"domain": ((0, 1), (0,))}, "minimize: domain must be"),
    ],
)
def test_options_of_the_wrong_kind(options: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match="^" + re.escape(message)):
        run(**options)


def test_a_box_needs_a_domain() -> None:
    for box in ("project", "stop"):
        with pytest.raises(ValueError, match=f"^Foreign: box='{box}' needs a domain$"):
            run(objective=Foreign(), box=box)
    assert run(objective=Foreign(), box="stop", domain=((-2, 2), (-2, 2))).status == "step limit"


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: optimizers.get("adm"), "no optimizer is called 'adm'; did you mean 'adam'"),
        (lambda: optimizers.get("adam", learning_rat=1), "Adam: no parameter is called 'learning"),
        (
            lambda: optimizers.get("adam", preset="xyz"),
            "Adam: no preset is called 'xyz'; known are",
        ),
        (
            lambda: optimizers.get("newton", preset="keras"),
            "Newton: no preset is called 'keras'; it",
        ),
        (
            lambda: optimizers.get("adam", learning_rate=-1),
            "Adam: learning_rate must be in (0, inf)",
        ),
        (
            lambda: optimizers.get_schedule("cosin"),
            "no schedule is called 'cosin'; did you mean 'cos",
        ),
        (
            lambda: objectives.get("rosenbrok"),
            "no objective is called 'rosenbrok'; did you mean 'ro",
        ),
        (lambda: optimizers.get(""), "no optimizer is called ''; known are "),
    ],
)
def test_unknown_names(call: Any, message: str) -> None:
    with pytest.raises(ValueError, match="^" + re.escape(message)):
        call()


def test_classes_are_there_by_name() -> None:
    assert optimizers.Adam is optimizers.registry["adam"]
    assert optimizers.Lookahead is optimizers.wrappers["lookahead"]
    assert optimizers.Cosine is optimizers.schedules["cosine"]
    with pytest.raises(AttributeError, match="no attribute 'Adamo'"):
        _ = optimizers.Adamo


class Slow:
    """A bowl with a kink whose evaluations take a moment, and are counted."""

    domain = ((-5.0, 5.0), (-5.0, 5.0))

    def __init__(self) -> None:
        self.calls = 0

    def value(self, point: Any) -> float:
        self.calls += 1
        time.sleep(0.003)
        return float((point**2).sum() + np.abs(point).sum())

    def gradient(self, point: Any) -> Any:
        self.calls += 1
        time.sleep(0.003)
        return 2.0 * point + np.sign(point)


@pytest.mark.parametrize(
    "optimizer",
    [
        optimizers.get("sgd", learning_rate=0.01),
        optimizers.get("gradient_descent_line_search", max_evaluations=1000, shrink=0.9999),
        optimizers.get("bfgs"),
        optimizers.get("newton"),
        optimizers.get("nelder_mead"),
        optimizers.get("trust_region"),
    ],
    ids=lambda rule: rule.id,
)
def test_progress_rises_and_can_give_up_within_a_step(optimizer: optimizers.Optimizer) -> None:
    """Some ten times a second, whatever a step costs; what it raises ends the work at once."""
    objective = Slow()
    shares: list[float] = []
    stopped_at = []

    def give_up(share: float) -> None:
        shares.append(share)
        if len(shares) == 3:
            stopped_at.append(objective.calls)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        optimizers.minimize(objective, optimizer, (3.0, 2.0), 100_000, progress=give_up)
    assert objective.calls == stopped_at[0]
    assert shares == sorted(shares)
    assert shares[0] == 0.0
    # Between two reports there is time for some evaluations, not for a report on each.
    assert stopped_at[0] >= 10


def test_long_paths_are_looked_at_again_after_the_loop() -> None:
    """The values along a recorded path are worked out in the end; that can be given up too."""
    objective = objectives.get("mlp", n=2000)
    reports = []
    start = np.tile(np.array(objective.start)[:, np.newaxis], 40)
    optimizers.minimize(objective, optimizers.get("sgd"), start, 60, progress=reports.append)
    assert reports.count(1.0) >= 1
