"""What would help: every cure has been tried before it is offered."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np

import objectives
import optimizers
from declarations import Real, counted
from experiments import Race, Runner, Summary, cost, course, run_entry, summarise
from experiments.positions import run_positions
from experiments.runs import is_stochastic
from experiments.scene import Entry, Scene, put
from explain.verdict import kinds
from explain.verdict.causes import verdict
from explain.verdict.kinds import Verdict, plain

MOST = 3
"""So many cures are offered."""
BETTER = 0.5
"""A cure has to bring the gap, or what f has come down, to this share of it."""
MOST_TRIED = 5_000
"""The steps of a trial."""
PER_DECADE = 6
"""So many learning rates are tried in a decade."""
STARTS = 20
MOMENTUM = 0.9
MOVING = (course.WANDERING, course.SWINGING, course.CYCLING)
"""The last point of a run on one of these courses is a matter of luck."""
OTHERS = Scene().entries
"""The optimizers that are tried in place of one that fails: those that the page opens with."""

RATES = {
    kinds.DIVERGED: (-6, 0),
    kinds.LEFT: (-4, 0),
    kinds.CYCLING: (-3, 0),
    kinds.SWINGING: (-3, 0),
    kinds.KINK: (-3, 0),
    kinds.NOISE: (-3, 0),
    kinds.RISING: (-2, 1),
    kinds.TRAPPED: (-1, 2),
    kinds.SADDLE: (0, 3),
    kinds.PLATEAU: (0, 3),
    kinds.STALLED: (0, 3),
    kinds.CRAWLING: (-1, 3),
    kinds.FALLING: (-1, 2),
}
"""Which learning rates are tried, in powers of ten of the present one; others need no cure."""


@dataclasses.dataclass(frozen=True)
class Cure:
    """A change of a race, and what it brings."""

    words: str
    """What to do."""
    brings: str
    """What came of it when it was tried."""
    entry: Entry
    changes: tuple[tuple[str, Any], ...] = ()
    """Of the scene."""

    def applied(self, scene: Scene, index: int) -> Scene:
        """The scene with the cure for its entry at an index."""
        entries = (*scene.entries[:index], self.entry, *scene.entries[index + 1 :])
        return scene.replace(entries=entries, **dict(self.changes))


_kept: WeakKeyDictionary[Runner, tuple[Cure, ...]] = WeakKeyDictionary()


def is_curable(about: Verdict) -> bool:
    """Whether there is anything to cure."""
    return about.kind in RATES


def cures(runner: Runner, race: Race) -> tuple[Cure, ...]:
    """What makes the run better, the best first; kept as long as its runner.

    Every cure was tried with one run, and is offered only if that arrived, or came at least twice
    as far down. Nothing is tried that is heavy work.
    """
    found = _kept.get(runner)
    if found is None:
        found = _kept[runner] = _found(runner, race)
    return found


def _found(runner: Runner, race: Race) -> tuple[Cure, ...]:
    about = verdict(runner, race)
    if not is_curable(about):
        return ()
    tried = _tried(_candidates(about, runner, race), runner, race)
    # One other optimizer is offered: a choice among all of them would hide what the run itself
    # can be taught.
    tried += _tried(_others(about, runner), runner, race)[:1]
    # A wall comes last: it hides why the run went there.
    tried.sort(key=lambda pair: ("box" in dict(pair[1].changes), *_order(pair[0])))
    return tuple(cure for _, cure in tried[:MOST])


def _tried(
    candidates: Iterable[tuple[str, Entry, dict[str, Any]]], runner: Runner, race: Race
) -> list[tuple[_Height, Cure]]:
    """The candidates that make the run better, the best first, and how far up they end."""
    before = _height(runner, race.scene, race.objective)
    tried = []
    for words, entry, changes in candidates:
        scene = race.scene.replace(entries=(), **changes)
        objective = scene.landscape()
        if cost.is_heavy(objective, scene.steps, scene.starts):
            continue
        trial = run_entry(scene, entry)
        after = _height(trial, scene, objective)
        if _is_better(after, before, race.objective, runner):
            brings = _brings(after, before, objective)
            tried.append((after, Cure(words, brings, entry, tuple(changes.items()))))
    return sorted(tried, key=lambda pair: _order(pair[0]))


def _candidates(
    about: Verdict, runner: Runner, race: Race
) -> Iterator[tuple[str, Entry, dict[str, Any]]]:
    """What might help: in words, the entry, and the changes of the scene."""
    scene, entry, objective = race.scene.replace(entries=()), runner.entry, race.objective
    for found in _rates(about, entry, scene):
        rate = found.value("learning_rate")
        yield f"Try learning rate {rate:g}", found, {}
    if getattr(_plain_rule(entry, objective), "momentum", None) == 0.0:
        for found in _rates(about, _with(entry, "momentum", MOMENTUM), scene):
            rate = found.value("learning_rate")
            yield f"Try momentum {MOMENTUM:g} and learning rate {rate:g}", found, {}
    if isinstance(objective, objectives.LearningProblem) and objective.scaling == "none":
        parameters = put(scene.parameters, ("scaling", "standard"))
        own = entry.without("learning_rate")
        yield "Standardise the features", own, {"parameters": parameters}
    if about.kind in (kinds.NOISE, kinds.SWINGING, kinds.CYCLING, kinds.KINK):
        for name in optimizers.schedule_names():
            schedule = optimizers.get_schedule(name)
            if schedule.factor(scene.steps - 1, scene.steps) <= 0.1 and not schedule.rises(
                scene.steps
            ):
                title = optimizers.schedules[name].title
                found = dataclasses.replace(entry, schedule=name, schedule_values=())
                yield f"Let the learning rate fall: {title}", found, {}
    if about.kind == kinds.NOISE and scene.batch_size is not None:
        yield "Use all examples in every step", entry, {"batch_size": None}
    if about.kind in (kinds.TRAPPED, kinds.PLATEAU, kinds.SADDLE) and scene.starts == 1:
        yield f"Try {STARTS} random starts", entry, {"starts": STARTS}
    if about.kind in (kinds.CRAWLING, kinds.FALLING):
        yield from _longer(about, entry, scene)
    if about.kind == kinds.LEFT and scene.box == "free":
        yield "Keep it inside the domain", entry, {"box": "project"}


def _others(about: Verdict, runner: Runner) -> Iterator[tuple[str, Entry, dict[str, Any]]]:
    """Optimizers that are no form of the same, each at the learning rate that suits it."""
    if about.kind in (kinds.LEFT, kinds.NOISE):
        return
    own = optimizers.registry[runner.entry.optimizer]
    for other in OTHERS:
        rule = optimizers.registry[other.optimizer]
        if not issubclass(rule, own) and not issubclass(own, rule):
            yield f"Take {rule.title} in its place", other, {}


def _longer(
    about: Verdict, entry: Entry, scene: Scene
) -> Iterator[tuple[str, Entry, dict[str, Any]]]:
    needed = {each.name: each.value for each in about.evidence}.get("steps")
    if not isinstance(needed, float):
        return
    steps = int(float(f"{1.2 * (scene.steps + needed):.1e}"))
    if scene.steps < steps <= MOST_TRIED:
        yield f"Take {counted(steps, 'step')}", entry, {"steps": steps}


def _rates(about: Verdict, entry: Entry, scene: Scene) -> Iterator[Entry]:
    """The entry with the best of many learning rates, all tried as one batch."""
    parameter = optimizers.registry[entry.optimizer].parameters.get("learning_rate")
    if not isinstance(parameter, Real) or scene.starts > 1:
        return
    present = _plain_rule(entry, scene.landscape()).learning_rate  # type: ignore[attr-defined]
    low, high = RATES[about.kind]
    powers = np.linspace(low, high, (high - low) * PER_DECADE + 1)
    rungs = sorted({float(f"{present * 10.0**power:.2g}") for power in powers})
    rungs = [rate for rate in rungs if parameter.valid.contains(rate)]
    try:
        tried = run_positions(scene, entry, "learning_rate", rungs)
    except ValueError:
        return
    objective = scene.landscape()
    points, values = tried.runs.judged
    reached = course.is_reached(objective, points, values)
    first = np.where(reached.any(axis=0), reached.argmax(axis=0), len(values))
    names = np.array(course.COURSES)[tried.courses]
    lost = np.isin(names, (course.DIVERGED, course.GROWING, course.LEFT))
    arrived = names == course.REACHED
    heights = np.where(lost | ~np.isfinite(tried.heights), np.inf, tried.heights)
    best = np.lexsort((heights, np.where(arrived, first, len(values)), ~arrived))[0]
    if np.isfinite(heights[best]) and tried.rungs[best] != present:
        yield _with(entry, "learning_rate", float(tried.rungs[best]))


def _plain_rule(entry: Entry, objective: objectives.Objective) -> optimizers.Optimizer:
    return dataclasses.replace(entry, wrappers=()).rule(objective)


def _with(entry: Entry, name: str, value: Any) -> Entry:
    return dataclasses.replace(entry, values=put(entry.values, (name, value)))


# ---- what a trial brings ----


@dataclasses.dataclass(frozen=True)
class _Height:
    """How far up a run ended; of one that goes up and down, about which height."""

    summary: Summary
    gap: float
    """Above the minimum; f where that is not known. Infinite where the run is lost."""
    hovers: bool


def _height(runner: Runner, scene: Scene, objective: objectives.Objective) -> _Height:
    run, stochastic = runner.trajectory, is_stochastic(scene, runner.entry)
    summary = summarise(run, objective, stochastic=stochastic)
    values = run.judged[1]
    hovers = stochastic or summary.course in MOVING
    rows = course.window(len(values)) if hovers else 1
    value = float(np.median(values[-rows:])) - (objective.fmin or 0.0)
    lost = summary.course in (course.DIVERGED, course.GROWING, course.LEFT)
    below = objective.fmin is not None and value < -course.TOLERANCE
    if lost or below or not np.isfinite(value):
        value = float("inf")
    return _Height(summary, value, hovers)


def _is_better(
    after: _Height, before: _Height, objective: objectives.Objective, runner: Runner
) -> bool:
    if after.summary.course == course.REACHED:
        return True
    start = float(runner.trajectory.judged[1][0])
    if not np.isfinite(before.gap):
        return after.gap < start - (objective.fmin or 0.0)
    if objective.fmin is not None:
        return after.gap <= BETTER * before.gap
    return start - after.gap >= (start - before.gap) / BETTER and after.gap < start


def _brings(after: _Height, before: _Height, objective: objectives.Objective) -> str:
    steps = after.summary.steps_to_tolerance
    if after.summary.course == course.REACHED and steps is not None:
        return f"comes within {course.TOLERANCE_TEXT} of the minimum in {counted(steps, 'step')}"
    does = "hovers about" if after.hovers else "ends at"
    above = " above the minimum" if objective.fmin is not None else ""
    now = f", now {plain(before.gap)}" if np.isfinite(before.gap) else ""
    return f"{does} {plain(after.gap)}{above}{now}"


def _order(height: _Height) -> tuple[bool, float]:
    reached = height.summary.course == course.REACHED
    steps = height.summary.steps_to_tolerance
    return not reached, float(steps or 0) if reached else height.gap
