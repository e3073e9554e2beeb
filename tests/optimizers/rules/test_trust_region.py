"""Trust region: what theory promises of it, in numbers."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import objectives
import optimizers
from optimizers import minimize
from tests.optimizers.helpers import Landscape, banana, saddle


def test_the_radius_follows_the_prediction() -> None:
    run = minimize(
        banana(), optimizers.get("trust_region"), (-1.2, 1.0), steps=25, record_state=True
    )
    assert run.state is not None
    radius, hessian = run.state["radius"], objectives.get("rosenbrock").hessian
    assert radius[0] == 1.0
    seen = set()
    for k in range(18):
        at, g, H = run.points[k], run.gradients[k], hessian(run.points[k])
        p = boundary_step(g, H, radius[k])
        predicted = -(g @ p + 0.5 * p @ H @ p)
        ratio = (run.values[k] - banana().value(at + p)) / predicted
        on_border = bool(np.linalg.norm(p) > radius[k] * (1.0 - 1e-9))
        expected = 0.25 if ratio < 0.25 else 2.0 if ratio > 0.75 and on_border else 1.0
        seen.add(expected)
        assert radius[k + 1] == expected * radius[k]
        assert run.points[k + 1] == pytest.approx(at + p if ratio > 0.15 else at, abs=1e-8)
    assert seen == {0.25, 1.0, 2.0}


def boundary_step(g: np.ndarray, H: np.ndarray, radius: float) -> np.ndarray:
    """The minimum of the parabola in the ball, by bisection on lambda."""
    lowest = np.linalg.eigvalsh(H)[0]
    if lowest > 0 and np.linalg.norm(np.linalg.solve(H, g)) <= radius:
        return -np.linalg.solve(H, g)
    low, high = max(0.0, -lowest), max(0.0, -lowest) + np.linalg.norm(g) / radius
    for _ in range(200):
        middle = 0.5 * (low + high)
        p = -np.linalg.solve(H + middle * np.eye(2), g)
        low, high = (middle, high) if np.linalg.norm(p) > radius else (low, middle)
    return -np.linalg.solve(H + high * np.eye(2), g)


@pytest.mark.parametrize("dims", [2, 3, 6])
def test_no_point_of_the_ball_is_lower_than_the_step(dims: int) -> None:
    """On parabolas of every shape, with the gradient along few or all of the axes."""
    rng = np.random.default_rng(5)
    for trial in range(60):
        axes, _ = np.linalg.qr(rng.normal(size=(dims, dims)))
        curvatures = rng.normal(size=dims) * 10.0 ** rng.uniform(-2, 2, dims)
        slopes = rng.normal(size=dims) * (rng.random(dims) < (0.4 if trial % 2 else 1.0))
        H, g = axes @ np.diag(curvatures) @ axes.T, axes @ slopes
        H, radius = 0.5 * (H + H.T), 10.0 ** rng.uniform(-2, 1)

        def model(p: np.ndarray, H: Any = H, g: Any = g) -> np.ndarray:
            return np.tensordot(g, p, 1) + 0.5 * (np.tensordot(H, p, 1) * p).sum(axis=0)

        objective = Landscape(model, lambda p, H=H, g=g: g + H @ p, lambda p, H=H: H)
        run = minimize(
            objective,
            optimizers.get("trust_region", initial_radius=radius),
            np.zeros(dims),
            steps=1,
        )
        p = run.points[1]
        assert np.linalg.norm(p) <= radius * (1.0 + 1e-9)
        directions = rng.normal(size=(dims, 4000))
        others = radius * directions / np.linalg.norm(directions, axis=0)
        others[:, ::2] *= rng.random(2000)
        scale = abs(model(p)) + 1e-12
        assert model(p) <= model(others).min() + 1e-9 * scale


def test_the_trust_region_leaves_a_saddle_from_its_very_point() -> None:
    run = minimize(saddle(), optimizers.get("trust_region"), (0.0, 0.0), steps=20)
    assert np.abs(run.points[-1]).tolist() == pytest.approx([0.0, 1.0], abs=1e-8)


def test_the_radius_has_a_limit() -> None:
    line = Landscape(
        lambda p: -p[0], lambda p: np.array([-1.0 + 0.0 * p[0]]), lambda p: 0.0 * p[0:1, None]
    )
    run = minimize(
        line, optimizers.get("trust_region", max_radius=3.0), (0.0,), steps=5, record_state=True
    )
    assert run.state is not None
    assert run.state["radius"].tolist() == [1.0, 2.0, 3.0, 3.0, 3.0, 3.0]
    assert run.points[:, 0].tolist() == pytest.approx([0.0, 1.0, 3.0, 6.0, 9.0, 12.0])


def test_it_leaves_the_saddle() -> None:
    start = np.array([[1.0, -0.5, 0.3], [0.1, -0.2, 1e-6]])
    run = minimize(saddle(), optimizers.get("trust_region"), start, steps=60)
    assert np.abs(np.abs(run.points[-1]) - [[0.0], [1.0]]).max() < 1e-6
