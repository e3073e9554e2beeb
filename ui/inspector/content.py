"""What the browser needs to show every step of a window without asking again."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np

from experiments import Entry, Scene
from explain.replay import replay
from explain.step import Line, WorkedStep, worked_steps
from ui.inspector.mathml import mathml
from ui.stage.packing import pack

WINDOW = 100
"""So many steps are sent at once: the work of a moment, and less than a picture."""

PARTS = ("symbol", "formula", "numbers", "value")


def window(step: int, last: int) -> tuple[int, int]:
    """The first and the last step of the window with a step in it."""
    first = max(0, min(step, last) - 1) // WINDOW * WINDOW + 1
    return first, min(first + WINDOW - 1, last)


@lru_cache(maxsize=16)
def content(
    scene: Scene, entry: Entry, start: tuple[float, ...], name: str, first: int, last: int, end: int
) -> bytes:
    """Some steps of a run as the browser gets them.

    Steps with the same formulas share a template; each has a row of numbers in it.

    Args:
        scene: the setting of the run.
        entry: the optimizer.
        start: where the run began.
        name: how the run is called.
        first: the first step of the window.
        last: the last one.
        end: the last step of the run.
    """
    steps = worked_steps(replay(scene, entry, np.array(start), first, last))
    alike: dict[tuple[Line, ...], list[WorkedStep]] = {}
    for step in steps:
        alike.setdefault(step.lines, []).append(step)
    templates = [
        {
            "lines": [_line(line) for line in lines],
            "steps": [step.t for step in some],
            "numbers": np.array([step.slots for step in some]),
        }
        for lines, some in alike.items()
    ]
    return pack({"name": name, "first": first, "last": last, "end": end, "templates": templates})


def _line(line: Line) -> dict[str, Any]:
    parts = {part: mathml(getattr(line, part)) for part in PARTS}
    return parts | {"key": line.symbol, "words": line.words, "role": line.role}
