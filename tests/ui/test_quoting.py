"""Foreign text is shown, not obeyed."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from figures.quoting import JOINER, in_figure, in_space, plain
from tests.ui.driver import opened, words
from ui.links.codec import MOST_SENTENCES
from ui.links.neuron_link import decode_neuron
from ui.links.page_link import decode_pages
from ui.links.scene_link import decode
from ui.words.quoting import in_cell, literal

HOSTILE = (
    "![pic](http://127.0.0.1:9/x.png)",
    "[Win a prize](http://example.invalid)",
    "\n\n# A heading",
    "www.example.invalid",
    "<img src=x onerror=alert(1)>",
    "$x^2$ :red[loud] :material/home: :smile: `code` **bold** | a | b |",
    "\u202eturned\u200b\x00\x07",
)


@given(st.text(max_size=300))
def test_every_sign_that_could_mean_something_is_escaped(text: str) -> None:
    shown = literal(text)
    assert "\n" not in shown
    bare = re.sub(r"\\[!-/:-@\[-`{-~]", "", shown)
    assert not re.search(r"[!-/:-@\[-`{-~]", bare)
    assert re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", shown).replace(JOINER, "") == plain(text)
    assert not re.search(r":[a-z0-9_+-]", shown.replace("\\", ""))


@given(st.text(max_size=300), st.integers(1, 60))
def test_a_text_is_one_short_line_of_visible_signs(text: str, limit: int) -> None:
    shown = plain(text, limit)
    assert len(shown) <= limit
    assert shown.isprintable() or "\ufffd" in shown
    assert "<" not in in_figure(text)
    assert "$" not in in_figure(text)
    assert "%{" not in in_figure(text)
    assert not re.search(r"<[^\u2060]", in_space(text))
    assert not in_cell(text).startswith(("=", "+", "-", "@"))


@pytest.mark.parametrize("text", HOSTILE)
def test_no_link_picture_or_heading_comes_out_of_a_link(text: str) -> None:
    for params in ({text: "1"}, {"f": text}, {"o": [text]}, {"p.a": text}):
        app = opened(**params, n="5")
        assert not app.exception
        (said,) = app.warning
        assert "](" not in said.value
        assert "\n#" not in said.value
        assert "<" not in said.value.replace("\\<", "")
        assert "was ignored" in words(app.warning)


def test_a_link_of_megabytes_is_answered_in_a_few_sentences() -> None:
    params: dict[str, Any] = {f"bad{n}": ["x" * 100] for n in range(20_000)}
    _, sentences = decode(params)
    assert len(sentences) <= MOST_SENTENCES + 1
    assert sum(map(len, sentences)) < 5_000
    _, sentences = decode({"o": ["adam~" + "~".join(["x-1"] * 20_000)]})
    assert len(sentences) <= MOST_SENTENCES + 1


@pytest.mark.parametrize(
    ("codec", "keys"),
    [
        (decode, ("f", "o", "x", "p.a", "zzz")),
        (decode_pages, ("race.trials", "sweep.x")),
        (decode_neuron, ("w", "x", "eta", "zzz")),
    ],
)
def test_keys_without_a_value_are_no_failure(codec: Any, keys: tuple[str, ...]) -> None:
    codec({key: [] for key in keys})


def test_two_schedules_in_one_entry_come_back_as_they_went() -> None:
    from ui.links.scene_link import encode

    text = "adam~schedule-cosine~schedule.alpha-0.5~schedule-exponential"
    config, sentences = decode({"o": [text]})
    assert len(sentences) == 1
    again, none = decode(encode(config))
    assert again == config
    assert none == []
