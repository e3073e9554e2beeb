"""Muon: what it does to the singular values of a matrix, and to what is none."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import objectives
import optimizers
from optimizers.matrices import DION, newton_schulz
from tests.optimizers.helpers import (
    SIGN,
    STARTS,
    Array,
    G,
    X,
    assert_equal,
    close,
    run,
    walked,
)

RATE = 0.1
MATRIX = np.random.default_rng(3).normal(size=(3, 5))
PLAIN = ((3.4445, -4.775, 2.0315),) * 5


class Tilted:
    """A plane with a slope: its point is a matrix of 3 x 5."""

    vectorized = True
    blocks = (("W", (3, 5)),)

    def value(self, point: Array) -> Array:
        return np.tensordot(MATRIX.ravel(), point, axes=1)

    def gradient(self, point: Array) -> Array:
        return MATRIX.ravel().reshape(-1, *(1 for _ in point.shape[1:])) + 0.0 * point


def singular_values(matrix: Array, steps: Any = PLAIN, norm: str = "keras") -> Array:
    return np.linalg.svd(newton_schulz(matrix[np.newaxis], steps, 1e-7, norm)[0], compute_uv=False)


def test_first_step() -> None:
    """A point that is one vector: Adam's first step, of the learning rate, behind the decay."""
    rule = optimizers.get("muon", learning_rate=RATE, epsilon=0.0, weight_decay=0.5)
    close(walked(rule, G), X * (1.0 - RATE * 0.5) - RATE * SIGN)


def test_first_step_of_a_matrix() -> None:
    """The singular vectors of the gradient, and singular values by the polynomial, five times."""
    rule = optimizers.get("muon", learning_rate=RATE, weight_decay=0.5, momentum=0.9)
    left, sizes, right = np.linalg.svd(MATRIX, full_matrices=False)
    s = sizes / (np.linalg.norm(sizes) + 1e-7 / 1.9)
    for _ in range(5):
        s = 3.4445 * s - 4.775 * s**3 + 2.0315 * s**5
    start = np.linspace(-1.0, 1.0, 15)
    step = RATE * 0.2 * np.sqrt(5.0) * (left * s) @ right
    found = optimizers.minimize(Tilted(), rule, start, 1).points[1]
    close(found, start * (1.0 - RATE * 0.5) - step.ravel(), 1e-12)


@pytest.mark.parametrize("shape", [(4, 4), (3, 7), (7, 3), (1, 5), (5, 1)])
def test_singular_values_end_about_1(shape: tuple[int, int]) -> None:
    rng = np.random.default_rng(1)
    for _ in range(50):
        matrix = rng.normal(size=shape)
        sizes = np.linalg.svd(matrix, compute_uv=False)
        seen = sizes > 0.01 * np.linalg.norm(sizes)
        assert ((singular_values(matrix) > 0.681) & (singular_values(matrix) < 1.135))[seen].all()


@pytest.mark.parametrize("norm", ["keras", "torch", "spectral", "schatten", "aol"])
def test_whatever_it_is_divided_by_no_singular_value_begins_above_1(norm: str) -> None:
    assert 0.1 < singular_values(MATRIX, ((1.0, 0.0, 0.0),), norm).max() <= 1.0 + 1e-12
    assert singular_values(MATRIX, DION, norm).max() < 1.2


def test_a_step_of_a_matrix_is_as_long_whatever_the_gradient() -> None:
    """But for epsilon; with ``adaptive`` it follows the gradient."""
    found = newton_schulz(np.stack([MATRIX, 1e3 * MATRIX]), PLAIN, 1e-7)
    close(found[0], found[1], 1e-5)
    lengths = []
    for adaptive in (False, True):
        rule = optimizers.get("muon", learning_rate=RATE, weight_decay=0.0, adaptive=adaptive)
        for size in (1.0, 10.0):
            slope = Tilted()
            slope.gradient = lambda point, size=size: size * Tilted().gradient(point)  # type: ignore[method-assign]
            moved = optimizers.minimize(slope, rule, np.ones(15), 1).points[1] - 1.0
            lengths.append(np.linalg.norm(moved))
    assert lengths[1] == pytest.approx(lengths[0], rel=1e-6)
    assert lengths[3] == pytest.approx(10.0 * lengths[2], rel=1e-6)


