"""Where a rule shows its strength and where its weakness, as `explain.find_shows` has found.

The races are committed with their numbers in shows.json, and the tests run them again.
"""

from __future__ import annotations

import dataclasses
import json
import math
from functools import lru_cache
from pathlib import Path

import numpy as np

import objectives
import optimizers
from declarations import counted
from experiments import Entry, Scene
from explain.verdict.kinds import plain

FILE = Path(__file__).parent / "shows.json"
STEPS = 200
ENOUGH = 1e-9
"""A gap of this share of the first one is as good as none."""
REACHED = 1e-9
"""Who ends no further above the minimum has reached it."""


@dataclasses.dataclass(frozen=True)
class Show:
    """A landscape on which a rule shows what it is good for, or what not.

    Attributes:
        rule, reference: the ids of the two that race.
        kind: "strength" or "weakness".
        objective: the id of the landscape.
        gap, reference_gap: how far above the minimum the two end; infinite for one that is lost.
        evaluations, reference_evaluations: how often each has called the objective.
    """

    rule: str
    reference: str
    kind: str
    objective: str
    gap: float
    reference_gap: float
    evaluations: int
    reference_evaluations: int

    @property
    def scene(self) -> Scene:
        """The race that shows it."""
        return Scene(
            objective=self.objective,
            steps=STEPS,
            entries=(Entry(self.rule), Entry(self.reference)),
        )

    @property
    def sentence(self) -> str:
        """What the race comes to: "On Ackley, after 200 steps, Adam ends 2e-3 above ..."."""
        titles = [optimizers.registry[name].title for name in (self.rule, self.reference)]
        ends = [
            f"{title} {_end(gap)}"
            for title, gap in zip(titles, (self.gap, self.reference_gap), strict=True)
        ]
        calls = ""
        if self.evaluations != self.reference_evaluations:
            calls = f" It took {counted(self.evaluations, 'evaluation')} for that"
            calls += f", {titles[1]} {self.reference_evaluations:,}."
        landscape = objectives.registry[self.objective].title
        return f"On {landscape}, after {STEPS} steps: {ends[0]}, {ends[1]}.{calls}"


def _end(gap: float) -> str:
    if math.isinf(gap):
        return "is lost"
    if gap <= REACHED:
        return "reaches the minimum"
    return f"ends {plain(gap, 1)} above the minimum"


def lead(show: Show) -> float:
    """By how many powers of ten the rule ends ahead of its reference; below 0 behind it."""
    objective = objectives.get(show.objective)
    assert objective.fmin is not None
    first = float(objective.value(np.array(objective.start))) - objective.fmin
    shares = [
        min(max(gap / first, ENOUGH), 1.0) if first > 0 else 1.0
        for gap in (show.gap, show.reference_gap)
    ]
    return math.log10(shares[1] / shares[0])


@lru_cache(maxsize=1)
def _committed() -> dict[str, list[dict[str, object]]]:
    return json.loads(FILE.read_text())


def shows(rule: str) -> tuple[Show, ...]:
    """What was found of a rule; nothing for one that is too new for the file."""
    return tuple(Show(rule, **values) for values in _committed().get(rule, []))  # type: ignore[arg-type]


def shown_on(objective: str) -> tuple[Show, ...]:
    """The strengths that are shown on a landscape, the clearest first."""
    strengths = (show for rule in optimizers.names() for show in shows(rule)[:1])
    here = [show for show in strengths if (show.kind, show.objective) == ("strength", objective)]
    return tuple(sorted(here, key=lead, reverse=True))
