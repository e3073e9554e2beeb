"""Tables of visitors: what is read, what is left out and what is said of it."""

from __future__ import annotations

import zlib
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

import objectives
from experiments import Scene, run_race
from figures import stage
from figures.theme import LIGHT
from tests.ui.driver import opened, shown, words
from ui.links import own_tables
from ui.links.config import Config
from ui.links.scene_link import MOST_DATA, decode, encode
from ui.own_data import (
    EXAMPLE,
    MOST_BYTES,
    MOST_ROWS,
    Examples,
    Table,
    examples,
    read_table,
    suggested_columns,
)
from ui.stage.packing import pack, unpack
from ui.words.tables import readable


def numbers_of(content: bytes, *features: str, target: str, **options: Any) -> Examples:
    return examples(read_table(content), features, target, **{"labels": False} | options)


# ---- reading ----


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The table is empty."),
        (b"\n  \n\n", "The table is empty."),
        (b"x,y\n", "The table has no row below the header; at least 2 are needed."),
        (b"x,y\n1,2\n", "The table has one row; at least 2 are needed."),
        (b"1\n2\n3\n", "The table has one column; it needs one for a feature and one for y."),
        (b",".join([b"1"] * 101) + b"\n", "The table has 101 columns; at most 100 are read."),
        (bytes(range(256)) * 4, "This is not a text file."),
        (b"PK\x03\x04\x14\x00\x06\x00" + bytes(50), "This is not a text file."),
        (b"\xff\xfe\x00\xd8\x00\xd8", "This is not a text file."),
        (b'x,y\n1,"2\n3,4\n', "The table cannot be read: a quotation mark is not closed"),
        (b"x" * 200_000 + b"\n1,2\n", "The table cannot be read"),
    ],
)
def test_what_is_no_table_is_refused_in_one_sentence(content: bytes, sentence: str) -> None:
    with pytest.raises(ValueError, match=f"^{sentence}"):
        read_table(content)


def test_a_file_of_100_megabytes_is_refused_before_it_is_read() -> None:
    with pytest.raises(ValueError, match=r"^The file has 100.0 MB; at most 5 MB are read.$"):
        read_table(bytes(100_000_000))


