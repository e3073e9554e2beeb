"""What a scene to start from is."""

from __future__ import annotations

import dataclasses

from declarations.claim import Seen
from experiments import Entry, Scene
from figures.stage import StageView


@dataclasses.dataclass(frozen=True)
class Prepared:
    """A scene with its title and what to observe."""

    title: str
    group: str
    line: str
    """What it is about, in the menu."""
    look_at: str
    scene: Scene
    view: StageView = dataclasses.field(default_factory=StageView)
    seen: tuple[Seen, ...] = ()
    """What the sentence states, to be measured; every number in it is in one of these."""


def rate(optimizer: str, learning_rate: float, **values: object) -> Entry:
    """An optimizer with its learning rate."""
    return Entry(optimizer, values=(("learning_rate", learning_rate), *values.items()))


def falling(optimizer: str, learning_rate: float) -> Entry:
    """With a learning rate that falls to 0 in a straight line."""
    return Entry(optimizer, values=(("learning_rate", learning_rate),), schedule="polynomial")
