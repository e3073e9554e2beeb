"""The reference pages: a click anywhere in a row opens its card, and the card the Playground."""

from __future__ import annotations

import json
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

import objectives
import optimizers
from explain.conformance import conformance
from explain.shows import shown_on, shows
from tests.ui.driver import APP, assert_fine, words
from ui.cards.lively import MOST, NOTHING
from ui.links.scene_link import decode


def at(page: str, **params: Any) -> AppTest:
    app = AppTest.from_file(APP, default_timeout=60)
    app._page_hash = calc_hash(page)
    for key, value in params.items():
        app.query_params[key] = value
    return app.run()


def click(app: AppTest, row: int, column: str) -> AppTest:
    """Select a cell of the table, as the browser reports it."""
    table = app.dataframe[0].proto
    states = app._tree.get_widget_states()
    state = states.widgets.add()
    state.id = table.id
    assert table.SelectionMode.SINGLE_CELL in table.selection_mode
    cells = {"rows": [], "columns": [], "cells": [[row, column]]}
    state.string_value = json.dumps({"selection": cells})
    app._run(states)
    return app


def shown_card(app: AppTest) -> str:
    return str(app.header[0].value)


@pytest.mark.parametrize(
    ("page", "column", "registry"),
    [
        ("optimizers", "idea", optimizers.registry),
        ("landscapes", "lesson", objectives.registry),
    ],
)
def test_a_click_on_any_cell_opens_the_card_of_its_row(
    page: str, column: str, registry: Any
) -> None:
    app = at(page)
    assert_fine(app)
    table = app.dataframe[0].value
    assert len(table) == len(list(registry))
    click(app, 7, column)
    assert_fine(app)
    title = table.iloc[7, 0]
    assert shown_card(app) == title
    assert registry[app.query_params["id"]].title == title


def test_optimizers_begin_with_those_that_most_people_know() -> None:
    """Groups stay together, and each is read from its oldest to its newest."""
    table = at("optimizers").dataframe[0].value
    assert list(table["optimizer"][:3]) == ["SGD", "Momentum", "Nesterov"]
    groups = list(dict.fromkeys(table["group"]))
    assert groups[:2] == ["Momentum", "Adaptive"]
    assert list(table["group"]) == sorted(table["group"], key=groups.index)
    for _, group in table.groupby("group"):
        assert list(group["year"]) == sorted(group["year"])


def test_a_card_says_what_the_rule_keeps() -> None:
    app = at("optimizers", id="dog")
    assert_fine(app)
    _, kept = (table.value for table in app.table)
    assert list(kept["symbol"]) == ["$x_0$", "$r$", "$G$"]
    assert list(kept["shape"]) == ["point", "scalar", "scalar"]
    assert kept["meaning"][1] == "The largest distance from the start so far."
    app = at("optimizers", id="sign_sgd")
    assert_fine(app)
    assert len(app.table) == 1
    assert any(text.value.endswith(" nothing") for text in app.markdown)


def test_a_card_says_how_closely_the_rule_agrees_with_the_libraries() -> None:
    texts = "\n".join(text.value for text in at("optimizers", id="lion").markdown)
    for measured in conformance("lion"):
        assert f"- {measured.sentence}" in texts
    texts = "\n".join(text.value for text in at("optimizers", id="newton").markdown)
    assert "- It is not compared with Keras, PyTorch, Optax." in texts
    assert "Agrees" not in texts


@pytest.mark.parametrize("kind", ["strength", "weakness"])
def test_a_card_opens_the_scene_that_shows_it(kind: str) -> None:
    app = at("optimizers", id="momentum")
    show = next(show for show in shows("momentum") if show.kind == kind)
    assert show.sentence in [caption.value for caption in app.caption]
    app.button(key=f"card.race.momentum.{kind}").click().run()
    assert_fine(app)
    link = {
        name: [value] if isinstance(value, str) else value
        for name, value in app.query_params.items()
    }
    config, messages = decode(link)
    assert not messages
    assert config.scene == show.scene


def test_what_the_link_fixes_no_card_changes() -> None:
    app = at("optimizers", id="momentum", lock="landscape")
    button = app.button(key="card.race.momentum.strength")
    assert button.disabled
    assert "fixes" in button.help


def test_a_card_says_so_where_nothing_is_shown() -> None:
    rule = next(
        rule for rule in optimizers.names() if [show.kind for show in shows(rule)] == ["strength"]
    )
    app = at("optimizers", id=rule)
    assert_fine(app)
    captions = [caption.value for caption in app.caption]
    assert NOTHING["weakness"] in captions
    assert NOTHING["strength"] not in captions


@pytest.mark.parametrize("name", ["ellipse", "sigmoid_neuron"])
def test_the_card_of_a_landscape_offers_what_rules_show_there(name: str) -> None:
    told = shown_on(name)
    app = at("landscapes", id=name)
    assert_fine(app)
    captions = [caption.value for caption in app.caption]
    assert [show.sentence in captions for show in told] == [
        index < MOST for index in range(len(told))
    ]
    show = told[1]
    app.button(key=f"card.race.{name}.{show.rule}.{show.kind}").click().run()
    assert_fine(app)
    assert app.query_params["f"] == name


def test_where_nothing_is_shown_no_race_is_offered() -> None:
    assert not shown_on("schwefel")
    buttons = at("landscapes", id="schwefel").button
    assert not any(button.key.startswith("card.race") for button in buttons)


def test_the_table_can_be_searched() -> None:
    app = at("landscapes", id="beale")
    app.text_input(key="landscapes.find").set_value("x**2").run()
    assert_fine(app)
    table = app.dataframe[0].value
    assert table.iloc[0, 0] == "Parabola"
    assert len(table) < len(objectives.names())
    assert shown_card(app) == "Beale", "nothing was clicked"
    click(app, 0, "lesson")
    assert shown_card(app) == "Parabola"
    app.text_input(key="landscapes.find").set_value("banana").run()
    assert shown_card(app) == "Parabola", "a place in another table means another row"
    app.text_input(key="landscapes.find").set_value("no *such* thing").run()
    assert_fine(app)
    assert "Nothing is found by 'no *such* thing'" in words(app.info)


def test_a_landscape_opens_in_the_playground() -> None:
    app = at("landscapes", id="himmelblau", o=["adam~beta_1-0.5"])
    app.button(key="reference.open").click().run()
    assert_fine(app)
    assert app.selectbox(key="landscape").value == "himmelblau"
    assert app.query_params["o"] == "adam~beta_1-0.5"


def test_an_optimizer_opens_in_the_playground_once() -> None:
    for _ in range(2):
        app = at("optimizers", id="lion", o=["sgd", "lion~beta_1-0.5"])
        app.button(key="reference.open").click().run()
        assert_fine(app)
        assert app.query_params["o"] == ["sgd", "lion~beta_1-0.5"]
    app = at("optimizers", id="yogi", o=["sgd"])
    app.button(key="reference.open").click().run()
    assert app.query_params["o"] == ["sgd", "yogi"]


def test_a_full_race_and_a_locked_one_say_so() -> None:
    app = at("optimizers", id="yogi", o=["sgd"] * 12)
    app.button(key="reference.open").click().run()
    assert_fine(app)
    assert "at most 12" in words(app.toast)
    assert shown_card(app) == "Yogi"
    assert at("optimizers", id="yogi", lock="optimizers").button(key="reference.open").disabled
    assert at("landscapes", lock="landscape").button(key="reference.open").disabled
