"""The data view: what is drawn is what the models answer."""

from __future__ import annotations

from typing import Any

import numpy as np
import plotly.graph_objects as go
import pytest

import objectives
from experiments import Entry, Scene, run_race
from figures import stage
from figures.curves import CurveView
from figures.data import ACROSS, ALONG, sureness
from figures.theme import LIGHT


def built(scene: Scene, **view: Any) -> stage.Stage:
    names = [entry.optimizer for entry in scene.entries]
    return stage.build(run_race(scene), names, LIGHT, stage.StageView(**view))


def test_a_regression_shows_its_points_and_a_line_for_every_moment() -> None:
    scene = Scene(objective="noisy_line", steps=20)
    data = built(scene).data
    assert data is not None
    assert (data.kind, data.table, len(data.x)) == ("curve", None, ALONG)
    problem = objectives.get("noisy_line")
    assert np.array_equal(go.Figure(data.plot).data[0].y, problem.observations[1].astype("f4"))  # type: ignore[attr-defined]
    for runner, answers in zip(run_race(scene).runners, data.answers, strict=True):
        assert answers["steps"].tolist() == list(range(21))
        point = runner.trajectory.points[7]
        line = point[0] + point[1] * data.x
        np.testing.assert_allclose(answers["values"][7], line, rtol=1e-5, atol=1e-5)


def test_two_classes_show_answers_on_a_grid_in_bytes() -> None:
    scene = Scene(objective="mlp", steps=300, entries=(Entry("adam"),))
    data = built(scene).data
    assert data is not None
    assert (data.kind, len(data.x), len(data.y)) == ("map", ACROSS, ACROSS)
    (answers,) = data.answers
    assert answers["values"].dtype == np.uint8
    assert answers["steps"][0] == 0
    assert answers["steps"][-1] == 300
    problem = objectives.get("mlp")
    end = run_race(scene).runners[0].trajectory.points[-1]
    row, column = 11, 29
    place = [[data.x[column], data.y[row]]]
    said = problem.predictions(end, place)[0]  # type: ignore[attr-defined]
    assert answers["values"][-1][row * ACROSS + column] == pytest.approx(
        127 * (1 + np.sign(said - 0.5) * np.sqrt(abs(2 * said - 1))), abs=0.51
    )
    names = {trace.name for trace in go.Figure(data.plot).data}
    assert names == {"example, 0", "example, 1", "held out, 0", "held out, 1"}


def test_a_gate_has_a_truth_table_with_exact_answers() -> None:
    scene = Scene(objective="and_neuron", steps=10, entries=(Entry("sgd"),))
    data = built(scene).data
    assert data is not None
    assert data.table is not None
    assert data.table["targets"] == [1.0, 0.0, 0.0, 0.0]
    points = run_race(scene).runners[0].trajectory.points
    exact = objectives.get("and_neuron").predictions(points.T).T  # type: ignore[attr-defined]
    np.testing.assert_allclose(data.table["answers"][0], exact, rtol=1e-6)


def test_landscapes_without_data_have_no_data_view() -> None:
    assert built(Scene(steps=5)).data is None


def test_curves_count_epochs_and_show_what_was_held_out() -> None:
    line = Scene(objective="noisy_line", steps=300, batch_size=10, entries=(Entry("sgd"),))
    assert built(line, curves=CurveView(clock="epochs")).curves["data"][0]["x"][-1] == 30.0
    net = Scene(objective="mlp", steps=40, entries=(Entry("adam"),))
    problem = objectives.get("mlp")
    end = run_race(net).runners[0].trajectory.points[-1]
    for quantity, value in (
        ("held_out", problem.losses(end, held_out=True).mean()),  # type: ignore[attr-defined]
        ("accuracy", problem.accuracy(end)),  # type: ignore[attr-defined]
        ("held_out_accuracy", problem.accuracy(end, held_out=True)),  # type: ignore[attr-defined]
    ):
        chart = built(net, curves=CurveView(quantity, "linear")).curves
        assert chart["data"][0]["y"][-1] == pytest.approx(value, rel=1e-6)


@pytest.mark.parametrize(
    ("plane", "words"), [("", "principal components"), ("random", "filter-normalised")]
)
def test_a_net_is_drawn_in_a_plane_that_says_what_it_hides(plane: str, words: str) -> None:
    made = built(Scene(objective="mlp", steps=40, entries=(Entry("adam"),)), plane=plane)
    assert words in made.plane_note
    assert "A slice can mislead." in made.plane_note
    assert len(go.Figure(made.map).data) == len(made.map["data"])


def test_bytes_are_finest_where_a_model_is_undecided() -> None:
    labels = np.array([0.0, 1.0])
    near = sureness(np.array([0.5 - 1e-4, 0.5, 0.5 + 1e-4]), labels)
    assert near.tolist() == [125, 127, 129]
    assert sureness(np.array([-9.0, 0.0, 1.0, np.inf, np.nan]), labels).tolist() == [
        *(0, 0, 254),
        *(254, 127),
    ]