def test_the_limit_itself_is_read() -> None:
    row = b"1,2\n"
    table = read_table(row * (MOST_BYTES // len(row)))
    assert len(table) == MOST_BYTES // len(row)
    with pytest.raises(ValueError, match="at most 5 MB"):
        read_table(row * (MOST_BYTES // len(row)) + b"1")


WRITTEN = {
    "commas": "x,y\n1.5,2\n-3,4e2\n",
    "semicolons and decimal commas": "x;y\n1,5;2\n-3;400\n",
    "tabs": "x\ty\n1.5\t2\n-3\t400\n",
    "spaces": "x y\n1.5   2\n-3 400\n",
    "bars": "x|y\n1.5|2\n-3|400\n",
    "quotes": '"x","y"\n"1.5","2"\n"-3","400"\n',
    "quotes and semicolons": '"x";"y"\n"1,5";"2"\n"-3";"400"\n',
    "spaces around": " x , y \n 1.5 , 2 \n -3 , 400 \n",
    "Windows": "x,y\r\n1.5,2\r\n-3,400\r\n",
    "old Macintosh": "x,y\r1.5,2\r-3,400\r",
    "empty lines": "\n\nx,y\n\n1.5,2\n\n-3,400\n\n\n",
}


@pytest.mark.parametrize("text", WRITTEN.values(), ids=WRITTEN)
@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "latin-1"]
)
def test_every_way_to_write_a_table(text: str, encoding: str) -> None:
    found = numbers_of(text.encode(encoding), "x", target="y")
    assert found == Examples(((1.5,), (-3.0,)), (2.0, 400.0))


def test_latin_1_is_read_and_said() -> None:
    table = read_table("Höhe;Länge\n1;2\n3;4\n".encode("latin-1"))
    assert table.names == ["Höhe", "Länge"]
    assert table.sentences == ("The file is not in UTF-8; it was read as Latin-1.",)


def test_separators_inside_quotes_belong_to_the_cell() -> None:
    table = read_table(b'"a, b","c ""d"""\n"1","2"\n3,4\n')
    assert table.names == ["a, b", 'c "d"']


def test_columns_of_the_same_name_are_told_apart() -> None:
    table = read_table(b"x,x,,x\n1,2,3,4\n5,6,7,8\n")
    assert table.names == ["x", "x (2)", "column 3", "x (3)"]
    same, nameless = table.sentences
    assert same == "Some columns have the same name; now called 'x (2)', 'x (3)'."
    assert "no name for 'column 3'" in nameless
    assert examples(table, ["x"], "x (3)", labels=False).targets == (4.0, 8.0)


def test_a_table_without_a_header() -> None:
    table = read_table(b"1,2\n3,4\n")
    assert (table.names, len(table)) == (["column 1", "column 2"], 2)
    assert "not taken for a header" in table.sentences[0]


def test_rows_that_are_too_wide_are_counted() -> None:
    table = read_table(b"x,y\n1,2\n3,4,5\n6,7\n8,9\n")
    assert len(table) == 3
    assert table.sentences == ("1 row has more than 2 cells and was left out.",)


def read_or_said(content: bytes) -> Table | str:
    try:
        return read_table(content)
    except ValueError as error:
        return str(error)


@given(st.binary(max_size=200))
def test_any_bytes_give_a_table_or_a_sentence(content: bytes) -> None:
    found = read_or_said(content)
    if isinstance(found, str):
        assert found.endswith(".")
    else:
        assert len(found) >= 2
        assert len(set(found.names)) == len(found.names) >= 2


def chosen_or_said(table: Table, labels: bool) -> Examples | str:
    features, target = suggested_columns(table, 1, labels=labels)
    try:
        return examples(table, features, target, labels=labels)
    except ValueError as error:
        return str(error)


@given(st.text(alphabet='0159.,;-+eE"\n\t nax', max_size=120), st.booleans())
def test_any_table_gives_examples_or_a_sentence(text: str, labels: bool) -> None:
    table = read_or_said(text.encode())
    found = table if isinstance(table, str) else chosen_or_said(table, labels)
    if isinstance(found, str):
        assert found.endswith(".")
        return
    name = "logistic_regression" if labels else "linear_regression"
    problem = objectives.get(name, features=found.features, targets=found.targets)
    assert problem.examples == len(found.targets)


# ---- choosing ----


def test_what_is_missing_is_left_out_and_counted() -> None:
    rows = ["x,y", "1,2", "red,3", "blue,3", ",3", "5,", ",", "6,inf", "7,NaN", "8,-1e300", "9,10"]
    found = numbers_of("\n".join(rows).encode(), "x", target="y")
    assert (found.features, found.targets) == (((1.0,), (9.0,)), (2.0, 10.0))
    counted, quoted = found.sentences
    assert counted == (
        "8 of 10 rows were left out: 1 is empty, 1 has nothing in 'x', 2 have no number in 'x', "
        "2 have nothing in 'y', 2 have too large a number in 'y'."
    )
    assert quoted == (
        "For example: 'red' in row 3 of the file, column 'x', is no number; "
        "'inf' in row 8 of the file, column 'y', is too large."
    )


def test_text_in_a_number_column_alone_is_an_error_with_the_reason() -> None:
    with pytest.raises(
        ValueError,
        match=r"^3 of 3 rows were left out: 3 have no number in 'x'. No row is left; at least 2 "
        r"are needed. For example: 'red' in row 2 of the file, column 'x', is no number.$",
    ):
        numbers_of(b"x,y\nred,1\nblue,2\ngreen,3\n", "x", target="y")


@pytest.mark.parametrize(
    ("written", "zero", "one"),
    [
        ("no yes no yes", "no", "yes"),
        ("False True False True", "False", "True"),
        ("benign malignant benign malignant", "benign", "malignant"),
        ("0 1 0 1", "0", "1"),
        ("0 1.0 0.0 1", "0", "1"),
        ("-1 1 -1 1", "-1", "1"),
        ("2 5 2 5", "2", "5"),
    ],
)
def test_any_two_values_are_two_classes(written: str, zero: str, one: str) -> None:
    lines = [f"{i},{value}" for i, value in enumerate(written.split())]
    found = numbers_of("\n".join(["x,c", *lines]).encode(), "x", target="c", labels=True)
    assert found.targets == (0.0, 1.0, 0.0, 1.0)
    assert found.sentences == (f"1 stands for '{one}' in 'c', 0 for '{zero}'.",)


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("a a a", "'c' is 'a' in all rows; two classes are needed."),
        ("a b c", r"'c' has 3 different values \('a', 'b', 'c'\); this model tells two"),
        ("1 2 3 4", r"'c' has 4 different values \('1', '2', '3', …\); this model tells two"),
    ],
)
def test_other_numbers_of_classes_are_refused(written: str, sentence: str) -> None:
    lines = [f"{i},{value}" for i, value in enumerate(written.split())]
    with pytest.raises(ValueError, match=f"^{sentence}"):
        numbers_of("\n".join(["x,c", *lines]).encode(), "x", target="c", labels=True)


