"""Conjugate gradients: what theory promises of it, in numbers."""

from __future__ import annotations

import numpy as np
import pytest

import objectives
import optimizers
from optimizers import minimize
from tests.optimizers.helpers import banana, bowl

FORMULAS = ["fletcher_reeves", "polak_ribiere_plus"]


@pytest.mark.parametrize("formula", FORMULAS)
def test_conjugate_gradients_solve_a_bowl_in_as_many_steps_as_it_has_dimensions(
    formula: str,
) -> None:
    objective, matrix = bowl(5, 100.0)
    start = np.array([3.0, -2.0, 0.0, 5.0, 1.5])
    run = minimize(
        objective,
        optimizers.get("conjugate_gradient", formula=formula, curvature=1e-8),
        start,
        steps=5,
        record_state=True,
    )
    assert run.values[4] > 1e-3 * run.values[0] * 1e-3
    assert run.values[5] < 1e-20 * run.values[0]
    assert run.state is not None
    d = run.state["direction"][1:]
    products = d @ matrix @ d.T
    size = np.sqrt(np.diag(products))
    assert np.abs(products / size / size[:, np.newaxis] - np.eye(5)).max() < 1e-6


def test_the_two_formulas_differ_where_the_landscape_is_no_bowl() -> None:
    ends = [
        minimize(
            banana(), optimizers.get("conjugate_gradient", formula=formula), (-1.2, 1.0), steps=4
        ).points[-1]
        for formula in FORMULAS
    ]
    assert np.abs(ends[0] - ends[1]).max() > 1e-3


def test_conjugate_gradients_restart_where_the_direction_does_not_descend() -> None:
    chosen = optimizers.get("conjugate_gradient", formula="fletcher_reeves")
    state = chosen.init((1.0, 1.0)) | {
        "direction": np.array([1.0, 1.0]),
        "gradient_before": np.array([0.1, 0.0]),
    }
    g = np.array([1.0, 1.0])
    _, after = chosen.step((1.0, 1.0), g, state, objectives.get("sphere"))
    assert after["direction"].tolist() == [-1.0, -1.0]


def test_conjugate_gradients_forget_after_a_search_that_failed() -> None:
    chosen = optimizers.get("conjugate_gradient", formula="fletcher_reeves", max_evaluations=1)
    state = chosen.init((1.0, 1.0)) | {
        "direction": np.array([-1e9, 0.0]),
        "gradient_before": np.array([1.0, 1.0]),
        "value_before": np.array(1e30),
    }
    point, after = chosen.step((1.0, 1.0), (1.0, 1.0), state, objectives.get("sphere"))
    assert point.tolist() == [1.0, 1.0]
    assert after["direction"].tolist() == [0.0, 0.0]
    assert after["value_before"] == np.inf


def test_rosenbrock_is_solved() -> None:
    """SciPy 1.17.1 with gtol=1e-8 from the same start takes 37 iterations."""
    run = minimize(
        banana(),
        optimizers.get("conjugate_gradient", formula="polak_ribiere_plus"),
        (-1.2, 1.0),
        steps=40,
        tolerance=1e-8,
    )
    assert run.status == "converged"
    assert np.abs(run.points[-1] - 1.0).max() < 1e-8
