"""What a visitor's columns and classes are called goes wherever they are seen, and only as text."""

from __future__ import annotations

import csv
import html
import io
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from figures.quoting import JOINER
from tests.ui.driver import assert_fine, opened, shown, words
from ui.links.own_tables import LONGEST_NAME, distinct
from ui.own_data import read_table
from ui.server import cache
from ui.words import files

HOSTILE = (
    "<b>x</b>",
    "<a href='http://x.invalid'>a</a>",
    "$a$",
    "[a](http://x.invalid)",
    "=1+1",
    'quote " and \\',
    "%{y}",
    "a~b_c",
    "&lt;i&gt;",
    ":red[x]",
    "wide " * 40,
)


def quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def used(text: str, **params: Any) -> AppTest:
    """The page with a pasted table in use."""
    app = opened(n="20", **params)
    app.session_state["data"] = True
    app.run()
    app.text_area(key="data.text").set_value(text).run()
    app.button(key="data.use").click().run()
    assert_fine(app)
    return app


def race_of(app: AppTest) -> Any:
    return cache.race(app.session_state["playground"].config.scene)[0]


def titles(app: AppTest, figure: str) -> list[str]:
    layout = shown(app)[figure]["layout"]
    return [layout[axis]["title"]["text"] for axis in ("xaxis", "yaxis")]


def reopened(app: AppTest) -> AppTest:
    return opened(**app.query_params)


def test_the_names_are_on_every_axis_in_the_equation_and_in_the_tables() -> None:
    app = used("area;price\n20;100\n30;160\n40;220\n60;290\n", f="linear_regression")
    for page in (app, reopened(app)):
        assert titles(page, "data") == ["area", "price"]
        assert "area %{x:.4g}<br>price %{y:.4g}" in shown(page)["data"]["data"][0]["hovertemplate"]
        everything = shown(page)
        assert everything["layout"]["xaxis"]["title"]["text"] == "θ₀"
        assert everything["layout"]["yaxis"]["title"]["text"] == "θ_area"
        assert "θ_area %{y:.4g}" in everything["ground"]["hovertemplate"]
        assert everything["surface"]["layout"]["scene"]["yaxis"]["title"]["text"] == "θ_area"
        assert "closed form: price = 15.71 + 4.714 · area" in words(page.markdown)
        (table,) = [t.value for t in page.dataframe if "training loss" in t.value.columns]
        assert "θ_area" in table.columns
        assert any(field.label == r"θ\_area" for field in page.text_input)
        race = race_of(page)
        head = files.paths_csv(race, ["a"] * 4).splitlines()[0]
        assert head == "optimizer,step,θ₀,θ_area,f,gradient norm"
        assert files.examples_csv(race.objective).splitlines() == [
            "area,price", "20.0,100.0", "30.0,160.0", "40.0,220.0", "60.0,290.0",
        ]  # fmt: skip


def test_classes_keep_their_words() -> None:
    rows = "".join(f"{i},{i % 3},{'ripe' if i > 4 else 'green'}\n" for i in range(10))
    app = used(f"size,age,kind\n{rows}", f="logistic_regression")
    for page in (app, reopened(app)):
        assert titles(page, "data") == ["size", "age"]
        names = {trace["name"] for trace in shown(page)["data"]["data"]}
        assert names == {"example, green", "example, ripe"}
        assert "P(kind = ripe) = σ(" in words(page.markdown)
        assert files.examples_csv(race_of(page).objective).splitlines()[:2] == [
            "size,age,kind", "0.0,0.0,green",
        ]  # fmt: skip


def test_three_classes_keep_their_words() -> None:
    kinds = ("ripe", "green", "rotten")
    rows = "".join(f"{i},{i % 5},{kinds[i // 10]}\n" for i in range(30))
    text = f"size,age,kind\n{rows}"
    app = used(text, f="softmax_regression")
    for page in (app, reopened(app)):
        assert titles(page, "data") == ["size", "age"]
        names = {trace["name"] for trace in shown(page)["data"]["data"]}
        assert {"example, green", "example, ripe", "held out, rotten"} < names
        assert "0 stands for 'green'" in words(app.caption)
        lines = files.examples_csv(race_of(page).objective).splitlines()
        assert lines[:2] == ["size,age,kind,used for", "0.0,0.0,ripe,training"]
    app.selectbox(key="landscape").select("logistic_regression").run()
    app.session_state["data"] = True
    app.run()
    app.text_area(key="data.text").set_value(text).run()
    app.button(key="data.use").click().run()
    assert "Take the landscape Softmax regression for so many." in words(app.warning)