def test_a_feature_of_two_columns() -> None:
    content = b"a;b;c\n1,5;2;no\n3;4;yes\n"
    found = numbers_of(content, "a", "b", target="c", labels=True)
    assert found.features == ((1.5, 2.0), (3.0, 4.0))


def test_columns_that_make_no_sense_are_refused() -> None:
    with pytest.raises(ValueError, match=r"^'x' cannot be both a feature and the target.$"):
        numbers_of(b"x,y\n1,2\n3,4\n", "x", target="x")
    with pytest.raises(ValueError, match=r"^Choose a column for the feature.$"):
        numbers_of(b"x,y\n1,2\n3,4\n", target="y")
    with pytest.raises(ValueError, match="Only one row is left; at least 2 are needed"):
        numbers_of(b"x,y\n1,2\n3,\n", "x", target="y")


@pytest.mark.parametrize("name", ["linear_regression", "sigmoid_neuron"])
@pytest.mark.parametrize("scaling", ["none", "standard", "minmax"])
@pytest.mark.parametrize("x", [5.0, 0.0])
def test_a_constant_feature_is_said_and_can_be_run(name: str, scaling: str, x: float) -> None:
    found = numbers_of(f"x,y\n{x},0.1\n{x},0.2\n{x},0.6\n".encode(), "x", target="y")
    assert found.sentences == ("'x' is the same in all rows; there is nothing to learn from.",)
    parameters = (("features", found.features), ("targets", found.targets), ("scaling", scaling))
    race = run_race(Scene(objective=name, parameters=parameters, steps=50))
    assert all(runner.trajectory.status != "diverged" for runner in race.runners)


def test_of_a_million_rows_the_same_2000_are_drawn_for_a_seed() -> None:
    table = read_table(b"x,y\n" + b"1,2\n3,4\n5,6\n7,8\n9,0\n" * 200_000)
    assert len(table) == 1_000_000
    first, again, other = (
        examples(table, ["x"], "y", labels=False, seed=seed) for seed in (0, 0, 1)
    )
    assert len(first.targets) == MOST_ROWS
    assert first.sentences == ("2,000 of 1,000,000 rows are used, drawn at random with seed 0.",)
    assert first == again
    assert first.targets != other.targets
    # Every fifth of the rows is drawn from equally often, up to five standard deviations.
    counts = np.unique(first.targets, return_counts=True)[1]
    assert np.abs(counts - 400).max() < 5 * np.sqrt(2000 * 0.2 * 0.8)


