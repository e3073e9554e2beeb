"""Profiles as figures: steps at the costs, ends at the share that is solved."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go
import pytest

from experiments.profiles import Costs
from figures import profiles
from figures.theme import LIGHT, styles

NAMES = ("adam", "sgd")
PROBLEMS = Costs(
    problems=(("a", 0), ("a", 1), ("b", 0), ("c", 0)),
    solvers=NAMES,
    dims=np.array([2, 2, 1, 3]),
    values=np.array([[10.0, 30.0], [20.0, 20.0], [np.inf, 8.0], [np.inf, np.inf]]),
)


def test_a_performance_profile_steps_at_the_ratios() -> None:
    plot = profiles.performance(PROBLEMS, NAMES, styles(NAMES, LIGHT), LIGHT)
    adam, sgd = go.Figure(plot).data
    assert adam.x.tolist() == [1.0, 3.0]
    assert adam.y.tolist() == [0.5, 0.5]
    assert sgd.y.tolist() == [0.5, 0.75]
    assert adam.line.shape == "hv"


def test_a_performance_profile_goes_on_to_the_last_ratio() -> None:
    values = np.array([[10.0, 30.0], [2.0, 2000.0], [np.inf, 8.0], [np.inf, np.inf]])
    slow = Costs(PROBLEMS.problems, NAMES, PROBLEMS.dims, values)
    adam, sgd = go.Figure(profiles.performance(slow, NAMES, styles(NAMES, LIGHT), LIGHT)).data
    assert sgd.x[-1] == 1000.0
    assert (adam.y[-1], sgd.y[-1]) == (0.5, 0.75)


def test_a_data_profile_counts_evaluations_by_the_dimension() -> None:
    plot = profiles.data(PROBLEMS, NAMES, styles(NAMES, LIGHT), LIGHT)
    adam, sgd = go.Figure(plot).data
    assert adam.x.tolist() == pytest.approx([10 / 3, 4.0, 20 / 3, 10.0])
    assert adam.y.tolist() == [0.25, 0.25, 0.5, 0.5]
    assert sgd.y.tolist() == [0.0, 0.25, 0.5, 0.75]


def test_where_nothing_is_solved_the_profiles_are_flat() -> None:
    values = np.full((4, 2), np.inf)
    nothing = Costs(PROBLEMS.problems, NAMES, PROBLEMS.dims, values)
    for make in (profiles.performance, profiles.data):
        for line in go.Figure(make(nothing, NAMES, styles(NAMES, LIGHT), LIGHT)).data:
            assert set(line.y.tolist()) == {0.0}
