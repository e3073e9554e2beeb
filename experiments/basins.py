"""Basin maps: which minimum is reached from every start of a grid, and how soon."""

from __future__ import annotations

import dataclasses
import functools
from concurrent.futures import Executor

import numpy as np
from numpy.typing import NDArray

import objectives
import optimizers
from declarations.arrays import Array
from experiments import cost
from experiments.blocks import Progress, blocks, part_of, run_blocks
from experiments.frozen import FrozenArrays
from experiments.plane import Plane, declared_plane
from experiments.runs import in_domain, runs, without_runs
from experiments.scene import Entry, Scene
from objectives.objective import Point
from optimizers.gradients import row_sum

MOST_POINTS = 400
PATIENCE = 5
"""So many points in a row have to be low enough: a ball that rolls through has not arrived."""

NEAR = 0.05
"""How far from a local minimum a run may end that has reached it, of the domain's diagonal."""

NONE, DIVERGED = -1, -2


@dataclasses.dataclass(frozen=True)
class BasinMap:
    """What a basin map is made of. Plain values; equal maps compare equal.

    Of the scene, its entries, its start and its stop rules do not matter and are dropped.
    """

    scene: Scene
    entry: Entry
    points_per_side: int = 200
    tolerance: float = 1e-3
    """How close to the value of a minimum f has to come."""

    @property
    def run_count(self) -> int:
        """How many runs it makes."""
        return self.points_per_side**2

    @property
    def is_heavy(self) -> bool:
        """Whether it takes so long that it waits its turn on a server."""
        return cost.is_heavy(self.scene.landscape(), self.scene.steps, self.run_count)

    def __post_init__(self) -> None:
        count, tolerance = self.points_per_side, self.tolerance
        if isinstance(count, bool) or not isinstance(count, int) or not 2 <= count <= MOST_POINTS:
            raise ValueError(
                f"BasinMap: points_per_side must be a whole number in [2, {MOST_POINTS}], "
                f"got {count!r}"
            )
        if not 0.0 < tolerance < np.inf:
            raise ValueError(f"BasinMap: tolerance must be in (0, inf), got {tolerance!r}")
        object.__setattr__(self, "scene", without_runs(self.scene))

    def landscape(self) -> objectives.Objective:
        """The objective. Raises ValueError when there is no map of it."""
        objective = self.scene.landscape()
        if objective.dims < 2:
            raise ValueError(f"{objective.id}: a basin map needs at least two dimensions")
        if not objective.minimisers:
            raise ValueError(f"{objective.id}: a basin map needs a known minimum to be reached")
        return objective

    def grid(self, plane: Plane) -> tuple[Array, Array]:
        """The coordinates of the starts along both sides of the plane."""
        a, b = (np.linspace(low, high, self.points_per_side) for low, high in plane.ranges)
        return a, b


@dataclasses.dataclass(frozen=True)
class Basins(FrozenArrays):
    """A basin map. The arrays have a row for every b and a column for every a."""

    config: BasinMap
    plane: Plane
    a: Array
    b: Array
    minima: tuple[Point, ...]
    """The global minimisers, then the other minima that the landscape declares."""
    global_minima: int
    """How many of them are global."""
    reached: NDArray[np.int16]
    """Which of the minima; -1 is none of them, -2 a run that diverged."""
    steps: NDArray[np.int32]
    """The steps until f had come within the tolerance of the value of that minimum; else -1."""

    @property
    def share(self) -> float:
        """The share of the starts from which a global minimum is reached."""
        return float(np.mean((self.reached >= 0) & (self.reached < self.global_minima)))

    @property
    def shares(self) -> tuple[float, ...]:
        """The share of the starts that every one of the minima draws."""
        return tuple(float(np.mean(self.reached == index)) for index in range(len(self.minima)))


