"""A race: every optimizer of a scene from the same start, with the same noise."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import numpy as np

import objectives
import optimizers
from experiments import cost
from experiments.runs import runs
from experiments.scene import Entry, Scene
from optimizers.trajectory import LOST


@dataclasses.dataclass(frozen=True, eq=False)
class Runner:
    """One optimizer of a race and the run to show: of several random starts, the best.

    Equal is only a runner to itself, so that what follows from it can be kept beside it.
    """

    entry: Entry
    trajectory: optimizers.Trajectory
    others: optimizers.Trajectory | None = None
    """All runs, when there were several starts."""
    best: int = 0
    """Which of them is ``trajectory``."""

    @property
    def kept_every(self) -> int:
        """Every how many steps the path is kept: more than 1 where it would be too large."""
        steps = self.trajectory.steps
        return int(steps[1] - steps[0]) if len(steps) > 1 else 1


@dataclasses.dataclass(frozen=True)
class Race:
    """The landscape and its runners, in the order of the scene."""

    scene: Scene
    objective: objectives.Objective
    runners: tuple[Runner, ...]

    @property
    def last_step(self) -> int:
        """The steps of its longest run; 0 where there is none."""
        return max((int(runner.trajectory.last_step) for runner in self.runners), default=0)


def run_entry(
    scene: Scene, entry: Entry, progress: Callable[[float], None] | None = None
) -> Runner:
    """Run one optimizer in the setting of a scene, whatever the scene's own entries are.

    ``progress`` is that of `optimizers.minimize`.

    Raises:
        ValueError: the scene or the entry holds a value that is not valid, or it is too much work.
    """
    objective = scene.landscape()
    title = optimizers.registry[entry.optimizer].title
    cost.check(objective, scene.steps, scene.starts, title)
    every = cost.kept_every(scene, objective)
    trajectory = runs(
        scene,
        entry,
        scene.start_points(objective),
        tolerance=scene.tolerances(),
        record=every,
        record_state=cost.keeps_state(scene, entry, objective),
        progress=progress,
    )
    if trajectory.runs is None:
        return Runner(entry, trajectory)
    best = best_run(trajectory, ascends=entry.rule(objective).ascends)
    return Runner(entry, trajectory.run(best), trajectory, best)


def best_run(batch: optimizers.Trajectory, *, ascends: bool = False) -> int:
    """The run with the lowest last value among those that neither diverged nor left the box.

    Of a rule that goes uphill it is the one with the highest. As everywhere, the value is that of
    the average where the rule keeps one.
    """
    last = -batch.judged[1][-1] if ascends else batch.judged[1][-1]
    lost = np.isin(batch.status, LOST)
    values = np.where(np.isfinite(last), last, np.inf)
    return int(np.argmin(np.where(lost & ~lost.all(), np.inf, values)))


def run_race(scene: Scene) -> Race:
    """Run all entries. Raises ValueError as `run_entry` does."""
    return Race(scene, scene.landscape(), tuple(run_entry(scene, entry) for entry in scene.entries))
