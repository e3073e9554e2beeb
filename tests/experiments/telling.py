"""What is held of every text that stands beside a race, wherever it is declared."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

import numpy as np

from declarations.claim import Bound, Seen
from experiments import Scene
from experiments.claims import measured_in, within
from tests.experiments.test_claims import data, numbers_in


def numbers(scene: Scene, seen: Seen) -> np.ndarray:
    """What is measured of a claim."""
    return measured_in(scene.replace(**seen.changes), seen.entries, seen.claim)


def assert_true_and_could_be_false(scene: Scene, seen: Seen) -> None:
    """A claim holds, and numbers just outside of its bounds would not do."""
    found = numbers(scene, seen)
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


def assert_claims_speak_of(text: str, scene: Scene, claimed: Sequence[Seen]) -> None:
    """Every claim holds a piece of the text, whose numbers are in its setting or its bound."""
    assert claimed
    for seen in claimed:
        assert seen.claim.says in text, seen.claim.says
        changed = scene.replace(**seen.changes)
        runners = tuple(changed.entries[index] for index in seen.entries)
        known = set(data((seen.claim, runners, changed.start or (), changed.parameters)))
        assert {value for _, _, value in numbers_in(seen.claim.says)} <= known, seen.claim.says


def assert_every_number_is_claimed(text: str, claimed: Sequence[Seen]) -> None:
    """Every number of the text stands in the piece of a claim."""
    spans = [
        match.span() for seen in claimed for match in re.finditer(re.escape(seen.claim.says), text)
    ]
    for start, end, value in numbers_in(text):
        assert any(first <= start and end <= last for first, last in spans), value
