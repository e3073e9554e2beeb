"""Eigenvalues and eigenvectors, one matrix for every run."""

from __future__ import annotations

import numpy as np
import pytest

from optimizers.eigen import Eigen


def matrices(dims: int, count: int = 200) -> np.ndarray:
    numbers = np.random.default_rng(dims).normal(size=(dims, dims, count))
    return (numbers + np.swapaxes(numbers, 0, 1)) * 10.0 ** np.linspace(-8, 8, count)


@pytest.mark.parametrize("dims", [1, 2, 3, 5, 9])
def test_the_matrix_acts_along_its_eigenvectors(dims: int) -> None:
    matrix, vector = matrices(dims), np.random.default_rng(0).normal(size=(dims, 200))
    eigen = Eigen(matrix)
    coordinates = eigen.coordinates(vector)
    size = np.abs(matrix).max(axis=(0, 1))
    product = np.einsum("ijr,jr->ir", matrix, vector)
    assert np.abs(eigen.vector(coordinates) - vector).max() < 1e-13
    assert (np.abs(eigen.vector(eigen.values * coordinates) - product) / size).max() < 1e-12
    assert np.sort(eigen.values, axis=0) / size == pytest.approx(
        np.linalg.eigvalsh(np.moveaxis(matrix, 2, 0)).T / size, abs=1e-14
    )


@pytest.mark.parametrize("dims", [1, 2, 3, 5, 9])
def test_a_matrix_does_not_depend_on_its_batch(dims: int) -> None:
    matrix, vector = matrices(dims), np.random.default_rng(0).normal(size=(dims, 200))
    batch = Eigen(matrix)
    for run in range(0, 200, 13):
        alone = Eigen(matrix[..., run].copy())
        assert np.array_equal(alone.values, batch.values[:, run])
        assert np.array_equal(alone.vector(vector[:, run]), batch.vector(vector)[:, run])


@pytest.mark.parametrize(
    ("matrix", "values"),
    [
        ([[2.0, 0.0], [0.0, -3.0]], [-3.0, 2.0]),
        ([[1.0, 0.5], [0.5, 1.0]], [0.5, 1.5]),
        ([[0.0, 0.0], [0.0, 0.0]], [0.0, 0.0]),
        ([[1.0, 1e-200], [1e-200, 2.0]], [1.0, 2.0]),
        ([[1e300, 1e300], [1e300, -1e300]], [-np.sqrt(2) * 1e300, np.sqrt(2) * 1e300]),
        ([[np.nan, 1.0], [1.0, 1.0]], [1.0, 1.0]),
        ([[np.inf, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]], [1.0, 1.0, 1.0]),
        (np.full((3, 3), np.nan), [1.0, 1.0, 1.0]),
    ],
)
def test_special_matrices(matrix: list[list[float]], values: list[float]) -> None:
    with np.errstate(all="ignore"):
        eigen = Eigen(np.array(matrix))
        vector = np.arange(1.0, len(values) + 1.0)
        back = eigen.vector(eigen.coordinates(vector))
    assert np.sort(eigen.values) == pytest.approx(values, rel=1e-14)
    assert back == pytest.approx(vector)
