"""Races that show a strength or a weakness of a rule.

A rule declares them in its own file (`optimizers.show.Show`); where it declares none, a race that
`explain.find_shows` has found says where it ends far ahead of a reference, or far behind. What was
found is committed with its numbers in shows.json, and the tests run it again.
"""

from __future__ import annotations

import dataclasses
import json
import math
from functools import lru_cache
from pathlib import Path
from typing import get_args

import numpy as np

import objectives
import optimizers
from declarations import counted
from experiments import Entry, Scene
from explain.verdict.kinds import plain
from optimizers.show import Kind, Show

FILE = Path(__file__).parent / "shows.json"
STEPS = 200
KINDS: tuple[Kind, ...] = get_args(Kind)
ENOUGH = 1e-9
"""A gap of this share of the first one is as good as none."""
REACHED = 1e-9
"""Who ends no further above the minimum has reached it."""


@dataclasses.dataclass(frozen=True)
class Shown:
    """A race to look at, of whatever origin.

    Attributes:
        rule: the id of the rule that it is about.
        kind: "strength" or "weakness".
        head: the words that it shows, or how far the rule comes.
        sentence: what there is to see.
        scene: the race.
        clear: how clearly it is seen, to sort by; declared ones are the clearest.
    """

    rule: str
    kind: Kind
    head: str
    sentence: str
    scene: Scene
    clear: float = math.inf


@dataclasses.dataclass(frozen=True)
class Found:
    """A landscape on which a rule ends far ahead of a reference, or far behind it.

    Attributes:
        rule, reference: the ids of the two that race.
        kind: "strength" where it is ahead, "weakness" where it is behind.
        objective: the id of the landscape.
        gap, reference_gap: how far above the minimum the two end; infinite for one that is lost.
        evaluations, reference_evaluations: how often each has called the objective.
    """

    rule: str
    reference: str
    kind: Kind
    objective: str
    gap: float
    reference_gap: float
    evaluations: int
    reference_evaluations: int

    @property
    def shown(self) -> Shown:
        """The race, which says no more than who is ahead."""
        scene = Scene(
            objective=self.objective,
            steps=STEPS,
            entries=(Entry(self.rule), Entry(self.reference)),
        )
        return Shown(self.rule, self.kind, self.head, self.sentence, scene, abs(lead(self)))

    @property
    def head(self) -> str:
        """Who is ahead: "Ahead of SGD on Ackley"."""
        where = {"strength": "Ahead of", "weakness": "Behind"}[self.kind]
        return f"{where} {_title(self.reference)} on {_landscape(self.objective)}"

    @property
    def sentence(self) -> str:
        """What the race comes to: "On Ackley, after 200 steps, Adam ends 2e-3 above ..."."""
        ends = [
            f"{_title(name)} {_end(gap)}"
            for name, gap in ((self.rule, self.gap), (self.reference, self.reference_gap))
        ]
        calls = ""
        if self.evaluations != self.reference_evaluations:
            calls = f" It took {counted(self.evaluations, 'evaluation')} for that"
            calls += f", {_title(self.reference)} {self.reference_evaluations:,}."
        where = _landscape(self.objective)
        return f"On {where}, after {STEPS} steps: {ends[0]}, {ends[1]}.{calls}"


def _title(rule: str) -> str:
    return optimizers.registry[rule].title


def _landscape(objective: str) -> str:
    return objectives.registry[objective].title


def _end(gap: float) -> str:
    if math.isinf(gap):
        return "is lost"
    if gap <= REACHED:
        return "reaches the minimum"
    return f"ends {plain(gap, 1)} above the minimum"


def lead(found: Found) -> float:
    """By how many powers of ten the rule ends ahead of its reference; below 0 behind it."""
    objective = objectives.get(found.objective)
    assert objective.fmin is not None
    first = float(objective.value(np.array(objective.start))) - objective.fmin
    shares = [
        min(max(gap / first, ENOUGH), 1.0) if first > 0 else 1.0
        for gap in (found.gap, found.reference_gap)
    ]
    return math.log10(shares[1] / shares[0])


@lru_cache(maxsize=1)
def _committed() -> dict[str, list[dict[str, object]]]:
    return json.loads(FILE.read_text())


def found(rule: str) -> tuple[Found, ...]:
    """What was found of a rule; nothing for one that is too new for the file."""
    return tuple(Found(rule, **values) for values in _committed().get(rule, []))  # type: ignore[arg-type]


def declared(rule: str) -> tuple[Show, ...]:
    """What a rule declares."""
    return optimizers.registry[rule].own_shows()


def scene_of(show: Show) -> Scene:
    """The race that a rule declares. Raises ValueError for a setting that is not valid."""
    entries = tuple(
        Entry(
            racer.optimizer,
            values=tuple(racer.values.items()),
            schedule=racer.schedule,
            schedule_values=tuple(racer.schedule_values.items()),
        )
        for racer in show.racers
    )
    return Scene(
        objective=show.objective,
        parameters=tuple(show.parameters.items()),
        start=show.start,
        steps=show.steps,
        entries=entries,
        **show.options,
    )


def shows(rule: str) -> tuple[Shown, ...]:
    """A strength and a weakness: the declared one, else the found one, else none."""
    told = [
        Shown(rule, show.kind, show.words, show.look_at, scene_of(show)) for show in declared(rule)
    ]
    told += [one.shown for one in found(rule)]
    return tuple(sorted(told, key=lambda show: KINDS.index(show.kind)))


def shown_on(objective: str) -> tuple[Shown, ...]:
    """All that is shown on a landscape, of all rules: the declared ones, then the clearest."""
    told = [show for rule in optimizers.names() for show in shows(rule)]
    here = [show for show in told if show.scene.objective == objective]
    return tuple(sorted(here, key=lambda show: show.clear, reverse=True))
