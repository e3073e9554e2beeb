"""What the scenes say is measured on their own runs, and every number of it is claimed."""

from __future__ import annotations

import math
import re

import numpy as np
import pytest

from declarations.claim import Bound, Seen
from experiments.claims import measured_in, within
from tests.experiments.test_claims import data, numbers_in
from tests.ui.driver import assert_fine, opened
from ui.words.scenes import SCENES, Prepared, groups

every_scene = pytest.mark.parametrize("prepared", SCENES, ids=lambda prepared: prepared.title)


def numbers(prepared: Prepared, seen: Seen) -> np.ndarray:
    return measured_in(prepared.scene.replace(**seen.changes), seen.entries, seen.claim)


@pytest.mark.parametrize(
    ("prepared", "seen"),
    [
        pytest.param(prepared, seen, id=f"{prepared.title}-{index}")
        for prepared in SCENES
        for index, seen in enumerate(prepared.seen)
    ],
)
def test_what_a_scene_says_is_true_and_could_be_false(prepared: Prepared, seen: Seen) -> None:
    found = numbers(prepared, seen)
    assert within(seen.claim, found), f"{seen.claim.says!r}: {found.ravel()[:20]}"
    bounds = (seen.claim.bound,) if isinstance(seen.claim.bound, str) else seen.claim.bound
    for index, bound in enumerate(map(Bound.parse, bounds)):
        ends = [(bound.low, -1.0), (bound.high, 1.0)]
        assert any(math.isfinite(end) for end, _ in ends)
        for end, side in ends:
            if math.isfinite(end):
                wrong = found.copy()
                wrong[index] = end + side * max(1e-3 * abs(end), 1e-9)
                assert not within(seen.claim, wrong)


@every_scene
def test_claims_speak_of_the_sentence(prepared: Prepared) -> None:
    assert prepared.seen
    for seen in prepared.seen:
        assert seen.claim.says in prepared.look_at
        scene = prepared.scene.replace(**seen.changes)
        runners = tuple(scene.entries[index] for index in seen.entries)
        known = set(data((seen.claim, runners, scene.start or (), scene.parameters)))
        assert {value for _, _, value in numbers_in(seen.claim.says)} <= known, seen.claim.says


@every_scene
def test_every_number_of_the_sentence_is_claimed(prepared: Prepared) -> None:
    spans = [
        match.span()
        for seen in prepared.seen
        for match in re.finditer(re.escape(seen.claim.says), prepared.look_at)
    ]
    for start, end, value in numbers_in(prepared.look_at):
        assert any(first <= start and end <= last for first, last in spans), value


def test_a_claim_of_other_runs_fails() -> None:
    prepared = next(each for each in SCENES if each.title == "One step too many")
    lands = next(seen for seen in prepared.seen if "lands" in seen.claim.says)
    assert within(lands.claim, numbers(prepared, lands))
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