def test_drawn_rows_keep_features_and_targets_together() -> None:
    lines = [f"{i},{3 * i}" for i in range(MOST_ROWS + 500)]
    found = numbers_of("\n".join(["x,y", *lines]).encode(), "x", target="y")
    assert [3 * x for (x,) in found.features] == list(found.targets)
    assert sorted(found.targets) == list(found.targets)


def test_the_columns_to_begin_with() -> None:
    table = read_table(EXAMPLE.encode())
    assert suggested_columns(table, 1, labels=False) == (["hours"], "score")
    assert suggested_columns(table, 2, labels=True) == (["hours", "score"], "passed")
    for labels, target in ((False, "score"), (True, "passed")):
        assert len(examples(table, ["hours"], target, labels=labels).targets) == 12


@pytest.mark.parametrize(
    ("codes", "are_names"),
    [
        ("01067 80331 10115", True),
        ("0012 0013 0014", True),
        ("0 1 5", False),
        ("1000 2000 3000", False),
        ("01 06 12", False),
    ],
)
def test_codes_with_leading_zeros_are_no_features(codes: str, are_names: bool) -> None:
    rows = [f"{code},{i * i},{i}" for i, code in enumerate(codes.split())]
    table = read_table("\n".join(["code,x,y", *rows]).encode())
    assert suggested_columns(table, 1, labels=False)[0] == (["x"] if are_names else ["code"])
    assert any("'code' counts or names" in said for said in table.sentences) == are_names


def test_decimal_commas_between_commas_are_suspected() -> None:
    found = read_table(b"x,y\n1,5,2\n2,5,3\n3,5,4\n").sentences
    assert any("separate its columns by semicolons" in said for said in found)


def test_a_table_can_be_asked_for_its_numbers() -> None:
    table: Table = read_table(b"x;y\n1,5;a\n2;b\n")
    np.testing.assert_array_equal(table.numbers("x"), [1.5, 2.0])
    assert np.isnan(table.numbers("y")).all()


# ---- the link ----


def own_scene(rows: int, columns: int = 1, **changes: Any) -> Scene:
    features = tuple(tuple(i / 7 + j for j in range(columns)) for i in range(rows))
    targets = tuple(float(i % 2) for i in range(rows))
    name = "linear_regression" if columns == 1 else "logistic_regression"
    parameters = (("scaling", "standard"), ("features", features), ("targets", targets))
    return Scene(objective=name, parameters=parameters).replace(**changes)


@pytest.mark.parametrize(("rows", "columns"), [(2, 1), (30, 1), (2, 2), (20, 2)])
def test_few_numbers_are_in_the_link_exactly(rows: int, columns: int) -> None:
    scene = own_scene(rows, columns)
    params = encode(Config(scene))
    assert "data" not in params
    read, messages = decode(params)
    assert read.scene == scene
    assert messages == []
    hash(read.scene)


@pytest.mark.parametrize(("rows", "columns"), [(31, 1), (21, 2), (2000, 1)])
def test_of_many_numbers_the_link_has_only_the_name(rows: int, columns: int) -> None:
    scene = own_scene(rows, columns, start=(1e3,) * (columns + 1), batch_size=7)
    params = encode(Config(scene))
    assert params["data"][0].startswith("own.")
    assert not any(key in params for key in ("p.features", "p.targets"))
    assert params["p.scaling"] == ["standard"]
    read, messages = decode(params)
    (sentence,) = messages
    assert "this server does not remember them: load the file again" in sentence
    assert read.scene.parameters == (("scaling", "standard"),)
    assert (read.scene.start, read.scene.batch_size) == (None, None)
    values = dict(scene.parameters)
    own_tables.keep_table((values["features"], values["targets"]))
    read, messages = decode(params)
    assert messages == []
    assert dict(read.scene.parameters) == values
    assert (read.scene.start, read.scene.batch_size) == (scene.start, 7)


