"""Where a landscape has no value its picture has a gap."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go
import pytest

import objectives
from experiments import Entry, Scene, run_race
from experiments.plane import declared_plane
from figures import landscape
from figures.stage import Scenery, StageView, build
from figures.theme import LIGHT


def formula(text: str) -> objectives.Objective:
    return objectives.get("formula", text=text)


@pytest.mark.parametrize("kind", ["linear", "sqrt", "log"])
def test_the_map_and_the_surface_have_a_gap(kind: str) -> None:
    objective = formula("log(x)^2 + y^2")
    drawn = landscape.elevation(objective, declared_plane(objective), kind)
    gap = np.broadcast_to(drawn.x < 0.0, drawn.z.shape)
    for trace in (landscape.contour(drawn, LIGHT), landscape.surface(drawn, LIGHT)):
        assert np.array_equal(np.isnan(trace["z"]), gap)
    assert np.isfinite([drawn.transform.bottom, drawn.transform.top]).all()


def test_what_is_infinite_is_at_the_top() -> None:
    objective = formula("1/abs(x) + y^2")
    drawn = landscape.elevation(objective, declared_plane(objective), "linear", points=21)
    assert np.isinf(drawn.values).any()
    assert np.isfinite(drawn.z).all()


def test_a_graph_is_not_drawn_to_the_ends_of_its_poles() -> None:
    ranges = [
        Scenery.of(run_race(Scene("formula", (("text", text),), entries=())), StageView()).ranges[1]
        for text in ("tan(x)", "sin(x)")
    ]
    assert max(abs(end) for end in ranges[0]) < 20.0
    np.testing.assert_allclose(ranges[1], (-1.12, 1.12), atol=1e-3)


@pytest.mark.parametrize(
    "text", ["log(x)^2", "1/x", "sqrt(x) + y^2", "1/(x y)", "log(x y)", "0x", "tan(x)", "1e300 x^2"]
)
def test_a_race_beside_a_gap_is_drawn(text: str) -> None:
    """Warnings are errors here: no number of the picture is made of what is none."""
    scene = Scene("formula", (("text", text),), entries=(Entry("sgd"), Entry("adam")), steps=20)
    drawn = build(run_race(scene), ["SGD", "Adam"], LIGHT, StageView())
    layout = drawn.map["layout"]
    for low, high in (layout["xaxis"]["range"], layout["yaxis"]["range"]):
        assert low < high
    assert len(go.Figure(drawn.map).data) > 1
