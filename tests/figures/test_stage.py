"""The figures of a race: valid Plotly, honest about what leaves the picture."""

from __future__ import annotations

import dataclasses
from functools import lru_cache

import numpy as np
import plotly.graph_objects as go
import pytest

import objectives
from experiments import Entry, Scene, run_race
from figures import stage
from figures.curves import CLOCKS, QUANTITIES, SCALES, CurveView
from figures.landscape import Transform, short
from figures.paths import within_reach
from figures.theme import DARK, LIGHT, THEMES, styles
from ui.stage.packing import pack, unpack
from ui.words import wording
from ui.words.scenes import SCENES, Prepared

KNOWN = [
    "sgd",
    "momentum",
    "nesterov",
    "rmsprop",
    "adam",
    "adamw",
    "adagrad",
    "adadelta",
    "adamax",
    "nadam",
    "lion",
    "bfgs",
]


raced = lru_cache(maxsize=1)(run_race)
"""A scene that is looked at in several ways is run once."""


def built(scene: Scene, view: stage.StageView | None = None) -> stage.Stage:
    return stage.build(raced(scene), wording.names(scene), LIGHT, view or stage.StageView())


@pytest.mark.parametrize("objective", ["rosenbrock", "sine_parabola_1d", "rosenbrock_4d"])
@pytest.mark.parametrize("theme", THEMES.values(), ids=lambda theme: theme.name)
def test_every_figure_is_valid_plotly(objective: str, theme: object) -> None:
    scene = Scene(objective=objective, steps=20)
    race = run_race(scene)
    made = stage.build(race, wording.names(scene), theme, stage.StageView(), race)  # type: ignore[arg-type]
    for plot in (made.map, made.surface, made.curves):
        if plot is not None:
            assert len(go.Figure(plot).data) == len(plot["data"])


@pytest.mark.parametrize("quantity", QUANTITIES)
@pytest.mark.parametrize("scale", SCALES)
@pytest.mark.parametrize("clock", CLOCKS)
def test_every_curve(quantity: str, scale: str, clock: str) -> None:
    view = stage.StageView(curves=CurveView(quantity, scale, clock))
    made = built(Scene(steps=30, entries=(Entry("sgd"), Entry("bfgs"))), view)
    assert len(go.Figure(made.curves).data) == 2
    drawn = made.curves["data"][0]["y"]
    assert np.isfinite(drawn).any()


def test_a_diverged_path_is_drawn_to_where_it_left() -> None:
    entry = Entry("sgd", values=(("learning_rate", 1e9),))
    made = built(Scene(entries=(entry,)))
    x, y = (np.asarray(made.runners[0]["map"][axis]) for axis in "xy")
    assert np.isfinite(x).all()
    assert np.isfinite(y).all()
    assert not ((-2 <= x[-1] <= 2) and (-1 <= y[-1] <= 3))


def test_the_curve_of_a_diverged_run_leaves_the_chart() -> None:
    """Its values are beyond single precision, in which they are drawn."""
    entry = Entry("sgd", values=(("learning_rate", 1e9),))
    made = built(Scene(entries=(entry,)))
    (line,) = made.curves["data"]
    assert made.curves["layout"]["yaxis"]["range"][1] < 38
    assert line["y"][1] > 1e38
    assert line["mode"] == "lines"
    lost_at_once = built(Scene(entries=(Entry("sgd", values=(("learning_rate", 1e300),)),)))
    (point,) = lost_at_once.curves["data"]
    assert point["mode"] == "markers"
    assert np.isfinite(point["y"]).sum() == 1


def test_reach_keeps_the_direction() -> None:
    ranges = ((-1.0, 1.0), (-1.0, 1.0))
    moved = within_reach(np.array([[0.5, 0.5], [3e40, 4e40]]), ranges)
    np.testing.assert_array_equal(moved[0], [0.5, 0.5])
    np.testing.assert_allclose(moved[1, 0] / moved[1, 1], 0.75)


@pytest.mark.parametrize("kind", ["linear", "sqrt", "log"])
def test_heights_can_be_read_back(kind: str) -> None:
    values = np.linspace(3.0, 500.0, 50)
    transform = Transform.of(kind, values, 3.0)
    below = values[transform.forward(values) < transform.top]
    np.testing.assert_allclose(transform.backward(transform.forward(below)), below, rtol=1e-9)
    assert (np.diff(transform.forward(values)) >= 0).all()


