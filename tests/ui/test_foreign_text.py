"""Links of strangers: what becomes of addresses in them, and of what has no place."""

from __future__ import annotations

import re

import pytest

import optimizers
from experiments.sweep import Axis
from ui.links import own_tables
from ui.links.page_link import decode_pages
from ui.links.scene_link import decode, encode
from ui.words.quoting import literal

# As Streamlit's Markdown looks for them, in texts from which the backslashes are gone.
ADDRESS = re.compile(r"(https?://|www(?=\.))[-.\w]+|(?<![\w])[-.\w+]+@[-\w]+(\.[-\w]+)+", re.I)


@pytest.mark.parametrize(
    "text",
    ["http://a.invalid", "HTTPS://a.invalid", "www.a.invalid", "WWW.a.invalid", "x@a.invalid",
     "a-b.c+d@a.invalid", "[Win](http://a.invalid)", "![pic](http://127.0.0.1:9/x.png)"],
)  # fmt: skip
def test_no_address_becomes_a_link_by_itself(text: str) -> None:
    assert ADDRESS.search(text)
    shown = re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", literal(text))
    assert not ADDRESS.search(shown)
    assert shown.replace("\u2060", "") == text


@pytest.mark.parametrize("key", ["nodot", "zz.a"])
def test_what_belongs_to_no_page_is_a_sentence(key: str) -> None:
    assert len(decode_pages({key: ["1"]})[1]) == 1


@pytest.mark.parametrize("extra", [{}, {"p.features": ["1~2~4"]}])
@pytest.mark.parametrize("rows", [((1.0,), (2.0,), (3.0,)), ((1.0, 2.0),)])
def test_own_data_survive_a_second_link(
    rows: tuple[tuple[float, ...], ...], extra: dict[str, list[str]]
) -> None:
    own = (rows, tuple(float(place) for place in range(len(rows))))
    own_tables.keep_table(own)
    params = {"f": ["linear_regression"], "data": ["own." + own_tables.table_name(own)], **extra}
    config, _ = decode(params)
    assert decode(encode(config)) == (config, [])


@pytest.mark.parametrize(("low", "high"), [(-1e308, 1e308), (1.0, 1e200), (1e-308, 1e308)])
@pytest.mark.parametrize("name", ["history_size", "max_evaluations", "tolerance_grad"])
def test_an_axis_has_ends_that_can_be_counted_to(name: str, low: float, high: float) -> None:
    with pytest.raises(ValueError, match=f"{name} must"):
        Axis(name, low, high, 10).values(optimizers.registry["lbfgs"])
