"""The record of a block of runs while it is being made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from declarations.arrays import Array, Indices
from optimizers.gradients import of_runs


class Moment(NamedTuple):
    """What there is to know of the active runs after some step."""

    x: Array
    g: Array
    counts: Sequence[Any]
    average: Array | None
    state: Mapping[str, Any]


class Recorder:
    """The rows of a block; every array has the axes (rows, ..., runs), also of a single run.

    A run that ends is written into all the rows that are left, and not touched again; of a single
    run, these are cut off.
    """

    def __init__(
        self, steps: NDArray[np.int64], runs: int | None, moment: Moment, record_state: bool
    ) -> None:
        self.steps = steps
        self._due = steps.tolist()
        self.single = runs is None
        self.runs = 1 if runs is None else runs
        self.row = 0
        self.record_state = record_state
        dims = len(moment.x)
        self.points, self._points = self._rows(dims)
        self.gradients, self._gradients = self._rows(dims)
        rows = [self._rows(dtype=np.int64) for _ in moment.counts]
        self.counts = [counts for counts, _ in rows]
        self._of_values, self._of_gradients, self._of_hessians = (counts for _, counts in rows)
        self.averages: Array | None = None
        if moment.average is not None:
            self.averages, self._averages = self._rows(dims)
        self.states: dict[str, NDArray[Any]] = {}

    def _rows(self, *shape: int, dtype: Any = np.float64) -> tuple[NDArray[Any], NDArray[Any]]:
        """An array for all rows, and the view of it that fits the values of a step."""
        array = np.empty((len(self.steps), *shape, self.runs), dtype=dtype)
        return array, array[..., 0] if self.single else array

    def due(self, step: int) -> bool:
        """Whether the point after this step is to be kept."""
        return step == self._due[self.row]

    def keep(
        self,
        active: NDArray[np.int64],
        x: Array,
        g: Array,
        counts: Sequence[Any],
        average: Array | None,
        state: Mapping[str, Any],
    ) -> None:
        """Write the next row for the runs that are still active: the parts of a `Moment`."""
        row = self.row
        at = row if len(active) == self.runs else (slice(row, row + 1), ..., active)
        self._write(at, x, g, counts, average, state)
        self.row += 1

    def since(self, row: int, active: NDArray[np.int64]) -> tuple[Array, Array]:
        """The points and gradients of the active runs, from a row to the last one kept."""
        rows = self.points[row : self.row], self.gradients[row : self.row]
        if len(active) == self.runs:
            return rows
        return of_runs(rows[0], active), of_runs(rows[1], active)

    def close(self, active: NDArray[np.int64], ended: Indices, moment: Moment) -> None:
        """Write all the rows that are left for the active runs that have ``ended``."""

        def select(values: Any) -> Any:
            has_runs = isinstance(values, np.ndarray) and values.ndim and not self.single
            return values[..., ended] if has_runs else values

        state = flat(moment.state) if self.record_state else {}
        self._write(
            self.row if self.single else (slice(self.row, None), ..., active[ended]),
            select(moment.x),
            select(moment.g),
            [select(count) for count in moment.counts],
            select(moment.average),
            {name: select(values) for name, values in state.items()},
        )

    def _write(
        self,
        at: Any,
        x: Array,
        g: Array,
        counts: Sequence[Any],
        average: Array | None,
        state: Mapping[str, Any],
    ) -> None:
        self._points[at] = x
        self._gradients[at] = g
        self._of_values[at], self._of_gradients[at], self._of_hessians[at] = counts
        if average is not None:
            self._averages[at] = average
        if self.record_state:
            for name, values in flat(state).items():
                if name not in self.states:
                    self.states[name] = self._like(np.asarray(values))
                self.states[name][at] = values

    def cut(self, rows: int) -> None:
        """Keep the first rows only."""
        self.steps = self.steps[:rows]
        self.points, self.gradients = self.points[:rows], self.gradients[:rows]
        self.counts = [counts[:rows] for counts in self.counts]
        if self.averages is not None:
            self.averages = self.averages[:rows]
        self.states = {name: values[:rows] for name, values in self.states.items()}

    def _like(self, values: NDArray[Any]) -> NDArray[Any]:
        shape = values.shape if self.single else (*values.shape[:-1], self.runs)
        return np.empty((len(self.steps), *shape), dtype=values.dtype)

    def state_rows(self) -> dict[str, NDArray[Any]] | None:
        """The recorded states with the axis of the runs at the end."""
        if not self.record_state:
            return None
        if self.single:
            return {name: values[..., np.newaxis] for name, values in self.states.items()}
        return self.states


def flat(state: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """The entries of a nested state under dotted names."""
    entries: dict[str, Any] = {}
    for name, value in state.items():
        if isinstance(value, Mapping):
            entries |= flat(value, f"{prefix}{name}.")
        else:
            entries[prefix + name] = value
    return entries


def nested(
    entries: Mapping[str, Any], state: Mapping[str, Any], prefix: str = ""
) -> dict[str, Any]:
    """The inverse of `flat`: the entries in the places that they have in a state."""
    return {
        name: nested(entries, value, f"{prefix}{name}.")
        if isinstance(value, Mapping)
        else entries[prefix + name]
        for name, value in state.items()
    }
