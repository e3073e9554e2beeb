"""The window for own data on the page."""

from __future__ import annotations

import zlib
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from tests.ui.driver import opened, shown, words
from ui.own_data import read_table
from ui.words.tables import readable


def with_data_open(**params: Any) -> AppTest:
    app = opened(**params)
    app.session_state["data"] = True
    return app.run()


def said(app: AppTest) -> str:
    return words(app.warning, app.caption, app.markdown)


def parameters(app: AppTest) -> dict[str, Any]:
    return dict(app.session_state["playground"].config.scene.parameters)


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
