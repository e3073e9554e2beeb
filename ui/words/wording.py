"""Names and numbers as they are written on the page."""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter

import objectives
import optimizers
from declarations import counted
from experiments import Entry, Runner, Scene, course
from experiments.scene import has_other_features
from experiments.suggested import STEPS
from explain.verdict import kinds

MOST_COORDINATES = 4
"""A longer start is not written out."""
GAP = "The gap: how far f is above the lowest minimum that is known, f − f*."

STATUS_ICONS = {
    "converged": "✓",
    "diverged": "✗",
    "left the box": "↗",
    "step limit": "…",
}


def number(value: float | None, digits: int = 3) -> str:
    """A number for reading."""
    if value is None:
        return "–"
    if math.isnan(value):
        return "not a number"
    if math.isinf(value):
        return "∞" if value > 0 else "−∞"
    return f"{value:.{digits}g}"


def unicode(tex: str) -> str:
    r"""A symbol such as ``\beta_1`` as text, for labels that are read aloud; else nothing."""
    found = re.fullmatch(r"\\?([a-zA-Z]+)(?:_(\d))?", tex)
    if found is None:
        return ""
    letter, index = found.groups()
    if tex.startswith("\\"):
        size = "CAPITAL" if letter[0].isupper() else "SMALL"
        name = letter.removeprefix("var").upper().replace("LAMBDA", "LAMDA")
        try:
            letter = unicodedata.lookup(f"GREEK {size} LETTER {name}")
        except KeyError:
            return ""
    return letter + (chr(ord("₀") + int(index)) if index else "")


def suggestion(scene: Scene) -> str:
    """For which start the suggested learning rates were found; nothing where none is used."""
    objective = objectives.get(scene.objective, **dict(scene.parameters))
    used = [
        entry
        for entry in scene.entries
        if "learning_rate" in optimizers.registry[entry.optimizer].parameters
        and entry.value("learning_rate") is None
    ]
    if not used:
        return ""
    if has_other_features(objective):
        return "The suggested learning rates come from the curvature of these data, for any start."
    if objective.minimisers_found:
        found = " and at the lowest minimum found" if objective.minimisers else ""
        return (
            "The suggested learning rates come from the curvature at the landscape's own start"
            f"{found}, or from the width of the picture."
        )
    start = objectives.get(scene.objective).start
    where = f"({', '.join(f'{x:g}' for x in start)})" if len(start) <= MOST_COORDINATES else ""
    return (
        f"The suggested learning rates were found for {counted(STEPS, 'step')} from the "
        f"landscape's own start {where}".rstrip()
        + "; from another start others may suit better."
    )


def names(scene: Scene) -> list[str]:
    """A name for every entry: the title, and what tells it from others of the same rule."""
    counts = Counter(entry.optimizer for entry in scene.entries)
    found: list[str] = []
    for entry in scene.entries:
        name = optimizers.registry[entry.optimizer].title
        if counts[entry.optimizer] > 1:
            name += " " + (_settings(entry) or "as suggested")
        twins = sum(other == name or other.startswith(f"{name} (") for other in found)
        found.append(f"{name} ({twins + 1})" if twins else name)
    return found


def label(name: str, runner: Runner) -> str:
    """The name of a run: of several random starts it is the best one."""
    return name if runner.others is None else f"{name}, best of {runner.others.runs}"


COURSE_WORDS = {
    course.REACHED: "reached",
    course.DIVERGED: "diverged",
    course.GROWING: "diverging",
    course.LEFT: "outside",
    course.CLIMBING: "climbing",
    course.STILL: "stopped",
    course.CYCLING: "cycling",
    course.PLATEAU: "on a plateau",
    course.WANDERING: "wandering",
    course.SWINGING: "swinging",
    course.RISING: "rising",
    course.CRAWLING: "creeping",
    course.FALLING: "falling",
    course.SHORT: "",
}
"""The courses of runs where there is room for a word."""


KIND_WORDS = {
    kinds.TRAPPED: "trapped",
    kinds.SADDLE: "at a saddle",
    kinds.PLATEAU: "on a plateau",
    kinds.KINK: "at a kink",
}
"""Verdicts that say more than the course of a run."""


def outcome(how: str, value: float, fmin: float | None, kind: str = "") -> str:
    """What came of a run, in two words: its gap, or its value, and its course.

    With the ``kind`` of its verdict, where that is known, the word agrees with it.
    """
    if how == course.DIVERGED:
        return COURSE_WORDS[how]
    height = value if fmin is None else value - fmin
    return f"{number(height, 2)} {KIND_WORDS.get(kind, COURSE_WORDS[how])}".rstrip()


def _settings(entry: Entry) -> str:
    parts = [f"{_plain(value)}" for _, value in entry.values[:2]]
    parts += [entry.schedule] if entry.schedule else []
    parts += [wrapper for wrapper, _ in entry.wrappers]
    return " ".join(parts)


def _plain(value: object) -> str:
    return number(value, 4) if isinstance(value, float) else str(value)


def groups() -> dict[str, list[str]]:
    """The ids of the optimizers by group, each group from its oldest to its newest.

    Groups of which more libraries have something come first: what most people know.
    """
    registry = optimizers.registry
    found: dict[str, list[str]] = {}
    for name in sorted(optimizers.names(), key=lambda name: registry[name].year):
        found.setdefault(registry[name].group, []).append(name)
    return dict(
        sorted(
            found.items(),
            key=lambda item: -max(len(registry[name].presets) for name in item[1]),
        )
    )


def landscape_names() -> list[str]:
    """The ids of the landscapes, by group, the featured ones of each group first."""
    registry = objectives.registry
    return sorted(
        objectives.names(),
        key=lambda name: (registry[name].group, not registry[name].featured, registry[name].title),
    )


def landscape_label(name: str) -> str:
    """A landscape in a list."""
    cls = objectives.registry[name]
    return f"{cls.title} · {cls.group}"
