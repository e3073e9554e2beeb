"""BFGS: what theory promises of it, in numbers."""

from __future__ import annotations

import numpy as np
import pytest

import objectives
import optimizers
from optimizers import minimize
from tests.optimizers.helpers import banana, bowl, saddle


def test_bfgs_learns_the_inverse_hessian() -> None:
    objective, matrix = bowl(3, 20.0)
    exact = optimizers.get("bfgs", curvature=1e-6)
    run = minimize(objective, exact, (3.0, -2.0, 4.0), steps=4, record_state=True)
    assert run.state is not None
    learned = run.state["inverse_hessian"]
    assert np.array_equal(learned[1], np.eye(3))
    assert np.array_equal(learned, np.swapaxes(learned, 1, 2))
    assert np.abs(learned[4] - np.linalg.inv(matrix)).max() < 1e-6


def test_bfgs_makes_the_last_change_of_the_gradient_right() -> None:
    """The secant equation B y = s, and B stays positive definite."""
    run = minimize(banana(), optimizers.get("bfgs"), (-1.2, 1.0), steps=25, record_state=True)
    assert run.state is not None
    for k in range(2, 25):
        s, y = run.points[k - 1] - run.points[k - 2], run.gradients[k - 1] - run.gradients[k - 2]
        B = run.state["inverse_hessian"][k]
        assert B @ y == pytest.approx(s, rel=1e-6, abs=1e-9)
        assert (np.linalg.eigvalsh(B) > 0).all()


def test_bfgs_forgets_after_a_search_that_failed() -> None:
    chosen = optimizers.get("bfgs", max_evaluations=1)
    state = chosen.init((1.0, 1.0)) | {
        "inverse_hessian": 1e9 * np.eye(2),
        "value_before": np.array(1e30),
    }
    point, after = chosen.step((1.0, 1.0), (1.0, 1.0), state, objectives.get("sphere"))
    assert point.tolist() == [1.0, 1.0]
    assert np.array_equal(after["inverse_hessian"], np.eye(2))
    assert after["value_before"] == np.inf


def test_bfgs_leaves_out_a_pair_without_positive_curvature() -> None:
    chosen = optimizers.get("bfgs")
    state = chosen.init((0.0, 0.5)) | {
        "point_before": np.array([0.0, 0.4]),
        "gradient_before": np.array([0.0, 0.4**3 - 0.4]),
        "inverse_hessian": 2.0 * np.eye(2),
        "t": 1,
    }
    point, after = chosen.step((0.0, 0.5), (0.0, 0.5**3 - 0.5), state, saddle())
    assert point[1] > 0.5
    assert np.array_equal(after["inverse_hessian"], 2.0 * np.eye(2))


def test_rosenbrock_is_solved() -> None:
    """SciPy 1.17.1 with gtol=1e-8 from the same start takes 34 iterations."""
    run = minimize(banana(), optimizers.get("bfgs"), (-1.2, 1.0), steps=40, tolerance=1e-8)
    assert run.status == "converged"
    assert np.abs(run.points[-1] - 1.0).max() < 1e-8


def test_it_leaves_the_saddle() -> None:
    start = np.array([[1.0, -0.5, 0.3], [0.1, -0.2, 1e-6]])
    run = minimize(saddle(), optimizers.get("bfgs"), start, steps=60)
    assert np.abs(np.abs(run.points[-1]) - [[0.0], [1.0]]).max() < 1e-6
