"""A formula in the sidebar, in the link and in what is said of its runs."""

from __future__ import annotations

import random

import pytest

import objectives
from experiments import Entry, Race, Scene, of_runner, of_starts, run_race, sentence, summarise
from objectives.landscapes.formula import Formula
from optimizers import get, minimize
from tests.objectives.formula.random_formulas import formula
from tests.ui.driver import opened, shown
from ui.links.config import Config
from ui.links.scene_link import decode, encode
from ui.sidebar.formula import EXAMPLES, pointed
from ui.words.wording import suggestion

SCENE = Scene(
    "formula",
    (
        ("text", "a log(x)^2 + (y - w_1)^2 + 1 < 2"),
        ("constants", (("a", -2.5), ("w_1", 1e-07))),
        ("x_range", (-1.0, 4.0)),
    ),
)


def test_a_formula_its_parameters_and_its_domain_are_in_the_link() -> None:
    params = encode(Config(SCENE))
    assert params["p.text"] == ["a log(x)^2 + (y - w_1)^2 + 1 < 2"]
    assert params["p.constants"] == ["a--2.5~w_1-1e-07"]
    config, sentences = decode(params)
    assert sentences == []
    assert config.scene.function == SCENE.function


def test_every_formula_comes_back_from_its_link() -> None:
    rng = random.Random(3)
    for text in (*EXAMPLES, *(f"{formula(rng)} + x" for _ in range(10))):
        scene = Scene("formula", (("text", text),))
        assert decode(encode(Config(scene)))[0].scene.parameters == scene.parameters


@pytest.mark.parametrize(
    ("params", "words"),
    [
        ({"p.text": ["x.__class__"]}, "character 2: a dot stands in numbers only"),
        ({"p.text": ["x" * 400]}, "a text of at most 300 characters"),
        ({"p.constants": ["a-nan"]}, "it is not a number"),
        ({"p.constants": ["q-1"]}, "no parameter is called 'q'"),
        ({"p.x_range": ["3~-3"]}, "x_range must rise"),
    ],
)
def test_what_a_link_says_wrongly_is_ignored_with_a_sentence(
    params: dict[str, list[str]], words: str
) -> None:
    config, sentences = decode({"f": ["formula"], **params})
    assert words in " ".join(sentences)
    assert config.scene.landscape() == objectives.get("formula")


@pytest.mark.parametrize(
    ("text", "at", "expected"),
    [
        ("x + sinn(y)", 4, "x + sinn(y)\n    ^"),
        ("x + y + x + y + x + y + q(x) + y + x + y", 24, "…x + y + x + yq(x) + y + x …\n    ^"),
        ("x \0\t y", 2, "x �  y\n  ^"),
    ],
)
def test_a_caret_points_at_the_character(text: str, at: int, expected: str) -> None:
    lines = pointed(text, at).splitlines()
    assert lines[0][lines[1].index("^")] in (text[at], "�")
    assert len(lines[0]) <= 28
    if at < 20:
        assert pointed(text, at) == expected


def test_what_is_typed_is_drawn_and_what_is_no_formula_is_pointed_at() -> None:
    app = opened(f="formula")
    before = shown(app)["backdrop"]
    app.text_input(key="formula.text").set_value("b x^2 + c y^2").run()
    assert not app.exception
    assert app.query_params["p.text"] == "b x^2 + c y^2"
    drawn = shown(app)["backdrop"]
    assert drawn != before
    app.text_input(key="formula.constants.b.number").set_value("3").run()
    assert app.query_params["p.constants"] == "b-3.0~c-1.0"
    drawn = shown(app)["backdrop"]

    app.text_input(key="formula.text").set_value("b x^2 + cosh y").run()
    assert not app.exception
    assert app.text_input(key="formula.text").value == "b x^2 + cosh y"
    assert [code.value for code in app.code] == ["b x^2 + cosh y\n        ^"]
    assert "needs brackets" in app.error[0].value
    assert app.query_params["p.text"] == "b x^2 + c y^2"
    assert shown(app)["backdrop"] == drawn

    app.text_input(key="formula.text").set_value("b x^2 + cosh(y)").run()
    assert not app.error
    # What the new formula shares with the last one keeps its value.
    assert app.query_params["p.constants"] == "b-3.0"
    app.button(key="formula.example.0").click().run()
    assert app.query_params["p.text"] == EXAMPLES[0]
    assert "p.constants" not in app.query_params

    # Back at the formula that was shown when one was refused, nothing is left of that.
    for text in ("1/x", "x^2 +", "log(x)", "1/x"):
        app.text_input(key="formula.text").set_value(text).run()
        assert app.text_input(key="formula.text").value == text
        assert bool(app.error) == (text == "x^2 +")


def test_where_suggested_learning_rates_come_from_is_said() -> None:
    for name, words in (("formula", "come from the curvature"), ("sphere", "were found for 200")):
        assert words in suggestion(Scene(name, start=(1.0, 1.0)))
    saddle = Scene("formula", (("text", "x^2 - y^2"),), start=(1.0, 1.0))
    assert "found" not in suggestion(saddle)
    assert "own start and at the lowest minimum found" in suggestion(saddle.replace(parameters=()))


def test_a_minimum_that_was_found_is_called_found() -> None:
    for name, words in (("formula", "the lowest minimum found"), ("sphere", "the minimum")):
        scene = Scene(name, entries=(Entry("newton"), Entry("sgd")), starts=3, steps=5)
        race: Race = run_race(scene)
        for runner in race.runners:
            assert runner.others is not None
            for said in (
                sentence("It", runner.trajectory, of_runner(runner, race)),
                of_starts(runner.others, race.objective),
            ):
                assert words in said
                assert ("found" in said) == (name == "formula")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("sqrt(x) + y^2", "it stepped to where f has no finite value"),
        ("x^4 + y^2", "its numbers grew beyond all bounds"),
    ],
)
def test_a_run_that_leaves_where_f_has_values_says_so(text: str, words: str) -> None:
    objective = Formula(text=text)
    run = minimize(objective, get("sgd", learning_rate=5.0), start=(0.9, 1.0), steps=50)
    assert run.status == "diverged"
    assert words in sentence("It", run, summarise(run, objective))


def test_the_classes_are_in_the_link_and_in_the_sidebar() -> None:
    values = (("dataset", "formula"), ("classes", "y > x^2 - 1"))
    scene = Scene("mlp", values, steps=20)
    params = encode(Config(scene))
    assert params["p.classes"] == ["y > x^2 - 1"]
    assert decode(params)[0].scene == scene
    app = opened(**{key: texts[0] for key, texts in params.items()})
    assert not app.exception
    app.session_state["shape"] = True
    field = app.run().text_input(key="shape.mlp.classes")
    field.set_value("y > nothing").run()
    assert "there is no" in app.toast[0].value
    assert app.query_params["p.classes"] == "y > x^2 - 1"