def test_the_best_known_rules_have_colours_of_their_own() -> None:
    for theme in (LIGHT, DARK):
        assert len({style.color for style in styles(KNOWN, theme)}) == len(KNOWN)
        alone = [styles([name], theme)[0] for name in KNOWN]
        assert alone == styles(KNOWN, theme)


def test_the_same_rule_twice_looks_different() -> None:
    first, second = styles(["adam", "adam"], LIGHT)
    assert first.color != second.color
    assert first.symbol != second.symbol


def test_packing_and_back() -> None:
    shared = np.arange(5, dtype=np.float32)
    tree = {"a": shared, "b": [shared, np.eye(3, dtype=np.float32)], "c": np.nan, "d": "é"}
    content = pack(tree)
    restored = unpack(content)
    np.testing.assert_array_equal(restored["a"], shared)
    np.testing.assert_array_equal(restored["b"][1], np.eye(3))
    assert restored["c"] is None
    assert restored["d"] == "é"
    assert content.count(shared.tobytes()) == 1


def test_a_diverged_run_ends_in_a_cross_where_it_was_last_seen() -> None:
    wild = Entry("sgd", values=(("learning_rate", 1e9),))
    made = built(Scene(steps=20, entries=(wild, Entry("adam"))))
    marks = [trace for trace in made.map["data"] if trace.get("name", "").endswith("diverged")]
    assert [mark["marker"]["symbol"] for mark in marks] == ["x"]
    assert (marks[0]["x"][0], marks[0]["y"][0]) == pytest.approx((-1.2, 1.0))
    assert not any(trace.get("name") == "SGD, end" for trace in made.map["data"])
    zoom = made.zoom["path"]
    assert -3 < zoom["x"][0] < zoom["x"][1] < 3


def test_a_start_outside_the_picture_is_said() -> None:
    assert built(Scene(steps=5)).plane_note == ""
    note = built(Scene(steps=5, start=(50.0, 1.0))).plane_note
    assert note.startswith("The start is outside of this picture.")


def test_a_run_that_goes_up_does_not_press_the_others_flat() -> None:
    rising = Entry("sgd", values=(("learning_rate", 5.0),))
    made = built(Scene(objective="sphere", steps=200, entries=(rising, Entry("adam"))))
    low, high = made.curves["layout"]["yaxis"]["range"]
    start = np.log10(made.curves["data"][0]["y"][0])
    assert start + 3 <= high <= start + 3 + 0.06 * (high - low)
    assert low < np.log10(made.curves["data"][1]["y"].min())
    assert 4 < (high - low) / made.curves["layout"]["yaxis"]["dtick"] <= 8


def visible(made: stage.Stage) -> list[int]:
    """How many points of every run's curve are on the axes."""
    layout = made.curves["layout"]
    (left, right), (low, high) = (layout[f"{axis}axis"]["range"] for axis in "xy")
    counts = []
    for line in made.curves["data"]:
        y = np.asarray(line["y"], dtype=np.float64)
        with np.errstate(all="ignore"):
            y = np.log10(y) if layout["yaxis"]["type"] == "log" else y
        on = (line["x"] >= left) & (line["x"] <= right) & (y >= low) & (y <= high)
        # Of a run that never has a number there is nothing to see.
        counts.append(int(on.sum()) if np.isfinite(y).any() else -1)
    return counts


@pytest.mark.parametrize("prepared", SCENES, ids=lambda prepared: prepared.title)
def test_no_curve_of_a_scene_is_off_its_axis(prepared: Prepared) -> None:
    for kind in SCALES:
        view = dataclasses.replace(
            prepared.view, curves=dataclasses.replace(prepared.view.curves, scale=kind)
        )
        assert 0 not in visible(built(prepared.scene, view)), kind


@pytest.mark.parametrize("objective", objectives.names())
def test_no_curve_of_a_landscape_is_off_its_axis(objective: str) -> None:
    rates = (1e-6, None, 1e3)
    entries = tuple(
        Entry(name, values=() if rate is None else (("learning_rate", rate),))
        for name in ("sgd", "adam")
        for rate in rates
    )
    scene = Scene(objective=objective, steps=30, entries=entries)
    for kind in SCALES:
        view = stage.StageView(curves=CurveView(scale=kind))
        assert 0 not in visible(built(scene, view)), kind


def test_runs_that_begin_in_the_minimum_have_a_curve() -> None:
    made = built(Scene("sphere", start=(0.0, 0.0), steps=10))
    assert made.curves["layout"]["yaxis"]["type"] == "linear"
    assert set(visible(made)) == {11}


