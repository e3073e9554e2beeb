"""The recorded runs of the libraries, and how far our rules are from them."""

from __future__ import annotations

import dataclasses
import functools
import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

import optimizers
from declarations.arrays import Array
from tests.reference import blocks, problems

FILE = Path(__file__).with_name("trajectories.json.gz")

DIFFERENCES = {"lbfgs"}
"""Rules whose state is made of differences of iterates: little is left of their digits."""

OBJECTIVES: dict[str, Any] = problems.OBJECTIVES | blocks.OF_BLOCKS

COARSE = {("muon", "torch"): 2e-2}
"""What is computed in bfloat16 there, and how far the runs are apart: this and no more."""


@dataclasses.dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Record:
    """One run of one optimizer of a library, and the same optimizer in our words.

    Attributes:
        optimizer: the library's name, with its ``arguments`` and what it does ``before`` them.
        id: our name, with the ``preset`` and ``keywords`` that make the same rule of it.
        rate_decay: the learning rate is multiplied with it after every step.
        points: (steps + 1, dims).
        evaluation_points: (steps, dims), the averages after each step, where there are any.
        stable_steps: how far the whole run can be compared: later steps depend on rounding.
        script: the gradients of the open loop.
        tolerance: how far apart whole runs may be.
    """

    library: str
    version: str
    optimizer: str
    arguments: dict[str, Any]
    before: list[list[Any]]
    id: str
    preset: str | None
    keywords: dict[str, Any]
    rate_decay: float
    objective: str
    start: list[float]
    steps: int
    stable_steps: int
    points: Array
    evaluation_points: Array | None
    script: Array
    tolerance: float = 1e-12

    @property
    def setting(self) -> str:
        """The optimizer as one would write it."""
        arguments = ", ".join(f"{name}={value}" for name, value in self.arguments.items())
        before = "".join(f"{name}({value}) then " for name, value in self.before)
        falling = "" if self.rate_decay == 1.0 else f", rate times {self.rate_decay} each step"
        return f"{before}{self.optimizer}({arguments}){falling}"

    def __repr__(self) -> str:
        return f"{self.setting} on {self.objective}"

    def rule(self) -> optimizers.Optimizer:
        return optimizers.get(self.id, preset=self.preset, **self.keywords)

    def learning_rate(self, step: int) -> float | None:
        """That of a step, where it changes."""
        if self.rate_decay == 1.0:
            return None
        return float(self.keywords["learning_rate"] * self.rate_decay**step)


@functools.cache
def records() -> tuple[Record, ...]:
    content = json.loads(gzip.decompress(FILE.read_bytes()))
    script = np.array(content["script"])
    made = [_read(record, script) for record in content["records"]]
    return (*made, *(Record(**run, script=script) for run in blocks.runs()))


def _read(record: dict[str, Any], script: Array) -> Record:
    points = np.array(record.pop("trajectory"))
    evaluated = record.pop("evaluation_points", None)
    judged = None if evaluated is None else np.array(evaluated)
    return Record(**record, points=points, evaluation_points=judged, script=script)


@functools.cache
def grouped() -> dict[tuple[str, str], list[Record]]:
    """The records of each of our rules and each library."""
    groups: dict[tuple[str, str], list[Record]] = {}
    for record in records():
        groups.setdefault((record.id, record.library), []).append(record)
    return dict(sorted(groups.items()))


@functools.cache
def open_loop(record: Record) -> float:
    """The largest deviation of the points, and of those to be judged, under given gradients.

    Over the stable steps, which are all of them but for rules whose step grows with the distance
    travelled: these have a loop of their own.
    """
    rule = record.rule()
    point, state = record.points[0], rule.init(record.points[0])
    deviations = []
    for step in range(record.stable_steps):
        rate = record.learning_rate(step)
        point, state = rule.step(point, record.script[step], state, learning_rate=rate)
        deviations.append(_deviation(point, record.points[step + 1]))
        if record.evaluation_points is not None:
            judged = rule.evaluation_point(point, state)
            assert judged is not None, f"{record.id} has no point to be judged"
            deviations.append(_deviation(judged, record.evaluation_points[step]))
    return max(deviations)


@functools.cache
def one_step(record: Record) -> float:
    """The largest deviation of one step from a recorded point, relative to the points.

    The state is carried along the recorded points, so nothing adds up but its own rounding.
    """
    rule, objective = record.rule(), OBJECTIVES.get(record.objective)
    state = rule.init(record.points[0], objective)
    deviations = []
    for step in range(record.steps):
        before, after = record.points[step], record.points[step + 1]
        g = record.script[step] if objective is None else objective.gradient(before)
        rate = record.learning_rate(step)
        point, state = rule.step(before, g, state, objective, learning_rate=rate)
        size = max(np.abs(before).max(), np.abs(after).max())
        deviations.append(_deviation(point, after) / (size or 1.0))
    return max(deviations)


@functools.cache
def closed_loop(record: Record) -> float:
    """The largest deviation of a run of ours over the stable steps."""
    run = optimizers.minimize(
        OBJECTIVES[record.objective], record.rule(), record.start, record.stable_steps
    )
    return _deviation(run.points, record.points[: record.stable_steps + 1])


DECOMPOSED = {"shampoo", "soap"}
"""Rules that take roots or eigenvectors of matrices, where the last digits are LAPACK's own."""


def allowed(measure: Callable[[Record], float], record: Record) -> float:
    """How large a deviation may be."""
    coarse = COARSE.get((record.id, record.library))
    if coarse is not None:
        return coarse
    if measure is one_step and record.id in DECOMPOSED:
        return 1e-12
    return {open_loop: 1e-13, one_step: 1e-14, closed_loop: record.tolerance}[measure]


Measure = Callable[[Record], float]


def compares(measure: Measure, record: Record) -> bool:
    """Whether there is something to compare in this way."""
    if measure is one_step:
        return record.id not in DIFFERENCES
    return (measure is open_loop) == (record.objective == "script")


def _deviation(ours: Array, theirs: Array) -> float:
    """The largest difference; NaN, which is no agreement at all, counts as infinite."""
    return float(np.nan_to_num(np.abs(ours - theirs), nan=np.inf).max())
