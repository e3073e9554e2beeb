"""The verdicts of a race on the page, and what is asked for in them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from experiments import Race, Runner, Summary, of_starts, sentence, stop_rules
from explain.verdict import Evidence, cures, is_curable, verdict
from explain.verdict.kinds import REACHED, place, plain
from figures.theme import Style
from ui.server import cache
from ui.state import config, entry_index, refusal, set_scene, state
from ui.verdicts import asked, verdicts
from ui.words import wording
from ui.words.messages import toast

QUESTION = "Why, and what would help"
NOTHING = "Nothing of what was tried brings it twice as far."


def results(
    race: Race,
    names: Sequence[str],
    summaries: Sequence[Summary],
    uids: Sequence[int],
    looks: Sequence[Style],
) -> None:
    """What came of every run, why, and where that is unfolded its evidence and its cures."""
    rules = stop_rules(race.scene)
    rows = [
        _row(race, runner, wording.label(name, runner), summary, uid, look, rules)
        for runner, name, summary, uid, look in zip(
            race.runners, names, summaries, uids, looks, strict=True
        )
    ]
    undo = state().undo
    back = "" if undo is None or undo[1] != config().scene else "Back to the race before the cure"
    verdicts({"rows": rows, "undo": back}, _pressed)


def _row(
    race: Race,
    runner: Runner,
    label: str,
    summary: Summary,
    uid: int,
    look: Style,
    rules: str,
) -> dict[str, Any]:
    found = verdict(runner, race)
    words = sentence(label, runner.trajectory, summary, rules)
    if runner.others is not None:
        words += " " + of_starts(runner.others, race.objective)
    is_open = uid in state().why and bool(found.evidence)
    return {
        "uid": uid,
        "color": look.color,
        "title": found.title,
        "sentence": words,
        # Of a run that arrived its sentence says all.
        "reason": "" if found.kind == REACHED else found.sentence,
        "more": bool(found.evidence),
        "question": QUESTION if is_curable(found) else "Why",
        "open": is_open,
        "evidence": [[e.name, _number(e), e.meaning] for e in found.evidence] if is_open else [],
        "cures": [[cure.words, cure.brings] for cure in cures(runner, race)] if is_open else [],
        "none": NOTHING if is_curable(found) else "",
    }


def _number(evidence: Evidence) -> str:
    value = evidence.value
    return place(value) if isinstance(value, tuple) else plain(value, 4)


def _pressed() -> None:
    """Take over what was asked for, or say why not."""
    try:
        _take(asked())
    except ValueError as error:
        toast(error)


def _take(change: dict[str, Any]) -> None:
    own, do = state(), change.get("do")
    if do == "undo":
        if own.undo is not None and own.undo[1] == config().scene:
            set_scene(own.undo[0])
        own.undo = None
        return
    uid = change.get("uid")
    index = entry_index(uid)
    if do == "open":
        own.why.add(own.uids[index])
    elif do == "close":
        own.why.discard(own.uids[index])
    elif do == "cure":
        _cure(index, change.get("cure"))
    else:
        raise ValueError("This change is not known.")


def _cure(index: int, words: object) -> None:
    """Apply one of the cures that are offered for the entry at an index; no other."""
    scene = config().scene
    race, _ = cache.race(scene)
    runner = next((each for each in race.runners if each.entry == scene.entries[index]), None)
    offered = () if runner is None else cures(runner, race)
    cure = next((each for each in offered if each.words == words), None)
    if cure is None:
        raise ValueError("This cure is no longer offered.")
    changed = cure.applied(scene, index)
    reason = refusal(changed)
    if reason:
        raise ValueError(reason)
    state().undo = scene, changed
    set_scene(changed)