@pytest.mark.parametrize(
    ("height", "text"),
    [(1900.0, "1900"), (0.0123, "0.012"), (1.9e30, "1.9e30"), (0.0, "0"), (4e-9, "4e-9")],
)
def test_short_heights(height: float, text: str) -> None:
    assert short(height) == text


FAR = (
    ("rosenbrock", (400.0, 900.0), ("adam", 5.0)),
    ("ellipse", (1e6, -1e6), ("sgd", None)),
    ("ellipse", (1e30, 1e30), ("adam", None)),
    ("double_well_1d", (3e4,), ("adam", 100.0)),
    ("linear_regression", (1e3, 3e3), ("momentum", None)),
)


@pytest.mark.parametrize(("name", "start", "entry"), FAR, ids=[case[0] for case in FAR])
def test_zoomed_to_the_paths_a_far_start_and_all_of_its_path_are_seen(
    name: str, start: tuple[float, ...], entry: tuple[str, float | None]
) -> None:
    rule, rate = entry
    values = (("learning_rate", rate),) if rate else ()
    scene = Scene(objective=name, start=start, steps=60, entries=(Entry(rule, values=values),))
    race = run_race(scene)
    run = race.runners[0].trajectory
    assert run.status != "diverged"
    made = stage.build(race, [rule], LIGHT, stage.StageView())
    x, y = made.paths[0][1]["x"], made.paths[0][1]["y"]
    second = run.values if race.objective.dims == 1 else run.points[:, 1]
    np.testing.assert_allclose(x, run.points[:, 0], rtol=1e-6, atol=1e-5 * abs(start[0]))
    np.testing.assert_allclose(y, second, rtol=1e-6, atol=1e-5 * np.abs(second).max())
    for axis, values_drawn in (("x", x), ("y", y)):
        low, high = made.zoom["path"][axis]
        assert low < values_drawn.min() <= values_drawn.max() < high
        assert high - low < 2 * np.ptp(values_drawn) + 2e-2 + 1e-4 * np.abs(values_drawn).max()


def test_a_run_that_diverges_from_a_far_start_does_not_make_the_others_dots() -> None:
    entries = (Entry("adam", values=(("learning_rate", 5.0),)), Entry("sgd"))
    race = run_race(Scene(start=(400.0, 900.0), steps=60, entries=entries))
    assert race.runners[1].trajectory.status == "diverged"
    made = stage.build(race, ["adam", "sgd"], LIGHT, stage.StageView())
    low, high = made.zoom["path"]["x"]
    assert high - low < 5000


def test_a_click_along_two_axes_keeps_its_digits() -> None:
    race = run_race(Scene(objective="rosenbrock_4d", steps=5))
    view = stage.StageView(plane="declared")
    clicked = stage.clicked_point(race, view, (0.123, -0.4))
    first, second = race.objective.plane_axes
    assert (clicked[first], clicked[second]) == (0.123, -0.4)


@pytest.mark.parametrize(
    ("objective", "plane"),
    [
        ("rosenbrock_4d", "components"),
        ("rosenbrock_4d", "random"),
        ("matrix_factorization", "declared"),
    ],
)
def test_a_click_in_an_oblique_plane_gives_short_numbers(objective: str, plane: str) -> None:
    race = run_race(Scene(objective=objective, steps=50))
    view = stage.StageView(plane=plane)
    shown = stage.Scenery.of(race, view).plane
    assert shown is not None
    (low, high), (bottom, top) = shown.ranges
    place = (low + (high - low) / 3, bottom + (top - bottom) / 7)
    clicked = stage.clicked_point(race, view, place)
    assert all(len(f"{abs(number):g}") < 8 and float(f"{number:g}") == number for number in clicked)
    back = shown.coordinates(np.array([clicked]))[0]
    assert back == pytest.approx(place, abs=2e-3 * max(high - low, top - bottom))


def test_a_path_that_another_one_covers_is_said() -> None:
    """Momentum that remembers nothing is gradient descent."""
    rate = ("learning_rate", 0.001)
    plain, idle = Entry("sgd", values=(rate,)), Entry("momentum", values=(rate, ("momentum", 0.0)))
    moving = Entry("momentum", values=(rate,))
    under = [runner["under"] for runner in built(Scene(entries=(plain, moving, idle))).runners]
    assert under == [wording.names(Scene(entries=(plain, moving, idle)))[2], None, None]
    assert {runner["under"] for runner in built(Scene()).runners} == {None}
