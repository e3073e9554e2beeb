"""What the scenes say is measured on their own runs, and every number of it is claimed."""

from __future__ import annotations

import re

import pytest

from declarations.claim import Seen
from experiments.claims import measured_in, within
from tests.experiments.telling import (
    assert_claims_speak_of,
    assert_every_number_is_claimed,
    assert_true_and_could_be_false,
    numbers,
)
from tests.ui.driver import assert_fine, opened
from ui.words.scenes import SCENES, Prepared, groups

every_scene = pytest.mark.parametrize("prepared", SCENES, ids=lambda prepared: prepared.title)


@pytest.mark.parametrize(
    ("prepared", "seen"),
    [
        pytest.param(prepared, seen, id=f"{prepared.title}-{index}")
        for prepared in SCENES
        for index, seen in enumerate(prepared.seen)
    ],
)
def test_what_a_scene_says_is_true_and_could_be_false(prepared: Prepared, seen: Seen) -> None:
    assert_true_and_could_be_false(prepared.scene, seen)


@every_scene
def test_claims_speak_of_the_sentence(prepared: Prepared) -> None:
    assert_claims_speak_of(prepared.look_at, prepared.scene, prepared.seen)


@every_scene
def test_every_number_of_the_sentence_is_claimed(prepared: Prepared) -> None:
    assert_every_number_is_claimed(prepared.look_at, prepared.seen)


def test_a_claim_of_other_runs_fails() -> None:
    prepared = next(each for each in SCENES if each.title == "One step too many")
    lands = next(seen for seen in prepared.seen if "lands" in seen.claim.says)
    assert within(lands.claim, numbers(prepared.scene, lands))
    for entry in (0, 2, 3):
        assert not within(lands.claim, measured_in(prepared.scene, (entry,), lands.claim))


@every_scene
def test_the_line_of_a_scene_is_short_and_states_no_number(prepared: Prepared) -> None:
    assert prepared.line
    assert len(prepared.line) <= 60
    assert not re.search(r"\d", prepared.line), (
        "numbers belong into the sentence, where they are measured"
    )
    assert prepared.line != prepared.title


def test_the_menu_shows_every_scene_once_in_its_group() -> None:
    by_group = groups()
    assert 3 <= len(by_group) <= 6
    assert sorted(p.title for group in by_group.values() for p in group) == sorted(
        prepared.title for prepared in SCENES
    )
    app = opened()
    app.session_state["menu.Scenes"] = True
    app.run()
    buttons = {b.key: b.label for b in app.button if (b.key or "").startswith("scene.")}
    assert list(buttons) == [f"scene.{p.title}" for group in by_group.values() for p in group]
    assert all(p.line in buttons[f"scene.{p.title}"] for p in SCENES)
    headings = [text.value for text in app.markdown if text.value.strip("*") in by_group]
    assert headings == [f"**{group}**" for group in by_group]
    app.button(key="scene.Why momentum").click().run()
    assert_fine(app)
    assert app.query_params["f"] == "ellipse"
