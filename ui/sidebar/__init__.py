"""The sidebar: what is raced, where, and how. Made wholly from the declarations."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from experiments import Scene
from figures.theme import Style
from ui.sidebar.how import run_options
from ui.sidebar.where import landscape, start, steps
from ui.sidebar.who import entries
from ui.state import config


def sidebar(styles: list[Style], results: Sequence[str]) -> None:
    """All sections that the link does not hide; those that it locks cannot be changed.

    ``results`` says of every optimizer in two words what came of its run.
    """
    parts: dict[str, Callable[[Scene, bool], None]] = {
        "landscape": landscape,
        "optimizers": lambda scene, locked: entries(scene, locked, styles, results),
        "steps": steps,
        "start": start,
        "run": run_options,
    }
    present = config()
    for name, part in parts.items():
        if name not in present.hide:
            part(present.scene, name in present.lock)
