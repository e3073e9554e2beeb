"""The app without a browser: every landscape, every optimizer, every widget, hostile links."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

import objectives
import optimizers
from experiments import Entry, Scene
from tests.ui.driver import assert_fine, desk, opened, shown, turn, verdicts, words
from ui.links.config import Config
from ui.links.scene_link import decode, encode
from ui.words.scenes import SCENES


def test_the_first_page_is_a_finished_race() -> None:
    app = opened()
    assert_fine(app)
    stage = shown(app)
    assert [runner["name"] for runner in stage["runners"]] == ["SGD", "Momentum", "RMSprop", "Adam"]
    assert all(len(runner["map"]["x"]) == 201 for runner in stage["runners"])
    assert stage["surface"] is not None
    assert len(verdicts(app)["rows"]) == 4


OF_OWN_DATA = ("features", "targets", "column_names", "class_names")
"""What is set with a table, and has no widget of its own."""


@pytest.mark.slow
@pytest.mark.parametrize("objective", objectives.names())
def test_every_landscape_opens(objective: str) -> None:
    app = opened(f=objective, n="20")
    assert_fine(app)
    assert len(shown(app)["runners"]) == 4
    app.session_state["shape"] = True
    app.run()
    assert_fine(app)
    shape = {widget.key for kind in WIDGETS for widget in getattr(app, kind) if widget.key}
    expected = {*objectives.registry[objective].parameters} - {*OF_OWN_DATA}
    places = (f"shape.{objective}.", f"{objective}.")
    for name in expected:
        # A formula's fields stand by themselves; a range has one for each end.
        keys = [place + part for place in places for part in (name, name.removesuffix("_range"))]
        assert any(key.startswith(tuple(keys)) for key in shape), name


@pytest.mark.exhaustive
@pytest.mark.parametrize("objective", objectives.names())
def test_every_landscape_with_every_optimizer(objective: str) -> None:
    """In races of twelve, as many as a page takes."""
    ids = optimizers.names()
    for first in range(0, len(ids), 12):
        app = opened(f=objective, n="5", o=ids[first : first + 12])
        assert_fine(app)
        assert len(shown(app)["runners"]) == len(ids[first : first + 12])


WIDGETS = ("select_slider", "slider", "toggle", "number_input", "selectbox", "text_input")


@pytest.mark.parametrize("prepared", SCENES, ids=lambda prepared: prepared.title)
def test_every_prepared_scene(prepared: Any) -> None:
    app = opened(**encode(Config(prepared.scene, prepared.view)))
    assert_fine(app)
    assert not app.warning
    assert len(shown(app)["runners"]) == len(prepared.scene.entries)


def test_a_link_gives_the_same_numbers() -> None:
    entry = Entry("adam", values=(("learning_rate", 1 / 3), ("beta_1", 0.1 + 0.2)))
    scene = Scene(
        objective="himmelblau", start=(1 / 7, -2 / 3), entries=(entry,), noise=0.1, seed=7
    )
    first, second = (opened(**encode(Config(scene))) for _ in range(2))
    paths = [shown(app)["runners"][0]["map"]["x"] for app in (first, second)]
    np.testing.assert_array_equal(paths[0], paths[1])
    assert first.query_params == second.query_params
    other = opened(**encode(Config(scene.replace(seed=8))))
    assert not np.array_equal(shown(other)["runners"][0]["map"]["x"], paths[0])


def test_visitors_do_not_see_each_other() -> None:
    one, other = opened(), opened()
    one.number_input(key="steps").set_value(50).run()
    other.run()
    assert shown(one)["steps"] == 50
    assert shown(other)["steps"] == 200


def test_a_second_run_equals_the_first() -> None:
    app = opened()
    before = shown(app)["runners"][0]["map"]["x"].copy()
    app.number_input(key="steps").set_value(50).run()
    app.number_input(key="steps").set_value(200).run()
    np.testing.assert_array_equal(shown(app)["runners"][0]["map"]["x"], before)


def test_another_landscape_keeps_the_optimizers_and_fits_the_rest() -> None:
    app = opened(o=["adam~learning_rate-5~beta_1-0.5"], x="0.5~0.5")
    app.selectbox(key="landscape").select("himmelblau").run()
    assert_fine(app)
    assert app.query_params["o"] == "adam~beta_1-0.5"
    assert "x" not in app.query_params
    start = [float(shown(app)["runners"][0]["map"][axis][0]) for axis in "xy"]
    np.testing.assert_allclose(start, objectives.get("himmelblau").start, rtol=1e-6)


def test_an_optimizer_that_left_remembers_its_settings() -> None:
    app = opened(o=["adam~beta_1-0.5"])
    turn(app, do="remove", uid=0)
    assert shown(app)["runners"] == []
    assert any("No optimizer" in info.value for info in app.info)
    turn(app, do="add", optimizer="adam")
    assert app.query_params["o"] == "adam~beta_1-0.5"


@pytest.mark.parametrize("there", ["himmelblau", "rosenbrock"])
def test_a_remembered_learning_rate_is_for_its_own_landscape(there: str) -> None:
    app = opened(o=["adam~beta_1-0.5~learning_rate-7"])
    turn(app, do="remove", uid=0)
    app.selectbox(key="landscape").select("himmelblau").run()
    app.selectbox(key="landscape").select(there).run()
    turn(app, do="add", optimizer="adam")
    rate = "~learning_rate-7.0" if there == "rosenbrock" else ""
    assert app.query_params["o"] == f"adam~beta_1-0.5{rate}"


def test_numbers_that_overflow_at_once() -> None:
    ids = ["sgd", "momentum", "nesterov", "rmsprop", "adam", "adamw", "adagrad", "adadelta"]
    entries = [f"{name}~learning_rate-1e9" for name in [*ids, "adamax", "nadam", "lion", "yogi"]]
    app = opened(o=entries, n="10000")
    assert_fine(app)
    said = " ".join(row["sentence"] for row in verdicts(app)["rows"])
    assert "diverged at step" in said


def test_what_is_locked_is_said() -> None:
    assert "Locked by the link" not in words(opened(lock="start", hide="start").caption)
    said = words(opened(lock="start~settings").caption)
    assert "Locked by the link: the start, the optimizers' settings." in said


def test_hidden_and_locked_parts() -> None:
    app = opened(hide="optimizers~run", lock="landscape")
    assert_fine(app)
    assert app.selectbox(key="landscape").disabled
    assert not any(element.proto.id.endswith("-desk") for element in app.get("bidi_component"))


def test_bad_numbers_are_refused_with_a_sentence() -> None:
    app = opened()
    for value, sentence in (("fast", "must be in (0, inf)"), (-1, "got -1"), (None, "got None")):
        turn(app, do="set", uid=0, name="learning_rate", value=value)
        assert_fine(app)
        assert sentence in words(app.toast), value
        assert "o" not in app.query_params


pieces = st.text(alphabet="abcdefglmnoprstx~-.,_0123456789e%é ", max_size=40)
keys = st.sampled_from(
    ["v", "f", "x", "n", "o", "seed", "noise", "turn", "scale", "starts", "p.a", "batch", "clip",
     "box", "h", "stoploss", "show", "clock", "plane", "color", "hide", "lock", "zzz"]
)  # fmt: skip


@pytest.mark.parametrize(
    ("params", "sentence"),
    [
        ({"p.hidden": "99999"}, "[1, 1000]"),
        ({"p.hidden": "1000", "p.second": "1000"}, "at most 1,000 variables, got 1,005,001"),
        ({"p.n": "100000000"}, "[4, 10000]"),
    ],
)
def test_a_link_cannot_ask_for_too_large_a_network(params: dict[str, str], sentence: str) -> None:
    app = opened(f="mlp", n="5", **params)
    assert_fine(app)
    assert sentence in words(app.warning)
    assert len(shown(app)["runners"]) == 4


@pytest.mark.slow
@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(keys, st.lists(pieces, min_size=1, max_size=3), max_size=6))
def test_hostile_links_leave_a_page(params: dict[str, list[str]]) -> None:
    app = opened(**params)
    assert not app.exception
    assert app.get("bidi_component")


def test_a_link_with_too_many_optimizers_gets_one_sentence() -> None:
    config, messages = decode({"o": ["sgd", "none"] + ["adam"] * 19})
    assert len(config.scene.entries) == 12
    assert messages == ["The last 8 of the link's optimizers were left out: a race has at most 12."]


@pytest.mark.parametrize("starts", ["1", "5"])
def test_a_start_with_too_many_numbers_is_said(starts: str) -> None:
    app = opened(x="1~2~3", starts=starts, n="5")
    assert_fine(app)
    assert "start must have 2 coordinates" in words(app.warning)


def captions(app: AppTest) -> str:
    return words(app.caption)


def test_the_suggested_rates_say_for_which_start_they_were_found() -> None:
    sentence = "were found for 200 steps from the landscape's own start (-1.2, 1)"
    app = opened()
    assert sentence in desk(app)["suggestion"]
    assert sentence not in captions(app), "it is the present start"
    assert sentence in captions(opened(x="0.5~0.5"))
    assert sentence in captions(opened(starts="5"))
    chosen = opened(x="0.5~0.5", o=["adam~learning_rate-0.1", "newton"])
    assert "suggested" not in captions(chosen)
    assert desk(chosen)["suggestion"] == ""
    scaled = opened(f="linear_regression", **{"p.scaling": "standard", "x": "0.5~0.5"})
    assert "come from the curvature of these data" in captions(scaled)


def test_the_suggestion_is_that_of_its_search() -> None:
    """The sentence tells from where the table was searched."""
    from experiments import suggest

    assert (
        suggest.search(objectives.get("rosenbrock"), optimizers.get("adam"))
        == Entry("adam").rule(objectives.get("rosenbrock")).learning_rate
    )
    assert objectives.get("rosenbrock").start == (-1.2, 1.0)


def test_stretching_a_loss_is_not_called_a_scaling_of_features() -> None:
    for landscape, coordinates in (("linear_regression", None), ("ellipse", ("x", "y"))):
        app = opened(f=landscape)
        app.session_state["shape"] = True
        app.run()
        sliders = [app.select_slider(key=f"scale.{axis}") for axis in (0, 1)]
        names = coordinates or objectives.get(landscape).coordinates
        assert [slider.label for slider in sliders] == [f"stretch of {name}" for name in names]
        assert ("leaves the examples alone" in sliders[0].help) == (coordinates is None)


def test_a_choice_of_a_landscape_or_a_scene_closes_the_drawer() -> None:
    def told(app: AppTest) -> list[str]:
        drawer = [part.proto for part in app.get("bidi_component") if "drawer" in part.proto.id]
        return [json.loads(proto.json) for proto in drawer]

    app = opened()
    assert told(app) == []
    app.selectbox(key="landscape").select("himmelblau").run()
    (first,) = told(app)
    app.number_input(key="steps").set_value(50).run()
    assert told(app) == [first], "it is closed once for a choice"
    app.selectbox(key="landscape").select("ellipse").run()
    (second,) = told(app)
    assert second != first
