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
from figures.data import ACROSS, ALONG, leads, sureness
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


def test_several_classes_have_a_grid_each_of_how_far_they_lead() -> None:
    scene = Scene(objective="softmax_regression", steps=50, entries=(Entry("adam"),))
    data = built(scene).data
    assert data is not None
    size = len(data.x) * len(data.y)
    assert (data.kind, data.table) == ("map", None)
    assert 3 * size < 2.1 * ACROSS**2
    problem = objectives.get("softmax_regression")
    end = run_race(scene).runners[0].trajectory.points[-1]
    row, column = 11, 29
    shares = problem.predictions(end, [[data.x[column], data.y[row]]])[0]  # type: ignore[attr-defined]
    fields = data.answers[0]["values"][-1].reshape(3, size)[:, row * len(data.x) + column]
    for label, byte in enumerate(fields):
        lead = shares[label] - np.delete(shares, label).max()
        expected = 127 * (1 + np.sign(lead) * np.sqrt(abs(lead)))
        assert byte == pytest.approx(expected, abs=0.51)
    assert (fields > 127).sum() == 1
    traces = go.Figure(data.plot).data
    assert [trace.name for trace in traces] == [
        *(f"example, {label}" for label in range(3)),
        *(f"held out, {label}" for label in range(3)),
    ]
    assert [len(trace.x) for trace in traces] == [50, 50, 50, 67, 67, 66]
    assert len({trace.marker.color for trace in traces}) == 3
    assert len({trace.marker.symbol for trace in traces}) == 6


