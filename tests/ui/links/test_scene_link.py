"""The link of a scene, read piece by piece."""

from __future__ import annotations

import pytest

from experiments import Entry
from ui.links.scene_link import decode

WRAPPED = Entry("adam", wrappers=(("lookahead", (("sync_period", 3),)), ("sam", ())))


@pytest.mark.parametrize(
    ("pieces", "again", "entry", "reason"),
    [
        ("preset-torch", "preset-keras", Entry("adam", "torch"), "a preset is given once"),
        (
            "schedule-cosine",
            "schedule-constant",
            Entry("adam", schedule="cosine"),
            "a schedule is given once",
        ),
        (
            "with-lookahead~lookahead.sync_period-3~with-sam",
            "with-lookahead",
            WRAPPED,
            "a wrapper is used once",
        ),
    ],
    ids=["preset", "schedule", "wrapper"],
)
def test_what_is_given_again_is_ignored_with_a_sentence(
    pieces: str, again: str, entry: Entry, reason: str
) -> None:
    config, sentences = decode({"o": [f"adam~{pieces}~{again}"]})
    assert config.scene.entries == (entry,)
    assert sentences == [f"The link's o=adam~{again} was ignored: {reason}."]


@pytest.mark.parametrize("piece", ["sam.rho-0.1", "nothing.rho-0.1", "schedule.alpha-0.1"])
def test_a_setting_of_what_is_not_there_is_ignored_with_a_sentence(piece: str) -> None:
    config, (sentence,) = decode({"o": [f"adam~{piece}"]})
    assert config.scene.entries == (Entry("adam"),)
    assert sentence.startswith(f"The link's o=adam~{piece} was ignored: ")
