"""What every objective promises, checked for all that are in the registry.

What depends on parameters is checked at both ends of every slider as well, and for every option
of a choice; observations of one's own have tests of their own.
"""

import inspect
import math
import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import numpy as np
import pytest

import objectives
from declarations import Boolean, Choice, Integer, Parameter, Real
from objectives import Objective

Array = Any

GROUPS = {
    "1-D",
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

MOST_MESHED = 9
"""The most dimensions in which three points along every axis are not too many."""

IMAGINARY = 1e-30
"""The step of complex-step derivatives: far below rounding, so nothing is lost."""

SMALLEST = 1e-300
"""Added to what divides: gradients on a numerically level plain are of this size or 0."""


def ends(parameter: Parameter) -> tuple[Any, ...]:
    """The values of a parameter that are tried besides the default."""
    if isinstance(parameter, Real | Integer):
        return parameter.slider
    if isinstance(parameter, Choice):
        return tuple(option for option in parameter.options if option != parameter.default)
    if isinstance(parameter, Boolean):
        return (not parameter.default,)
    return ()


def variants() -> Iterator[tuple[str, Objective]]:
    for name in objectives.names():
        yield name, objectives.get(name)
        for key, parameter in objectives.registry[name].parameters.items():
            for value in ends(parameter):
                yield f"{name}[{key}={value}]", objectives.get(name, **{key: value})


DEFAULTS = {name: objectives.get(name) for name in objectives.names()}
VARIANTS = dict(variants())

every = pytest.mark.parametrize("objective", DEFAULTS.values(), ids=DEFAULTS.keys())
every_variant = pytest.mark.parametrize("objective", VARIANTS.values(), ids=VARIANTS.keys())


def box(objective: Objective) -> tuple[Array, Array]:
    """The lower and upper corner of the domain."""
    low, high = np.array(objective.domain).T
    return low, high


def inside(objective: Objective, count: int, seed: int = 0) -> Array:
    """Random points of the domain, (dims, count)."""
    low, high = box(objective)
    spread = np.random.default_rng(seed).random((objective.dims, count))
    return low[:, np.newaxis] + (high - low)[:, np.newaxis] * spread


def grid(objective: Objective, stretch: float = 1.0) -> Array:
    """Points all over the domain, or over one so many times as wide.

    A mesh with the corners, or random points where there are too many dimensions for one.
    """
    low, high = box(objective)
    middle, reach = 0.5 * (low + high), 0.5 * stretch * (high - low)
    if objective.dims > MOST_MESHED:
        spread = np.random.default_rng(9).uniform(-1.0, 1.0, (objective.dims, 2000))
        return middle[:, np.newaxis] + reach[:, np.newaxis] * spread
    a_side = {1: 4001, 2: 151, 3: 25, 4: 11, 5: 7}.get(objective.dims, 3)
    axes = [np.linspace(m - r, m + r, a_side) for m, r in zip(middle, reach, strict=True)]
    return np.array(np.meshgrid(*axes)).reshape(objective.dims, -1)


def known_points(objective: Objective) -> Array:
    """The start, the minimisers and the other stationary points, (dims, count)."""
    stationary = [entry.point for entry in objective.stationary_points]
    return np.array([objective.start, *objective.minimisers, *stationary]).T


def by_complex_step(function: Callable[[Array], Array], points: Array) -> Array:
    """The derivative of a function by every coordinate, which becomes the first axis."""
    columns = []
    for i in range(len(points)):
        moved = points.astype(complex)
        moved[i] += IMAGINARY * 1j
        columns.append(np.imag(function(moved)) / IMAGINARY)
    return np.array(columns)


def size(array: Array, axes: int = 1) -> Array:
    """The Euclidean norm over the first axes."""
    return np.sqrt((array * array).sum(axis=tuple(range(axes))))


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
    points = some_inside(objective, 200)
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


# The minimum.


def projected_gradient(objective: Objective, points: Array) -> Array:
    """The gradient without the components that press against the border of the domain."""
    gradient = objective.gradient(points)
    low, high = (corner[:, np.newaxis] for corner in box(objective))
    pressing = ((points <= low) & (gradient > 0)) | ((points >= high) & (gradient < 0))
    return np.where(pressing, 0.0, gradient)


def local_hessian(objective: Objective, points: Array) -> Array:
    """The Hessian by complex steps, one matrix for every point: (points, dims, dims)."""
    columns = by_complex_step(objective.gradient, points)
    return np.moveaxis(0.5 * (columns + np.swapaxes(columns, 0, 1)), -1, 0)


@every_variant
def test_minimisers_lie_in_the_domain(objective: Objective) -> None:
    low, high = box(objective)
    for point in objective.minimisers:
        assert len(point) == objective.dims
        assert all(type(coordinate) is float for coordinate in point)
        assert (low <= point).all()
        assert (point <= high).all()
    assert len(set(objective.minimisers)) == len(objective.minimisers)


@every_variant
def test_value_at_every_minimiser_is_fmin(objective: Objective) -> None:
    if not objective.minimisers:
        return
    assert objective.fmin is not None
    values = objective.value(np.array(objective.minimisers).T)
    assert (np.abs(values - objective.fmin) <= 1e-12 * max(1.0, abs(objective.fmin))).all()


@every_variant
def test_there_is_no_slope_at_the_minimisers(objective: Objective) -> None:
    """Where f is smooth; at a kink, the minimiser of an objective that is not, any slope may be.

    A point given to 16 digits may be off by its rounding, so the slope there may be as large as
    the curvature times that.
    """
    if not objective.smooth or not objective.minimisers:
        return
    points = np.array(objective.minimisers).T
    curvature = size(np.moveaxis(local_hessian(objective, points), 0, -1), axes=2)
    allowed = 1e-15 * objective.dims * (1.0 + curvature * (1.0 + size(points)))
    assert (size(projected_gradient(objective, points)) <= allowed).all()


@every
def test_minimum_on_border_is_said_where_it_is(objective: Objective) -> None:
    """Curves of minimisers, which a note describes, may well end there."""
    low, high = box(objective)
    if objective.minimisers_note:
        return
    on_border = [((point == low) | (point == high)).any() for point in objective.minimisers]
    assert objective.minimum_on_border == any(on_border)


@cache
def lowest_points(objective: Objective) -> tuple[Array, Array]:
    """Where a search of the whole domain ends, and the values there.

    The best points of a grid and some random ones walk downhill, projected on the domain, by
    Newton steps with the absolute values of the curvatures; what is added to these, for each
    point, shrinks as long as f falls.
    """
    low, high = (corner[:, np.newaxis] for corner in box(objective))
    width = high - low
    points = grid(objective)
    best = np.argsort(objective.value(points), kind="stable")[:40]
    x = np.concatenate([points[:, best], inside(objective, 40, seed=3)], axis=1)
    values = objective.value(x)
    damping = 100.0 * size(objective.gradient(x) * width) + SMALLEST
    with np.errstate(all="ignore"):
        for _ in range(60):
            slopes = objective.gradient(x) * width
            curvatures, axes = np.linalg.eigh(
                np.nan_to_num(local_hessian(objective, x) * np.outer(width, width))
            )
            along = np.einsum("pij,ip->pj", axes, slopes)
            steps = along / (np.abs(curvatures) + damping[:, np.newaxis])
            trial = np.clip(x - np.einsum("pij,pj->ip", axes, steps) * width, low, high)
            trial_values = objective.value(trial)
            falls = trial_values < values
            x, values = np.where(falls, trial, x), np.where(falls, trial_values, values)
            damping = damping * np.where(falls, 0.2, 4.0)
    return x, values


@every_variant
def test_nothing_in_the_domain_is_lower_than_fmin(objective: Objective) -> None:
    if objective.fmin is None:
        return
    tolerance = 1e-9 * max(1.0, abs(objective.fmin))
    assert objective.value(grid(objective)).min() >= objective.fmin - tolerance
    _, values = lowest_points(objective)
    assert values.min() >= objective.fmin - tolerance


@every_variant
def test_all_minimisers_are_listed(objective: Objective) -> None:
    """Whatever the search finds at the bottom is close to a minimiser, unless there is a note."""
    if not objective.minimisers or objective.minimisers_note:
        return
    assert objective.fmin is not None
    points, values = lowest_points(objective)
    bottom = points[:, values <= objective.fmin + 1e-10 * max(1.0, abs(objective.fmin))]
    assert bottom.size > 0, "the search is too weak to say"
    low, high = box(objective)
    for point in bottom.T:
        distances = np.abs((np.array(objective.minimisers) - point) / (high - low)).max(axis=1)
        assert distances.min() < 0.01


@every
def test_lower_outside_is_said_where_it_is(objective: Objective) -> None:
    """In a box three times as wide."""
    if objective.fmin is None:
        assert not objective.lower_outside
        return
    with np.errstate(all="ignore"):
        values = objective.value(grid(objective, stretch=3.0))
    lowest = np.nanmin(values)
    assert objective.lower_outside == bool(lowest < objective.fmin - 1e-9 * (1 + abs(lowest)))


@every_variant
def test_convex_is_said_where_it_is(objective: Objective) -> None:
    """By chords between random points: none runs below a convex function."""
    a, b = inside(objective, 4000, seed=4), inside(objective, 4000, seed=5)
    chord = 0.5 * (objective.value(a) + objective.value(b))
    middle = objective.value(0.5 * (a + b))
    above = middle > chord + 1e-12 * (1.0 + np.abs(chord))
    assert objective.convex == (not above.any())


# The other stationary points.


@every_variant
def test_stationary_points_have_no_slope(objective: Objective) -> None:
    """To 16 digits: Newton's method would move the point by no more than its rounding.

    A degenerate point, where that method is undefined, is judged by the gradient itself.
    """
    for entry in objective.stationary_points:
        assert entry.kind in {"minimum", "saddle", "maximum", "degenerate"}
        point = np.array(entry.point)[:, np.newaxis]
        slope = objective.gradient(point)[:, 0]
        (hessian,) = local_hessian(objective, point)
        if entry.kind == "degenerate":
            assert size(slope) <= 1e-13 * (1.0 + size(hessian, axes=2))
        else:
            assert size(np.linalg.solve(hessian, slope)) <= 1e-15 * (1.0 + size(point[:, 0]))


@every_variant
def test_stationary_points_are_of_their_kind(objective: Objective) -> None:
    for entry in objective.stationary_points:
        (hessian,) = local_hessian(objective, np.array(entry.point)[:, np.newaxis])
        curvatures = np.linalg.eigvalsh(hessian)
        negligible = 1e-9 * np.abs(curvatures).max() + 1e-20
        up, down = (curvatures > negligible).any(), (curvatures < -negligible).any()
        flat = (np.abs(curvatures) <= negligible).any()
        kind = "degenerate" if flat else "saddle" if up and down else "minimum" if up else "maximum"
        assert entry.kind == kind


@every_variant
def test_stationary_points_are_others_than_the_minimisers(objective: Objective) -> None:
    low, high = box(objective)
    for entry in objective.stationary_points:
        assert len(entry.point) == objective.dims
        assert (low <= entry.point).all()
        assert (entry.point <= high).all()
        if objective.fmin is not None:
            assert objective.value(np.array(entry.point)) > objective.fmin


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
