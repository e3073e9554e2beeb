"""Schedules against Keras, PyTorch and Optax, and what holds for all of them."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import objectives
import optimizers

STEPS = (0, 1, 2, 3, 4, 5, 7, 8, 9, 12, 13, 16, 19, 20, 23)
"""The completed steps, of 20, at which the libraries were asked: in float64, with the rate 1.

Keras 3.15.1 on JAX (with float64 where it would use float32), PyTorch 2.13.0, Optax 0.2.8.
"""

# fmt: off
REFERENCE: list[tuple[str, str, dict[str, Any], list[float]]] = [
    ("Keras CosineDecay",
     "cosine", {"alpha": 0.1}, [
        1.0, 0.994459753267812, 0.9779754323328191, 0.9509529358847655, 0.9140576474687263,
        0.8681980515339464, 0.7542957248827961, 0.6890576474687263, 0.6203955092681039,
        0.41094235253127376, 0.345704275117204, 0.18594235253127372, 0.10554024673218806, 0.1,
        0.1]),
    ("Keras CosineDecay from a / 6 to warmup_target a",
     "cosine", {"alpha": 0.1, "warmup_steps": 5}, [
        0.16666666666666666, 0.3333333333333333, 0.5, 0.6666666666666666, 0.8333333333333334, 1.0,
        0.9610954559391703, 0.9140576474687264, 0.8511087728614862, 0.5970378084704441,
        0.502962191529556, 0.24889122713851394, 0.10983357966978745, 0.1, 0.1]),
    ("Keras ExponentialDecay",
     "exponential", {"decay_rate": 0.3, "decay_steps": 8}, [
        1.0, 0.8602806544914777, 0.7400828044922853, 0.6366789194265114, 0.5477225575051661,
        0.4711951202502903, 0.34872340605791446, 0.3, 0.2580841963474433, 0.1643167672515498,
        0.14135853607508708, 0.09, 0.057301102748386026, 0.049295030175464945, 0.0313851065452123]),
    ("Keras ExponentialDecay, staircase",
     "exponential", {"decay_rate": 0.3, "decay_steps": 8, "staircase": True}, [
        1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 0.3, 0.3, 0.3, 0.3, 0.09, 0.09, 0.09, 0.09]),
    ("PyTorch ExponentialLR",
     "exponential", {"decay_rate": 0.3, "decay_steps": 8}, [
        1.0, 0.8602806544914777, 0.7400828044922853, 0.6366789194265116, 0.5477225575051662,
        0.4711951202502904, 0.3487234060579145, 0.30000000000000004, 0.25808419634744334,
        0.16431676725154984, 0.1413585360750871, 0.09000000000000001, 0.05730110274838605,
        0.04929503017546496, 0.03138510654521231]),
    ("Keras PolynomialDecay",
     "polynomial", {"alpha": 0.05, "power": 2.5}, [
        1.0, 0.8856657801380585, 0.7800117978498704, 0.6828064826874405, 0.5938117321279489,
        0.5127823251473094, 0.373598870372333, 0.31491206088058726, 0.26312300402291167,
        0.14613324086911875, 0.11884837847582178, 0.0669941166289984, 0.0505310661446562, 0.05,
        0.05]),
    ("Keras PolynomialDecay, cycle",
     "polynomial", {"alpha": 0.05, "power": 1.5, "decay_steps": 8, "cycle": True}, [
        1.0, 0.8275631756889597, 0.6670431001964126, 0.5194005901812437, 0.38587572106361007,
        0.2681576802166268, 0.09198446513295126, 0.05, 0.3249100971653051, 0.16875,
        0.12713038752455158, 0.05, 0.1403361856996368, 0.11463931265677828, 0.058079914082097284]),
    ("PyTorch PolynomialLR",
     "polynomial", {"power": 2.5}, [
        1.0, 0.8796481896190089, 0.7684334714209162, 0.666112087039411, 0.5724334022399462,
        0.48713928962874675, 0.34063038986561384, 0.27885480092693404, 0.22434000423464387,
        0.1011928851253882, 0.07247197734297031, 0.017888543819998316, 0.000559016994374949, 0.0,
        0.0]),
    ("Keras InverseTimeDecay",
     "inverse_time", {"decay_rate": 0.7, "decay_steps": 8}, [
        1.0, 0.9195402298850576, 0.851063829787234, 0.7920792079207921, 0.7407407407407407,
        0.6956521739130435, 0.62015503875969, 0.5882352941176471, 0.5594405594405594,
        0.48780487804878053, 0.4678362573099415, 0.4166666666666667, 0.37558685446009393,
        0.36363636363636365, 0.3319502074688797]),
    ("Keras InverseTimeDecay, staircase",
     "inverse_time", {"decay_rate": 0.7, "decay_steps": 8, "staircase": True}, [
        1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 0.5882352941176471, 0.5882352941176471,
        0.5882352941176471, 0.5882352941176471, 0.4166666666666667, 0.4166666666666667,
        0.4166666666666667, 0.4166666666666667]),
    ("PyTorch StepLR",
     "step_decay", {"step_size": 7, "gamma": 0.3}, [
        1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 0.3, 0.3, 0.3, 0.3, 0.3, 0.09, 0.09, 0.09, 0.027]),
    ("Keras CosineDecayRestarts",
     "cosine_restarts", {"first_decay_steps": 4, "m_mul": 0.8, "alpha": 0.05}, [
        1.0, 0.8608757210636101, 0.525, 0.18912427893638994, 0.81, 0.7810742223542889,
        0.5754197042987342, 0.43, 0.2845802957012659, 0.6580000000000001, 0.6521587252425821,
        0.5689604614807106, 0.4133074578929031, 0.35400000000000004, 0.185106649162041]),
    ("Keras CosineDecayRestarts, t_mul 1.5",
     "cosine_restarts", {"first_decay_steps": 4, "t_mul": 1.5, "m_mul": 0.8, "alpha": 0.05}, [
        1.0, 0.8608757210636101, 0.525, 0.18912427893638994, 0.81, 0.7590896534380869, 0.43,
        0.2400000000000001, 0.10091034656191339, 0.5868775107081694, 0.5060000000000001,
        0.20200000000000012, 0.5364000000000001, 0.5298445125250132, 0.4384289695021177]),
    ("Keras CosineDecayRestarts, t_mul 1",
     "cosine_restarts", {"first_decay_steps": 5, "t_mul": 1, "m_mul": 0.5}, [
        1.0, 0.9045084971874737, 0.6545084971874737, 0.34549150281252633, 0.09549150281252633,
        0.5, 0.3272542485937369, 0.1727457514062631, 0.047745751406263165, 0.16362712429686846,
        0.08637287570313155, 0.11306356214843419, 0.011936437851565805, 0.0625,
        0.021593218925782927]),
    ("PyTorch CosineAnnealingWarmRestarts",
     "cosine_restarts", {"first_decay_steps": 4}, [
        1.0, 0.8535533905932737, 0.5, 0.14644660940672627, 1.0, 0.9619397662556434,
        0.6913417161825449, 0.5, 0.30865828381745514, 1.0, 0.9903926402016152, 0.8535533905932737,
        0.5975451610080642, 0.5, 0.22221488349019902]),
    ("Optax cosine_onecycle_schedule",
     "one_cycle", {}, [
        0.040000000000000036, 0.10430780618346935, 0.28, 0.52, 0.7599999999999999,
        0.9356921938165306, 0.9874640062350873, 0.9504846320134737, 0.89091617757105,
        0.6112620219362893, 0.500002, 0.18825834605023697, 0.012539993764912554, 4e-06, 4e-06]),
    ("Optax cosine_onecycle_schedule, own values",
     "one_cycle",
     {"pct_start": 0.45, "div_factor": 5, "final_div_factor": 100, "decay_steps": 13}, [
        0.19999999999999996, 0.27639320225002095, 0.476393202250021, 0.7236067977499789,
        0.9236067977499789, 1.0, 0.8538462838120872, 0.6919590327501798, 0.501,
        0.03998411327686792, 0.002, 0.002, 0.002, 0.002, 0.002]),
    ("Optax linear_schedule from a / 6 to a",
     "constant", {"warmup_steps": 5}, [
        0.16666666666666663, 0.33333333333333326, 0.5, 0.6666666666666666, 0.8333333333333334,
        1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0]),
]
# fmt: on


@pytest.mark.parametrize(
    ("name", "values", "expected"), [case[1:] for case in REFERENCE], ids=[c[0] for c in REFERENCE]
)
def test_the_libraries_agree(name: str, values: dict[str, Any], expected: list[float]) -> None:
    schedule = optimizers.get_schedule(name, **values)
    factors = [schedule.factor(step, 20) for step in STEPS]
    np.testing.assert_allclose(factors, expected, rtol=4e-16, atol=2e-16)


def test_every_schedule_is_checked_against_a_library() -> None:
    assert {case[1] for case in REFERENCE} == set(optimizers.schedule_names())


def test_one_cycle_peaks_one_step_later_than_in_pytorch() -> None:
    one_cycle = optimizers.get_schedule("one_cycle")
    factors = [one_cycle.factor(step, 20) for step in range(21)]
    assert factors.index(max(factors)) == 6
    assert factors[6] == 1.0
    # PyTorch has 1.0 at step 5 and 4e-6 at step 19, the last that is taken.
    assert factors[20] == pytest.approx(4e-6)


def test_restarts_come_in_time() -> None:
    """Keras is a step late here: it counts the cycles by log(243) / log(3) = 4.999999999999999."""
    schedule = optimizers.get_schedule("cosine_restarts", first_decay_steps=10, t_mul=3.0)
    starts = [0, 10, 40, 130, 400, 1210, 3640]
    assert [schedule.factor(start, 4000) for start in starts] == [1.0] * 7
    assert all(schedule.factor(start - 1, 4000) < 0.03 for start in starts[1:])


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


def test_momentum_inside_and_outside_of_the_learning_rate() -> None:
    """The two forms agree for a constant rate and differ under a schedule, as the card says."""
    paths = {
        (form, name): optimizers.minimize(
            objectives.get("sphere"),
            optimizers.get("sgd", learning_rate=0.1, momentum=0.9, momentum_form=form),
            (-4.0, 3.0),
            steps=20,
            schedule=optimizers.get_schedule(name),
        ).points
        for form in ("keras", "torch")
        for name in ("constant", "cosine")
    }
    np.testing.assert_allclose(paths["keras", "constant"], paths["torch", "constant"], atol=1e-14)
    difference = paths["keras", "cosine"] - paths["torch", "cosine"]
    assert np.abs(difference).max() > 0.1


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
