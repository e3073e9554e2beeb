"""The lowest way out of a local minimum: how high it climbs, and where."""

from __future__ import annotations

import dataclasses
import heapq
from functools import lru_cache

import numpy as np

import objectives
from declarations.arrays import Array
from experiments import course
from experiments.critical_points import stationary_points

CELLS = {1: 2_001, 2: 201}
"""Points along each axis of the grid that is flooded, by the number of variables."""
MOST_NUMBERS = 2e6
"""Points of the grid times examples: beyond it nothing is looked for."""
NEAR = 3.0
"""So many cells from the highest point of the way a pass still belongs to it."""


@dataclasses.dataclass(frozen=True)
class Pass:
    """A saddle, or in one variable a maximum, over which the lowest way out leads."""

    point: tuple[float, ...]
    value: float


def lowest_pass(
    objective: objectives.Objective, minimum: tuple[float, ...], value: float
) -> Pass | None:
    """The lowest pass from a local minimum to lower ground, as a grid over the domain shows it.

    Water that rises in the bowl of the minimum runs over at its lowest pass (Dijkstra's search
    with the largest height on the way in place of the length). From the highest point of that way
    Newton's method finds the pass.

    Returns:
        None where there are more than two variables, nothing lower inside the domain, at the
        highest point no slope that vanishes (a kink, the border of the domain), or where the bowl
        is too small for the grid.
    """
    number = CELLS.get(objective.dims)
    if number is None or number**objective.dims * (objective.examples or 1) > MOST_NUMBERS:
        return None
    cell = tuple(
        int(np.abs(axis - coordinate).argmin())
        for axis, coordinate in zip(_axes(objective), minimum, strict=True)
    )
    # Runs that end in the same minimum differ in the last digits, and share what is found.
    return _over(objective, cell, float(f"{value - course.TOLERANCE:.9g}"))


@lru_cache(maxsize=256)
def _over(objective: objectives.Objective, cell: tuple[int, ...], low: float) -> Pass | None:
    highest = _spills(_heights(objective), cell, low)
    if highest is None or highest == cell:  # nothing lower, or a bowl smaller than a cell
        return None
    top = [axis[index] for axis, index in zip(_axes(objective), highest, strict=True)]
    return _pass(objective, np.array(top), low)


def _axes(objective: objectives.Objective) -> list[Array]:
    return [np.linspace(*side, CELLS[objective.dims]) for side in objective.domain]


@lru_cache(maxsize=8)
def _heights(objective: objectives.Objective) -> Array:
    points = np.array(np.meshgrid(*_axes(objective), indexing="ij"))
    with np.errstate(all="ignore"):
        heights = objective.value(points.reshape(objective.dims, -1)).reshape(points.shape[1:])
    return np.where(np.isfinite(heights), heights, np.inf)


def _spills(heights: Array, start: tuple[int, ...], low: float) -> tuple[int, ...] | None:
    """The highest cell of the lowest way from a cell to one below ``low``, if there is one."""
    # A wall around the grid, and one number for a cell, so that the search has no edges to mind.
    walled = np.pad(heights, 1, constant_values=np.inf)
    level = walled.ravel().tolist()
    around = _moves(walled.shape)
    first = int(np.ravel_multi_index(tuple(at + 1 for at in start), walled.shape))
    waiting = [(level[first], first)]
    seen = bytearray(len(level))
    seen[first] = True
    top, highest = -np.inf, first
    while waiting:
        height, cell = heapq.heappop(waiting)
        if height < low:
            return tuple(int(at) - 1 for at in np.unravel_index(highest, walled.shape))
        if height == np.inf:
            return None
        if height > top:
            top, highest = height, cell
        for move in around:
            if not seen[cell + move]:
                seen[cell + move] = True
                heapq.heappush(waiting, (level[cell + move], cell + move))
    return None


def _moves(shape: tuple[int, ...]) -> list[int]:
    """From a cell to its neighbours, diagonals too, in a grid laid out as a row."""
    strides = np.cumprod((1, *shape[:0:-1]))[::-1]
    moves = (np.indices((3,) * len(shape)).reshape(len(shape), -1) - 1).T @ strides
    return [int(move) for move in moves if move]


def _pass(objective: objectives.Objective, start: Array, low: float) -> Pass | None:
    """The pass near the highest point of a way; none where the slope does not vanish there."""
    kind = "maximum" if objective.dims == 1 else "saddle"
    cell = (np.diff(np.array(objective.domain), axis=1) / (CELLS[objective.dims] - 1)).max()
    for found, point in stationary_points(objective, start[:, np.newaxis]):
        value = float(objective.value(np.array(point)))
        if found == kind and value > low and np.abs(point - start).max() <= NEAR * cell:
            return Pass(point, value)
    return None
