"""A recorded run once more, with every number of some of its steps."""

from __future__ import annotations

import contextlib
import dataclasses
from typing import Any

import numpy as np

import optimizers
from declarations.arrays import Array
from experiments import Entry, Scene
from experiments.runs import prepared
from explain.tracing import Trace, trace, written_state
from optimizers.iteration import Iteration
from optimizers.optimizer import Wrapper
from optimizers.options import clipped


class _SeenError(Exception):
    """All that was to be seen has been."""


class _Watched(Wrapper):
    """The rule, whose steps are traced while they are made in the real loop."""

    def advance(self, x: Array, g: Array, state: dict[str, Any], now: Iteration) -> None:
        watch: _Watch = self.watch  # type: ignore[attr-defined]
        if now.t >= watch.last:
            raise _SeenError
        if now.t < watch.first or now.t in watch.traces:
            self.optimizer.advance(x, g, state["inner"], now)
            return
        found, new, new_state = trace(self.optimizer, x, g, state["inner"], now)
        watch.traces[now.t] = found
        x[...] = new
        written_state(new_state, state["inner"])


@dataclasses.dataclass
class _Watch:
    """Which steps are to be traced, and those that have been."""

    first: int
    last: int
    traces: dict[int, Trace] = dataclasses.field(default_factory=dict)


@dataclasses.dataclass(frozen=True)
class Replayed:
    """Some steps of a run in the order in which they were made.

    Attributes:
        traces: one for every step.
        schedule: what multiplied the learning rate, if anything did.
        steps: how many steps the run was to have.
        objective: what was minimized.
        borders: where every point is moved back to after its step, if it is.
    """

    traces: tuple[Trace, ...]
    schedule: optimizers.Schedule | None
    steps: int
    objective: Any
    borders: tuple[Array, Array] | None = None


def replay(
    scene: Scene, entry: Entry, start: Array, first: int, last: int, **options: Any
) -> Replayed:
    """Make a run again, up to step ``last``, and trace the steps from ``first`` on.

    It goes through the loop that made the run, with the same random numbers, and so its points
    are the same bit for bit.

    Args:
        scene: the setting of the run.
        entry: the optimizer.
        start: where the run began, ``(dims,)``.
        first: the number of the first step that is wanted, from 1.
        last: the last one.
        options: instead of those of the scene, as for `experiments.runs.runs`.
    """
    objective, rule, given = prepared(scene, entry)
    given |= options
    whole = clipped(rule, given.pop("clip", None))
    watch = _Watch(first, last + 1)
    watched = _Watched(optimizer=whole)
    object.__setattr__(watched, "watch", watch)
    with contextlib.suppress(_SeenError):
        optimizers.minimize(objective, watched, start, scene.steps, record="ends", **given)
    traces = tuple(found for t, found in sorted(watch.traces.items()))
    low, high = np.array(objective.domain, dtype=float).T
    borders = (low, high) if given["box"] == "project" else None
    return Replayed(traces, given["schedule"], scene.steps, objective, borders)