@pytest.mark.parametrize(
    ("scale", "expected"),
    [
        ("none", (1.0, 1.0)),
        ("rms", (0.2 * np.sqrt(8.0), 0.2 * np.sqrt(8.0))),
        ("wide in, tall out", (2.0, 1.0)),
        ("tall in, wide out", (1.0, 2.0)),
    ],
)
def test_the_scale_depends_on_the_shape(scale: str, expected: tuple[float, float]) -> None:
    rule: Any = optimizers.get("muon", scale=scale)
    assert (rule._size(8, 2), rule._size(2, 8)) == pytest.approx(expected)


@pytest.mark.parametrize("preset", ["keras", "torch", "optax"])
@pytest.mark.parametrize("norm", ["frobenius", "spectral", "schatten", "aol"])
@pytest.mark.parametrize("id", ["mlp", "xor_mlp", "deep_linear"])
def test_a_run_on_matrices_does_not_depend_on_its_batch(id: str, preset: str, norm: str) -> None:
    objective: Any = objectives.get(id)
    starts = objective.random_points(np.random.default_rng(2), 5)
    values = {"learning_rate": np.linspace(0.01, 0.2, 5), "momentum": np.linspace(0.0, 0.9, 5)}
    rule = optimizers.get("muon", preset, preconditioning=norm, weight_decay=0.1, **values)
    batch = optimizers.minimize(objective, rule, starts, 12, record_state=True)
    for index in range(5):
        own = rule.replace(**{name: float(value[index]) for name, value in values.items()})
        alone = optimizers.minimize(objective, own, starts[:, index], 12, record_state=True)
        assert_equal(batch.run(index), alone)


def test_without_blocks_it_is_adam() -> None:
    muon = optimizers.get("muon", learning_rate=RATE, weight_decay=0.0)
    adam = optimizers.get("adam", learning_rate=RATE)
    np.testing.assert_allclose(
        run(STARTS, 40, rule=muon).points, run(STARTS, 40, rule=adam).points, rtol=1e-13
    )


def test_what_is_no_matrix_takes_steps_of_adam() -> None:
    """The biases, for as long as the matrices do not move; their own decay and rate."""
    xor = objectives.get("xor_mlp")
    options = {"weight_decay": 0.0, "adam_weight_decay": 0.3}
    muon = optimizers.get("muon", learning_rate=RATE, adam_lr_ratio=0.5, **options)
    adamw = optimizers.get("adam", learning_rate=0.5 * RATE, weight_decay=0.6)
    one, other = (optimizers.minimize(xor, rule, steps=1).points[1] for rule in (muon, adamw))
    biases = [4, 5, 8]
    np.testing.assert_allclose(one[biases], other[biases], rtol=1e-13)
    weights = [0, 1, 2, 3, 6, 7]
    assert (np.abs(one[weights] - other[weights]) > 1e-3).all()


def test_a_matrix_without_any_slope_does_not_move() -> None:
    slope = Tilted()
    slope.gradient = np.zeros_like  # type: ignore[method-assign]
    for preset in ("keras", "torch", "optax"):
        for norm in ("frobenius", "spectral", "schatten", "aol"):
            rule = optimizers.get("muon", preset, preconditioning=norm, weight_decay=0.0)
            found = optimizers.minimize(slope, rule, np.ones(15), 3)
            assert found.status == "step limit"
            np.testing.assert_array_equal(found.points, 1.0)


def test_where_matrices_are_there_is_no_push() -> None:
    """It would be told of the whole point, as if that were one vector."""
    rule = optimizers.get("muon")
    with_matrices = optimizers.minimize(objectives.get("xor_mlp"), rule, steps=3, record_state=True)
    assert with_matrices.pushes is None
    assert run(STARTS, 3, rule=rule, record_state=True).pushes is not None
