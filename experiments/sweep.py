"""Sweep maps: what comes of a run for every pair of values of two hyperparameters."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Sequence
from concurrent.futures import Executor
from typing import Any

import numpy as np
from numpy.typing import NDArray

import optimizers
from declarations import Integer, Parameter, Real, close_names
from declarations.arrays import Array, Indices, Mask
from experiments import cost, course
from experiments.blocks import Progress, run_blocks
from experiments.course import COURSES, TOLERANCE, courses, is_reached
from experiments.frozen import FrozenArrays
from experiments.runs import in_domain, is_stochastic, runs, without_runs
from experiments.scene import Entry, Scene
from experiments.stability import Boundary, boundary

VERDICTS = (
    "converged",
    "falling",
    "crawled",
    "oscillated",
    "rising",
    "left the domain",
    "diverged",
    "too short to tell",
)
CONVERGED, FALLING, CRAWLED, OSCILLATED, RISING, LEFT, DIVERGED, SHORT = range(len(VERDICTS))

VERDICT_OF = {
    course.REACHED: CONVERGED,
    course.DIVERGED: DIVERGED,
    course.GROWING: DIVERGED,
    course.LEFT: LEFT,
    course.CLIMBING: RISING,
    course.STILL: CRAWLED,
    course.CYCLING: OSCILLATED,
    course.PLATEAU: CRAWLED,
    course.WANDERING: OSCILLATED,
    course.SWINGING: OSCILLATED,
    course.RISING: RISING,
    course.CRAWLING: CRAWLED,
    course.FALLING: FALLING,
    course.SHORT: SHORT,
}
"""The courses of `experiments.course`, of which some share a colour."""

LAST = 5
"""The gap at the end is the median of so many points."""

MOST_POINTS = 200
LARGEST = 1e15
"""Of larger values on an axis not even whole numbers would be exact."""
NUMBERS_AT_ONCE = 2_000_000
"""Cells times recorded points of one part: it bounds the memory, some 70 bytes each in a plane."""


@dataclasses.dataclass(frozen=True)
class Axis:
    """One hyperparameter and its values; what is None comes from its declaration."""

    parameter: str
    low: float | None = None
    high: float | None = None
    points: int = 60
    log: bool | None = None
    """Whether the values are evenly spaced in their logarithm."""

    def __post_init__(self) -> None:
        count = self.points
        if isinstance(count, bool) or not isinstance(count, int) or not 2 <= count <= MOST_POINTS:
            raise ValueError(
                f"Axis: points must be a whole number in [2, {MOST_POINTS}], got {count!r}"
            )

    def values(self, rule: type[optimizers.Optimizer]) -> NDArray[Any]:
        """The values, rising; of a whole number, those of them that differ.

        Raises:
            ValueError: the rule has no such number, or the range is not valid for it.
        """
        declared = _number(rule, self.parameter)
        low = float(declared.slider[0] if self.low is None else self.low)
        high = float(declared.slider[1] if self.high is None else self.high)
        log = getattr(declared, "log", False) if self.log is None else self.log
        if not low < high:
            raise ValueError(f"Axis: {self.parameter} must go upwards, got {low:g} to {high:g}")
        if not np.isfinite([low, high]).all():
            raise ValueError(
                f"Axis: {self.parameter} must go from number to number, got {low:g} to {high:g}"
            )
        if log and low <= 0:
            raise ValueError(
                f"Axis: {self.parameter} must start above 0 for logarithmic spacing, got {low:g}"
            )
        if max(abs(low), abs(high)) > LARGEST:
            raise ValueError(
                f"Axis: {self.parameter} must be in [-{LARGEST:g}, {LARGEST:g}], "
                f"got {low:g} to {high:g}"
            )
        spaced = np.geomspace if log else np.linspace
        values = spaced(low, high, self.points)
        if isinstance(declared, Integer):
            values = np.unique(np.round(values)).astype(np.int64)
        for value in (values[0], values[-1]):
            declared.checked(rule.__name__, self.parameter, value.item())
        return values


@dataclasses.dataclass(frozen=True)
class Sweep:
    """What a sweep map is made of. Plain values; equal sweeps compare equal.

    All cells start at the scene's start, with the same noise. Of the scene, its entries, its
    random starts and its stop rules do not matter and are dropped.
    """

    scene: Scene
    entry: Entry
    x: Axis
    y: Axis
    tolerance: float = TOLERANCE
    """The gap to the minimum that counts as reached."""

    @property
    def is_heavy(self) -> bool:
        """Whether it takes so long that it waits its turn on a server."""
        runs = self.x.points * self.y.points
        return cost.is_heavy(self.scene.landscape(), self.scene.steps, runs)

    def __post_init__(self) -> None:
        if self.x.parameter == self.y.parameter:
            raise ValueError(f"Sweep: two different parameters are needed, got {self.x.parameter}")
        if not 0.0 <= self.tolerance < np.inf:
            raise ValueError(f"Sweep: tolerance must be in [0, inf), got {self.tolerance!r}")
        scene = without_runs(self.scene).replace(start=self.scene.start)
        object.__setattr__(self, "scene", scene)

    def axes(self) -> tuple[NDArray[Any], NDArray[Any]]:
        """The values along x and along y. Raises ValueError when they are not valid."""
        rule = optimizers.registry[self.entry.optimizer]
        return self.x.values(rule), self.y.values(rule)


@dataclasses.dataclass(frozen=True)
class Cells:
    """What came of some cells: arrays with one number for each of them."""

    first: Array
    """The loss at the start."""
    final: Array
    """The median of the last `LAST` losses; inf after an overflow."""
    steps: NDArray[np.int32]
    """The first step at which the gap is within the tolerance; -1 for never."""
    course: NDArray[np.int8]
    """Index into `COURSES`."""
    inside: Mask
    """Whether the run ends in the domain."""

    @classmethod
    def joined(cls, parts: Sequence[Cells], order: Indices) -> Cells:
        """The cells of all parts, of which the first is to be the ``order[0]``-th."""
        position = np.argsort(order)
        names = (field.name for field in dataclasses.fields(cls))
        return cls(
            *(np.concatenate([getattr(part, name) for part in parts])[position] for name in names)
        )


def verdicts(found: NDArray[np.integer[Any]]) -> NDArray[np.int8]:
    """Index into `VERDICTS` for courses, which are indices into `COURSES`."""
    return np.array([VERDICT_OF[name] for name in COURSES], dtype=np.int8)[found]


@dataclasses.dataclass(frozen=True)
class SweepMap(FrozenArrays):
    """A sweep map. The arrays have a row for every value of y and a column for every one of x."""

    config: Sweep
    x: NDArray[Any]
    y: NDArray[Any]
    floor: float
    """The minimum; where it is not known, the lowest value at which a cell begins or ends."""
    final_gap: Array
    """How far the median of the last `LAST` values is above the floor; inf after an overflow."""
    steps: NDArray[np.int32]
    """The first step at which the gap is within the tolerance; -1 for never."""
    verdict: NDArray[np.int8]
    """Index into `VERDICTS`; see `sweep_map`."""
    best: tuple[int, int] | None
    """Row and column of the best cell; None where all diverged."""
    boundary: Boundary | None
    """Beyond which the theory says that runs diverge, where there is a theory."""


def sweep_map(
    config: Sweep, executor: Executor | None = None, progress: Progress | None = None
) -> SweepMap:
    """Run the optimizer for every pair of values.

    The gap is what the loss, without noise and on all data, is above the minimum; the loss is
    that of the average, for a rule that keeps one. The verdict on a cell is the course of its run,
    see `experiments.course.courses`: what the sentence about the run says too.

    Where the minimum is not known, gaps are above the lowest value at which a cell begins, or
    ends inside the domain, and no cell converges. The best cell converged in the fewest steps;
    where none did, it has the smallest gap.

    Args:
        config: what to run.
        executor: where; see `experiments.blocks.run_blocks`. The result is the same everywhere.
        progress: is told the share that is done; may raise to cancel.

    Raises:
        ValueError: a value that is not valid, or a parameter that is not a number.
    """
    x, y = config.axes()
    objective = config.scene.landscape()
    cost.check(objective, config.scene.steps, len(x) * len(y), "The map")
    parts = _parts(config, x, y)
    results = run_blocks(functools.partial(_cells, config), parts, executor, progress)
    cells = Cells.joined(results, np.concatenate(parts))

    floor = _lowest(cells) if objective.fmin is None else objective.fmin
    shape = (len(y), len(x))
    gap = (cells.final - floor).reshape(shape)
    steps = cells.steps.reshape(shape)
    verdict = verdicts(cells.course).reshape(shape)
    return SweepMap(
        config,
        x,
        y,
        floor,
        gap,
        steps,
        verdict,
        _best(gap, steps, verdict),
        boundary(config.scene, config.entry, (config.x.parameter, x), (config.y.parameter, y)),
    )


def _number(rule: type[optimizers.Optimizer], name: str) -> Real | Integer:
    declared: Parameter | None = rule.parameters.get(name)
    if declared is None:
        hint = close_names(name, rule.parameters)
        raise ValueError(f"{rule.__name__}: no parameter is called {name!r}; {hint}")
    if not isinstance(declared, Real | Integer):
        raise ValueError(f"{rule.__name__}: {name} is not a number, it cannot be swept")
    return declared


def _parts(config: Sweep, x: NDArray[Any], y: NDArray[Any]) -> list[Indices]:
    """The cells, row by row, in parts that are run as one batch each.

    A whole number is the same for all runs of a batch, so every one has parts of its own.
    """
    cells = np.arange(len(x) * len(y)).reshape(len(y), len(x))
    columns = [cells[:, [i]] for i in range(len(x))] if x.dtype.kind == "i" else [cells]
    groups = [
        rows.ravel() for group in columns for rows in (group if y.dtype.kind == "i" else [group])
    ]
    dims = config.scene.landscape().dims
    size = max(2 * NUMBERS_AT_ONCE // ((config.scene.steps + 1) * max(dims, 2)), 1)
    return [group[i : i + size] for group in groups for i in range(0, len(group), size)]


def _cells(config: Sweep, part: Indices, progress: Progress | None = None) -> Cells:
    objective = config.scene.landscape()
    x, y = config.axes()
    row, column = np.divmod(part, len(x))
    values = ((config.x.parameter, _of_runs(x[column])), (config.y.parameter, _of_runs(y[row])))
    entry = dataclasses.replace(config.entry, values=(*config.entry.values, *values))
    start = config.scene.start_points(objective)[:, np.newaxis]
    run = runs(config.scene, entry, np.repeat(start, len(part), axis=1), progress=progress)
    points, losses = run.judged
    found = courses(
        objective,
        points,
        losses,
        run.status,
        stochastic=is_stochastic(config.scene, entry),
        ascends=config.entry.rule(objective).ascends,
        tolerance=config.tolerance,
    )
    final = np.where(run.status == "diverged", np.inf, np.median(losses[-LAST:], axis=0))
    near = is_reached(objective, points, losses, config.tolerance)
    steps = np.where(near.any(axis=0), near.argmax(axis=0), -1).astype(np.int32)
    # A copy, so that the losses of all steps can go.
    return Cells(losses[0].copy(), final, steps, found, in_domain(objective, points[-1]))


def _of_runs(values: NDArray[Any]) -> Any:
    """The values of a part's runs: a whole number is the same for all of them."""
    return int(values[0]) if values.dtype.kind == "i" else values


def _lowest(cells: Cells) -> float:
    """The lowest loss at which a cell begins, or ends inside the domain."""
    ends = np.where(cells.inside, cells.final, np.inf)
    return float(min(cells.first.min(), ends.min()))


def _best(
    gap: Array, steps: NDArray[np.int32], verdict: NDArray[np.int8]
) -> tuple[int, int] | None:
    """Row and column of the fewest steps of those that converged, else of the smallest gap."""
    if (verdict == CONVERGED).any():
        cost = np.where(verdict == CONVERGED, steps, np.inf)
    else:
        cost = np.where((verdict == DIVERGED) | (verdict == LEFT), np.inf, gap)
    row, column = np.unravel_index(int(np.argmin(cost)), cost.shape)
    return (int(row), int(column)) if np.isfinite(cost[row, column]) else None
