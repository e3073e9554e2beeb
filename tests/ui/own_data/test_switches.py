"""What can be read in two ways is said on the page, and a switch reads it the other way."""

from __future__ import annotations

from typing import Any

from streamlit.testing.v1 import AppTest

from tests.ui.driver import opened, shown, words
from ui.own_data import read_table


def pasted(text: str) -> AppTest:
    app = opened(f="linear_regression", n="20")
    app.session_state["data"] = True
    app.run()
    return app.text_area(key="data.text").set_value(text).run()


def switch(app: AppTest, label: str) -> Any:
    return next((box for box in app.selectbox if box.label == label), None)


def test_numbers_are_read_the_other_way() -> None:
    app = pasted("x\ty\n1,234\t1\n2,345\t2\n3,456\t4\n")
    assert "was read as 1234, not as 1.234" in words(app.caption)
    switch(app, "Numbers are written as").set_value(",").run()
    assert "was read as 1.234, not as 1234" in words(app.caption)
    app.button(key="data.use").click().run()
    assert not app.exception
    assert [round(float(x), 3) for x in shown(app)["data"]["data"][0]["x"]] == [1.234, 2.345, 3.456]


def test_days_are_read_the_other_way() -> None:
    app = pasted("d,y\n03/05/2022,1\n04/05/2022,2\n")
    assert "the month was taken to come first" in words(app.caption)
    switch(app, "Dates are written as").set_value(True).run()
    assert "the day was taken to come first" in words(app.caption)


def test_what_can_be_read_in_one_way_has_no_switch() -> None:
    app = pasted("x\ty\n1,5\t1\n2,345\t2\n")
    assert switch(app, "Numbers are written as") is None
    assert switch(app, "Dates are written as") is None


def test_a_switch_changes_only_what_can_be_read_in_two_ways() -> None:
    table = read_table(b"x\ty\n1,234\t1.5\n2,345\t2.25\n").written(decimal=",")
    assert table.numbers("x").tolist() == [1.234, 2.345]
    assert table.numbers("y").tolist() == [1.5, 2.25]
