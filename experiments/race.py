"""A race: every optimizer of a scene from the same start, with the same noise."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import numpy as np

import objectives
import optimizers
from experiments.runs import runs
from experiments.scene import Entry, Scene


@dataclasses.dataclass(frozen=True)
class Runner:
    """One optimizer of a race and the run to show: of several random starts, the best."""

    entry: Entry
    trajectory: optimizers.Trajectory
    others: optimizers.Trajectory | None = None
    """All runs, when there were several starts."""
    best: int = 0
    """Which of them is ``trajectory``."""


@dataclasses.dataclass(frozen=True)
class Race:
    """The landscape and its runners, in the order of the scene."""

    scene: Scene
    objective: objectives.Objective
    runners: tuple[Runner, ...]


def run_entry(
    scene: Scene, entry: Entry, progress: Callable[[float], None] | None = None
) -> Runner:
    """Run one optimizer in the setting of a scene, whatever the scene's own entries are.

    ``progress`` is that of `optimizers.minimize`.

    Raises:
        ValueError: the scene or the entry holds a value that is not valid.
    """
    trajectory = runs(
        scene,
        entry,
        scene.start_points(scene.landscape()),
        tolerance=scene.tolerances(),
        record_state=scene.starts == 1,
        progress=progress,
    )
    if trajectory.runs is None:
        return Runner(entry, trajectory)
    best = best_run(trajectory)
    return Runner(entry, trajectory.run(best), trajectory, best)


def best_run(batch: optimizers.Trajectory) -> int:
    """The run with the lowest last value among those that neither diverged nor left the box."""
    lost = np.isin(batch.status, ["diverged", "left the box"])
    values = np.where(np.isfinite(batch.values[-1]), batch.values[-1], np.inf)
    return int(np.argmin(np.where(lost & ~lost.all(), np.inf, values)))


def run_race(scene: Scene) -> Race:
    """Run all entries. Raises ValueError as `run_entry` does."""
    return Race(scene, scene.landscape(), tuple(run_entry(scene, entry) for entry in scene.entries))
