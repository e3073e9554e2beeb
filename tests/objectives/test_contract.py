"""What every objective promises, checked for all that are in the registry.

What depends on parameters is checked at both ends of every slider as well, and for every option
of a choice; observations of one's own have tests of their own.
"""

from __future__ import annotations

import inspect
import math
import re
from typing import Any

import numpy as np
import pytest

import objectives
from declarations import Integer, Real
from objectives import Objective
from tests.objectives.every_objective import (
    DEFAULTS,
    MOST_MESHED,
    SMALLEST,
    Array,
    box,
    by_complex_step,
    every,
    every_variant,
    grid,
    inside,
    size,
)

GROUPS = {
    "1-D",
    "any shape",
    "quadratic",
    "saddle",
    "valley",
    "non-smooth",
    "plateau",
    "multimodal",
    "learning",
    "few-D",
}
FAMILIES = {"gd", "hb", "adagrad", "rms", "adam"}


def known_points(objective: Objective) -> Array:
    """The start, the minimisers and the other stationary points, (dims, count)."""
    stationary = [entry.point for entry in objective.stationary_points]
    return np.array([objective.start, *objective.minimisers, *stationary]).T


def some_inside(objective: Objective, count: int, seed: int = 0) -> Array:
    """Random points of the domain, fewer where every one takes many evaluations."""
    return inside(objective, count if objective.dims <= MOST_MESHED else count // 10, seed)


def errors(found: Array, expected: Array, axes: int = 1) -> Array:
    """The relative error at every point.

    Close to a stationary point a pure ratio means nothing: there, below 1e-3 of the median size,
    the error is compared with that.
    """
    sizes = size(expected, axes)
    floor = 1e-3 * np.median(sizes) + SMALLEST
    return np.asarray(size(found - expected, axes) / np.maximum(sizes, floor))


def worst_error(found: Array, expected: Array, axes: int = 1) -> float:
    """The largest of the errors."""
    return float(errors(found, expected, axes).max())


# Derivatives.


@every_variant
def test_gradient_agrees_with_complex_steps(objective: Objective) -> None:
    points = some_inside(objective, 200 if objective.dims < 20 else 40)
    expected = by_complex_step(objective.value, points)
    assert worst_error(objective.gradient(points), expected) < 1e-9


@every_variant
def test_gradient_agrees_with_central_differences(objective: Objective) -> None:
    points = some_inside(objective, 100, seed=1)
    low, high = box(objective)
    expected = np.empty_like(points)
    for i, step in enumerate(1e-6 * (high - low)):
        ahead, behind = points.copy(), points.copy()
        ahead[i] += step
        behind[i] -= step
        rise = objective.value(ahead) - objective.value(behind)
        expected[i] = rise / (ahead[i] - behind[i])
    found = errors(objective.gradient(points), expected)
    if objective.smooth or objective.examples is None:
        assert found.max() < 2e-4
    else:  # With many examples some kink lies between the two values now and then.
        assert np.median(found) < 2e-4
        assert found.max() < 0.05


@every_variant
def test_hessian_agrees_with_complex_steps_and_is_symmetric(objective: Objective) -> None:
    if not objective.has_hessian:
        with pytest.raises(NotImplementedError):
            objective.hessian(inside(objective, 1))
        return
    points = inside(objective, 200, seed=2)
    hessian = objective.hessian(points)
    expected = by_complex_step(objective.gradient, points)
    assert worst_error(hessian, np.swapaxes(expected, 0, 1), axes=2) < 1e-9
    np.testing.assert_allclose(hessian, np.swapaxes(hessian, 0, 1), rtol=1e-14, atol=0)


@every
def test_derivatives_exist_at_the_known_points(objective: Objective) -> None:
    points = known_points(objective)
    assert np.isfinite(objective.gradient(points)).all()
    if objective.has_hessian and objective.smooth:
        assert np.isfinite(objective.hessian(points)).all()


# The shape of what is returned.


def exact_arithmetic(objective: Objective) -> bool:
    """Whether f is made of + - * / and square roots, which are rounded alike in any batch.

    Sines and powers are not: NumPy may take another route for long arrays than for short ones.
    """
    if type(objective).__bases__ != (Objective,):
        return False
    source = inspect.getsource(inspect.getmodule(type(objective)))  # type: ignore[arg-type]
    used = set(re.findall(r"np\.(\w+)", source))
    return "**" not in source and used <= {
        *("array", "zeros", "zeros_like", "ones_like", "full", "full_like", "shape"),
        *("sqrt", "where", "sign", "abs", "stack"),
    }


@every_variant
def test_a_batch_is_the_same_as_single_points(objective: Objective) -> None:
    points = inside(objective, 40, seed=6)
    functions = [objective.value, objective.gradient]
    if objective.has_hessian:
        functions.append(objective.hessian)
    for function in functions:
        batch = function(points)
        singles = np.stack([function(point) for point in points.T.copy()], axis=-1)
        if exact_arithmetic(objective):
            assert np.array_equal(batch, singles)
        else:
            scale = np.abs(batch).max()
            np.testing.assert_allclose(batch, singles, rtol=1e-13, atol=1e-14 * scale)


def test_exact_arithmetic_is_recognised() -> None:
    exact = {name for name, objective in DEFAULTS.items() if exact_arithmetic(objective)}
    assert {"sphere", "booth", "bukin_n6", "monkey_saddle"} <= exact
    assert not {"ackley", "rosenbrock", "cliff", "linear_regression"} & exact


@every
def test_any_further_axes(objective: Objective) -> None:
    flat = inside(objective, 12, seed=7)
    shaped = flat.reshape(objective.dims, 3, 4)
    dims = objective.dims
    assert np.shape(objective.value(shaped)) == (3, 4)
    assert objective.gradient(shaped).shape == (dims, 3, 4)
    assert np.array_equal(objective.value(shaped).ravel(), objective.value(flat))
    assert np.array_equal(objective.gradient(shaped).reshape(dims, -1), objective.gradient(flat))
    if objective.has_hessian:
        hessian = objective.hessian(shaped)
        assert hessian.shape == (dims, dims, 3, 4)
        assert np.array_equal(hessian.reshape(dims, dims, -1), objective.hessian(flat))


@every
def test_a_meshgrid_goes_straight_in(objective: Objective) -> None:
    axes = [np.linspace(low, high, 3) for low, high in objective.domain[:MOST_MESHED]]
    mesh = np.meshgrid(*axes, indexing="ij")
    others = [np.full(mesh[0].shape, low) for low, _ in objective.domain[MOST_MESHED:]]
    mesh = np.array([*mesh, *others])
    corner = np.array([low for low, _ in objective.domain])
    values = objective.value(mesh)
    assert values.shape == (3,) * min(objective.dims, MOST_MESHED)
    np.testing.assert_allclose(values.flat[0], objective.value(corner), rtol=1e-13, atol=1e-300)


@every
def test_a_single_point(objective: Objective) -> None:
    for start in (np.array(objective.start), list(objective.start), objective.start):
        assert np.shape(objective.value(start)) == ()
        assert objective.gradient(start).shape == (objective.dims,)
        if objective.has_hessian:
            assert objective.hessian(start).shape == (objective.dims, objective.dims)


@every
def test_any_memory_layout(objective: Objective) -> None:
    points = inside(objective, 6, seed=8)
    transposed = np.ascontiguousarray(points.T).T
    every_second = np.repeat(points, 2, axis=1)[:, ::2]
    for function in (objective.value, objective.gradient):
        expected = function(points)
        for same in (transposed, every_second):
            np.testing.assert_allclose(
                function(same), expected, rtol=1e-12, atol=1e-13 * np.abs(expected).max()
            )


@every
def test_numbers_are_float64(objective: Objective) -> None:
    for points in (np.array(objective.start), inside(objective, 3)):
        assert np.asarray(objective.value(points)).dtype == np.float64
        assert objective.gradient(points).dtype == np.float64
        if objective.has_hessian:
            assert objective.hessian(points).dtype == np.float64


@every
def test_arguments_are_not_written_to(objective: Objective) -> None:
    points = inside(objective, 5)
    points.setflags(write=False)
    objective.value(points)
    # Whoever steps in place may write to what is returned.
    results = [objective.gradient(points)]
    if objective.has_hessian:
        results.append(objective.hessian(points))
    for result in results:
        assert result.flags.writeable
        assert not np.shares_memory(result, points)


@every_variant
def test_mini_batches_make_up_the_whole(objective: Objective) -> None:
    if objective.examples is None:
        return
    indices, points = np.arange(objective.examples), inside(objective, 4)
    function: Any
    for function in (objective.value, objective.gradient):
        whole = function(points)
        one_by_one = np.mean([function(points, examples=np.array([i])) for i in indices], axis=0)
        scale = 1e-13 * np.abs(one_by_one).max()
        np.testing.assert_allclose(whole, one_by_one, rtol=1e-12, atol=scale)
        by_run = function(points, examples=np.tile(indices[:2, np.newaxis], 4))
        np.testing.assert_allclose(by_run, function(points, examples=indices[:2]), rtol=1e-13)


# The domain and the start.


@every_variant
def test_values_on_the_domain_are_finite_and_silent(objective: Objective) -> None:
    with np.errstate(divide="raise", over="raise", invalid="raise"):
        for points in (grid(objective), known_points(objective)):
            values = objective.value(points)
            assert np.isfinite(values).all()
            assert np.isfinite(objective.gradient(points)).all()
            if objective.has_hessian:
                objective.hessian(points)


@every_variant
def test_percentiles_on_the_domain(objective: Objective) -> None:
    percentiles = np.percentile(objective.value(grid(objective)), [1, 10, 50, 90, 99])
    assert np.isfinite(percentiles).all()
    assert (np.diff(percentiles) >= 0).all()
    assert percentiles[0] < percentiles[-1]


@every
@pytest.mark.parametrize("far", [1e200, -1e200, math.inf, -math.inf, math.nan])
def test_far_away_nothing_raises(objective: Objective, far: float) -> None:
    point = np.full(objective.dims, far)
    with np.errstate(all="ignore"):
        assert np.shape(objective.value(point)) == ()
        assert objective.gradient(point).shape == point.shape
        if objective.has_hessian:
            assert objective.hessian(point).shape == point.shape * 2


@every_variant
def test_domain_is_ordered(objective: Objective) -> None:
    assert objective.dims == len(objective.domain) > 0
    for low, high in objective.domain:
        assert type(low) is float
        assert type(high) is float
        assert -math.inf < low < high < math.inf


@every_variant
def test_start_is_in_the_domain_and_not_stationary(objective: Objective) -> None:
    start = np.array(objective.start)
    low, high = box(objective)
    assert len(objective.start) == objective.dims
    assert all(type(coordinate) is float for coordinate in objective.start)
    assert (low <= start).all()
    assert (start <= high).all()
    assert size(objective.gradient(start)) > 1e-9
    assert objective.start not in objective.minimisers
    if objective.fmin is not None:
        assert objective.value(start) > objective.fmin + 1e-6


def walk(objective: Objective, family: str, rate: float, steps: int) -> Array:
    """The end of a plain run, with the rules for which learning rates are suggested."""
    x = np.array(objective.start)
    m, v = np.zeros_like(x), np.zeros_like(x)
    for t in range(1, steps + 1):
        g = objective.gradient(x)
        if family == "gd":
            x = x - rate * g
        elif family == "hb":
            m = 0.9 * m + g
            x = x - rate * m
        elif family == "adagrad":
            v = v + g * g
            x = x - rate * g / (np.sqrt(v) + 1e-8)
        elif family == "rms":
            v = 0.9 * v + 0.1 * g * g
            x = x - rate * g / (np.sqrt(v) + 1e-8)
        else:
            m, v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g * g
            x = x - rate * m / (1 - 0.9**t) / (np.sqrt(v / (1 - 0.999**t)) + 1e-8)
    return x


@every
def test_suggested_learning_rates_go_down(objective: Objective) -> None:
    assert set(objective.learning_rates) <= FAMILIES
    start = objective.value(np.array(objective.start))
    for family, rate in objective.learning_rates.items():
        assert rate > 0
        assert float(f"{rate:.2e}") == rate
        assert objective.value(walk(objective, family, rate, 300)) < start, family


# What is said about it.


@every
def test_registry(objective: Objective) -> None:
    cls = type(objective)
    assert cls.id == inspect.getmodule(cls).__name__.rpartition(".")[2]  # type: ignore[union-attr]
    assert cls.__name__.lower() == cls.id.replace("_", "")
    assert objectives.registry[cls.id] is cls
    assert getattr(objectives, cls.__name__) is cls
    assert objective == objectives.get(cls.id)
    assert hash(objective) == hash(objectives.get(cls.id))


def test_names() -> None:
    names = objectives.names()
    assert len(set(names)) == len(names) == len(objectives.registry)
    assert all(re.fullmatch(r"[a-z][a-z0-9_]*", name) for name in names)


def test_titles_are_different() -> None:
    titles = [objective.title for objective in DEFAULTS.values()]
    assert len(set(titles)) == len(titles)


def balanced(tex: str) -> bool:
    pairs = [(r"\{", r"\}"), (r"\\left(?![a-z])", r"\\right(?![a-z])"), (r"\\begin", r"\\end")]
    return all(
        len(re.findall(opening, tex)) == len(re.findall(closing, tex)) for opening, closing in pairs
    )


@every
def test_everything_is_said(objective: Objective) -> None:
    assert objective.group in GROUPS
    for name in ("title", "formula", "gradient_formula", "lesson", "show", "source", "landscape"):
        text = getattr(objective, name)
        assert isinstance(text, str)
        assert text.strip() == text != "", name
    assert bool(objective.hessian_formula) >= objective.has_hessian
    assert objective.color in {"linear", "sqrt", "log"}
    assert objective.dims > 1 or objective.color == "linear"
    assert bool(objective.plane) == (objective.dims > 2)
    assert inspect.getdoc(type(objective))
    for formula in (objective.formula, objective.gradient_formula, objective.hessian_formula):
        assert balanced(formula), formula


@every
def test_texts_use_whole_words(objective: Objective) -> None:
    for name in ("lesson", "show", "landscape", "minimisers_note"):
        text = getattr(objective, name)
        assert not re.search(r"\b(GD|lr|LR|hb|HB|TODO|SHOW|LESSON)\b", text), text


@every
def test_parameters_are_explained(objective: Objective) -> None:
    for name, parameter in objective.parameters.items():
        assert parameter.help.endswith("."), name
        if isinstance(parameter, Real | Integer):
            assert parameter.slider[0] < parameter.slider[1]
            assert parameter.valid.contains(np.array(parameter.slider)).all()
            assert parameter.valid.contains(parameter.default)


def test_a_parameter_outside_its_interval_is_refused() -> None:
    with pytest.raises(
        ValueError, match=re.escape("Ellipse: kappa must be in [1, 1e+12], got 0.5")
    ):
        objectives.get("ellipse", kappa=0.5)
