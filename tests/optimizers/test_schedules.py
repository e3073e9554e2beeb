"""What every schedule promises, alone and in a run."""

from __future__ import annotations

import importlib
import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import objectives
import optimizers


def test_every_schedule_is_checked_against_a_library() -> None:
    for name in optimizers.schedule_names():
        module = importlib.import_module(f"tests.optimizers.schedules.test_{name}")
        assert module.REFERENCE


@pytest.mark.parametrize(
    ("name", "values", "last"),
    [
        ("cosine", {"alpha": 0.25}, 0.25),
        ("polynomial", {"alpha": 0.25}, 0.25),
        ("exponential", {"decay_rate": 0.25}, 0.25),
        ("inverse_time", {"decay_rate": 3.0}, 0.25),
        ("one_cycle", {"div_factor": 2.0, "final_div_factor": 2.0}, 0.25),
    ],
)
@pytest.mark.parametrize("total", [1, 7, 200])
@pytest.mark.parametrize("warmup", [0, 3])
def test_by_default_a_decay_takes_the_whole_run(
    name: str, values: dict[str, float], last: float, total: int, warmup: int
) -> None:
    schedule = optimizers.get_schedule(name, warmup_steps=warmup, **values)
    assert schedule.factor(total + warmup, total + warmup) == pytest.approx(last, rel=1e-15)


@pytest.mark.parametrize("name", optimizers.schedule_names())
def test_warm_up_rises_in_a_straight_line_to_where_the_schedule_begins(name: str) -> None:
    plain = optimizers.get_schedule(name)
    warm = plain.replace(warmup_steps=4)
    first = plain.factor(0, 16)
    rising = [warm.factor(step, 20) for step in range(5)]
    np.testing.assert_allclose(rising, first * np.array([0.2, 0.4, 0.6, 0.8, 1.0]), rtol=1e-15)
    after = [warm.factor(step + 4, 20) for step in range(17)]
    assert after == [plain.factor(step, 16) for step in range(17)]


@pytest.mark.parametrize("name", optimizers.schedule_names())
def test_the_card_is_complete(name: str) -> None:
    schedule = optimizers.schedules[name]
    for text in (schedule.title, schedule.rule, schedule.intuition, schedule.source):
        assert text


NUMBERS = st.floats(allow_nan=False, allow_infinity=False)


@st.composite
def schedules(draw: st.DrawFn, name: str) -> optimizers.Schedule:
    """A schedule with any parameters that are valid."""
    values: dict[str, Any] = {}
    for parameter_name, parameter in optimizers.schedules[name].parameters.items():
        kind = type(parameter).__name__
        if kind == "Real":
            candidates = NUMBERS.filter(parameter.valid.contains) | st.floats(*parameter.slider)
        elif kind == "Integer":
            candidates = st.integers(
                int(parameter.valid.low), int(parameter.valid.high)
            ) | st.integers(*parameter.slider)
        elif kind == "Choice":
            candidates = st.sampled_from(parameter.options)
        elif kind == "Boundaries":
            candidates = st.sets(st.integers(1, 600), min_size=1, max_size=50).map(sorted)
        elif kind == "Part":
            candidates = st.sampled_from(parameter.options).flatmap(schedules)
        elif kind == "Vector":
            candidates = st.lists(
                st.floats(parameter.valid.low, parameter.valid.high), min_size=1, max_size=51
            )
        else:
            candidates = st.booleans()
        if parameter.default is None:
            candidates |= st.none()
        values[parameter_name] = draw(candidates)
    return optimizers.get_schedule(name, **values)


@pytest.mark.parametrize("name", optimizers.schedule_names())
@given(draw=st.data(), completed=st.integers(0, 500), more=st.integers(0, 500))
def test_any_parameters_give_a_share_of_the_learning_rate(
    name: str, draw: st.DataObject, completed: int, more: int
) -> None:
    schedule = draw.draw(schedules(name))
    factor = schedule.factor(completed, completed + more)
    assert type(factor) is float
    assert 0.0 <= factor <= 1.0 + 1e-15
    assert schedule.factor(completed, completed + more) == factor


# In a run


def test_the_first_step_has_the_factor_at_0() -> None:
    run = optimizers.minimize(
        objectives.get("sphere"),
        optimizers.get("sgd", learning_rate=0.5),
        (-4.0, 3.0),
        steps=4,
        schedule=optimizers.get_schedule("polynomial"),
    )
    assert run.learning_rates is not None
    assert run.learning_rates.tolist() == [0.5, 0.375, 0.25, 0.125]
    x = 3.0
    for rate, point in zip(run.learning_rates, run.points[1:], strict=True):
        x -= rate * x
        assert point[1] == x


def test_a_schedule_scales_the_learning_rate_of_every_run() -> None:
    rates = np.array([0.5, 0.25])
    batch = optimizers.minimize(
        objectives.get("sphere"),
        optimizers.get("sgd", learning_rate=rates),
        (-4.0, 3.0),
        steps=10,
        schedule=optimizers.get_schedule("cosine", warmup_steps=2),
    )
    assert batch.learning_rates is not None
    for index, rate in enumerate(rates):
        single = optimizers.minimize(
            objectives.get("sphere"),
            optimizers.get("sgd", learning_rate=float(rate)),
            (-4.0, 3.0),
            steps=10,
            schedule=optimizers.get_schedule("cosine", warmup_steps=2),
        )
        np.testing.assert_array_equal(batch.learning_rates[:, index], single.learning_rates)
        np.testing.assert_array_equal(batch.points[..., index], single.points)


def test_a_schedule_is_a_value() -> None:
    one = optimizers.get_schedule("cosine", alpha=0.5)
    assert one == optimizers.Cosine(alpha=0.5)
    assert hash(one) == hash(optimizers.Cosine(alpha=0.5))
    assert math.isclose(one.factor(50, 100), 0.75)


@pytest.mark.parametrize("name", optimizers.schedule_names())
def test_one_factor_serves_all_runs(name: str) -> None:
    for parameter_name, parameter in optimizers.schedules[name].parameters.items():
        if type(parameter).__name__ == "Real":
            with pytest.raises(ValueError, match=f": {parameter_name} must be "):
                optimizers.get_schedule(name, **{parameter_name: np.array([0.5, 0.5])})


@pytest.mark.parametrize("schedule", ["cosinus", optimizers.Cosine, 0.5])
def test_what_is_no_schedule(schedule: Any) -> None:
    with pytest.raises(ValueError, match=r"^minimize: schedule must be "):
        optimizers.minimize(
            objectives.get("sphere"),
            optimizers.get("sgd"),
            (-4.0, 3.0),
            steps=1,
            schedule=schedule,
        )


def test_a_run_that_takes_no_step_has_the_rate_1() -> None:
    """It diverges with its first step, while the other goes on."""
    batch = optimizers.minimize(
        objectives.get("sphere"),
        optimizers.get("sgd", learning_rate=[0.5, 1e308]),
        (-4.0, 3.0),
        steps=4,
        schedule=optimizers.get_schedule("polynomial"),
    )
    assert batch.last_step.tolist() == [4, 0]
    assert batch.learning_rates is not None
    assert batch.learning_rates.T.tolist() == [[0.5, 0.375, 0.25, 0.125], [1.0] * 4]
