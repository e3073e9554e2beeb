"""What the scenes say is measured on their own runs, and every number of it is claimed."""

from __future__ import annotations

import math
import re

import numpy as np
import pytest

from experiments.claims import measured_in, within
from objectives.claim import Bound
from tests.experiments.test_claims import data, numbers_in
from ui.scenes import SCENES, Prepared, Seen

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