@pytest.mark.parametrize("classes", [2, 3])
def test_one_feature_shows_classes_in_bands_or_along_a_curve(classes: int) -> None:
    parameters = (
        ("features", (-2.0, -1.0, 0.0, 1.0, 2.0, 3.0)),
        ("targets", tuple(float(index * classes // 6) for index in range(6))),
        ("class_names", ("low", "middle", "high")[:classes]),
    )
    scene = Scene("softmax_regression", parameters, steps=5, entries=(Entry("adam"),))
    data = built(scene).data
    assert data is not None
    (answers,) = data.answers
    if classes == 2:
        problem = scene.landscape()
        end = run_race(scene).runners[0].trajectory.points[-1]
        second = problem.predictions(end, data.x)[:, 1]  # type: ignore[attr-defined]
        assert (data.kind, data.table) == ("curve", None)
        np.testing.assert_allclose(answers["values"][-1], second, rtol=1e-5, atol=1e-5)
    else:
        assert (data.kind, len(data.x), len(data.y)) == ("map", ALONG, 2)
        below, above = answers["values"][-1].reshape(3, 2, ALONG).swapaxes(0, 1)
        assert np.array_equal(below, above)
        assert data.plot["layout"]["yaxis"]["title"]["text"] == "y (0 low, 1 middle, 2 high)"


def test_a_lead_is_over_the_next_best_and_a_tie_leads_nowhere() -> None:
    shares = np.array([[0.5, 0.4, 0.2], [0.3, 0.4, 0.7], [0.2, 0.2, 0.1]])
    expected = [[0.2, 0.0, -0.5], [-0.2, 0.0, 0.5], [-0.3, -0.2, -0.6]]
    np.testing.assert_allclose(leads(shares), expected, atol=1e-15)
    assert sureness(leads(np.full((3, 1), np.nan)), np.array([-1.0, 1.0])).tolist() == [[127]] * 3


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


def own(name: str, columns: int, examples: int = 60, **changes: Any) -> Scene:
    """A scene with examples of several features, of very different sizes."""
    x = np.random.default_rng(0).normal(size=(examples, columns))
    y = x @ np.arange(1.0, columns + 1.0) + 3.0
    if name != "linear_regression":
        y = (y > 3.0).astype(float)
    x = x * 10.0 ** np.arange(columns) + 50.0
    names = tuple(f"feature {place}" for place in range(columns))
    parameters = (
        ("features", tuple(map(tuple, x.tolist()))),
        ("targets", tuple(y.tolist())),
        ("scaling", "standard"),
        ("column_names", (*names, "answer")),
    )
    return Scene(objective=name, parameters=parameters, steps=30).replace(**changes)


def test_several_features_show_answers_over_targets() -> None:
    scene = own("linear_regression", 3)
    data = built(scene).data
    assert data is not None
    assert (data.kind, data.note) == ("fit", "")
    problem: Any = scene.landscape()
    targets = problem.observations[1]
    assert np.array_equal(data.x, targets)
    for runner, answers in zip(run_race(scene).runners, data.answers, strict=True):
        end = runner.trajectory.points[-1]
        np.testing.assert_allclose(answers["values"][-1], problem.predictions(end), rtol=1e-5)
    figure = go.Figure(data.plot)
    assert figure.layout.xaxis.title.text == "answer"
    assert figure.layout.yaxis.title.text == "answer, as answered"
    marks, diagonal = figure.data
    assert np.array_equal(marks.x, marks.y)
    assert diagonal.x.tolist() == diagonal.y.tolist() == [targets.min().astype("f4"),
                                                          targets.max().astype("f4")]  # fmt: skip


def test_of_many_examples_some_are_drawn_and_that_is_said() -> None:
    made = built(own("linear_regression", 2, examples=450))
    assert made.data is not None
    assert len(made.data.x) == made.data.answers[0]["values"].shape[1] == 200
    assert "Data: 200 of 450 examples." in made.plane_note


def test_two_classes_of_many_features_are_seen_in_their_principal_plane() -> None:
    scene = own("logistic_regression", 4)
    made = built(scene)
    data = made.data
    assert data is not None
    problem: Any = scene.landscape()
    scaled = problem.inputs.T
    variances = np.sort(np.linalg.eigvalsh(scaled.T @ scaled / len(scaled)))[::-1]
    drawn = np.concatenate([np.column_stack([t["x"], t["y"]]) for t in data.plot["data"]])
    np.testing.assert_allclose(drawn.var(axis=0), variances[:2], rtol=1e-5)
    share = 100 * variances[:2].sum() / variances.sum()
    assert f"principal components of the 4 features, with {share:.0f} %" in made.plane_note
    # A place of the plane is answered as an example that lies there.
    end = run_race(scene).runners[0].trajectory.points[-1]
    _, directions = np.linalg.eigh(scaled.T @ scaled)
    row, column = 7, 31
    place = directions[:, -1] * data.x[column] + directions[:, -2] * data.y[row]
    raw = problem.observations[0].mean(axis=0) + place * problem.observations[0].std(axis=0)
    said = problem.predictions(end, raw[np.newaxis])[0]
    byte = 127 * (1 + np.sign(said - 0.5) * np.sqrt(abs(2 * said - 1)))
    assert data.answers[0]["values"][-1][row * ACROSS + column] == pytest.approx(byte, abs=0.51)


def test_a_constant_feature_has_no_part_in_the_plane() -> None:
    scene = own("logistic_regression", 3)
    values = dict(scene.parameters)
    rows = tuple((a, b, 7.0) for a, b, _ in values["features"])
    values["features"] = rows
    data = built(scene.replace(parameters=tuple(values.items()))).data
    assert data is not None
    assert "100 %" in data.note


@pytest.mark.parametrize(("name", "letter"), [("linear_regression", "θ"), ("sigmoid_neuron", "w")])
def test_the_slice_of_several_features_has_two_weights_for_axes(name: str, letter: str) -> None:
    made = built(own(name, 3), plane="declared")
    layout = made.map["layout"]
    assert layout["xaxis"]["title"]["text"] == f"{letter}_feature 0"
    assert layout["yaxis"]["title"]["text"] == f"{letter}_feature 1"
