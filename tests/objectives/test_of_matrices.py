"""Landscapes over matrices: what they state, held against the matrices themselves."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pytest

import objectives
from experiments.claims import eigenvalues
from experiments.plane import declared_plane
from objectives.landscapes.deep_linear_network import DeepLinearNetwork
from objectives.landscapes.matrix_factorization import MatrixFactorization
from objectives.landscapes.matrix_quadratic import MatrixQuadratic
from objectives.of_matrices import OfMatrices
from optimizers.minimize import minimize
from optimizers.rules.sgd import SGD
from tests.objectives.every_objective import inside
from tests.reference.blocks import OF_BLOCKS

Array = Any

OF_MATRICES = {
    name: objectives.get(name)
    for name in objectives.names()
    if issubclass(objectives.registry[name], OfMatrices)
}
every_one = pytest.mark.parametrize("objective", OF_MATRICES.values(), ids=OF_MATRICES.keys())


def matrices_of(objective: OfMatrices, point: Array) -> list[Array]:
    """The matrices of a point, by their blocks."""
    found, first = [], 0
    for _, (rows, columns) in objective.blocks:
        end = first + rows * columns
        found.append(np.reshape(point[first:end], (rows, columns)))
        first = end
    return found


@every_one
def test_a_point_is_the_same_to_the_last_bit_however_it_is_batched(objective: OfMatrices) -> None:
    points = inside(objective, 24)
    for function in (objective.value, objective.gradient):
        singles = np.stack([function(point) for point in points.T.copy()], axis=-1)
        assert np.array_equal(function(points), singles)
        assert np.array_equal(function(points[:, ::-1])[..., ::-1], singles)
        mesh = function(points.reshape(-1, 4, 6))
        assert np.array_equal(mesh.reshape(*mesh.shape[:-2], -1), singles)


@every_one
def test_every_coordinate_is_an_entry_of_a_matrix(objective: OfMatrices) -> None:
    assert len(set(objective.coordinates)) == objective.dims
    assert sum(rows * columns for _, (rows, columns) in objective.blocks) == objective.dims


@every_one
def test_the_seed_decides_what_is_drawn(objective: OfMatrices) -> None:
    again, other = objective.replace(seed=0), objective.replace(seed=1)
    at = inside(objective, 3)
    assert np.array_equal(again.value(at), objective.value(at))
    assert not np.isclose(other.value(at), objective.value(at)).any()
    assert not np.isin(other.start, objective.start).any()


@every_one
def test_random_starts_are_as_large_as_the_start(objective: OfMatrices) -> None:
    drawn = objective.random_points(np.random.default_rng(5), 200)
    assert drawn.shape == (objective.dims, 200)
    assert len(np.unique(drawn)) == drawn.size
    assert np.square(drawn).mean() == pytest.approx(np.square(objective.start).mean(), rel=0.5)


# The quadratic.


class Given(MatrixQuadratic):
    """With the matrices of the recorded runs."""

    p, q, b = (np.array(OF_BLOCKS["matrix_quadratic"].data[name]) for name in "PQB")


def test_the_matrix_quadratic_is_that_of_the_recorded_runs() -> None:
    recorded, ours = OF_BLOCKS["matrix_quadratic"], Given(rows=3, columns=4)
    assert ours.blocks == recorded.blocks
    for point in (np.array(recorded.start), *inside(ours, 20).T):
        assert float(ours.value(point)) == pytest.approx(recorded.value(point), rel=1e-14)
        slope = recorded.gradient(point)
        np.testing.assert_allclose(ours.gradient(point), slope, rtol=1e-13, atol=1e-13)


@pytest.mark.parametrize(("rows", "columns"), [(6, 6), (3, 7), (12, 12), (20, 2)])
def test_the_condition_numbers_are_those_of_p_and_q(rows: int, columns: int) -> None:
    quadratic = MatrixQuadratic(rows=rows, columns=columns, condition_p=50.0, condition_q=4.0)
    for matrix, condition, side in ((quadratic.p, 50.0, rows), (quadratic.q, 4.0, columns)):
        sizes = np.linalg.svd(matrix, compute_uv=False)
        expected = np.geomspace(condition**0.5, condition**-0.5, side)
        np.testing.assert_allclose(sizes, expected, rtol=1e-12)
        # None of the axes is a singular direction.
        assert np.abs(matrix @ matrix.T - np.diag(np.diag(matrix @ matrix.T))).max() > 0.01
    assert quadratic.fmin == 0.0
    curvatures = np.linalg.eigvalsh(quadratic.hessian(np.array(quadratic.start)))
    assert curvatures[-1] / curvatures[0] == pytest.approx(200.0**2, rel=1e-9)


def test_the_drawn_plane_is_a_canyon_as_long_as_the_condition_number_of_p() -> None:
    quadratic = MatrixQuadratic()
    plane = declared_plane(quadratic)
    a, b = np.random.default_rng(2).normal(size=(2, 30))
    expected = 0.5 * (a * a + b * b / quadratic.condition_p**2)
    np.testing.assert_allclose(quadratic.value(plane.points(a, b)), expected, rtol=1e-9)
    ((start,),) = plane.coordinates(np.array([quadratic.start]))[np.newaxis]
    for coordinate, (low, high) in zip(start, plane.ranges, strict=True):
        assert low < coordinate < high


# The factorization.


@pytest.mark.parametrize("rank", [1, 2, 3, 4, 6])
def test_the_best_product_leaves_out_the_smallest_singular_values(rank: int) -> None:
    objective = MatrixFactorization(rows=6, columns=5, true_rank=4, rank=rank)
    sizes = np.linalg.svd(objective.m, compute_uv=False)
    np.testing.assert_allclose(sizes[:4], np.geomspace(10.0**0.5, 10.0**-0.5, 4), rtol=1e-12)
    assert sizes[4] < 1e-14
    assert objective.fmin == pytest.approx(0.5 * (sizes[rank:] ** 2).sum(), rel=1e-12, abs=1e-29)
    u, v = matrices_of(objective, objective.minimisers[0])
    np.testing.assert_allclose(u.T @ u, v.T @ v, atol=1e-13)


def test_what_the_factors_share_can_be_moved() -> None:
    objective = MatrixFactorization()
    u, v = matrices_of(objective, objective.minimisers[0])
    mixing = np.random.default_rng(3).normal(size=(3, 3))
    moved = np.concatenate([(u @ mixing).ravel(), (v @ np.linalg.inv(mixing).T).ravel()])
    assert objective.value(moved) < 1e-25
    assert np.abs(moved - objective.minimisers[0]).max() > 0.5


def test_the_drawn_plane_of_a_factorization_holds_the_saddle_and_the_hyperbola() -> None:
    objective = MatrixFactorization(rank=2)
    a, b = np.random.default_rng(4).normal(size=(2, 30))
    values = objective.value(declared_plane(objective).points(a, b))
    expected = 0.5 * 10.0 * (a * b - 1.0) ** 2 + objective.fmin
    np.testing.assert_allclose(values, expected, rtol=1e-12)


@pytest.mark.parametrize(("true_rank", "kind"), [(4, "saddle"), (3, "degenerate")])
def test_zero_is_a_saddle_with_level_directions_where_m_has_some(true_rank: int, kind: str) -> None:
    objective = MatrixFactorization(rows=4, columns=4, true_rank=true_rank)
    (known,) = objective.stationary_points
    assert known.kind == kind
    curvatures = eigenvalues(objective, np.zeros((objective.dims, 1)))[:, 0]
    sizes = np.zeros(4)
    sizes[:true_rank] = np.geomspace(10.0**0.5, 10.0**-0.5, true_rank)
    expected = np.sort(np.repeat(np.concatenate([sizes, -sizes]), 3))
    np.testing.assert_allclose(curvatures, expected, atol=1e-13)


# The deep linear network.


def learned(network: DeepLinearNetwork, point: Array) -> Array:
    """The product of the layers."""
    product = np.eye(network.modes)
    for weights in matrices_of(network, point):
        product = weights @ product
    return product


@pytest.mark.parametrize("depth", [2, 3, 5])
@pytest.mark.parametrize("width", [2, 3, 6])
def test_every_plateau_has_learned_some_of_the_largest_modes(depth: int, width: int) -> None:
    network = DeepLinearNetwork(depth=depth, width=width)
    sizes = np.array([4.0, 2.0, 1.0])
    np.testing.assert_allclose(np.linalg.svd(network.a, compute_uv=False), sizes, rtol=1e-12)
    can_learn = min(width, 3)
    known = [entry.point for entry in network.stationary_points]
    assert len(known) == can_learn
    for count, point in enumerate([*known, network.minimisers[0]]):
        found = np.linalg.svd(learned(network, point), compute_uv=False)
        np.testing.assert_allclose(found, np.where(np.arange(3) < count, sizes, 0.0), atol=1e-12)
        left = 0.5 * (sizes[count:] ** 2).sum()
        assert network.value(point) == pytest.approx(left, rel=1e-12, abs=1e-25)
        assert np.abs(network.gradient(point)).max() < 1e-12
    # Its layers are balanced.
    layers = matrices_of(network, network.minimisers[0])
    for below, above in itertools.pairwise(layers):
        np.testing.assert_allclose(below @ below.T, above.T @ above, atol=1e-12)


def test_a_step_of_the_network_is_the_mean_over_white_inputs() -> None:
    network = DeepLinearNetwork(width=5)
    inputs = np.sqrt(3.0) * np.eye(3)
    for point in inside(network, 5).T:
        errors = learned(network, point) @ inputs - network.a @ inputs
        expected = 0.5 * (errors**2).sum(axis=0).mean()
        assert float(network.value(point)) == pytest.approx(expected, rel=1e-13)


@pytest.mark.parametrize("depth", [2, 3])
def test_gradient_descent_turns_the_corner_of_the_drawn_plane(depth: int) -> None:
    """It learns the first mode before the second, and both near where the star is."""
    network = DeepLinearNetwork(depth=depth, scale=0.01)
    run = minimize(network, SGD(learning_rate=0.03), network.start, 3000)
    first, second = declared_plane(network).coordinates(run.points).T
    assert second[first > 0.9][0] < 0.2
    assert (first[-1], second[-1]) == pytest.approx((1.0, 1.0), abs=0.1)
    a, b = np.random.default_rng(6).uniform(0.2, 1.2, size=(2, 30))
    expected = 0.5 * (16.0 * (a**depth - 1.0) ** 2 + 4.0 * (b**depth - 1.0) ** 2)
    values = network.value(declared_plane(network).points(a, b))
    np.testing.assert_allclose(values, expected, rtol=1e-10)


@pytest.mark.parametrize("name", ["deep_linear_network", "softmax_regression"])
def test_every_coordinate_belongs_to_one_unit(name: str) -> None:
    objective = objectives.get(name)
    covered = sorted(index for unit in objective.filters for index in unit)
    assert covered == list(range(objective.dims))


def test_a_unit_is_a_row_of_its_layer() -> None:
    network = objectives.get("deep_linear_network", depth=2, width=5)
    point = np.arange(float(network.dims))
    (_, (rows, columns)), _ = network.blocks
    first = point[: rows * columns].reshape(rows, columns)
    for row, unit in zip(first, network.filters[:rows], strict=True):
        assert point[list(unit)].tolist() == row.tolist()


def test_a_unit_of_softmax_has_the_bias_of_its_class() -> None:
    softmax = objectives.get("softmax_regression")
    names = [[softmax.coordinates[index] for index in unit] for unit in softmax.filters]
    assert names[1] == ["w₁₁", "w₁₂", "b₁"]
