"""A change that the desk reports: checked against the declarations before it is believed.

A patch is a small dict that comes from the browser: ``do`` says what, ``uid`` whose. Whatever it
holds, it becomes the next scene or a ValueError with a sentence.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Mapping
from typing import Any

import optimizers
from declarations import Choice, Data, Declared, Vector
from experiments import Entry, Scene
from experiments.scene import Values, put

Patch = Mapping[str, Any]

WITHIN = "schedule."
"""Begins the name of a part that is a part of the schedule."""

LONGEST_LIST = 1000
"""So many numbers of a list are looked at; none that is declared may be as long."""


def changed_entry(entry: Entry, patch: Patch, scene: Scene) -> Entry:
    """An optimizer after a change of its settings, in the scene where it races.

    Raises:
        ValueError: the patch names no setting of it, or a value that is not valid.
    """
    change = ENTRY_CHANGES.get(str(patch.get("do")))
    if change is None:
        raise ValueError("This change is not known.")
    changed = _without_defaults(change(entry, patch), scene)
    changed.rule(scene.landscape())
    changed.schedule_object()
    return changed


def _without_defaults(entry: Entry, scene: Scene) -> Entry:
    """The entry without values that it would have anyway."""
    plain = Entry(entry.optimizer, preset=entry.preset).rule(scene.landscape())
    kept = tuple((name, value) for name, value in entry.values if value != getattr(plain, name))
    return dataclasses.replace(entry, values=kept)


def set_(entry: Entry, patch: Patch) -> Entry:
    """One value of the rule, of its schedule or of one of its wrappers."""
    part = patch.get("part")
    if part is not None and not isinstance(part, str):
        raise ValueError("This change is not known.")
    if part is None:
        cls = optimizers.registry[entry.optimizer]
        return dataclasses.replace(entry, values=_put(cls, entry.values, patch))
    if part == "schedule" and entry.schedule:
        return dataclasses.replace(
            entry,
            schedule_values=_put(
                optimizers.schedules[entry.schedule], entry.schedule_values, patch, short=True
            ),
        )
    if part.startswith(WITHIN) and entry.schedule:
        return dataclasses.replace(
            entry, schedule_values=_put_within(entry, part.removeprefix(WITHIN), patch)
        )
    if part not in dict(entry.wrappers):
        raise ValueError("This optimizer is not wrapped in that.")
    wrapper = optimizers.wrappers[str(part)]
    return dataclasses.replace(
        entry,
        wrappers=tuple(
            (name, _put(wrapper, values, patch, short=True) if name == part else values)
            for name, values in entry.wrappers
        ),
    )


def suggest(entry: Entry, patch: Patch) -> Entry:  # noqa: ARG001
    """Back to the learning rate that is suggested for the landscape."""
    return entry.without("learning_rate")


def preset(entry: Entry, patch: Patch) -> Entry:
    """Whose form of the rule, with its defaults."""
    return dataclasses.replace(entry, preset=str(patch.get("value") or ""), values=())


def schedule(entry: Entry, patch: Patch) -> Entry:
    """A schedule, with its defaults; or none."""
    return dataclasses.replace(entry, schedule=str(patch.get("value") or ""), schedule_values=())


def wrap(entry: Entry, patch: Patch) -> Entry:
    """A wrapper more, around the others, or one less."""
    name = optimizers.wrappers[str(patch.get("value"))].id
    kept = tuple(pair for pair in entry.wrappers if pair[0] != name)
    return dataclasses.replace(
        entry, wrappers=kept if len(kept) < len(entry.wrappers) else (*kept, (name, ()))
    )


ENTRY_CHANGES: Mapping[str, Callable[[Entry, Patch], Entry]] = {
    "set": set_,
    "suggest": suggest,
    "preset": preset,
    "schedule": schedule,
    "wrap": wrap,
}
"""What changes one optimizer, by the patch's ``do``."""


def _put(cls: type[Declared], values: Values, patch: Patch, *, short: bool = False) -> Values:
    """Values with that of the patch; with ``short``, without it where it is the default."""
    name = str(patch.get("name"))
    parameter = cls.parameters.get(name)
    if parameter is None or isinstance(parameter, Data):
        raise ValueError(f"{cls.title} has no such setting.")
    value = patch.get("value")
    if isinstance(value, list | dict):
        raise ValueError(f"{cls.title}: {name} is one value.")
    if isinstance(parameter, Choice):
        value = _option(parameter, value)
    if isinstance(parameter, Vector) and isinstance(value, str):
        value = _listed(value)
    checked = parameter.checked(cls.__name__, name, value)
    if short and checked == parameter.default:
        return tuple(pair for pair in values if pair[0] != name)
    return put(values, (name, checked))


def _put_within(entry: Entry, part: str, patch: Patch) -> Values:
    """The values of a schedule after a change of a schedule that is a part of it."""
    schedule = entry.schedule_object()
    if schedule is None or part not in schedule.parts(0):
        raise ValueError("This schedule has no such part.")
    inner, _ = schedule.parts(0)[part]
    changed = inner.replace(**dict(_put(type(inner), (), patch)))
    if changed == schedule.parameters[part].default:
        return tuple(pair for pair in entry.schedule_values if pair[0] != part)
    return put(entry.schedule_values, (part, changed))


def _option(parameter: Choice, index: Any) -> Any:
    known = isinstance(index, int) and not isinstance(index, bool)
    if not known or not 0 <= index < len(parameter.options):
        raise ValueError("This choice is not known.")
    return parameter.options[index]


def _listed(text: str) -> tuple[float, ...] | str:
    """The numbers that were typed, or the text that is none.

    Between them are commas, blanks, or the mark that a link has there.
    """
    try:
        parts = re.split(r"[\s,;_]+", text.strip(" ,;_"))[:LONGEST_LIST]
        return tuple(float(part) for part in parts)
    except ValueError:
        return text
