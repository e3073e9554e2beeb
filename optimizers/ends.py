"""Where the runs of a record end."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from declarations.arrays import Array, Indices, Mask


class Ends:
    """How many rows of a record each of its runs has; those after them repeat the last.

    Attributes:
        counts: the number of rows, (runs,).
        own: which rows belong to a run, (rows, runs).
    """

    def __init__(self, steps: NDArray[np.int64], last_step: NDArray[np.int64]) -> None:
        self.rows = len(steps)
        # A run that ended between two recorded steps has its last point in the row after it.
        self.counts: Indices = np.searchsorted(steps, last_step) + 1
        self.own: Mask = np.arange(self.rows)[:, np.newaxis] < self.counts

    def along(self, function: Callable[[Array], Array], points: Array) -> Array:
        """A function of points ``(rows, dims)`` at points ``(rows, dims, runs)``.

        What repeats the last row is not worked out again. The function takes more axes as well.
        """
        if (self.counts == self.rows).all():
            return function(points)
        results = function(np.moveaxis(points, 1, -1)[self.own])
        values = np.empty(self.own.shape + results.shape[1:])
        values[self.own] = results
        row = np.minimum(np.arange(self.rows)[:, np.newaxis], self.counts - 1)
        return np.moveaxis(values[row, np.arange(len(self.counts))], -1, 1)
