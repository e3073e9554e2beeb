"""What a library has for a rule, and how its form differs from that of a run."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np

import optimizers
from experiments import Entry, Scene, cost
from experiments.runs import setting
from explain.code.literal import literal
from explain.conformance import LIBRARIES
from optimizers.counterpart import Counterpart, Library
from optimizers.optimizer import FirstOrder, Optimizer, Wrapper, is_on
from optimizers.wrappers.clip_by_norm import ClipByNorm
from optimizers.wrappers.clip_by_value import ClipByValue

SAME = 1e-11
"""Ends that are no farther apart than this, of the larger of 1 and their size, are the same."""


@dataclasses.dataclass(frozen=True)
class Clip:
    """A limit on the gradient: on its "norm", or on each "value" of it."""

    kind: str
    limit: float


@dataclasses.dataclass(frozen=True)
class Match:
    """An optimizer of a scene as a library has it.

    Attributes:
        label: what it is called in the code.
        entry: the optimizer of the scene.
        rule: the update rule of the scene, with all that surrounds it.
        schedule: of the learning rate.
        counterpart: the library's own; None where there is none.
        arguments: those of the counterpart.
        clips: what is done to the gradient first, in this order.
        decay: L2 weight decay that the library adds to the gradient outside of the rule.
        in_form: the rule of the scene in the library's form: what the code does.
        notes: what differs, in sentences.
    """

    label: str
    entry: Entry
    rule: Optimizer
    schedule: optimizers.Schedule | None
    counterpart: Counterpart | None = None
    arguments: dict[str, Any] = dataclasses.field(default_factory=dict)
    clips: tuple[Clip, ...] = ()
    decay: float = 0.0
    in_form: Optimizer | None = None
    notes: tuple[str, ...] = ()


def matches(scene: Scene, library: Library, entry: Entry | None = None) -> list[Match]:
    """The optimizers of a scene, or one of them, as a library has them."""
    return [_match(scene, library, match) for match in of_scene(scene, entry)]


def of_scene(scene: Scene, entry: Entry | None = None) -> list[Match]:
    """The optimizers of a scene, or one of them, with no library in mind."""
    objective = scene.landscape()
    found: list[Match] = []
    for each in scene.entries if entry is None else (entry,):
        rule = surrounded(scene, each.rule(objective))
        has_rate = getattr(rule, "learning_rate", None) is not None
        schedule = each.schedule_object() if has_rate else None
        label = free_label(title_of(each), [match.label for match in found])
        found.append(Match(label, each, rule, schedule))
    return found


def free_label(title: str, taken: list[str]) -> str:
    """A title that is not taken yet."""
    label, count = title, 2
    while label in taken:
        label, count = f"{title} {count}", count + 1
    return label


def title_of(entry: Entry) -> str:
    """The name of a rule with what is around it."""
    outer = [optimizers.wrappers[name].title for name, _ in reversed(entry.wrappers)]
    return " of ".join([*outer, optimizers.registry[entry.optimizer].title])


def surrounded(scene: Scene, rule: Optimizer) -> Optimizer:
    """The rule behind the clipping of the scene."""
    if scene.clip_value is not None:
        rule = ClipByValue(optimizer=rule, clipvalue=scene.clip_value)
    if scene.clip_norm is not None:
        rule = ClipByNorm(optimizer=rule, clipnorm=scene.clip_norm)
    return rule


def _match(scene: Scene, library: Library, match: Match) -> Match:
    clips, base = _unclipped(match.rule)
    title = LIBRARIES[library]
    if isinstance(base, Wrapper):
        reason = f"{type(base).title} is not written for {title} here"
        return _without(match, f"{match.label}: {reason}; our own package makes this run.")
    by_blocks = base.sees_blocks or getattr(match.rule, "clips_blocks", False)
    if by_blocks and scene.landscape().blocks:
        reason = f"{base.title} works on the arrays of the point, which is one vector in this code"
        if not base.sees_blocks:
            reason = "every array of the point is clipped by itself, and in this code it is one"
        return _without(match, f"{match.label}: {reason}; our own package makes this run.")
    nearest = _nearest(base, library)
    if nearest is None:
        reason = f"no counterpart of {base.title} in {title} is known here"
        return _without(match, f"{match.label}: {reason}; our own package makes this run.")
    counterpart, in_form = nearest
    if match.schedule is not None and not counterpart.takes_schedule:
        reason = f"{counterpart.name} takes no schedule"
        return _without(match, f"{match.label}: {reason}; our own package makes this run.")
    decay = _decay_outside(counterpart, in_form)
    whole = in_form
    for clip in reversed(clips):
        whole = _clipped(whole, clip, library)
    values = in_form.replace(weight_decay=0.0) if decay else in_form
    match = dataclasses.replace(
        match,
        counterpart=counterpart,
        arguments=_arguments(counterpart, values),
        clips=tuple(clips),
        decay=decay,
        in_form=whole,
    )
    return dataclasses.replace(match, notes=tuple(_notes(scene, match, base, in_form, library)))


def _without(match: Match, note: str) -> Match:
    return dataclasses.replace(match, notes=(note,))


def _unclipped(rule: Optimizer) -> tuple[list[Clip], Optimizer]:
    """The limits on the gradient, outermost first, and the rule within."""
    clips: list[Clip] = []
    while isinstance(rule, ClipByNorm | ClipByValue):
        if isinstance(rule, ClipByNorm):
            clips.append(Clip("norm", float(rule.clipnorm)))
        else:
            clips.append(Clip("value", float(rule.clipvalue)))
        rule = rule.optimizer
    if isinstance(rule, FirstOrder):
        kinds = {"clipnorm": "norm", "global_clipnorm": "norm", "clipvalue": "value"}
        for name, kind in kinds.items():
            limit = getattr(rule, name)
            if limit is not None:
                clips.append(Clip(kind, float(limit)))
        rule = rule.replace(**dict.fromkeys(kinds))
    return clips, rule


def _clipped(rule: Optimizer, clip: Clip, library: Library) -> Optimizer:
    if clip.kind == "value":
        return ClipByValue(optimizer=rule, clipvalue=clip.limit)
    return ClipByNorm(optimizer=rule, clipnorm=clip.limit, clip_form=library)


def _nearest(rule: Optimizer, library: Library) -> tuple[Counterpart, Optimizer] | None:
    """The counterpart that needs the fewest changes, and the rule in its form."""
    candidates = [
        (counterpart, _in_form(rule, counterpart))
        for counterpart in rule.counterparts
        if counterpart.library == library
    ]
    return min(candidates, key=lambda pair: len(changed(rule, pair[1])), default=None)


def _in_form(rule: Optimizer, counterpart: Counterpart) -> Optimizer:
    """The rule with the form of the library in everything that cannot be said to it."""
    values = {name: getattr(rule, name) for name in rule.parameters}
    form = {name: parameter.default for name, parameter in rule.parameters.items()}
    form |= {**rule.presets.get(counterpart.library, {}), **counterpart.form}
    settable = counterpart.settable(values)
    if counterpart.library == "optax" and "weight_decay" in values.keys() - settable:
        # It is added to the gradient before, whatever the rule.
        settable.add("weight_decay")
        form["weight_decay_mode"] = "l2"
    settable -= {name for name in settable if values[name] is None and form[name] is not None}
    kept = {name: values[name] for name in settable & values.keys()}
    return rule.replace(**{**form, **kept})


def changed(rule: Optimizer, other: Optimizer) -> list[str]:
    """The hyperparameters that differ and have an effect in one of the two."""
    idle = rule.idle().keys() & other.idle().keys()
    return [
        name
        for name in rule.parameters
        if getattr(rule, name) != getattr(other, name) and name not in idle
    ]


def _decay_outside(counterpart: Counterpart, rule: Optimizer) -> float:
    """Weight decay for which the counterpart has no argument."""
    if "weight_decay" not in rule.parameters or "weight_decay" in counterpart.arguments.values():
        return 0.0
    return float(rule.weight_decay) if counterpart.library == "optax" else 0.0  # type: ignore[attr-defined]


def _arguments(counterpart: Counterpart, rule: Optimizer) -> dict[str, Any]:
    """The arguments to be written: without those that do nothing, in the library as here."""
    values = {name: getattr(rule, name) for name in rule.parameters}
    usual = values | {name: parameter.default for name, parameter in rule.parameters.items()}
    usual |= rule.presets.get(counterpart.library, {})
    idle, usual_given = rule.idle(), counterpart.given(usual)
    return {
        name: value
        for name, value in counterpart.given(values).items()
        if counterpart.is_fixed(name)
        or (
            not (counterpart.names(name) <= idle.keys())
            and not (_is_off(value) and usual_given[name] == value)
        )
    }


def _is_off(value: Any) -> bool:
    return value is None or value is False or (isinstance(value, float) and not is_on(value))


def _notes(
    scene: Scene, match: Match, base: Optimizer, in_form: Optimizer, library: Library
) -> list[str]:
    """What the library does otherwise, and how far from the scene's that ends."""
    assert match.counterpart is not None
    notes = []
    title = LIBRARIES[library]
    different = changed(base, in_form)
    clips_differ = library == "torch" and any(clip.kind == "norm" for clip in match.clips)
    if different or clips_differ:
        is_heavy = cost.is_heavy(scene.landscape(), scene.steps, 2)
        distance = None if is_heavy else _distance(scene, match)
        if distance is None or distance > SAME:
            forms = [
                f"{name} is {literal(getattr(in_form, name))} there and "
                f"{literal(getattr(base, name))} in the scene"
                for name in different
            ]
            if clips_differ:
                forms.append("1e-6 is added to the norm when it is clipped")
            note = f"{match.label}: {title} has another form: {'; '.join(forms)}."
            if distance is not None:
                note += f" With it the last point is {distance:.2g} away from the scene's."
            elif not is_heavy:
                note += " With it the run ends in another step than the scene's."
            notes.append(note)
    if match.counterpart.caveat:
        notes.append(f"{match.label}: {match.counterpart.caveat}")
    return notes


def _distance(scene: Scene, match: Match) -> float | None:
    """How far apart the ends are, of the larger of 1 and their size; None in unlike steps."""
    assert match.in_form is not None
    one, other = (path(scene, rule, match.schedule) for rule in (match.rule, match.in_form))
    if one.last_step != other.last_step:
        return None
    size = max(1.0, float(np.abs(one.points[-1]).max()))
    return float(np.linalg.norm(one.points[-1] - other.points[-1])) / size


def path(
    scene: Scene, rule: Optimizer, schedule: optimizers.Schedule | None
) -> optimizers.Trajectory:
    """A run of a rule in the setting of a scene, from its one start, without its stop rules."""
    objective = scene.landscape()
    options = setting(scene) | {"clip": None, "schedule": schedule}
    return optimizers.minimize(objective, rule, first_start(scene), scene.steps, **options)


def first_start(scene: Scene) -> tuple[float, ...]:
    """Where the code begins: one point."""
    start = scene.landscape().start if scene.start is None else scene.start
    return tuple(float(x) for x in start)
