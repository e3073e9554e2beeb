"""What becomes of a record when its runs are over."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from optimizers.trajectory import Evaluations, Trajectory

Array = NDArray[np.float64]


class Ends:
    """How many rows of a record each of its runs has; those after it repeat the last."""

    def __init__(self, steps: NDArray[np.int64], last_step: NDArray[np.int64]) -> None:
        self.rows = len(steps)
        # A run that ended between two recorded steps has its last point in the row after it.
        self.counts: NDArray[np.intp] = np.searchsorted(steps, last_step) + 1

    def along(self, function: Callable[[Array], Array], points: Array) -> Array:
        """A function of points ``(rows, dims)`` at points ``(rows, dims, runs)``.

        What repeats the last row is not worked out again. The function takes more axes as well.
        """
        if (self.counts == self.rows).all():
            return function(points)
        row = np.arange(self.rows)[:, np.newaxis]
        own = row < self.counts
        results = function(np.moveaxis(points, 1, -1)[own])
        values = np.empty(own.shape + results.shape[1:])
        values[own] = results
        return np.moveaxis(values[np.minimum(row, self.counts - 1), np.arange(own.shape[1])], -1, 1)


def joined(blocks: Sequence[Trajectory]) -> Trajectory:
    """One batch from the trajectories of its blocks."""

    def join(parts: Sequence[Any]) -> Any:
        first = parts[0]
        if first is None:
            return None
        if isinstance(first, Mapping):
            return {name: join([part[name] for part in parts]) for name in first}
        if isinstance(first, Evaluations):
            kinds = [field.name for field in dataclasses.fields(Evaluations)]
            return Evaluations(*(join([getattr(part, kind) for part in parts]) for kind in kinds))
        return np.concatenate(parts, axis=-1)

    names = [field.name for field in dataclasses.fields(Trajectory) if field.name != "steps"]
    whole = {name: join([getattr(block, name) for block in blocks]) for name in names}
    return Trajectory(steps=blocks[0].steps, **whole)
