"""What the desk shows of a race: one row for every optimizer, with its values and its result."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

import objectives
import optimizers
from declarations import Choice, Data, Declared, Part
from experiments import Entry, Scene
from figures.theme import Style
from ui.desk.patches import WITHIN
from ui.words import wording


def rows(
    scene: Scene,
    uids: Sequence[int],
    styles: Sequence[Style],
    results: Sequence[str],
) -> list[dict[str, Any]]:
    """The rows in the order of the race; ``results`` says in two words what came of a run."""
    objective = scene.landscape()
    names = wording.names(scene)
    found = []
    for entry, uid, style, name, result in zip(
        scene.entries, uids, styles, names, results, strict=True
    ):
        cls = optimizers.registry[entry.optimizer]
        rule = dataclasses.replace(entry, wrappers=(), schedule="").rule(objective)
        found.append(
            {
                "uid": uid,
                "optimizer": entry.optimizer,
                "name": name,
                "color": style.color,
                "dash": style.dash,
                "symbol": style.symbol,
                "preset": entry.preset,
                "values": plain(cls, {name: getattr(rule, name) for name in cls.parameters}),
                "suggested": entry.value("learning_rate") is None,
                "schedule": entry.schedule,
                "scheduled": _chosen(optimizers.schedules, entry.schedule, entry.schedule_values),
                "parts": {
                    WITHIN + name: plain(
                        type(part), {key: getattr(part, key) for key in part.parameters}
                    )
                    for name, (part, _) in parts(entry, scene).items()
                },
                "wrappers": [
                    [wrapper, _chosen(optimizers.wrappers, wrapper, values)]
                    for wrapper, values in entry.wrappers
                ],
                "idle": idle(scene, entry, objective),
                "result": result,
            }
        )
    return found


def idle(scene: Scene, entry: Entry, objective: objectives.Objective) -> dict[str, Any]:
    """The knobs without effect, with the reason: of the rule (""), its schedule, its wrappers."""
    schedule = entry.schedule_object()
    rises = schedule is not None and schedule.rises(scene.steps)
    rule = entry.rule(objective)
    found: dict[str, Any] = {}
    for name, _ in reversed(entry.wrappers):
        assert isinstance(rule, optimizers.Wrapper)
        found[name] = rule.idle(scene.steps, rises)
        rule = rule.optimizer
    if schedule is not None:
        found["schedule"] = schedule.idle(scene.steps)
    for name, (part, steps) in parts(entry, scene).items():
        reason = found["schedule"].get(name)
        whole = dict.fromkeys(part.parameters, reason) if reason else {}
        found[WITHIN + name] = part.idle(steps) | whole
    return found | {"": rule.idle(scene.steps, rises)}


def parts(entry: Entry, scene: Scene) -> dict[str, tuple[optimizers.Schedule, int]]:
    """The schedules that are parts of the one of an entry, with their steps."""
    schedule = entry.schedule_object()
    return {} if schedule is None else schedule.parts(scene.steps)


def _chosen(registry: Any, name: str, values: Any) -> dict[str, Any]:
    """All parameters of a schedule or a wrapper: what was chosen, else the default."""
    if not name:
        return {}
    cls = registry[name]
    return plain(cls, {key: p.default for key, p in cls.parameters.items()} | dict(values))


def plain(cls: type[Declared], values: Mapping[str, Any]) -> dict[str, Any]:
    """Values as JSON has them; a choice by its index among the options."""
    shown = {}
    for name, value in values.items():
        parameter = cls.parameters[name]
        if isinstance(parameter, Data):
            continue
        if isinstance(parameter, Choice):
            value = parameter.options.index(value)
        shown[name] = value.id if isinstance(parameter, Part) else value
    return shown
