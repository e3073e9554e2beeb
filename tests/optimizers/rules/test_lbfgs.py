"""L-BFGS: what theory promises of it, in numbers."""

from __future__ import annotations

import numpy as np
import pytest

import objectives
import optimizers
from optimizers import minimize
from tests.optimizers.helpers import Landscape, banana, bowl, himmelblau, random_starts, saddle


def test_a_long_memory_is_bfgs_from_a_scaled_identity() -> None:
    """With all pairs kept, two loops and the matrix are the same map of the gradient."""
    objective, _ = bowl(3, 50.0)
    run = minimize(objective, optimizers.get("lbfgs"), (3.0, -2.0, 4.0), steps=6, record_state=True)
    assert run.state is not None
    k = 6
    S, Y, rho = (run.state[name][k] for name in ("s", "y", "rho"))
    B = run.state["gamma"][k] * np.eye(3)
    for s, y, r in zip(S, Y, rho, strict=True):
        if r:
            turn = np.eye(3) - r * np.outer(s, y)
            B = turn @ B @ turn.T + r * np.outer(s, s)
    assert (rho > 0).sum() == k - 1
    step = run.points[k] - run.points[k - 1]
    direction = -B @ run.gradients[k - 1]
    assert step / np.linalg.norm(step) == pytest.approx(direction / np.linalg.norm(direction))


def test_the_memory_drops_the_oldest_pair() -> None:
    run = minimize(
        banana(), optimizers.get("lbfgs", history_size=2), (-1.2, 1.0), steps=8, record_state=True
    )
    assert run.state is not None
    steps = np.diff(run.points, axis=0)
    assert np.array_equal(run.state["s"][8], steps[5:7])
    assert np.array_equal(run.state["y"][8], np.diff(run.gradients, axis=0)[5:7])


def test_lbfgs_with_line_search_is_that_of_pytorch() -> None:
    """PyTorch 2.13.0, LBFGS(max_iter=1, max_eval=25, line_search_fn="strong_wolfe"), float64."""
    recorded = {
        1: (-1.4172551712244599, 2.026691880250174),
        2: (-1.4200404011339869, 2.024868214861027),
        5: (-1.4142309487677067, 1.9949020404366438),
        10: (-1.0768265614154282, 1.1112274823447976),
        20: (0.030518730338377223, -0.02436601072702403),
        30: (0.8186212087342087, 0.6616560331714231),
        40: (0.9999979943196408, 0.9999973438921655),
        50: (0.9999979943196408, 0.9999973438921655),
    }
    run = minimize(
        banana(),
        optimizers.get("lbfgs", preset="torch", line_search="strong_wolfe"),
        (-1.5, 2.0),
        50,
    )
    for step, point in recorded.items():
        assert run.points[step] == pytest.approx(point, abs=1e-12), step


def test_lbfgs_forgets_after_a_search_that_failed() -> None:
    """One evaluation a step is often too few; the next step then starts afresh, and arrives."""
    hasty = optimizers.get("lbfgs", max_evaluations=1)
    run = minimize(himmelblau(), hasty, random_starts(50), steps=300, record_state=True)
    assert run.state is not None
    stayed = (np.diff(run.points, axis=0) == 0).all(axis=1)
    early = stayed[:5] & (run.gradient_norms[:5] > 1.0)
    assert early.any()
    assert not run.state["rho"][1:6].any(axis=1)[early].any()
    assert not run.state["started"][1:6][early].any()


def test_lbfgs_stays_where_the_gradient_is_within_the_tolerance() -> None:
    chosen = optimizers.get("lbfgs", preset="torch", tolerance_grad=0.5)
    start = np.array([[0.4, 0.6, 2.0], [-0.5, 0.0, 0.0]])
    run = minimize(objectives.get("sphere"), chosen, start, steps=1, record_state=True)
    assert (run.points[1] == start).all(axis=0).tolist() == [True, False, False]
    assert run.state is not None
    assert run.state["started"][1].tolist() == [False, True, True]
    searching = chosen.replace(line_search="strong_wolfe")
    counts = minimize(objectives.get("sphere"), searching, start, steps=1).evaluations
    assert counts.value.tolist() == [1, 2, 2]


def test_lbfgs_stays_where_the_promise_is_within_the_tolerance() -> None:
    chosen = optimizers.get("lbfgs", preset="torch", tolerance_change=0.5)
    run = minimize(objectives.get("sphere"), chosen, np.array([[0.7, 0.8], [0.0, 0.0]]), steps=1)
    assert run.points[1].tolist() == [[0.7, 0.8 - 0.8], [0.0, 0.0]]


def test_lbfgs_searches_no_narrower_than_the_tolerance() -> None:
    misleading = Landscape(lambda p: np.abs(p[0]), lambda p: np.full_like(p, -1.0), None)
    counts = [
        minimize(
            misleading, optimizers.get("lbfgs", tolerance_change=tolerance), (1.0,), 1
        ).evaluations
        for tolerance in (0.1, 0.0)
    ]
    assert counts[0].value < 6
    assert counts[1].value > 15


def test_it_leaves_the_saddle() -> None:
    start = np.array([[1.0, -0.5, 0.3], [0.1, -0.2, 1e-6]])
    run = minimize(saddle(), optimizers.get("lbfgs"), start, steps=60)
    assert np.abs(np.abs(run.points[-1]) - [[0.0], [1.0]]).max() < 1e-6


def test_rosenbrock_is_solved() -> None:
    """SciPy 1.17.1 with gtol=1e-8 from the same start takes 36 iterations (L-BFGS-B)."""
    run = minimize(banana(), optimizers.get("lbfgs"), (-1.2, 1.0), steps=45, tolerance=1e-8)
    assert run.status == "converged"
    assert np.abs(run.points[-1] - 1.0).max() < 1e-8
