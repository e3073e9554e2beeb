"""The line searches on slices of every shape, many at a time."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from optimizers.gradients import dot
from optimizers.iteration import Iteration
from optimizers.line_search import Backtracked, Searched, backtracking, first_length, strong_wolfe
from optimizers.problem import Problem

ARMIJO = 1e-4
SLICES = 400


class Slice:
    """a t^2 + b t^4 + c sin(w t) + d t, a curve for every run; keeps account of its evaluations."""

    vectorized = True

    def __init__(self, coefficients: np.ndarray) -> None:
        self.coefficients = coefficients
        self.points: list[np.ndarray] = []
        self.gradient_calls = 0

    def value(self, point: np.ndarray) -> np.ndarray:
        self.points.append(point)
        a, b, c, w, d = self.coefficients
        t = point[0]
        return a * (t * t) + b * (t * t) * (t * t) + c * np.sin(w * t) + d * t

    def gradient(self, point: np.ndarray) -> np.ndarray:
        self.gradient_calls += 1
        a, b, c, w, d = self.coefficients
        t = point[0]
        return np.array([2.0 * a * t + 4.0 * b * t * (t * t) + c * w * np.cos(w * t) + d])


class Curve:
    """A slice given by two functions of one number."""

    vectorized = True

    def __init__(self, value: Any, slope: Any) -> None:
        self.value = lambda point: value(point[0])
        self.gradient = lambda point: np.array([slope(point[0])])


def slices(seed: int = 0, count: int = SLICES) -> Slice:
    rng = np.random.default_rng(seed)
    size = 10.0 ** rng.uniform(-3, 3, count)
    return Slice(
        np.array(
            [
                size * rng.uniform(0.05, 1, count),
                size * rng.choice([0.0, 0.1], count),
                size * rng.uniform(-1, 1, count),
                rng.uniform(0.5, 4, count),
                size * rng.uniform(-1, 1, count),
            ]
        )
    )


def searched(
    objective: Any, x: Any, first: Any = 1.0, curvature: float = 0.9, **options: Any
) -> tuple[Searched, Iteration]:
    now, x = Iteration(Problem(objective)), np.asarray(x, dtype=float)
    g = objective.gradient(x)
    options = {"sufficient_decrease": ARMIJO, "max_evaluations": 25} | options
    with np.errstate(all="ignore"):
        value = np.asarray(objective.value(x))
        found = strong_wolfe(now, x, value, g, -g, first, curvature=curvature, **options)
    return found, now


def backtracked(
    objective: Any, x: Any, first: Any = 1.0, **options: Any
) -> tuple[Backtracked, Iteration]:
    now, x = Iteration(Problem(objective)), np.asarray(x, dtype=float)
    g = objective.gradient(x)
    options = {
        "sufficient_decrease": ARMIJO,
        "shrink": 0.5,
        "interpolate": False,
        "max_evaluations": 50,
    } | options
    with np.errstate(all="ignore"):
        value = np.asarray(objective.value(x))
        found = backtracking(now, x, value, -dot(g, g), -g, first, **options)
    return found, now


def starts(seed: int = 1, count: int = SLICES) -> np.ndarray:
    return np.random.default_rng(seed).uniform(-5, 5, (1, count))


def lengths(seed: int = 2, count: int = SLICES) -> np.ndarray:
    return 10.0 ** np.random.default_rng(seed).uniform(-6, 3, count)


@pytest.mark.parametrize(
    ("decrease", "curvature"), [(ARMIJO, 0.9), (ARMIJO, 0.4), (ARMIJO, 0.01), (0.3, 0.4)]
)
def test_strong_wolfe_conditions(decrease: float, curvature: float) -> None:
    objective, x = slices(), starts()
    found, _ = searched(objective, x, lengths(), curvature, sufficient_decrease=decrease)
    g = objective.gradient(x)
    slope = -dot(g, g)
    assert found.satisfied.mean() > 0.99
    assert np.array_equal(found.point, x - found.length * g)
    assert np.array_equal(found.value, objective.value(found.point))
    assert np.array_equal(found.gradient, objective.gradient(found.point))
    moved = found.length > 0
    enough = found.value <= objective.value(x) + decrease * found.length * slope
    flat = np.abs(dot(found.gradient, -g)) <= -curvature * slope
    assert enough[moved].all()
    assert flat[found.satisfied].all()
    assert moved[found.satisfied].all()


def test_strong_wolfe_takes_the_lowest_point_with_a_sufficient_decrease() -> None:
    coefficients, x, first = slices().coefficients, starts(), lengths()
    for run in range(SLICES):
        objective = Slice(coefficients[:, run])
        found, _ = searched(objective, x[:, run], first[run], curvature=0.5)
        start, *trials = objective.points
        g = objective.gradient(start)[0]
        values = [float(objective.value(trial)) for trial in trials]
        # A little more than sufficient: the test computes the length with another rounding.
        low_enough = [
            value
            for trial, value in zip(trials, values, strict=True)
            if value < objective.value(start) - 1.001 * ARMIJO * abs((start - trial)[0] * g)
        ]
        assert trials
        assert all(found.value <= value for value in low_enough)


@pytest.mark.parametrize("interpolate", [False, True])
def test_armijo_condition(interpolate: bool) -> None:
    objective, x = slices(), starts()
    found, _ = backtracked(objective, x, lengths(), interpolate=interpolate)
    g = objective.gradient(x)
    assert (found.length > 0).all()
    assert np.array_equal(found.point, x - found.length * g)
    assert np.array_equal(found.value, objective.value(found.point))
    assert (found.value <= objective.value(x) - ARMIJO * found.length * dot(g, g)).all()


def test_backtracking_takes_the_first_length_that_is_short_enough() -> None:
    objective, x, first = slices(), starts(), lengths()
    found, _ = backtracked(objective, x, first)
    g = objective.gradient(x)
    longer = 2.0 * found.length
    shortened = found.length < first
    too_long = objective.value(x - longer * g) > objective.value(x) - ARMIJO * longer * dot(g, g)
    assert shortened.sum() > SLICES / 4
    assert too_long[shortened].all()
    assert np.array_equal(found.length[~shortened], first[~shortened])


def test_interpolation_finds_the_bottom_of_a_parabola_in_two_values() -> None:
    parabola = Curve(lambda t: 3.0 * t * t, lambda t: 6.0 * t)
    found, now = backtracked(parabola, [2.0], first=1.0, interpolate=True)
    assert found.point[0] == pytest.approx(0.0, abs=1e-15)
    assert now.counts() == (2, 0, 0)


def test_the_cubic_is_exact_on_a_parabola() -> None:
    parabola = Curve(lambda t: 3.0 * t * t, lambda t: 6.0 * t)
    for first in (0.01, 1.0):
        found, now = searched(parabola, [2.0], first, curvature=1e-9)
        assert found.point[0] == pytest.approx(0.0, abs=1e-9)
        # Too short, the next trial is at most tenfold: 0.01, 0.1, then the bottom at 1/6.
        assert now.counts() == ((3, 3, 0) if first == 0.01 else (2, 2, 0))


@pytest.mark.parametrize("search", [searched, backtracked])
def test_counts_are_the_calls_that_were_made(search: Any) -> None:
    coefficients, x, first = slices().coefficients, starts(), lengths()
    batch, batch_now = search(Slice(coefficients), x, first)
    for run in range(40):
        objective = Slice(coefficients[:, run])
        found, now = search(objective, x[:, run], first[run])
        # The search starts from a value and a gradient that the test has evaluated.
        calls = len(objective.points) - 1, objective.gradient_calls - 1
        assert now.counts()[:2] == calls
        in_batch = [np.broadcast_to(count, SLICES)[run] for count in batch_now.counts()]
        assert tuple(in_batch[:2]) == calls
        assert found.length == batch.length[run]


@pytest.mark.parametrize("search", [searched, backtracked])
def test_a_run_that_is_done_stands_still(search: Any) -> None:
    objective = slices()
    _, now = search(objective, starts(), lengths())
    trials = np.array(objective.points[1:])[:, 0]
    for run in range(SLICES):
        assert len(set(trials[:, run])) == now.counts()[0][run]


@pytest.mark.parametrize("search", [searched, backtracked])
def test_a_run_does_not_depend_on_its_batch(search: Any) -> None:
    coefficients, x, first = slices().coefficients, starts(), lengths()
    batch, _ = search(Slice(coefficients), x, first)
    for run in range(SLICES):
        alone, _ = search(Slice(coefficients[:, run]), x[:, run], first[run])
        for name in ("length", "point", "value"):
            assert np.array_equal(getattr(alone, name), getattr(batch, name)[..., run])


WALLS = {
    "infinite": lambda t: np.where(t < 3.0, -t, np.inf),
    "not a number": lambda t: np.where(t < 3.0, -t, np.nan),
    "bottomless": lambda t: np.where(t < 3.0, -t, -np.inf),
    "logarithm": lambda t: -t - 0.1 * np.log(3.0 - t),
}


@pytest.mark.parametrize("search", [searched, backtracked])
@pytest.mark.parametrize("wall", WALLS)
@pytest.mark.parametrize("first", [1.0, 1e3])
def test_what_is_not_finite_is_too_far(search: Any, wall: str, first: float) -> None:
    curve = Curve(WALLS[wall], lambda t: np.where(t < 3.0, -1.0, np.nan))
    found, _ = search(curve, [0.0], first, max_evaluations=40)
    assert 0.0 < found.point[0] < 3.0
    assert np.isfinite(found.value)
    assert found.value < 0.0


@pytest.mark.parametrize("search", [searched, backtracked])
@pytest.mark.parametrize("limit", [1, 7])
def test_a_search_that_fails_stays(search: Any, limit: int) -> None:
    """The gradient points the wrong way: every step is uphill."""
    misleading = Curve(lambda t: np.abs(t), lambda t: np.full_like(t, -1.0))
    found, now = search(misleading, [1.0], max_evaluations=limit)
    assert found.length == 0.0
    assert found.point[0] == 1.0
    assert found.value == 1.0
    assert now.counts()[0] == limit


def test_a_search_that_fails_returns_the_gradient_of_the_objective_not_the_clipped_one() -> None:
    misleading = Curve(lambda t: np.abs(t), lambda t: np.full_like(t, -8.0))
    now, x, clipped = Iteration(Problem(misleading)), np.array([1.0]), np.array([-0.5])
    found = strong_wolfe(
        now,
        x,
        np.asarray(1.0),
        clipped,
        -clipped,
        1.0,
        sufficient_decrease=ARMIJO,
        curvature=0.9,
        max_evaluations=3,
    )
    assert found.length == 0.0
    assert found.gradient.tolist() == [-8.0]
    assert now.counts() == (3, 4, 0)


@pytest.mark.parametrize("search", [searched, backtracked])
def test_without_slope_nothing_is_tried(search: Any) -> None:
    flat = Curve(lambda t: 0.0 * t + 5.0, lambda t: 0.0 * t)
    found, now = search(flat, np.array([[1.0, 2.0]]))
    assert found.point.tolist() == [[1.0, 2.0]]
    assert found.length.tolist() == [0.0, 0.0]
    assert np.broadcast_to(now.counts()[0], 2).tolist() == [0, 0]


@pytest.mark.parametrize("search", [searched, backtracked])
def test_a_bottomless_slope_ends(search: Any) -> None:
    line = Curve(lambda t: -t, lambda t: np.full_like(t, -1.0))
    found, now = search(line, [0.0], max_evaluations=12)
    assert found.value < 0.0
    assert now.counts()[0] <= 12


@pytest.mark.parametrize("search", [searched, backtracked])
def test_never_worse_than_the_start(search: Any) -> None:
    """Also with far too few evaluations, and where rounding hides every decrease."""
    for limit in (1, 2, 3):
        objective, x = slices(3), starts(4)
        found, _ = search(objective, x, lengths(5), max_evaluations=limit)
        assert (found.value <= objective.value(x)).all()
        assert (found.length == 0).any()
    hidden = Curve(lambda t: 1e8 + t * t, lambda t: 2.0 * t)
    found, now = search(hidden, [1e-7])
    assert found.value <= 1e8
    assert now.counts()[0] < 50


def test_the_interval_is_given_up_when_it_is_narrower_than_the_tolerance() -> None:
    misleading = Curve(lambda t: np.abs(t), lambda t: np.full_like(t, -1.0))
    found, now = searched(misleading, [1.0], tolerance=0.1)
    assert found.length == 0.0
    assert now.counts()[0] < 6


@pytest.mark.parametrize("first", [10.0, 1000.0])
def test_a_trial_too_close_to_an_end_is_pushed_inside(first: float) -> None:
    """A gentle slope that runs into a wall: all cubics have their minimum at the wall's end."""
    wall = Curve(
        lambda t: -t + 1e6 * np.maximum(t - 1.0, 0.0) ** 2,
        lambda t: -1.0 + 2e6 * np.maximum(t - 1.0, 0.0),
    )
    found, now = searched(wall, [0.0], first, curvature=0.1)
    assert found.satisfied
    assert now.counts()[0] < 20


def test_the_low_end_keeps_the_first_condition() -> None:
    """A lower value further on that decreases too little is no better end of the interval."""
    curve = Curve(
        lambda t: np.interp(t, [0.0, 0.1, 1.0, 2.0], [0.0, -0.5, -0.55, 1.0]),
        lambda t: np.where(t < 0.1, -5.0, np.where(t < 1.0, -3.0, -2.9)),
    )
    found, _ = searched(curve, [0.0], first=0.02, curvature=0.1, sufficient_decrease=0.2)
    assert found.length > 0
    assert found.value <= 0.2 * found.length * -25.0


def test_the_first_length() -> None:
    g = np.array([3.0, 4.0])
    slope, value = -dot(g, g), np.asarray(10.0)
    unknown = first_length(value, np.asarray(np.inf), g, slope)
    assert unknown * 5.0 == pytest.approx(1.01)
    assert first_length(value, np.asarray(12.0), g, slope) == pytest.approx(1.01 * 4.0 / 25.0)
    assert first_length(value, np.asarray(1000.0), g, slope) == 1.0
    assert first_length(value, np.asarray(10.0), g, slope) == 1.0
