"""Graphs of one variable are smooth where f is, and sharp where it is not."""

from __future__ import annotations

import numpy as np
import pytest

import objectives
from figures.landscape import MOST_CURVE_POINTS, graph

LINES = [name for name in objectives.names() if objectives.get(name).dims == 1]


@pytest.mark.parametrize("name", LINES)
def test_a_graph_is_nowhere_seen_to_be_made_of_chords(name: str) -> None:
    objective = objectives.get(name)
    x, heights = graph(objective)
    assert len(x) == len(heights) < MOST_CURVE_POINTS
    assert (np.diff(x) > 0).all()
    assert (x[0], x[-1]) == objective.domain[0]
    between = np.linspace(*objective.domain[0], 30_011)
    off = np.abs(np.interp(between, x, heights) - objective.value(between[np.newaxis]))
    # A fiftieth of a pixel of a picture of a thousand.
    assert off.max() <= 2e-5 * np.ptp(heights)


def test_a_straight_graph_needs_few_points_and_an_oscillating_one_many() -> None:
    assert len(graph(objectives.get("abs_1d"))[0]) < 300
    assert len(graph(objectives.get("gramacy_lee_1d"))[0]) > 800


def test_the_kink_is_sharp() -> None:
    x, heights = graph(objectives.get("abs_1d"))
    assert x[heights.argmin()] == heights.min() == 0.0
