"""What holds for any start, any batch and any hyperparameters."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import objectives
import optimizers
from declarations import Boolean, Choice, Integer, Parameter, Real
from declarations.arrays import Array
from optimizers import Optimizer, Trajectory
from optimizers.gradients import power

ROSENBROCK = objectives.get("rosenbrock")

STATUSES = {"converged", "diverged", "left the box", "step limit"}


class Bumps:
    """A valley with bumps, made of sums and products alone, so that it rounds alike everywhere."""

    vectorized = True
    has_hessian = True
    fmin = 0.0
    domain = ((-3.0, 3.0), (-3.0, 3.0))

    def value(self, point: Array) -> Array:
        x, y = point
        return x * x * (1.0 + 0.25 * x * x) + 5.0 * y * y + 0.5 * x * y + 0.1 * x * y * y

    def gradient(self, point: Array) -> Array:
        x, y = point
        return np.array(
            [2.0 * x + x * x * x + 0.5 * y + 0.1 * y * y, 10.0 * y + 0.5 * x + 0.2 * x * y]
        )

    def hessian(self, point: Array) -> Array:
        x, y = point
        mixed = 0.5 + 0.2 * y
        return np.array([[2.0 + 3.0 * x * x, mixed], [mixed, 10.0 + 0.2 * x]])


BUMPS = Bumps()
IDS = [*optimizers.names(), *optimizers.wrapper_names()]

each_rule = pytest.mark.parametrize("name", IDS)


def make(name: str, **values: Any) -> Optimizer:
    if name in optimizers.wrappers:
        values = {"optimizer": optimizers.get("sgd", learning_rate=0.05, momentum=0.5), **values}
    return optimizers.get(name, **values)


def parameters(name: str) -> dict[str, Parameter]:
    return dict(type(make(name)).parameters)


def assert_same(one: Trajectory, other: Trajectory) -> None:
    """Bit for bit."""
    assert (one.status, one.last_step, one.diverged_at) == (
        other.status,
        other.last_step,
        other.diverged_at,
    )
    for name in ("points", "values", "gradients", "averages", "learning_rates"):
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name), err_msg=name)
    assert one.evaluations == other.evaluations


coordinates = st.floats(-3.0, 3.0)
starts = st.lists(st.tuples(coordinates, coordinates), min_size=2, max_size=5).map(
    lambda points: np.array(points).T.copy()
)


# However it is batched


@pytest.mark.slow
@each_rule
@given(
    start=starts,
    seeds=st.lists(st.integers(0, 3), min_size=5, max_size=5),
    noise=st.sampled_from([0.0, 0.0, 0.5]),
)
@settings(max_examples=8)
def test_a_run_is_the_same_however_it_is_batched(
    name: str, start: Array, seeds: list[int], noise: float
) -> None:
    """With ends at different times, so that runs are taken out of the batch on the way."""
    options: dict[str, Any] = {
        "tolerance": [
            optimizers.Tolerance(loss=1.0),
            optimizers.Tolerance(gradient_norm=0.5, patience=3),
        ],
        "box": "stop",
        "noise": noise,
    }
    runs = start.shape[1]
    batch = optimizers.minimize(BUMPS, make(name), start, 15, seed=seeds[:runs], **options)
    for index in range(runs):
        single = optimizers.minimize(
            BUMPS, make(name), start[:, index], 15, seed=seeds[index], **options
        )
        assert_same(batch.run(index), single)
    turned = optimizers.minimize(
        BUMPS, make(name), start[:, ::-1], 15, seed=seeds[:runs][::-1], **options
    )
    np.testing.assert_array_equal(turned.points[..., ::-1], batch.points)
    # Among many, a few that have converged stay in the batch for a while.
    many = np.repeat(np.arange(runs), [1] * (runs - 1) + [9 * runs])
    ends = optimizers.minimize(
        BUMPS, make(name), start[:, many], 15, record="ends", seed=np.array(seeds)[many], **options
    )
    np.testing.assert_array_equal(ends.points[-1], batch.points[-1][:, many])
    np.testing.assert_array_equal(ends.last_step, batch.last_step[many])
    np.testing.assert_array_equal(ends.evaluations.gradient, batch.evaluations.gradient[many])


@pytest.mark.slow
@each_rule
def test_hyperparameters_of_every_run_are_those_of_single_runs(name: str) -> None:
    """An array of values in one call is the same as one call for each of them.

    Powers of a number and of an array may round differently: that shows where the point is small,
    and only after many steps.
    """
    start = (2e-3, -1e-3)
    for key, parameter in parameters(name).items():
        if not isinstance(parameter, Real):
            continue
        low, high = parameter.slider
        shares = np.linspace(0.37, 0.97, 5)
        values = low * (high / low) ** shares if parameter.log else low + (high - low) * shares
        steps = 120 if parameter.valid.high == 1 else 12
        batch = optimizers.minimize(BUMPS, make(name, **{key: values}), start, steps)
        assert batch.runs == 5
        for index, value in enumerate(values.tolist()):
            single = optimizers.minimize(BUMPS, make(name, **{key: value}), start, steps)
            assert_same(batch.run(index), single)


@pytest.mark.parametrize(
    "bases",
    [
        [0.9],
        [0.9, 0.9, 0.9, 0.5, 0.5, 0.5, 0.5, 0.9],
        np.repeat(np.linspace(0.0, 0.999, 7), 11),
        np.linspace(0.0, 0.999, 50),
        [],
    ],
)
def test_powers_of_every_run_are_those_of_single_numbers(bases: Any) -> None:
    array = np.array(bases, dtype=np.float64)
    for exponent in (1, 2, 7, 300):
        found = power(array, exponent)
        assert found.tolist() == [base**exponent for base in array.tolist()]


@each_rule
@given(start=st.tuples(coordinates, coordinates))
@settings(max_examples=2)
def test_two_runs_in_a_row_are_equal(name: str, start: tuple[float, float]) -> None:
    rule = make(name)
    assert_same(
        optimizers.minimize(BUMPS, rule, start, 15, noise=0.1),
        optimizers.minimize(BUMPS, rule, start, 15, noise=0.1),
    )


# Symmetries


class Seen:
    """An objective in other coordinates: point = matrix @ seen."""

    def __init__(self, matrix: Array) -> None:
        self.matrix = matrix

    def value(self, point: Array) -> Array:
        return BUMPS.value(self.matrix @ point)

    def gradient(self, point: Array) -> Array:
        return self.matrix.T @ BUMPS.gradient(self.matrix @ point)

    def hessian(self, point: Array) -> Array:
        return self.matrix.T @ BUMPS.hessian(self.matrix @ point) @ self.matrix


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("sgd", {"learning_rate": 0.05}),
        ("momentum", {"learning_rate": 0.02}),
        ("nesterov", {"learning_rate": 0.02}),
        ("newton", {"form": "textbook"}),
        ("newton", {}),
        ("newton", {"form": "levenberg"}),
        ("gradient_descent_line_search", {}),
        ("barzilai_borwein", {}),
        ("conjugate_gradient", {}),
        ("polyak", {}),
    ],
)
@given(angle=st.floats(0.0, 6.28), x=st.floats(0.5, 2.0), y=st.floats(-2.0, 2.0))
def test_rotated_space_has_rotated_paths(
    name: str, values: dict[str, Any], angle: float, x: float, y: float
) -> None:
    c, s = np.cos(angle), np.sin(angle)
    rotation = np.array([[c, -s], [s, c]])
    start, rule = np.array([x, y]), optimizers.get(name, **values)
    plain = optimizers.minimize(BUMPS, rule, start, 6, domain=((-99, 99), (-99, 99)))
    turned = optimizers.minimize(Seen(rotation), rule, rotation.T @ start, 6)
    np.testing.assert_allclose(
        turned.points @ rotation.T, plain.points[: len(turned.points)], rtol=1e-6, atol=1e-6
    )


ELEMENTWISE = [
    "sgd",
    "adam",
    "rmsprop",
    "adagrad",
    "adadelta",
    "adamax",
    "nadam",
    "lion",
    "rprop",
    "sign_sgd",
]


@pytest.mark.parametrize("name", ELEMENTWISE)
@given(
    signs=st.tuples(st.sampled_from([-1.0, 1.0]), st.sampled_from([-1.0, 1.0])),
    swap=st.booleans(),
    start=st.tuples(coordinates, coordinates),
)
def test_signs_and_order_of_coordinates_do_not_matter(
    name: str, signs: tuple[float, float], swap: bool, start: tuple[float, float]
) -> None:
    """Bit for bit: every coordinate is treated by itself, and both ways alike."""
    order = [1, 0] if swap else [0, 1]
    sign = np.array(signs)

    class Mirrored:
        def value(self, point: Array) -> Array:
            return BUMPS.value((point * sign)[order])

        def gradient(self, point: Array) -> Array:
            return BUMPS.gradient((point * sign)[order])[order] * sign

    rule = make(name)
    plain = optimizers.minimize(BUMPS, rule, start, 25)
    mirrored = optimizers.minimize(Mirrored(), rule, np.array(start)[order] * sign, 25)
    np.testing.assert_array_equal((mirrored.points * sign)[:, order], plain.points)


def test_adam_does_care_how_the_axes_are_turned() -> None:
    """So the test of rotations can fail."""
    rotation = np.array([[0.6, -0.8], [0.8, 0.6]])
    start, rule = np.array([2.0, -1.0]), optimizers.get("adam", learning_rate=0.1)
    plain = optimizers.minimize(BUMPS, rule, start, 6)
    turned = optimizers.minimize(Seen(rotation), rule, rotation.T @ start, 6)
    assert np.abs(turned.points @ rotation.T - plain.points).max() > 0.05


# Any hyperparameters


def valid_values(parameter: Parameter) -> st.SearchStrategy[Any]:
    """Comfortable values, any values, and the ends of what is valid."""
    if isinstance(parameter, Boolean):
        values: st.SearchStrategy[Any] = st.booleans()
    elif isinstance(parameter, Choice):
        values = st.sampled_from(parameter.options)
    elif isinstance(parameter, Integer):
        low = int(parameter.valid.low) + (not parameter.valid.includes_low)
        high = parameter.valid.high
        ends = [low, low + 1, parameter.slider[1], 4 * parameter.slider[1]]
        values = st.integers(*parameter.slider) | st.sampled_from(
            [end for end in ends if end <= high]
        )
        values = values.filter(lambda value: bool(parameter.valid.contains(value)))
    else:
        assert isinstance(parameter, Real)
        interval = parameter.valid
        ends = [interval.low, interval.high, 0.0, 1.0, 5e-324, 1e-300, 1e-16, 1e16, 1e300, 1.7e308]
        ends += [float(np.nextafter(end, side)) for end in ends for side in (-np.inf, np.inf)]
        values = (
            st.floats(*parameter.slider)
            | st.floats(allow_nan=False)
            | st.sampled_from([end for end in ends if interval.contains(end)])
        )
        values = values.filter(lambda value: bool(interval.contains(value)))
    return st.none() | values if parameter.default is None else values


def hyperparameters(name: str) -> st.SearchStrategy[dict[str, Any]]:
    """Some of them, the others as they are."""
    return st.fixed_dictionaries(
        {}, optional={key: valid_values(p) for key, p in parameters(name).items()}
    )


@pytest.mark.exhaustive
@each_rule
@given(data=st.data())
@settings(max_examples=25)
def test_any_valid_hyperparameters_give_a_status(name: str, data: st.DataObject) -> None:
    """Neither an exception nor a warning, which is an error here, nor a number not finite."""
    values = data.draw(hyperparameters(name))
    try:
        rule = make(name, **values)
    except ValueError as error:
        # Two values may exclude each other; then that is said in the one form.
        assert re.match(rf"{type(make(name)).__name__}: \w+ must be ", str(error))  # noqa: PT017
        return
    start = data.draw(st.sampled_from([(-1.2, 1.0), (0.0, 0.0), (1.0, 1.0), (1e3, -1e3)]))
    batch = np.array([start, (0.5, -0.5)]).T
    single = optimizers.minimize(ROSENBROCK, rule, start, 12, record_state=True)
    result = optimizers.minimize(ROSENBROCK, rule, batch, 12)
    assert single.status in STATUSES
    assert set(result.status.tolist()) <= STATUSES
    assert_same(result.run(0), single)
    for array in (single.points, single.values, single.gradients, single.averages):
        assert array is None or np.isfinite(array).all()


def invalid_values(parameter: Parameter) -> st.SearchStrategy[Any]:
    wrong: list[Any] = ["x", "", [], {}, object(), float("nan"), 1j, [[1.0]], (0.5, "x")]
    if parameter.default is not None:
        wrong.append(None)
    if isinstance(parameter, Real):
        wrong += [True, [float("nan")], [0.5, float("nan")]]
        outside = st.floats(allow_nan=False).filter(lambda v: not parameter.valid.contains(v))
        if str(parameter.valid) == "(-inf, inf)":
            outside = st.sampled_from([float("inf"), float("-inf")])
        return st.sampled_from(wrong) | outside | outside.map(lambda value: [value])
    if isinstance(parameter, Integer):
        wrong += [True, 0.5, 1.5, float("inf"), "3", [3]]
        below = st.integers(max_value=int(parameter.valid.low) - 1)
        return st.sampled_from(wrong) | below
    if isinstance(parameter, Boolean):
        return st.sampled_from([*wrong, 0, 1, 1.0, "True"])
    return st.sampled_from([*wrong, "no such option", -1])


@pytest.mark.parametrize("name", [name for name in IDS if parameters(name)])
@given(data=st.data())
@settings(max_examples=10)
def test_any_invalid_value_is_refused_in_one_form(name: str, data: st.DataObject) -> None:
    known = parameters(name)
    key = data.draw(st.sampled_from(sorted(known)))
    value = data.draw(invalid_values(known[key]))
    cls = type(make(name)).__name__
    with pytest.raises(ValueError, match=rf"(?s)^{cls}: {key} must be .+, got .+$"):
        make(name, **{key: value})


@each_rule
def test_the_next_number_outside_is_refused(name: str) -> None:
    """Both ends of every interval, to the last bit."""
    cls = type(make(name)).__name__
    for key, parameter in parameters(name).items():
        if not isinstance(parameter, Real):
            continue
        valid = parameter.valid
        outside = [
            np.nextafter(valid.low, -np.inf) if valid.includes_low else valid.low,
            np.nextafter(valid.high, np.inf) if valid.includes_high else valid.high,
        ]
        for value in [float(value) for value in outside if not valid.contains(value)]:
            with pytest.raises(ValueError, match=rf"^{cls}: {key} must be .+, got .+$"):
                make(name, **{key: value})
