"""What a link says: the scene, the view, and what a teacher hides or fixes."""

from __future__ import annotations

import dataclasses

from experiments import Scene
from figures.stage import StageView

SECTIONS = {
    "landscape": "the landscape",
    "start": "the start",
    "steps": "the steps",
    "optimizers": "the optimizers",
    "settings": "the optimizers' settings",
    "run": "noise, limits, stop rules",
}
"""The parts of the sidebar that ``hide=`` and ``lock=`` can name, and what they are called."""


@dataclasses.dataclass(frozen=True)
class Config:
    """All that makes a page; two equal configs show the same."""

    scene: Scene = dataclasses.field(default_factory=Scene)
    view: StageView = dataclasses.field(default_factory=StageView)
    hide: tuple[str, ...] = ()
    lock: tuple[str, ...] = ()