def test_days_and_times_say_what_is_counted() -> None:
    app = used("day,at,y\n2022-05-03,06:30,1\n2022-05-04,18:00,2\n", f="linear_regression")
    app.multiselect[0].set_value(["day", "at"]).run()
    app.button(key="data.use").click().run()
    assert dict(app.session_state["playground"].config.scene.parameters)["column_names"] == (
        "day (days since 2022-05-03)", "at (hours)", "y",
    )  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_foreign_name_is_text_and_nothing_else(name: str) -> None:
    target = name[::-1]
    text = f"{quoted(name)},{quoted(target)}\n20,100\n30,160\n40,220\n"
    app = used(text, f="linear_regression")
    again = reopened(app)
    scene = app.session_state["playground"].config.scene
    assert again.session_state["playground"].config.scene == scene
    assert not again.warning
    read = read_table(text.encode()).names
    race = race_of(app)
    assert race.objective.column_names == tuple(read)
    everything = shown(app)
    for figure in (everything, everything["data"]):
        for axis in ("xaxis", "yaxis"):
            assert harmless(figure["layout"][axis]["title"]["text"])
    (first, second) = (
        everything["data"]["layout"][axis]["title"]["text"] for axis in ("xaxis", "yaxis")
    )
    assert html.unescape(first).rstrip("…") == read[0][: len(html.unescape(first).rstrip("…"))]
    assert html.unescape(second)[:10] == read[1][:10]
    for trace in [everything["ground"], *everything["data"]["data"]]:
        template = trace["hovertemplate"]
        for allowed in ("<br>", "<extra></extra>", "%{x:.4g}", "%{y:.4g}", "%{customdata:.4g}"):
            template = template.replace(allowed, "")
        assert harmless(template)
    spatial = everything["surface"]["layout"]["scene"]["yaxis"]["title"]["text"]
    assert "<" not in spatial.replace("<" + JOINER, "")
    said = next(m.value for m in app.markdown if "closed form" in m.value)
    assert f" · {read[0][:50]}" in said.replace("\\", "").replace(JOINER, "") or "\\" in name
    assert "](" not in said
    assert "<" not in said.replace("\\<", "")
    assert "$" not in said.replace("\\$", "")
    assert ":red[" not in said
    for content in (files.examples_csv(race.objective), files.paths_csv(race, ["a"] * 4)):
        head = next(csv.reader(io.StringIO(content)))
        assert not any(cell.startswith(("=", "+", "-", "@")) for cell in head)
    back = read_table(files.examples_csv(race.objective).encode())
    assert back.numbers(back.names[0]).tolist() == [20.0, 30.0, 40.0]


def harmless(text: str) -> bool:
    """Whether Plotly has no tag, formula or template to read."""
    return not any(sign in text for sign in ("<", "$", "%{"))


def test_names_of_a_strange_link_are_read_or_left_out_with_a_sentence() -> None:
    own = {"f": "linear_regression", "p.features": "0_1_2", "p.targets": "1.0~3.0~5.0"}
    app = opened(**own, **{"p.column_names": ["a", "a"]})
    assert race_of(app).objective.column_names == ("a", "a (2)")
    app = opened(**own, **{"p.column_names": ["<b>", "b", "c"]})
    assert race_of(app).objective.column_names == ()
    assert "column_names must be 2 texts, got 3" in words(app.warning)
    assert race_of(app).objective.observations[1].tolist() == [1.0, 3.0, 5.0]
    app = opened(f="linear_regression", **{"p.column_names": ["a", "b"]})
    assert "column_names must be empty here, got 2" in words(app.warning)


def test_names_are_short_and_differ() -> None:
    names = distinct(["a", "a", "", "\u202e", "x" * 300, "x" * 300])
    assert len(set(names)) == 6
    assert max(map(len, names)) <= LONGEST_NAME
    assert distinct(names) == names


def test_the_built_in_data_have_no_names_left() -> None:
    app = used("area;price\n20;100\n30;160\n40;220\n", f="linear_regression")
    app.button(key="data.back").click().run()
    assert not any(key.startswith("p.") for key in app.query_params)
    assert titles(app, "data") == ["x", "y"]


def test_a_forgotten_table_leaves_no_names() -> None:
    rows = "".join(f"{i};{2 * i}\n" for i in range(40))
    app = used(f"area;price\n{rows}", f="linear_regression")
    params = dict(app.query_params)
    assert params["p.column_names"] == ["area", "price"]
    params["data"] = "own.nobody"
    app = opened(**params)
    assert "a table that this server does not have" in words(app.warning)
    assert "ignored" not in words(app.warning)
