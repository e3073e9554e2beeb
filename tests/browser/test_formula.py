"""A formula of one's own in a real browser."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

pytestmark = pytest.mark.browser

DATA = "stage.plots.map.data"
HEIGHTS = f"{DATA}[0].z.flatMap(row => [...row]).filter(Number.isFinite).length"
STAR = f"{DATA}.at(-1).name"


def link(page: Any) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def heights(visitor: Any) -> int:
    """At how many points the map that is drawn has a height."""
    visitor.drawn()
    return int(visitor.stage(HEIGHTS))


def test_a_formula_is_typed_drawn_and_linked_and_a_broken_one_loses_nothing(visit: Any) -> None:
    visitor = visit()
    page = visitor.open("?f=formula&n=50")
    whole = heights(visitor)
    assert visitor.stage(STAR) == "lowest minimum found"
    field = page.get_by_role("textbox", name="f(x, y) =")

    def typed(text: str) -> None:
        field.fill(text)
        field.press("Enter")

    visitor.changed(lambda: typed("log(x)^2 + (y + a)^2"))
    # Where x is negative there is nothing to be drawn.
    assert 0.4 < heights(visitor) / whole < 0.6
    assert link(page)["p.text"] == ["log(x)^2 + (y + a)^2"]
    elsewhere = visit()
    elsewhere.open("?" + urlsplit(page.url).query)
    assert heights(elsewhere) == heights(visitor)

    typed("log(x)^2 + (y + a")
    page.get_by_text("this bracket is never closed").wait_for()
    assert page.get_by_test_id("stCode").inner_text().rstrip() == "log(x)^2 + (y + a\n           ^"
    assert field.input_value() == "log(x)^2 + (y + a"
    visitor.settled()
    assert 0.4 < heights(visitor) / whole < 0.6
    assert link(page)["p.text"] == ["log(x)^2 + (y + a)^2"]
    assert visitor.complaints == []
