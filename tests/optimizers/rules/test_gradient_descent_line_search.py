"""Gradient descent, backtracking: what theory promises of it, in numbers."""

from __future__ import annotations

import numpy as np

import objectives
import optimizers
from optimizers import minimize
from tests.optimizers.helpers import flat


def test_backtracking_remembers_the_length() -> None:
    """On the unit bowl a step of 1 is the best; the trial of the next step is twice as long."""
    run = minimize(
        objectives.get("sphere"),
        optimizers.get("gradient_descent_line_search", initial_step=64.0, growth=1.5),
        (4.0, 0.0),
        steps=2,
        record_state=True,
    )
    # 64 is halved until it is 1: the first length below 2, where the value is lower.
    assert run.points[1].tolist() == [0.0, 0.0]
    assert run.evaluations_at.value.tolist() == [0, 8, 8]
    assert run.state is not None
    assert run.state["trial"].tolist() == [64.0, 1.5, 1.5]


def test_backtracking_goes_on_shortening_in_the_next_step() -> None:
    run = minimize(
        objectives.get("sphere"),
        optimizers.get("gradient_descent_line_search", initial_step=1e6, max_evaluations=4),
        (4.0, 0.0),
        steps=12,
    )
    moved = np.diff(run.values) != 0
    assert moved.tolist() == [False] * 6 + [True] * 6
    assert run.evaluations_at.value[6] == 1 + 6 * 4
    assert (np.diff(run.values)[6:] < 0).all()


def test_backtracking_keeps_its_length_where_there_is_no_slope() -> None:
    chosen = optimizers.get("gradient_descent_line_search")
    _, state = chosen.step((0.0, 0.0), (0.0, 0.0), chosen.init((0.0, 0.0)), flat())
    assert state["trial"] == 1.0