def basin_map(
    config: BasinMap, executor: Executor | None = None, progress: Progress | None = None
) -> Basins:
    """Run the optimizer from every start of the grid.

    A run has reached a global minimum when f stays within the tolerance of it for `PATIENCE`
    points in a row, inside the domain; it is stopped there, which is what makes the number of
    steps exact without a record of the path. Where the global minimisers form a curve, the
    nearest of their representatives is named. A run that takes all its steps has reached a local
    minimum when it ends beside it and within the tolerance of its value; it is run once more, up
    to the first `PATIENCE` points in a row that are as low as that, to count the steps. f is that
    of the average, for a rule that keeps one, without noise and on all data.

    Args:
        config: what to run.
        executor: where; see `experiments.blocks.run_blocks`. The result is the same everywhere.
        progress: is told the share that is done; may raise to cancel.

    Raises:
        ValueError: a value that is not valid, or a landscape that has no basin map.
    """
    objective = config.landscape()
    cost.check(objective, config.scene.steps, config.run_count, "The map")
    plane = declared_plane(objective)
    a, b = config.grid(plane)
    parts = blocks(config.points_per_side**2)
    results = run_blocks(functools.partial(_basins_of, config), parts, executor, progress)
    reached, steps = (np.concatenate(rows) for rows in zip(*results, strict=True))
    minima = _minima(objective)
    shape = (len(b), len(a))
    return Basins(
        config,
        plane,
        a,
        b,
        minima,
        len(objective.minimisers),
        reached.reshape(shape).astype(np.int16),
        steps.reshape(shape).astype(np.int32),
    )


def _minima(objective: objectives.Objective) -> tuple[Point, ...]:
    local = (known.point for known in objective.stationary_points if known.kind == "minimum")
    return (*objective.minimisers, *local)


def _basins_of(
    config: BasinMap, part: slice, progress: Progress | None = None
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Which minimum is reached from some of the starts, and after how many steps."""
    objective = config.landscape()
    plane = declared_plane(objective)
    a, b = np.meshgrid(*config.grid(plane))
    starts = np.ascontiguousarray(plane.points(a.ravel()[part], b.ravel()[part]))
    minima = np.array(_minima(objective)).T
    levels = objective.value(minima) + config.tolerance
    count = len(objective.minimisers)
    levels_to_reach = 1 + minima.shape[1] - count

    run = _run_to(config, starts, float(levels[0]), part_of(progress, 0, levels_to_reach))
    ends, values = (rows[-1] for rows in run.judged)
    low_enough = values >= levels[0] - 2.0 * config.tolerance
    arrived = (run.status == "converged") & in_domain(objective, ends) & low_enough
    reached = np.where(arrived, _nearest(ends, minima[:, :count])[0], NONE)
    reached[run.status == "diverged"] = DIVERGED
    steps = np.where(arrived, _first(run), -1)

    nearest, distance = _nearest(ends, minima)
    low, high = np.array(objective.domain).T
    beside = distance <= NEAR * np.sqrt(row_sum((high - low) ** 2))
    there = (reached == NONE) & beside & (values <= levels[nearest])
    for index in range(count, minima.shape[1]):
        here = np.flatnonzero(there & (nearest == index))
        if len(here):
            report = part_of(progress, 1 + index - count, levels_to_reach)
            again = _run_to(
                config, np.ascontiguousarray(starts[:, here]), float(levels[index]), report
            )
            arrived = again.status == "converged"
            reached[here] = np.where(arrived, index, NONE)
            steps[here] = np.where(arrived, _first(again), -1)
    return reached, steps


def _run_to(
    config: BasinMap, starts: Array, level: float, progress: Progress
) -> optimizers.Trajectory:
    """Runs that stop when f has stayed at a level for a while, or below."""
    stop = optimizers.Tolerance(loss=level, patience=PATIENCE)
    options = {"record": "ends", "tolerance": stop, "progress": progress}
    return runs(config.scene, config.entry, starts, **options)


def _first(run: optimizers.Trajectory) -> NDArray[np.int64]:
    """The step of the first of the points in a row that ended a run."""
    return run.last_step - (PATIENCE - 1)


def _nearest(points: Array, minima: Array) -> tuple[NDArray[np.int64], Array]:
    """Which of the minima is nearest to every point, and how far it is."""
    index = np.zeros(points.shape[1], dtype=np.int64)
    smallest = np.full(points.shape[1], np.inf)
    with np.errstate(over="ignore"):
        for number, minimum in enumerate(minima.T):
            square = row_sum((points - minimum[:, np.newaxis]) ** 2)
            index[square < smallest] = number
            smallest = np.minimum(square, smallest)
    return index, np.sqrt(smallest)
