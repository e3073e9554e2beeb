"""The minimum and the other stationary points that an objective knows of, checked for all."""

from __future__ import annotations

from functools import cache

import numpy as np

from objectives import Objective
from tests.objectives.every_objective import (
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
    # Eigenvectors of many dimensions take long.
    count = 40 if objective.dims <= MOST_MESHED else 4
    best = np.argsort(objective.value(points), kind="stable")[:count]
    x = np.concatenate([points[:, best], inside(objective, count, seed=3)], axis=1)
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


def chord_ends(objective: Objective, seed: int) -> Array:
    """Points of the domain, and some beside the known stationary points.

    In many dimensions hardly any chord between points of the whole domain passes by a saddle.
    """
    low, high = box(objective)
    generator = np.random.default_rng(seed)
    beside = [
        np.array(known.point) + 0.01 * (high - low) * generator.normal(size=(100, objective.dims))
        for known in objective.stationary_points
    ]
    return np.concatenate([inside(objective, 4000, seed), *(points.T for points in beside)], axis=1)


@every_variant
def test_convex_is_said_where_it_is(objective: Objective) -> None:
    """By chords between random points: none runs below a convex function."""
    a, b = chord_ends(objective, seed=4), chord_ends(objective, seed=5)
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
