"""The planes in which a landscape of many dimensions is drawn."""

from __future__ import annotations

import math
import tracemalloc

import numpy as np
import pytest

import objectives
from experiments.plane import Plane, declared_plane, principal_plane, random_plane
from optimizers import minimize
from optimizers.rules.adam import Adam

MLP = objectives.get("mlp", n=30, hidden=3, second=2)


def path(steps: int = 40) -> np.ndarray:
    return minimize(MLP, Adam(learning_rate=0.05), MLP.start, steps).points


def slanted_plane() -> Plane:
    """A basis that is neither of length 1 nor at right angles."""
    basis = np.array([[2.0, 0.0, 1.0, 0.5], [0.3, 0.1, 0.2, -0.4]])
    origin = np.array([1.0, -2.0, 0.5, 3.0])
    return Plane(origin, basis, ((-1.0, 1.0), (-1.0, 1.0)), ("a", "b"))


def planes() -> list[Plane]:
    paths = [path()]
    return [
        slanted_plane(),
        declared_plane(MLP),
        principal_plane(MLP, paths),
        random_plane(MLP, paths, seed=3),
    ]


@pytest.mark.parametrize("plane", planes(), ids=["slanted", "declared", "principal", "random"])
def test_coordinates_there_and_back(plane: Plane) -> None:
    a, b = np.random.default_rng(1).normal(size=(2, 5, 7))
    points = plane.points(a, b)
    assert points.shape == (len(plane.origin), 5, 7)
    found = plane.coordinates(points.reshape(len(points), -1).T)
    np.testing.assert_allclose(found, np.stack([a.ravel(), b.ravel()], axis=1), atol=1e-13)


@pytest.mark.parametrize("plane", planes(), ids=["slanted", "declared", "principal", "random"])
def test_points_are_dropped_on_the_plane_at_right_angles(plane: Plane) -> None:
    points = np.random.default_rng(2).normal(size=(20, len(plane.origin)))
    a, b = plane.coordinates(points).T
    rest = points - plane.points(a, b).T
    assert np.abs(rest @ plane.basis.T).max() < 1e-12


def test_movements_are_drawn_where_they_lead() -> None:
    plane = slanted_plane()
    moves = np.random.default_rng(3).normal(size=(6, 4))
    points = np.random.default_rng(4).normal(size=(6, 4))
    led = plane.coordinates(points + moves) - plane.coordinates(points)
    np.testing.assert_allclose(plane.components(moves), led, atol=1e-13)


@pytest.mark.parametrize("scale", [1e-170, 1e-5, 1e5, 1e170])
def test_the_length_of_the_basis_does_not_matter(scale: float) -> None:
    plane = slanted_plane()
    scaled = Plane(plane.origin, scale * plane.basis, plane.ranges, plane.labels)
    points = np.random.default_rng(5).normal(size=(9, 4))
    expected = plane.coordinates(points) / scale
    np.testing.assert_allclose(scaled.coordinates(points), expected, rtol=1e-12)
    assert scaled.share(points) == pytest.approx(plane.share(points), rel=1e-12)


def test_a_plane_through_long_paths_takes_a_few_times_their_memory() -> None:
    paths = [np.random.default_rng(6).normal(size=(2_000, MLP.dims)) for _ in range(2)]
    tracemalloc.start()
    principal_plane(MLP, paths)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 6 * sum(path.nbytes for path in paths)


def test_one_point_makes_a_plane() -> None:
    plane = principal_plane(MLP, [path()[:1]])
    assert plane.basis.shape == (2, MLP.dims)
    np.testing.assert_allclose(plane.basis @ plane.basis.T, np.eye(2), atol=1e-12)


def test_the_share_of_the_movement() -> None:
    plane = slanted_plane()
    inside = plane.points(*np.random.default_rng(6).normal(size=(2, 8))).T
    normal = np.linalg.svd(plane.basis)[2][2]
    across = plane.origin + np.outer(np.arange(5.0), normal)
    assert plane.share(inside) == pytest.approx(1.0, rel=1e-13)
    assert plane.share(across) == pytest.approx(0.0, abs=1e-25)
    assert plane.share(inside[:1]) == 1.0
    first_step = np.stack([plane.origin, plane.origin + plane.basis[0]])
    length = float((plane.basis[0] ** 2).sum())
    both = plane.share(first_step, np.stack([plane.origin, plane.origin + normal]))
    assert both == pytest.approx(length / (length + 1.0), rel=1e-13)


def test_random_directions_are_as_long_as_every_unit() -> None:
    walk = path()
    plane = random_plane(MLP, [walk], seed=7)
    center = walk[-1]
    assert np.array_equal(plane.origin, center)
    assert len(MLP.filters) == 3 + 2 + 1
    for unit in map(list, MLP.filters):
        expected = np.linalg.norm(center[unit])
        assert expected > 0.0
        for direction in plane.basis:
            assert np.linalg.norm(direction[unit]) == pytest.approx(expected, rel=1e-14)
    # Scaled unit by unit: not one factor for the whole direction.
    drawn = np.random.default_rng([7]).standard_normal((2, MLP.dims))
    factors = plane.basis / drawn
    assert np.unique(factors[0].round(12)).size == len(MLP.filters)


def test_random_directions_belong_to_their_seed() -> None:
    walk = path()
    again = random_plane(MLP, [walk], seed=1).basis
    assert np.array_equal(random_plane(MLP, [walk], seed=1).basis, again)
    assert not np.allclose(random_plane(MLP, [walk], seed=2).basis, again)


def test_random_plane_says_what_it_holds() -> None:
    walk, other = path(), path(10)[::-1]
    plane = random_plane(MLP, [walk, other])
    share = 100 * plane.share(walk, other)
    assert 0.0 < share < 50.0
    assert "two random directions, filter-normalised: " in plane.note
    assert f"they hold {share:.1f} % of the movement. A slice can mislead." in plane.note
    for points in (walk, other):
        for values, (low, high) in zip(plane.coordinates(points).T, plane.ranges, strict=True):
            assert low <= values.min()
            assert values.max() <= high
    assert all(low <= -1.0 and high >= 1.0 for low, high in plane.ranges)


def test_random_plane_without_units() -> None:
    chain = objectives.get("rosenbrock_4d")
    walk = np.array([chain.start, (1.0, 1.0, 1.0, 1.0)])
    plane = random_plane(chain, [walk])
    assert np.linalg.norm(plane.basis, axis=1) == pytest.approx(2.0, rel=1e-14)
    assert "directions, as long as the end of the first path: they hold" in plane.note
    at_zero = random_plane(chain, [np.zeros((1, 4))])
    assert np.linalg.norm(at_zero.basis, axis=1) == pytest.approx(1.0, rel=1e-14)
    far = random_plane(chain, [np.full((1, 4), 1e200)])
    assert np.isfinite(far.basis).all()
    assert math.isfinite(float(far.coordinates(np.full((1, 4), 1e199)).sum()))


def test_random_plane_needs_two_dimensions() -> None:
    line = next(f for f in map(objectives.get, objectives.names()) if f.dims == 1)
    with pytest.raises(ValueError, match="at least two dimensions"):
        random_plane(line, [np.zeros((3, 1))])
