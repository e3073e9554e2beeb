"""The trajectory of a block, put together from its record when the loop is over."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from declarations import Number
from declarations.arrays import Array, Indices
from optimizers.ends import Ends
from optimizers.optimizer import Optimizer, State
from optimizers.options import Options
from optimizers.problem import GRADIENT, KINDS, VALUE, Look, Problem
from optimizers.recorder import Recorder, nested
from optimizers.schedule import Schedule
from optimizers.trajectory import STATUSES, STEP_LIMIT, Evaluations, Trajectory


class Outcomes:
    """What came of the runs of a block; every array has the axis (runs,) of the record.

    Attributes:
        status: how each has ended.
        last_step: the step of its last point.
        diverged_at: the step that led astray; -1 where none has.
        evaluations: what the rule asked for, (kinds, runs).
        calls: how often the objective was called for it, (kinds, runs).
    """

    def __init__(self, runs: int, steps: int) -> None:
        self.status = np.full(runs, STEP_LIMIT, dtype=np.array(STATUSES).dtype)
        self.last_step = np.full(runs, steps)
        self.diverged_at = np.full(runs, -1)
        self.evaluations = np.zeros((len(KINDS), runs), dtype=np.int64)
        self.calls = np.zeros_like(self.evaluations)

    def end(self, columns: Indices, status: str, last_step: int) -> None:
        """Some runs have ended."""
        self.status[columns] = status
        self.last_step[columns] = last_step

    def count(self, columns: Indices, counts: Any, which: Any) -> None:
        """Note the evaluations of some of the active runs, to which ``counts`` belong."""
        for kind, count in zip(self.evaluations, counts, strict=True):
            kind[columns] = count[which] if isinstance(count, np.ndarray) else count

    def note_calls(self, columns: Indices, problem: Problem) -> None:
        """Note for the active runs how often the objective has been called since last time."""
        self.calls[:, columns] += np.array(problem.calls)[:, np.newaxis]
        problem.calls = [0] * len(KINDS)


def assembled(
    problem: Problem,
    rule: Optimizer,
    options: Options,
    record: Recorder,
    outcomes: Outcomes,
    *,
    stochastic: bool,
    state: State,
    look: Look | None,
) -> Trajectory:
    """The trajectory of all runs of a block; of a single run, its own.

    Args:
        problem: the objective.
        rule: the rule, with the hyperparameters of all runs.
        options: what they were made with.
        record: the rows.
        outcomes: what came of the runs.
        stochastic: whether the recorded gradients have noise, or are those of mini-batches.
        state: what the rule keeps, of which the record has the entries.
        look: called between two pieces of the work.
    """
    last_step = outcomes.last_step
    single = record.single
    if single:
        record.cut(Ends(record.steps, last_step).counts[0])
    ends = Ends(record.steps, last_step)

    def along(kind: int, points: Array) -> Array:
        """What the objective says of all recorded points, without noise and on all data."""
        row, calls = problem.price(kind, points.shape[1])
        outcomes.calls[row] += calls * ends.counts
        function = problem.values_along if kind == VALUE else problem.gradients_along
        return ends.along(lambda some: function(some, look), points)

    gradients, averages = record.gradients, record.averages
    if stochastic:
        gradients = along(GRADIENT, record.points)
    values = along(VALUE, record.points)
    average_values = None if averages is None else along(VALUE, averages)
    taken = np.minimum(record.steps[:, np.newaxis], last_step)
    # A push is told of the whole point, as if that were one vector.
    in_parts = rule.sees_blocks and bool(problem.blocks)
    batch = Trajectory(
        steps=record.steps,
        points=record.points,
        values=values,
        gradients=gradients,
        status=outcomes.status,
        last_step=last_step,
        diverged_at=outcomes.diverged_at,
        evaluations=Evaluations(*outcomes.evaluations),
        evaluations_at=Evaluations(*record.counts),
        calls=Evaluations(*outcomes.calls),
        learning_rates=_rates(rule, options.schedule, options.steps, taken[1:]),
        averages=averages,
        average_values=average_values,
        state=record.state_rows(),
        pushes=None if in_parts else _pushes(rule, record, state, taken),
        optimizer=type(rule).__name__,
        landscape=problem.title,
        objective=problem.objective,
    )
    return batch.run(0) if single else batch


def _rates(
    rule: Optimizer, schedule: Schedule | None, steps: int, taken: NDArray[np.int64]
) -> Array | None:
    """The learning rate of the step that led to every row after the first.

    None for a rule without one, and where the rule itself changes it on the way. A run that has
    ended keeps its last one; 1 stands where it has ``taken`` no step.
    """
    rate: Number | None = getattr(rule, "learning_rate", None)
    if rate is None or not rule.rate_is_known:
        return None
    if schedule is None:
        return np.where(taken == 0, 1.0, rate)
    most = int(taken.max(initial=0))
    factors = np.array([1.0, *(schedule.factor(step, steps) for step in range(most))])
    return np.where(taken == 0, 1.0, rate * factors[taken])


def _pushes(
    rule: Optimizer, record: Recorder, state: State, taken: NDArray[np.int64]
) -> Array | None:
    """Where momentum pushes at every row: the rows of a run are to a rule like more runs."""
    states = record.state_rows()
    if states is None:
        return None
    entries = {name: np.moveaxis(values, 0, -2) for name, values in states.items()}
    points = np.moveaxis(record.points, 0, -2)
    pushes = rule.push(points, nested(entries, state), taken)
    if pushes is None:
        return None
    # Before the first step there may be nothing to divide by.
    return np.where(np.isfinite(pushes), pushes, 0.0).swapaxes(0, 1)
