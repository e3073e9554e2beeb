"""Gradient centralization, beside its formula written out, and what its card says."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import objectives
import optimizers
from optimizers import SGD, GradientCentralization
from tests.optimizers.helpers import Array, Layered, assert_equal, random_starts, run_of

LAYERED = Layered({"W": (2, 9), "b": (3,), "v": (1, 5), "u": (3, 1), "c": ()})
STARTS = random_starts(4, dims=LAYERED.dims)


def centred(g: Array) -> Array:
    """In one point."""
    parts = [
        part - part.mean(axis=1, keepdims=True) if part.ndim == 2 else part
        for part in LAYERED.arrays(g)
    ]
    return np.concatenate([np.ravel(part) for part in parts])


def test_rows_of_matrices_lose_their_mean() -> None:
    """The example of Optax: [[1, 2, 3], [4, 5, 6]] becomes [[-1, 0, 1], [-1, 0, 1]]."""
    rule = GradientCentralization(optimizer=SGD(learning_rate=1.0))
    matrix = Layered({"W": (2, 3)})
    point, _ = rule.step(np.zeros(6), np.arange(1.0, 7.0), rule.init(np.zeros(6), matrix), matrix)
    np.testing.assert_allclose(-point, [-1, 0, 1, -1, 0, 1], atol=1e-15)


def test_every_array_by_itself() -> None:
    rule = GradientCentralization(optimizer=SGD(learning_rate=1.0))
    g = LAYERED.gradient(STARTS) + 1.0
    moved, _ = rule.step(STARTS, g, rule.init(STARTS, LAYERED), LAYERED)
    for run in range(STARTS.shape[1]):
        x = STARTS[:, run]
        np.testing.assert_allclose(x - moved[:, run], centred(g[:, run]), rtol=1e-12, atol=1e-14)
        alone, _ = rule.step(x, g[:, run], rule.init(x, LAYERED), LAYERED)
        np.testing.assert_array_equal(alone, moved[:, run])


def test_a_point_that_is_one_vector_is_left_alone() -> None:
    for name in ("sgd", "lbfgs"):
        rule = optimizers.get(name)
        assert_equal(
            run_of(GradientCentralization(optimizer=rule)), run_of(rule), besides=("optimizer",)
        )


class Plane:
    """The bowl as it is on the plane through a start: in the coordinates of the plane."""

    def __init__(self, start: Array) -> None:
        self.start = start
        axes, kept, _ = np.linalg.svd([centred(axis) for axis in np.eye(LAYERED.dims)])
        self.basis = axes[:, kept > 0.5]

    def at(self, inside: Array) -> Array:
        return self.start + self.basis @ inside

    def value(self, inside: Array) -> Any:
        return LAYERED.value(self.at(inside))

    def gradient(self, inside: Array) -> Array:
        return self.basis.T @ LAYERED.gradient(self.at(inside))

    def hessian(self, inside: Array) -> Array:
        return self.basis.T @ LAYERED.hessian(self.at(inside)) @ self.basis


@pytest.mark.parametrize(
    "name",
    ["bfgs", "lbfgs", "conjugate_gradient", "newton", "trust_region", "gradient_descent_wolfe"],
)
def test_a_rule_that_evaluates_sees_the_plane_of_constant_sums(name: str) -> None:
    start = STARTS[:, 0]
    plane = Plane(start)
    rule = optimizers.get(name)
    around = optimizers.minimize(LAYERED, GradientCentralization(optimizer=rule), start, 5)
    inside = optimizers.minimize(plane, rule, np.zeros(plane.basis.shape[1]), 5)
    expected = [plane.at(point) for point in inside.points]
    np.testing.assert_allclose(around.points, expected, rtol=1e-8, atol=1e-9)
    g = [LAYERED.gradient(point) for point in around.points]
    np.testing.assert_array_equal(around.gradients, g)


RNG = np.random.default_rng(0)
INPUTS = 5.0 + RNG.normal(size=(20, 3))


def best(name: str, centralizes: bool) -> float:
    """How far above the minimum the best of many rates ends."""
    line: Any = objectives.get(
        "linear_regression",
        features=INPUTS,
        targets=INPUTS @ [1.0, -2.0, 1.0] + 0.5,
        scaling="none",
    )
    rule = optimizers.get(name, learning_rate=np.geomspace(1e-4, 10.0, 41))
    if centralizes:
        rule = GradientCentralization(optimizer=rule)
    values = optimizers.minimize(line, rule, np.zeros(4), 200, record="ends").values[-1]
    return float(np.nanmin(values) - line.fmin)


def test_what_the_card_says_of_inputs_with_a_mean_in_common() -> None:
    assert best("sgd", False) > 0.01
    assert best("sgd", True) < 1e-12
    assert best("adam", True) > 100 * best("adam", False)


def test_sums_of_rows_stay_under_plain_descent() -> None:
    rule = GradientCentralization(optimizer=SGD(learning_rate=0.05))
    run = optimizers.minimize(LAYERED, rule, STARTS[:, 0], 50)
    first, last = (LAYERED.arrays(point)[0].sum(axis=1) for point in run.points[[0, -1]])
    np.testing.assert_allclose(first, last, atol=1e-12)
