"""Scenes to start from, each with a sentence of what to look at."""

from __future__ import annotations

from ui.words.scenes.first import FIRST
from ui.words.scenes.landscapes import LANDSCAPES
from ui.words.scenes.layers import LAYERS
from ui.words.scenes.learning import LEARNING
from ui.words.scenes.prepared import Prepared

__all__ = ["SCENES", "Prepared", "groups"]

SCENES = (*FIRST, *LEARNING, *LAYERS, *LANDSCAPES)


def groups() -> dict[str, list[Prepared]]:
    """The scenes by their groups, as the menu shows them."""
    found: dict[str, list[Prepared]] = {}
    for prepared in SCENES:
        found.setdefault(prepared.group, []).append(prepared)
    return found
