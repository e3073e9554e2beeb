"""The small map of a card: the stage's map, with names and without the bar."""

from __future__ import annotations

import pytest

from experiments import Entry, Scene, run_race
from figures.small import HEIGHT, small_map
from figures.theme import DARK, LIGHT


@pytest.mark.parametrize("objective", ["rosenbrock", "parabola_1d"])
@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
def test_every_runner_is_named_once_and_no_bar_takes_room(objective: str, theme: object) -> None:
    race = run_race(Scene(objective=objective, steps=20, entries=(Entry("adam"), Entry("sgd"))))
    plot = small_map(race, ["Adam", "SGD"], theme)  # type: ignore[arg-type]
    named = [trace["name"] for trace in plot["data"] if trace["showlegend"]]
    assert named == ["SGD", "Adam"], "the first runner is drawn last"
    assert plot["layout"]["legend"]["traceorder"] == "reversed"
    assert plot["layout"]["height"] == HEIGHT
    assert plot["layout"]["showlegend"]
    assert not any(trace.get("showscale", False) for trace in plot["data"])
