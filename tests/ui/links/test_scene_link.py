"""The link of a scene, read piece by piece."""

from __future__ import annotations

import pytest

from experiments import Entry, Scene
from optimizers import Joined, MultiStep, Polynomial
from ui.links.config import Config
from ui.links.scene_link import decode, encode

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


def test_a_list_is_one_piece_of_an_entry() -> None:
    values = (("boundaries", (30, 60)), ("values", (1.0, 0.25, 1e-05)))
    entry = Entry("adam", schedule="piecewise_constant", schedule_values=values)
    link = encode(Config(scene=Scene(entries=(entry,))))
    assert link["o"] == [
        "adam~schedule-piecewise_constant~schedule.boundaries-30_60~schedule.values-1.0_0.25_1e-05"
    ]
    config, sentences = decode(link)
    assert config.scene.entries == (entry,)
    assert sentences == []


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("30_x", "it is not a number"),
        ("60_30", "must be whole numbers in [1, 1e+06], in increasing order, got (60.0, 30.0)"),
    ],
)
def test_a_list_that_cannot_be_read_is_ignored_with_a_sentence(text: str, reason: str) -> None:
    piece = f"schedule.milestones-{text}"
    config, (sentence,) = decode({"o": [f"adam~schedule-multi_step~{piece}"]})
    assert config.scene.entries == (Entry("adam", schedule="multi_step"),)
    assert sentence.startswith(f"The link's o=adam~{piece} was ignored: ")
    assert sentence.endswith(f"{reason}.")


PIECES = (
    "adam~schedule-joined~schedule.first-polynomial~schedule.first.power-2.0~schedule.boundary-30"
    "~schedule.second-multi_step~schedule.second.milestones-5_9"
)


def test_a_schedule_within_a_schedule_has_pieces_of_its_own() -> None:
    first = Polynomial(power=2.0)
    second = MultiStep(milestones=(5, 9))
    values = (("first", first), ("boundary", 30), ("second", second))
    entry = Entry("adam", schedule="joined", schedule_values=values)
    assert encode(Config(scene=Scene(entries=(entry,))))["o"] == [PIECES]
    config, sentences = decode({"o": [PIECES]})
    assert config.scene.entries == (entry,)
    assert sentences == []
    assert entry.schedule_object() == Joined(first=first, boundary=30, second=second)


@pytest.mark.parametrize(
    ("piece", "reason"),
    [
        ("schedule.first-joined", "must be a schedule or one of 'constant', "),
        ("schedule.first.gamma-0.5", "Constant has no 'gamma'"),
        ("schedule.first.first-cosine", "Constant has no 'first'"),
        ("schedule.third.alpha-0.5", "Joined has no 'third.alpha'"),
        ("schedule.boundary.alpha-0.5", "Joined has no 'boundary.alpha'"),
        ("schedule.second.alpha-2", "Cosine: alpha must be in [0, 1], got 2.0"),
    ],
)
def test_what_a_part_is_not_is_ignored_with_a_sentence(piece: str, reason: str) -> None:
    config, (sentence,) = decode({"o": [f"adam~schedule-joined~{piece}"]})
    assert config.scene.entries == (Entry("adam", schedule="joined"),)
    assert sentence.startswith(f"The link's o=adam~{piece} was ignored: ")
    assert reason in sentence