@pytest.mark.parametrize(
    "params",
    [
        {"p.features": ["1_2_a"], "p.targets": ["1~2~3"]},
        {"p.features": ["1_2_3"], "p.targets": ["1~2"]},
        {"p.features": ["1_2_3"]},
        {"p.features": ["1_2~3"], "p.targets": ["1~2"]},
        {"p.features": ["1_nan"], "p.targets": ["1~2"]},
        {"p.features": ["1_1e300"], "p.targets": ["1~2"]},
        {"p.features": ["_".join(["1"] * (MOST_DATA + 1))], "p.targets": ["1~2"]},
        {"data": ["mine"]},
        {"f": ["and_neuron"], "p.features": ["1~2_3~4"], "p.targets": ["0~1"]},
        {"f": ["ellipse"], "p.features": ["1_2"]},
    ],
)
def test_bad_data_in_a_link_are_ignored_with_a_sentence(params: dict[str, list[str]]) -> None:
    read, messages = decode({"f": ["linear_regression"], **params})
    assert messages
    assert all("ignored" in message for message in messages)
    assert "features" not in dict(read.scene.parameters)


# ---- rates ----


@pytest.mark.parametrize("scaling", ["none", "standard", "minmax"])
def test_the_suggested_rates_fit_the_data_not_the_table(scaling: str) -> None:
    """Years and incomes: a rate from the built-in data would throw every run out at once."""
    x = np.linspace(1950.0, 2020.0, 30)
    given = (
        ("features", tuple((float(v),) for v in x)),
        ("targets", tuple((900.0 + 40.0 * (x - 1950.0)).tolist())),
        ("scaling", scaling),
    )
    race = run_race(Scene(objective="linear_regression", parameters=given))
    for runner in race.runners:
        assert runner.trajectory.status == "step limit"
        assert runner.trajectory.values[-1] < runner.trajectory.values[0]


# ---- the page ----


def with_data_open(**params: Any) -> AppTest:
    app = opened(**params)
    app.session_state["data"] = True
    return app.run()


def said(app: AppTest) -> str:
    return words(app.warning, app.caption, app.markdown)


def examples_shown(app: AppTest) -> list[float]:
    return [float(x) for x in shown(app)["data"]["data"][0]["x"]]


def test_a_pasted_table_replaces_the_data_and_back() -> None:
    app = with_data_open(f="linear_regression")
    before = examples_shown(app)
    app.text_area(key="data.text").set_value("age;pay\n20;100\n30;\n40;220\n60;290\n").run()
    app.button(key="data.use").click().run()
    assert not app.exception
    assert examples_shown(app) == [20.0, 40.0, 60.0]
    assert "3 examples of your own are in use" in said(app)
    assert "condition number is 24.6" not in said(app)
    assert "1 of 4 rows was left out: 1 has nothing in 'pay'." in said(app)
    assert app.query_params["p.features"] == "20.0_40.0_60.0"
    app.button(key="data.back").click().run()
    assert examples_shown(app) == before
    assert not any(key.startswith("p.") for key in app.query_params)


def test_an_uploaded_file_of_two_classes() -> None:
    app = with_data_open(f="mlp", n="20")
    rows = [f"{i},{i % 7},{'yes' if i % 3 else 'no'}" for i in range(100)]
    content = "\n".join(["a,b,bought", *rows]).encode()
    app.file_uploader(key="data.file").upload("table.csv", content, "text/csv").run()
    app.button(key="data.use").click().run()
    assert not app.exception
    assert not app.error
    # A fifth is held out.
    assert "100 examples of your own are in use" in said(app)
    assert "1 stands for 'yes' in 'bought', 0 for 'no'." in said(app)
    app.session_state["menu.Share"] = True
    app.run()
    assert "this server remembers the table" in said(app)
    again = opened(**dict(app.query_params))
    assert dict(again.session_state["playground"].config.scene.parameters) == dict(
        app.session_state["playground"].config.scene.parameters
    )
    app.selectbox(key="landscape").select("logistic_regression").run()
    assert "data" not in app.query_params
    assert not app.exception


