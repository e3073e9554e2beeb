"""The optimizers of the race: each keeps its number and its looks for as long as it lives."""

from __future__ import annotations

from typing import Any

import optimizers
from declarations import Real
from experiments import Entry
from experiments.scene import MOST_ENTRIES
from figures.theme import Style, Theme, palette_indices, styles
from ui.state.visitor import Hold, change_scene, config, state


def change_entry(index: int, entry: Entry) -> None:
    """Change one optimizer of the race."""
    entries = list(config().scene.entries)
    entries[index] = entry
    change_scene(entries=tuple(entries))


def looks(theme: Theme) -> list[Style]:
    """Colour, dash and symbol of every entry of the race: its own for as long as it lives."""
    own = state()
    ids = [entry.optimizer for entry in own.config.scene.entries]
    chosen = palette_indices(ids, [own.palette.get(uid) for uid in own.uids])
    own.palette = dict(zip(own.uids, chosen, strict=True))
    return styles(ids, theme, chosen)


def entry_index(uid: Any) -> int:
    """Where the entry of a number stands. Raises ValueError when it has left the race."""
    uids = state().uids
    if isinstance(uid, bool) or uid not in uids:
        raise ValueError("This optimizer is no longer in the race.")
    return uids.index(uid)


def add_entry(optimizer: str) -> None:
    """Add an optimizer, with the settings that it had when it was last in the race.

    A learning rate is one for the landscape of that race, and goes along to no other.
    """
    own = state()
    entries = own.config.scene.entries
    known = [entry.optimizer for entry in entries]
    optimizer = optimizers.registry[optimizer].id
    entry = Entry(optimizer)
    if optimizer in own.remembered and optimizer not in known:
        function, entry = own.remembered[optimizer]
        if function != own.config.scene.function:
            entry = entry.without("learning_rate")
    _put_entry(len(entries), entry)


def _put_entry(index: int, entry: Entry) -> None:
    """A new entry, which is unfolded, before an index. Raises ValueError when there is no room."""
    own = state()
    entries = own.config.scene.entries
    if len(entries) >= MOST_ENTRIES:
        raise ValueError(f"A race has at most {MOST_ENTRIES} optimizers.")
    own.opened = own.next_uid
    own.uids.insert(index, own.next_uid)
    own.next_uid += 1
    change_scene(entries=(*entries[:index], entry, *entries[index:]))


def remove_entry(index: int) -> None:
    """Take an optimizer out of the race; its settings are remembered."""
    own = state()
    entries = list(own.config.scene.entries)
    gone = entries.pop(index)
    own.remembered[gone.optimizer] = (own.config.scene.function, gone)
    del own.uids[index]
    change_scene(entries=tuple(entries))


def copy_entry(index: int) -> None:
    """Put the same optimizer into the race a second time, below itself."""
    _put_entry(index + 1, config().scene.entries[index])


def move_entry(index: int, to: int) -> None:
    """Put an optimizer at another index of the race."""
    own = state()
    entries = list(own.config.scene.entries)
    to = max(0, min(to, len(entries) - 1))
    entries.insert(to, entries.pop(index))
    own.uids.insert(to, own.uids.pop(index))
    change_scene(entries=tuple(entries))


def hold(index: int, name: str) -> None:
    """A knob of the entry at an index is in hand: its positions are about to be looked at."""
    own = state()
    entry = own.config.scene.entries[index]
    if not isinstance(optimizers.registry[entry.optimizer].parameters.get(name), Real):
        raise ValueError("This knob has no positions.")
    own.held, own.asked = Hold(own.uids[index], name), True
