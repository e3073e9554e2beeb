"""All positions of a knob as one batch: what is shown while it is dragged."""

from __future__ import annotations

import dataclasses

import numpy as np
from numpy.typing import NDArray

import objectives
import optimizers
from declarations.arrays import Array
from experiments import cost, course
from experiments.leaderboard import is_good
from experiments.runs import in_domain, is_stochastic, runs
from experiments.scene import Entry, Scene, put
from experiments.sweep import DIVERGED, LEFT, OSCILLATED, RISING, verdicts

MOST_NUMBERS = 300_000
"""Runs times steps of a batch in a plane; of a longer race fewer positions are made."""
LEAST_POSITIONS = 16


OUTCOMES = ("good", "slow", "swinging", "lost")
"""How a position of a knob is shown on its rail, before it is tried; see `Positions.outcomes`."""
GOOD, SLOW, SWINGING, LOST = range(len(OUTCOMES))


@dataclasses.dataclass(frozen=True)
class Positions:
    """The runs of every ``stride``-th of the rungs of a knob, and those rungs.

    Attributes:
        rungs: the values of the knob.
        stride: every how many rungs of the knob there is one.
        runs: the batch.
        courses: how each run ends, see `experiments.course.courses`.
        heights: the last loss of each, as it is judged.
        outcomes: for each an index into `OUTCOMES`. Lost is a run that diverged, is on the way to,
            or left the domain; good is one that comes about as far as the best of them, see
            `experiments.leaderboard.is_good`; the others swing or rise in the end, or are slow.
    """

    rungs: Array
    stride: int
    runs: optimizers.Trajectory
    courses: NDArray[np.int8]
    heights: Array
    outcomes: NDArray[np.uint8]


def run_positions(scene: Scene, entry: Entry, name: str, rungs: list[float]) -> Positions:
    """Run an optimizer of a scene at the positions of one of its knobs, all as one batch.

    A run of the batch is, bit for bit, the run that `experiments.run_entry` makes of the entry
    with that value.

    Args:
        scene: the race; it has one start.
        entry: the optimizer; its own value of the knob does not matter.
        name: a real hyperparameter of the rule.
        rungs: the values, rising.

    Raises:
        ValueError: the scene has several starts, a value is not valid, or it would take too long.
    """
    if scene.starts > 1:
        raise ValueError("several starts are not run at every position of a knob")
    objective = scene.landscape()
    if cost.kept_every(scene, objective) > 1 or cost.is_heavy(objective, scene.steps, 8):
        raise ValueError("the runs are too long to be made at every position of a knob")
    rule = optimizers.registry[entry.optimizer]
    parameter = rule.parameters[name]
    numbers = (scene.steps + 1) * objective.dims / 2.0
    allowed = max(LEAST_POSITIONS, int(MOST_NUMBERS / numbers))
    stride = max(1, -(-len(rungs) // allowed))
    chosen = np.array(rungs[::stride])
    for value in (chosen[0], chosen[-1]):
        parameter.checked(rule.__name__, name, float(value))
    values = put(entry.values, (name, chosen))
    batch = runs(
        scene,
        dataclasses.replace(entry, values=values),
        scene.start_points(objective),
        tolerance=scene.tolerances(),
    )
    points, losses = batch.judged
    found = course.courses(
        objective,
        points,
        losses,
        batch.status,
        stochastic=is_stochastic(scene, entry),
        ascends=entry.rule(objective).ascends,
    )
    outcomes = _outcomes(objective, points, losses, found)
    return Positions(chosen, stride, batch, found, losses[-1].copy(), outcomes)


def _outcomes(
    objective: objectives.Objective,
    points: Array,
    values: Array,
    found: NDArray[np.int8],
) -> NDArray[np.uint8]:
    verdict = verdicts(found)
    lost = np.isin(verdict, (DIVERGED, LEFT)) | ~in_domain(objective, points[-1])
    swinging = np.isin(verdict, (OSCILLATED, RISING))
    scores = np.where(lost | ~np.isfinite(values[-1]), np.inf, values[-1])
    first = float(values[0, 0])
    floor = float(scores.min(initial=first)) if objective.fmin is None else objective.fmin
    good = is_good(scores, first=first, floor=floor)
    return np.select([lost, good, swinging], [LOST, GOOD, SWINGING], SLOW).astype(np.uint8)