def test_rows_with_more_cells_than_names_are_remarked() -> None:
    table = read_table(b"x,y\n1,5,2,5\n2,5,3,5\n3,5,4,5\n")
    (sentence,) = table.sentences
    assert "no name for 'column 3', 'column 4'" in sentence
    assert "semicolons" in sentence
    assert read_table(b"x,y\n1,2,\n2,3,\n4,5,\n").sentences == ()


def test_an_empty_file_is_a_sentence() -> None:
    app = with_data_open(f="linear_regression", n="20")
    app.file_uploader(key="data.file").upload("table.csv", b"", "text/csv").run()
    assert "The file is empty." in said(app)


def test_large_numbers_are_shown_in_tables() -> None:
    rows = readable([{"f": 1e25, "n": 3, "g": 0.5}, {"f": 2.0, "n": 4, "g": None}])
    assert rows == [{"f": "1e+25", "n": 3, "g": 0.5}, {"f": "2", "n": 4, "g": None}]


def test_a_table_that_cannot_be_read_is_a_sentence_on_the_page() -> None:
    app = with_data_open(f="linear_regression")
    app.text_area(key="data.text").set_value("a,b\n1,red\n2,blue\n").run()
    app.button(key="data.use").click().run()
    assert "no number in 'b'" in words(app.warning)
    app.text_area(key="data.text").set_value("hello").run()
    assert "one column" in words(app.warning)
    assert not app.exception


def test_a_sigmoid_says_what_it_cannot_answer() -> None:
    app = with_data_open(f="sigmoid_neuron")
    app.text_area(key="data.text").set_value("x,y\n1,10\n2,20\n3,40\n").run()
    app.button(key="data.use").click().run()
    assert "'y' goes from 10 to 40, but this model only answers between 0 and 1." in said(app)


@pytest.mark.parametrize("objective", ["and_neuron", "xor_mlp", "noisy_line", "rosenbrock"])
def test_what_has_no_use_for_own_data_does_not_ask_for_them(objective: str) -> None:
    app = with_data_open(f=objective, n="20")
    assert not any(area.key == "data.text" for area in app.text_area)


def test_shape_leaves_out_what_makes_the_built_in_data() -> None:
    few = {"p.features": "0~0_1~1_2~0_3~1_4~0_5~1", "p.targets": "0~1~0~1~0~1"}
    app = opened(f="mlp", n="20", **few)
    app.session_state["shape"] = True
    app.run()
    keys = {widget.key for widget in [*app.selectbox, *app.number_input]}
    assert "shape.mlp.hidden" in keys
    assert not keys & {"shape.mlp.dataset", "shape.mlp.n", "shape.mlp.features"}


# ---- several features ----

HOUSES = "nr,area,rooms,sold on,kind,price\n" + "".join(
    f"{i},{40 + 7 * (i * i % 13)},{1 + i % 5},2022-05-{i:02},"
    f"{'house' if i % 3 else 'flat'},{100_000 + 2000 * (i * i % 13) + 9000 * (i % 5)}\n"
    for i in range(1, 25)
)


def with_houses(**params: Any) -> AppTest:
    app = with_data_open(**params)
    return app.text_area(key="data.text").set_value(HOUSES).run()


def chosen(app: AppTest) -> Any:
    (found,) = app.multiselect
    return found


def parameters(app: AppTest) -> dict[str, Any]:
    return dict(app.session_state["playground"].config.scene.parameters)


def test_features_are_chosen_from_all_columns_but_the_target() -> None:
    app = with_houses(f="linear_regression")
    assert chosen(app).value == ["area"]
    assert chosen(app).options == ["nr", "area", "rooms", "sold on", "kind"]
    app = chosen(app).set_value(["area", "rooms"]).run()
    app.button(key="data.use").click().run()
    assert not app.exception
    assert parameters(app)["column_names"] == ("area", "rooms", "price")
    assert len(parameters(app)["features"][0]) == 2
    stage = shown(app)
    assert stage["learning"]["kind"] == "fit"
    titles = [stage["layout"][axis]["title"]["text"] for axis in ("xaxis", "yaxis")]
    assert titles == ["θ_area", "θ_rooms"]
    # Exactly linear, so the closed form is what the table was made of.
    assert "price = 79,571 + 285.7 · area + 9000 · rooms" in said(app)
    again = opened(**app.query_params)
    assert parameters(again) == parameters(app)


