"""The runs of a block that go on."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from declarations.arrays import Array, Indices, Mask
from optimizers.gradients import of_runs
from optimizers.iteration import Iteration
from optimizers.optimizer import Optimizer, State
from optimizers.recorder import Moment
from optimizers.stopping import StopRule


class Saved(NamedTuple):
    """All that a step may change."""

    x: Array
    g: Array
    average: Array | None
    state: State
    now: Iteration


class Active:
    """The runs that go on, and everything that has an entry for each of them.

    A run that has ended may be stepped on for a while, without anybody looking: to leave it
    behind costs a copy of all arrays.

    Attributes:
        columns: where the runs stand in the record, (active,).
        ended: which of them nobody looks at any more, (active,).
        x: their points, (dims,) of a single run, else (dims, active).
        g: the gradients there.
        average: the points to be judged where they are not the iterates.
        state: what the rule keeps.
        rule: the rule with its hyperparameters.
        now: the step as the rule sees it.
        stops: the stop rules.
    """

    def __init__(
        self, rule: Optimizer, start: Array, now: Iteration, stops: list[StopRule]
    ) -> None:
        self.single = start.ndim == 1
        self.columns: Indices = np.arange(1 if self.single else start.shape[1])
        self.ended: Mask = np.zeros(len(self.columns), dtype=bool)
        self.rule, self.now, self.stops = rule, now, stops
        self.step = rule.whole_step
        self.x = start.copy()
        self.g = np.zeros_like(start)
        self.state = rule.state_of(self.x, now.variables(self.x))
        self.average = rule.evaluation_point(self.x, self.state)

    def __len__(self) -> int:
        return len(self.columns)

    @property
    def judged(self) -> Array:
        """The points whose values count."""
        return self.x if self.average is None else self.average

    def advance(self) -> None:
        """One step of the rule, in place."""
        self.step(self.x, self.g, self.state, self.now)

    def follow(self) -> None:
        """Find the average after a step."""
        if self.average is not None:
            self.average = self.rule.evaluation_point(self.x, self.state)

    def moment(self) -> Moment:
        """What there is to know now; the next step writes over it."""
        return Moment(self.x, self.g, self.now.counts(), self.average, self.state)

    def kept_moment(self, with_state: bool) -> Moment:
        """What there is to know now, untouched by the next step."""
        average = None if self.average is None else self.average.copy()
        state = copy.deepcopy(self.state) if with_state else {}
        return Moment(self.x.copy(), self.g, self.now.counts(), average, state)

    def save(self) -> Saved:
        """All that steps may change, to come `back` to; not on mini-batches."""
        average = None if self.average is None else self.average.copy()
        return Saved(self.x.copy(), self.g, average, copy.deepcopy(self.state), self.now.copy())

    def back(self, saved: Saved) -> None:
        """Undo all steps since then."""
        self.x, self.g, self.average, self.state, self.now = saved

    def end(self, which: Mask) -> Indices:
        """Nobody looks at these runs any more; returns those of them for which that is new."""
        indices = np.flatnonzero(which & ~self.ended)
        self.ended[indices] = True
        return indices

    def leave(self) -> None:
        """Go on without the runs that have ended."""
        going_on = np.flatnonzero(~self.ended)
        self.columns, self.ended = self.columns[going_on], self.ended[going_on]
        if self.single:
            return
        self.x, self.g = of_runs(self.x, going_on), of_runs(self.g, going_on)
        if self.average is not None:
            self.average = of_runs(self.average, going_on)
        self.state = _each_array(self.state, lambda array: of_runs(array, going_on))
        self.rule = self.rule.take(going_on)
        self.step = self.rule.whole_step
        self.now.take(going_on)
        for stop in self.stops:
            stop.take(going_on)


def _each_array(state: State, change: Callable[[Array], Array]) -> State:
    """The state with every array that has a run axis changed."""
    changed: State = {}
    for name, value in state.items():
        if isinstance(value, dict):
            changed[name] = _each_array(value, change)
        elif isinstance(value, np.ndarray) and value.ndim:
            changed[name] = change(value)
        else:
            changed[name] = value
    return changed
