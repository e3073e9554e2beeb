"""One word for one idea, one symbol for one number, mathematics as mathematics."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

import objectives
import optimizers
from declarations import counted
from figures.basins import _spans
from figures.curves import QUANTITIES
from tests.ui.driver import assert_fine, opened, verdicts
from ui.words import wording
from ui.words.scenes import SCENES

ROOT = Path(__file__).parents[2]
SOURCES = [
    path for name in ("ui", "figures", "experiments") for path in (ROOT / name).rglob("*.py")
]
OTHER_WORDS = (
    "f − minimum",
    "f - minimum",
    "median loss",
    "final loss",
    "lowest loss",
    "the loss is",
)
"""What was once said for the gap f − f*, or for f where nothing is learned."""


@pytest.mark.parametrize("phrase", OTHER_WORDS)
def test_nobody_says_it_in_other_words(phrase: str) -> None:
    shown = re.compile(rf'"[^"\n]*{re.escape(phrase)}[^"\n]*"')
    for path in SOURCES:
        code = re.sub(r'"""[\s\S]*?"""', "", path.read_text(encoding="utf-8"))
        assert not shown.search(code), path


def test_the_gap_is_called_so_and_defined_where_it_stands() -> None:
    assert QUANTITIES["gap"].label == "gap f − f*"
    app = opened(n="5")
    app.session_state["numbers"] = True
    app.run()
    columns = json.loads(app.dataframe[0].proto.columns)
    assert columns["gap"]["help"] == wording.GAP
    assert "f − f*" in wording.GAP


def test_numbers_that_are_too_large_stand_at_the_right_as_well() -> None:
    app = opened(f="sphere", n="300", o=["sgd~learning_rate-3.0", "adam"])
    app.session_state["numbers"] = True
    app.run()
    assert_fine(app)
    columns = json.loads(app.dataframe[0].proto.columns)
    assert columns["final f"]["type_config"]["type"] == "text"
    assert columns["final f"]["alignment"] == "right"


def test_the_learning_rate_has_one_symbol() -> None:
    for name in optimizers.names():
        declared = optimizers.registry[name].parameters.get("learning_rate")
        # That of Rprop is a first step size, which the gradient does not scale.
        assert declared is None or declared.symbol == ("d_0" if name == "rprop" else r"\alpha"), (
            name
        )
    app = AppTest.from_file(ROOT / "app.py", default_timeout=60)
    from streamlit.util import calc_hash

    app._page_hash = calc_hash("neuron")
    app.run()
    assert_fine(app)
    formulas = " ".join(element.value for kind in (app.latex, app.markdown) for element in kind)
    assert r"\alpha" in formulas
    assert r"\eta" not in formulas


def texts() -> Iterator[tuple[str, str]]:
    """All that is shown as text of landscapes, optimizers, schedules, wrappers and scenes."""
    own = ("title", "landscape", "lesson", "show", "minimisers_note", "plane")
    rules = ("title", "intuition", "strengths", "weaknesses", "rule_note", "paper")
    registries: tuple[tuple[Any, tuple[str, ...]], ...] = (
        (objectives.registry, own),
        (optimizers.registry, rules),
        (optimizers.schedules, rules),
        (optimizers.wrappers, rules),
    )
    for registry, names in registries:
        for name in registry:
            for attribute in names:
                value = getattr(registry[name], attribute, "")
                for text in [value] if isinstance(value, str) else value:
                    yield f"{name}.{attribute}", text
            for parameter in registry[name].parameters.values():
                yield name, parameter.help
    for prepared in SCENES:
        yield prepared.title, f"{prepared.title} {prepared.line} {prepared.look_at}"


def test_mathematics_is_written_as_mathematics() -> None:
    typed = re.compile(r"\^|sqrt\(|\b(?:beta|alpha|gamma|theta|lambda|mu|[a-z])_\w\b")
    for where, text in texts():
        plain = re.sub(r"\$[^$]*\$", "", text)
        assert not typed.search(plain), f"{where}: {plain}"


def test_one_of_something_is_not_many() -> None:
    assert (counted(1, "step"), counted(2000, "step")) == ("1 step", "2,000 steps")
    app = opened(n="1", f="parabola_1d")
    shown = " ".join(element.value for kind in (app.markdown, app.caption) for element in kind)
    shown += " ".join(row["sentence"] for row in verdicts(app)["rows"])
    assert "after 1 step" in shown
    assert "1 steps" not in shown
    import numpy as np

    assert _spans(np.array([1.0, 2.0, 3.0, 9.0])) == ["at most 1 step", "2 steps", "3 to 8 steps"]