def test_for_classes_two_features_are_chosen_at_first() -> None:
    app = with_houses(f="logistic_regression")
    assert chosen(app).value == ["area", "rooms"]
    app = chosen(app).set_value(["area", "rooms", "price"]).run()
    app.button(key="data.use").click().run()
    assert not app.exception
    assert parameters(app)["class_names"] == ("flat", "house")
    assert "first two principal components of the 3 features" in shown(app)["note"]


def test_a_feature_that_becomes_the_target_is_no_feature_any_more() -> None:
    app = with_houses(f="linear_regression")
    app = chosen(app).set_value(["area", "rooms"]).run()
    target = next(box for box in app.selectbox if box.label == "target y")
    app = target.set_value("rooms").run()
    assert chosen(app).value == ["area"]
    target = next(box for box in app.selectbox if box.label == "target y")
    app = target.set_value("area").run()
    assert "price" in chosen(app).options
    app.button(key="data.use").click().run()
    assert not app.exception


@pytest.mark.parametrize("name", ["linear_regression", "logistic_regression", "mlp"])
@pytest.mark.parametrize("scaling", ["standard", "minmax"])
def test_the_suggested_rates_suit_many_features_that_belong_together(
    name: str, scaling: str
) -> None:
    rng = np.random.default_rng(1)
    x = (rng.normal(size=(60, 8)) + 3.0 * rng.normal(size=(60, 1))) * 10.0 ** np.arange(-2, 6)
    y = x @ 10.0 ** -np.arange(-2.0, 6.0)
    if name != "linear_regression":
        y = (y > 0.0).astype(float)
    given = (
        ("features", tuple(map(tuple, x.tolist()))),
        ("targets", tuple(y.tolist())),
        ("scaling", scaling),
    )
    for runner in run_race(Scene(objective=name, parameters=given)).runners:
        assert runner.trajectory.status == "step limit"
        assert runner.trajectory.values[-1] < 0.5 * runner.trajectory.values[0]


# ---- the ends of what can be drawn ----


@pytest.mark.parametrize("number", ["1e18", "-2e37", "1e99"])
def test_a_target_whose_square_cannot_be_drawn_is_refused_with_its_cell(number: str) -> None:
    table = f"x,y\n1,2\n2,{number}\n3,5\n4,7\n".encode()
    found = numbers_of(table, "x", target="y")
    assert found.targets == (2.0, 5.0, 7.0)
    assert found.sentences == (
        "1 of 4 rows was left out: 1 has too large a number in 'y'.",
        f"For example: '{number}' in row 3 of the file, column 'y', is too large.",
    )
    params = {"f": ["linear_regression"], "p.features": ["1_2"], "p.targets": [f"1.0~{number}"]}
    read, messages = decode(params)
    assert "features" not in dict(read.scene.parameters)
    assert "targets must be between -1e+17 and 1e+17" in " ".join(messages)


def test_targets_that_hardly_differ_are_refused() -> None:
    with pytest.raises(ValueError, match=r"^The numbers in 'y' differ by less than 1e-15"):
        numbers_of(b"x,y\n1,2e-20\n2,3e-20\n", "x", target="y")
    assert numbers_of(b"x,y\n1,2e-10\n2,3e-10\n", "x", target="y").targets == (2e-10, 3e-10)


