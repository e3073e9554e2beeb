"""Names and numbers as they are written on the page."""

from __future__ import annotations

import math
from collections import Counter

import objectives
import optimizers
from experiments import Entry, Scene

LIBRARIES = {"keras": "Keras", "torch": "PyTorch", "optax": "Optax"}

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


def names(scene: Scene) -> list[str]:
    """A name for every entry: the title, and what tells it from others of the same rule."""
    counts = Counter(entry.optimizer for entry in scene.entries)
    found: list[str] = []
    for entry in scene.entries:
        name = optimizers.registry[entry.optimizer].title
        if counts[entry.optimizer] > 1:
            name += " " + (_settings(entry) or "as suggested")
        while name in found:
            name += "′"
        found.append(name)
    return found


def _settings(entry: Entry) -> str:
    parts = [f"{_plain(value)}" for _, value in entry.values[:2]]
    parts += [entry.schedule] if entry.schedule else []
    parts += [wrapper for wrapper, _ in entry.wrappers]
    return " ".join(parts)


def _plain(value: object) -> str:
    return number(value, 4) if isinstance(value, float) else str(value)


def groups() -> dict[str, list[str]]:
    """The ids of the optimizers by group."""
    found: dict[str, list[str]] = {}
    for name in optimizers.names():
        found.setdefault(optimizers.registry[name].group, []).append(name)
    return dict(sorted(found.items()))


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


def optimizer_label(name: str) -> str:
    """An optimizer in a list."""
    cls = optimizers.registry[name]
    return f"{cls.title} · {cls.group}"
