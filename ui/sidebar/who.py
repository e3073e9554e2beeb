"""Who: the optimizers of the race and their settings, on the desk."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from experiments import Scene
from experiments.scene import MOST_ENTRIES
from figures.theme import Style
from ui.cards import optimizer_card
from ui.desk import desk, unheard
from ui.desk.patches import changed_entry
from ui.desk.rows import rows
from ui.state import (
    add_entry,
    change_entry,
    config,
    copy_entry,
    entry_index,
    hold,
    is_fixed,
    move_entry,
    remove_entry,
    state,
)
from ui.words import wording
from ui.words.messages import toast


def entries(
    scene: Scene, locked: bool, styles: list[Style], results: Sequence[str], fan: str
) -> None:
    """The optimizers of the race, each with its knobs, and a field to add one.

    Args:
        scene: the race.
        locked: whether it cannot be changed who is in it.
        styles: how every optimizer is drawn.
        results: what came of every run, in two words.
        fan: the name of the runs of all positions of the knob in hand; others no longer hold.
    """
    own = state()
    content: dict[str, Any] = {
        "rows": rows(scene, own.uids, styles, results),
        "locked": locked,
        "fixed": is_fixed("settings"),
        "hidden": "settings" in config().hide,
        "most": MOST_ENTRIES,
        "opened": own.opened,
        "session": own.session,
        "heard": own.heard,
        "fan": fan,
        "suggestion": wording.suggestion(scene),
    }
    desk(content, turned)
    about, own.about = own.about, ""
    if about:
        optimizer_card(about)


def turned() -> None:
    """Take over what was turned on the desk, or say why not."""
    own = state()
    for change in unheard(own.session, own.heard):
        own.heard = change["number"]
        try:
            _take(change)
        except ValueError as error:
            toast(str(error))


def _move(index: int, change: dict[str, Any]) -> None:
    by = change.get("by")
    if by not in (-1, 1):
        raise ValueError("This change is not known.")
    move_entry(index, index + by)


_ORDER: dict[Any, Callable[[int, dict[str, Any]], None]] = {
    "copy": lambda index, _: copy_entry(index),
    "remove": lambda index, _: remove_entry(index),
    "move": _move,
}
"""What changes who is in the race and where."""


def _take(change: dict[str, Any]) -> None:
    do = change.get("do")
    if do == "add":
        _refuse_fixed("optimizers")
        add_entry(str(change.get("optimizer")))
        return
    index = entry_index(change.get("uid"))
    entry = config().scene.entries[index]
    if do == "about":
        state().about = entry.optimizer
    elif do == "hold":
        _refuse_fixed("settings")
        hold(index, str(change.get("name")))
    elif do in _ORDER:
        _refuse_fixed("optimizers")
        _ORDER[do](index, change)
    else:
        _refuse_fixed("settings")
        change_entry(index, changed_entry(entry, change, config().scene))


def _refuse_fixed(section: str) -> None:
    if is_fixed(section):
        raise ValueError("The link fixes this.")
