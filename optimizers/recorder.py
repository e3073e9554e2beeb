"""The record of a block of runs while it is being made."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from declarations import Number

Array = NDArray[np.float64]


@dataclasses.dataclass(slots=True)
class Moment:
    """What there is to know of the active runs after some step."""

    x: Array
    g: Array
    counts: Sequence[Any]
    rate: Number | None
    average: Array | None
    state: Mapping[str, Any]


class Recorder:
    """The rows of a block; every array has the axes (rows, ..., runs), also of a single run.

    A run that ends is written into all the rows that are left, and not touched again.
    """

    def __init__(
        self, steps: NDArray[np.int64], runs: int | None, moment: Moment, record_state: bool
    ) -> None:
        self.steps = steps
        self.single = runs is None
        self.runs = 1 if runs is None else runs
        self.row = 0
        self.record_state = record_state
        dims = len(moment.x)
        self.points, self._points = self._rows(dims)
        self.gradients, self._gradients = self._rows(dims)
        self.counts, self._counts = self._rows(len(moment.counts), dtype=np.int64)
        self.rates: Array | None = None
        self.averages: Array | None = None
        if moment.rate is not None:
            self.rates, self._rates = self._rows()
        if moment.average is not None:
            self.averages, self._averages = self._rows(dims)
        self.states: dict[str, NDArray[Any]] = {}

    def _rows(self, *shape: int, dtype: Any = np.float64) -> tuple[NDArray[Any], NDArray[Any]]:
        """An array for all rows, and the view of it that fits the values of a step."""
        array = np.empty((len(self.steps), *shape, self.runs), dtype=dtype)
        return array, array[..., 0] if self.single else array

    def due(self, step: int) -> bool:
        """Whether the point after this step is to be kept."""
        return bool(step == self.steps[self.row])

    def keep(self, moment: Moment, active: NDArray[np.int64]) -> None:
        """Write the next row for the runs that are still active."""
        columns = None if len(active) == self.runs else active
        self._write(slice(self.row, self.row + 1), columns, moment, lambda values: values)
        self.row += 1

    def close(self, moment: Moment, active: NDArray[np.int64], ended: NDArray[np.intp]) -> None:
        """Write all the rows that are left for the active runs that have ``ended``."""

        def select(values: Any) -> Any:
            has_runs = isinstance(values, np.ndarray) and values.ndim and not self.single
            return values[..., ended] if has_runs else values

        columns = None if self.single else active[ended]
        self._write(slice(self.row, None), columns, moment, select)

    def _write(
        self,
        rows: slice,
        columns: NDArray[np.int64] | None,
        moment: Moment,
        select: Callable[[Any], Any],
    ) -> None:
        self._put(self._points, rows, columns, select(moment.x))
        self._put(self._gradients, rows, columns, select(moment.g))
        for kind, count in enumerate(moment.counts):
            self._put(self._counts[:, kind], rows, columns, select(count))
        if self.rates is not None:
            self._put(self._rates, rows, columns, select(moment.rate))
        if self.averages is not None:
            self._put(self._averages, rows, columns, select(moment.average))
        if self.record_state:
            for name, values in flat(moment.state).items():
                if name not in self.states:
                    self.states[name] = self._like(np.asarray(values))
                self._put(self.states[name], rows, columns, select(values))

    def _like(self, values: NDArray[Any]) -> NDArray[Any]:
        shape = values.shape if self.single else (*values.shape[:-1], self.runs)
        return np.empty((len(self.steps), *shape), dtype=values.dtype)

    @staticmethod
    def _put(view: NDArray[Any], rows: slice, columns: Any, values: Any) -> None:
        if columns is None:
            view[rows] = values
        else:
            view[rows, ..., columns] = values

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