@pytest.mark.parametrize("scaling", ["standard", "minmax", "none"])
@pytest.mark.parametrize(
    "numbers",
    [
        (1e38, 3e38, 5e38), (1e60, -2e60, 3e60), (1.7e9 + 1, 1.7e9 + 2, 1.7e9 + 4),
        (1e-50, 3e-50, 4e-50),
    ],
)  # fmt: skip
def test_features_of_any_size_are_drawn(numbers: tuple[float, ...], scaling: str) -> None:
    scene = Scene(
        objective="linear_regression", steps=20,
        parameters=(
            ("features", tuple((number,) for number in numbers)), ("targets", (1.0, 5.0, 3.0)),
            ("scaling", scaling),
        ),
    )  # fmt: skip
    made = stage.build(run_race(scene), ["a"] * 4, LIGHT, stage.StageView())
    assert made.data is not None
    sent = unpack(pack([made.map["data"], made.data.plot["data"], made.data.answers]))
    drawn = sent[1][0]
    width = max(numbers) - min(numbers)
    np.testing.assert_allclose(drawn["x"], numbers, rtol=1e-6, atol=1e-3 * width)
    for trace in sent[0]:
        assert np.isfinite(trace["x"]).all()
        assert np.isfinite(trace["y"]).all()
    (low, high) = made.map["layout"]["yaxis"]["range"]
    assert len(np.unique(sent[0][0]["y"])) == len(sent[0][0]["y"])
    assert low < high
    assert all(np.isfinite(answers["values"]).all() for answers in sent[2])


def test_targets_far_from_zero_that_hardly_differ_are_drawn() -> None:
    targets = (1.7e9 + 1, 1.7e9 + 3, 1.7e9 + 4)
    scene = Scene(
        objective="linear_regression", steps=20,
        parameters=(("features", ((1.0,), (2.0,), (3.0,))), ("targets", targets)),
    )  # fmt: skip
    race = run_race(scene)
    made = stage.build(race, ["a"] * 4, LIGHT, stage.StageView())
    assert made.data is not None
    assert made.data.plot["data"][0]["y"].tolist() == list(targets)
    walked = race.runners[3].trajectory.points[:, 0]
    low, high = race.objective.domain[0]
    np.testing.assert_allclose(made.paths[3][1]["x"], walked, rtol=0, atol=1e-3 * (high - low))
    ground = made.map["data"][0]
    assert len(np.unique(ground["x"])) == len(ground["x"])


def test_tables_are_told_apart_by_all_of_their_bytes() -> None:
    """These two have the same length and the same CRC-32."""
    first, second = collision()
    assert len(first) == len(second)
    assert zlib.crc32(first) == zlib.crc32(second)
    app = with_data_open(f="linear_regression", n="20")
    for content in (first, second):
        app.text_area(key="data.text").set_value(content.decode()).run()
        app.button(key="data.use").click().run()
        table = read_table(content)
        assert parameters(app)["targets"] == tuple(table.numbers("y").tolist())


def collision() -> tuple[bytes, bytes]:
    """Two tables that a checksum of 32 bits takes for one."""
    base = bytearray(b"x,y\n1,1\n2,1\n3,1\n# " + b"@" * 64 + b"\n4,2\n")
    other = bytearray(base)
    other[6:7] = b"5"
    other[8:9] = b"1"
    place = base.index(b"@")
    wanted = zlib.crc32(bytes(base)) ^ zlib.crc32(bytes(other))
    # CRC-32 is linear: 64 bits of the comment can be flipped, one in every sign.
    flips = []
    for offset in range(64):
        changed = bytearray(base)
        changed[place + offset] ^= 1
        flips.append(zlib.crc32(bytes(base)) ^ zlib.crc32(bytes(changed)))
    rows = [(value, 1 << index) for index, value in enumerate(flips)]
    used = 0
    for bit in reversed(range(32)):
        pivot = next((row for row in rows if row[0] >> bit & 1), None)
        if pivot is None:
            continue
        rows.remove(pivot)
        rows = [
            (row[0] ^ pivot[0], row[1] ^ pivot[1]) if row[0] >> bit & 1 else row for row in rows
        ]
        if wanted >> bit & 1:
            wanted ^= pivot[0]
            used ^= pivot[1]
    for offset in range(64):
        if used >> offset & 1:
            other[place + offset] ^= 1
    return bytes(base), bytes(other)
