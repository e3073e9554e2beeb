"""The loop that runs a rule on an objective, for one start or for a batch of runs."""

from __future__ import annotations

import copy
import math
import time
from collections.abc import Callable, Sequence
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from declarations import Number
from optimizers.ends import Ends
from optimizers.gradients import norm, of_runs, square
from optimizers.iteration import Iteration
from optimizers.joining import joined
from optimizers.optimizer import Optimizer, State
from optimizers.options import (
    Options,
    checked_batch_size,
    checked_box,
    checked_noise,
    checked_objective,
    checked_optimizer,
    checked_progress,
    checked_record,
    checked_schedule,
    checked_start,
    checked_switch,
    checked_tolerances,
    clipped,
    whole,
)
from optimizers.problem import GRADIENT, KINDS, VALUE, Functions, Objective, Problem
from optimizers.randomness import BatchStream, checked_seed
from optimizers.recorder import Moment, Recorder, nested
from optimizers.schedule import Schedule
from optimizers.stopping import StopRule, Tolerance
from optimizers.trajectory import (
    CONVERGED,
    DIVERGED,
    LEFT_THE_BOX,
    STEP_LIMIT,
    Evaluations,
    Trajectory,
)

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]

RUNS_AT_ONCE = 8192
"""A larger batch is run in blocks of this size: their arrays stay in the processor's cache, and
the memory of those that a step makes is used again by the next."""

FAR_OUT = 1e60
"""Beyond this squared distance from the origin an overflow of f is looked for in every step."""

STRIDES = 8, 128
"""The fewest steps of a stride, and the most."""

LOOKED_BACK_AT = 4096
"""The most numbers in the points of a block whose record is looked at after a whole stride. Of a
larger block every step is looked at, which costs little there."""

DRAGGED = 1 / 8
"""The largest share of a block that runs which have converged may make up."""

LOOK = 0.1
"""Seconds between two reports of progress, whatever a step or an evaluation costs."""

STATUSES = np.array([STEP_LIMIT, CONVERGED, LEFT_THE_BOX, DIVERGED])
STEP_LIMIT_CODE, CONVERGED_CODE, LEFT_CODE, DIVERGED_CODE = range(4)


def minimize(
    objective: Objective | Functions,
    optimizer: Optimizer | str,
    start: ArrayLike | None = None,
    steps: int = 1000,
    *,
    record: Literal["all", "ends"] | int = "all",
    record_state: bool = False,
    tolerance: float | Tolerance | Sequence[Tolerance] | None = None,
    noise: Number = 0.0,
    seed: int | Sequence[int] | NDArray[np.integer[Any]] = 0,
    batch_size: int | None = None,
    shuffle: bool = True,
    clip: float | tuple[Literal["norm", "value"], float] | None = None,
    box: Literal["free", "project", "stop"] = "free",
    domain: Sequence[tuple[float, float]] | None = None,
    schedule: Schedule | str | None = None,
    progress: Callable[[float], None] | None = None,
) -> Trajectory:
    """Run ``optimizer`` on ``objective`` from ``start`` for at most ``steps`` steps.

    The start is a point ``(dims,)`` or a batch ``(dims, runs)``. Hyperparameters, ``noise`` and
    ``seed`` may hold one value for every run, shape ``(runs,)``; then a single start serves all.
    A run does not depend on the batch in which it is made.

    Args:
        objective: anything with ``value(point)`` and ``gradient(point)``, or a pair of functions.
            Where there is no gradient, `objectives.numerical` estimates one.
        optimizer: the rule, or its id; see `optimizers.get`.
        start: where to begin; else the objective's own ``start``.
        steps: the most steps to take.
        record: keep every step ("all"), the first and last point ("ends"), or every k-th step
            and the last one.
        record_state: keep the rule's state of every recorded step as well.
        tolerance: when to stop early; a number stands for ``Tolerance(gradient_norm=number)``.
        noise: standard deviation of normal noise added to every component of the gradient.
        seed: of all random numbers; the same seed gives every optimizer the same noise.
        batch_size: take the gradient on a mini-batch of so many examples of a learning problem.
        shuffle: a new order of the examples in every epoch; else the order of the data.
        clip: limit the norm of the gradient (a number, or ``("norm", limit)``) or each of its
            components (``("value", limit)``).
        box: what happens at the border of the domain. "free": nothing, but a run that ends
            outside is said to have left the box, unless the objective says that it is not
            ``bounded``; "project": every step is moved back to the
            nearest point inside; "stop": a run ends at its first point outside.
        domain: the box, a pair for every dimension; else the objective's own ``domain``.
        schedule: multiplies the learning rate; or its id, see `optimizers.schedules`.
        progress: called some ten times a second with the share that is done, within steps that
            evaluate the objective several times too; may raise to give up.

    Returns:
        The path. Divergence neither raises nor warns: the run has the status "diverged", and its
        path ends at the last point where the point, its gradient and its value were finite.

    Raises:
        ValueError: a start that is not finite or not of the right shape, or an invalid option.

    Example:
        >>> import objectives, optimizers
        >>> run = optimizers.minimize(objectives.get("sphere"), optimizers.get("sgd",
        ...     learning_rate=0.5), start=(-4.0, 3.0), steps=3)
        >>> run.points[-1].tolist(), run.status
        ([-0.5, 0.375], 'step limit')

        A pair of functions, and a rule with its defaults by its id:

        >>> square = lambda point: (point * point).sum(), lambda point: 2 * point
        >>> optimizers.minimize(square, "sgd", (-4.0, 3.0), tolerance=0.1).message
        'Converged after 228 steps.'
    """
    problem = checked_objective(objective)
    checked_progress(progress)
    start = checked_start(problem, start)
    checked_steps = whole("steps", steps, 0)
    rule = clipped(checked_optimizer(optimizer), clip)
    seeds = checked_seed(seed)
    noise = checked_noise(noise)
    start = _broadcast(start, rule.batch_sizes() | _sizes(noise, seeds))
    options = Options(
        steps=checked_steps,
        every=checked_record(record, checked_steps),
        record_state=checked_switch("record_state", record_state),
        tolerances=checked_tolerances(tolerance),
        batch_size=checked_batch_size(problem, batch_size),
        shuffle=checked_switch("shuffle", shuffle),
        box=checked_box(problem, box, domain, len(start)),
        policy=box,
        schedule=checked_schedule(schedule),
    )
    with np.errstate(all="ignore"):
        if start.ndim == 1 or start.shape[1] <= RUNS_AT_ONCE:
            return _Block(problem, rule, start, noise, seeds, options).run(progress)
        blocks = []
        for first in range(0, start.shape[1], RUNS_AT_ONCE):
            runs = slice(first, first + RUNS_AT_ONCE)
            done = first / start.shape[1], min(runs.stop / start.shape[1], 1.0)
            block = _Block(
                problem,
                rule.take(runs),
                np.ascontiguousarray(start[:, runs]),
                _take(noise, runs),
                _take(seeds, runs),
                options,
            )
            blocks.append(block.run(_within(progress, *done)))
    return joined(blocks)


class _Block:
    """The runs that are made together: one, or up to `RUNS_AT_ONCE`.

    ``active`` holds the columns of the record to which the arrays belong. A run that has ended is
    taken out of the arrays, so that it costs no more time. One that has converged on an objective
    of ours may wait for others, for each time costs a copy; till then it is stepped on, and
    ``dragged`` says that nobody looks any more.

    Where only an overflow can end a run, steps are taken in strides: a stride is looked at as a
    whole, and taken again step by step if there is anything to be seen in it.
    """

    def __init__(
        self,
        problem: Problem,
        rule: Optimizer,
        start: Array,
        noise: Number,
        seeds: int | NDArray[np.int64],
        options: Options,
    ) -> None:
        self.problem, self.rule, self.options = problem, rule, options
        self.whole_rule, self.whole_step = rule, rule.whole_step
        self.single = start.ndim == 1
        runs = 1 if self.single else start.shape[1]
        self.active: NDArray[np.int64] = np.arange(runs)
        self.dragged: Mask = np.zeros(runs, dtype=bool)
        batches = None
        if options.batch_size is not None and problem.examples is not None:
            batches = BatchStream(seeds, problem.examples, options.batch_size, options.shuffle)
        self.now = Iteration(problem, noise=noise, seed=seeds, batches=batches, look=self._look)
        self.progress: Callable[[float], None] | None = None
        self.step = 0
        self.looked = -math.inf
        self.given_up = False
        self.stops = [StopRule(tolerance, start.shape[1:]) for tolerance in options.tolerances]
        # A foreign objective may be undefined anywhere; ours overflow only far from the origin.
        self.always_careful = not problem.well_behaved

        # Where only an overflow can end a run, and the generators need not be turned back.
        self.strides = problem.well_behaved and options.policy != "stop"
        self.strides &= not self.stops and batches is None
        self.looks_back = options.every == 1 and start.size <= LOOKED_BACK_AT
        self.x = start.copy()
        self.g = np.zeros_like(start)
        self.state = rule.initial_state(self.x)
        self.average = rule.evaluation_point(self.x, self.state)
        self.uses_gradient = "gradient" in rule.needs
        self.has_rate = getattr(rule, "learning_rate", None) is not None
        if self.has_rate:
            self.now.learning_rate = rule.learning_rate  # type: ignore[attr-defined]
        self.schedule = options.schedule if self.has_rate else None
        self.projects = options.policy == "project"

        rows = np.array([*range(0, options.steps, options.every), options.steps])
        self.recorder = Recorder(
            rows, None if self.single else runs, self._moment(), options.record_state
        )
        self.code = np.full(runs, STEP_LIMIT_CODE)
        self.last_step = np.full(runs, options.steps)
        self.diverged_at = np.full(runs, -1)
        self.evaluations = np.zeros((len(KINDS), runs), dtype=np.int64)
        self.calls = np.zeros_like(self.evaluations)

    def run(self, progress: Callable[[float], None] | None) -> Trajectory:
        """The whole loop."""
        self.progress = progress
        self._arrive(0)
        step, steps, (shortest, longest) = 0, self.options.steps, STRIDES
        length = shortest
        while step < steps and len(self.active):
            last = min(step + length, steps)
            if self.strides and self._stride(step, last):
                length = min(2 * length, longest)
            else:
                self._walk(step, last)
                length = shortest
            step = last
        self.step = steps
        return self._trajectory()

    def _stride(self, first: int, last: int) -> bool:
        """Go from one step to another; False, and nothing has changed, if a run may have ended."""
        before, state, now = self._moment(keep=True), copy.deepcopy(self.state), self.now.copy()
        row = self.recorder.row
        try:
            calm = self._hurry(first, last)
        except Exception:
            if self.given_up:
                raise
            # A rule may fail at a point that is not finite, to which it would not have been led.
            # What it raises elsewhere, it raises again.
            calm = False
        if calm and (not self.looks_back or _calm(*self.recorder.since(row, self.active))):
            return True
        self.recorder.row = row
        self.x, self.g, self.average = before.x, before.g, before.average
        self.state, self.now = state, now
        return False

    def _hurry(self, first: int, last: int) -> bool:
        """Go from one step to another, up to the first where a look shows that all is not well."""
        now, recorder, looks_back = self.now, self.recorder, self.looks_back
        for step in range(first, last):
            self._advance(step)
            self.g = now.begin(step + 2, self.x)
            if recorder.due(step + 1):
                recorder.keep(self.active, self.x, self.g, now.counts(), self.average, self.state)
            if not (looks_back or _calm(self.x, self.g)):
                return False
        return True

    def _walk(self, first: int, last: int) -> None:
        """Go from one step to another, looking at every one, as long as there are runs."""
        for step in range(first, last):
            self.before = self._moment(keep=True)
            self._advance(step)
            self._arrive(step + 1)
            if not len(self.active):
                return

    def _arrive(self, step: int) -> None:
        """Look at the point after a step, and keep it."""
        self.g = self.now.begin(step + 1, self.x)
        self._end_diverged(step)
        self._end_outside(step)
        self._end_converged(step)
        due = self.recorder.due(step)
        if due or np.count_nonzero(self.dragged) > DRAGGED * len(self.active):
            self._leave_behind()
        if due and len(self.active):
            self.recorder.keep(self.active, *self._moment())

    def _look(self) -> None:
        """Report how far the work is, if that has not just been done; whoever hears may raise."""
        if self.progress is not None and time.monotonic() - self.looked >= LOOK:
            self.looked = time.monotonic()
            self.given_up = True
            self.progress(self.step / max(self.options.steps, 1))
            self.given_up = False

    def _moment(self, keep: bool = False) -> Moment:
        """What there is to know now; with ``keep``, untouched by the next step."""
        x, average, state = self.x, self.average, self.state
        if keep:
            x = x.copy()
            average = None if average is None else average.copy()
            state = copy.deepcopy(state) if self.options.record_state else {}
        return Moment(x, self.g, self.now.counts(), average, state)

    def _advance(self, step: int) -> None:
        if self.progress is not None:
            self.step = step
            self._look()
        if self.uses_gradient:
            self.now.commit()
        if self.schedule is not None:
            rate: Number = self.rule.learning_rate  # type: ignore[attr-defined]
            self.now.learning_rate = rate * self.schedule.factor(step, self.options.steps)
        self.whole_step(self.x, self.g, self.state, self.now)
        if self.projects:
            low, high = self._borders()
            projected = np.clip(self.x, low, high)
            if not np.array_equal(projected, self.x):
                self.x[...] = projected
                self.now.forget()
        if self.average is not None:
            self.average = self.rule.evaluation_point(self.x, self.state)

    def _end_diverged(self, step: int) -> None:
        if _calm(self.x, self.g) and not self.always_careful:
            return
        bad = ~(
            np.isfinite(self.x).all(axis=0)
            & np.isfinite(self.g).all(axis=0)
            & np.isfinite(self.problem.value(self.x))
        )
        bad = bad & ~self.dragged
        if not bad.any():
            return
        self.diverged_at[self.active[bad]] = step
        # The record ends with what there was before the step that led astray; it has been paid for.
        self._end(bad, DIVERGED_CODE, max(step - 1, 0), self.before if step else self._moment())

    def _end_outside(self, step: int) -> None:
        if self.options.policy == "stop":
            outside = self._outside()
            if outside.any():
                self._end(outside, LEFT_CODE, step)

    def _outside(self) -> Mask:
        low, high = self._borders()
        inside = (self.x >= low) & (self.x <= high)
        return np.asarray(~inside.all(axis=0))

    def _end_converged(self, step: int) -> None:
        if not self.stops or not len(self.active):
            return
        converged = np.zeros(self.x.shape[1:], dtype=bool)
        for stop in self.stops:
            if step % stop.tolerance.every == 0:
                converged = converged | stop.reached(self._loss_and_gradient)
        if converged.any():
            self._end(converged, CONVERGED_CODE, step)

    def _loss_and_gradient(self, quantity: str) -> Array:
        """What a stop rule looks at: always without noise and on all data."""
        if quantity == "loss":
            return self.problem.value(self.x if self.average is None else self.average)
        return norm(self.problem.gradient(self.x) if self.now.stochastic else self.g)

    def _end(self, ended: Mask, code: int, last_step: int, moment: Moment | None = None) -> None:
        """Close the record of some runs, with the present moment."""
        indices = np.flatnonzero(ended & ~self.dragged)
        if not len(indices):
            return
        columns = self.active[indices]
        self.code[columns] = code
        self.last_step[columns] = last_step
        self._count(columns, indices)
        self.recorder.close(self.active, indices, moment or self._moment())
        self.dragged[indices] = True
        if code != CONVERGED_CODE or self.always_careful:
            self._leave_behind()

    def _leave_behind(self) -> None:
        """Go on without the runs that have ended."""
        if not self.dragged.any():
            return
        going_on = np.flatnonzero(~self.dragged)
        self._note_calls()
        self.active, self.dragged = self.active[going_on], self.dragged[going_on]
        if self.single:
            return
        self.x, self.g = of_runs(self.x, going_on), of_runs(self.g, going_on)
        if self.average is not None:
            self.average = of_runs(self.average, going_on)
        self.rule = self.rule.take(going_on)
        self.whole_step = self.rule.whole_step
        self.state = _each_array(self.state, lambda array: of_runs(array, going_on))
        self.now.take(going_on)
        for stop in self.stops:
            stop.take(going_on)

    def _borders(self) -> tuple[Array, Array]:
        """The box, in the number of axes of the points."""
        assert self.options.box is not None
        low, high = self.options.box
        return (low, high) if self.single else (low[:, np.newaxis], high[:, np.newaxis])

    def _count(self, columns: NDArray[np.int64], which: Any) -> None:
        """Note the evaluations so far of some of the active runs."""
        for kind, count in zip(self.evaluations, self.now.counts(), strict=True):
            kind[columns] = count[which] if isinstance(count, np.ndarray) else count

    def _note_calls(self) -> None:
        """Note for the active runs how often the objective has been called since last time."""
        self.calls[:, self.active] += np.array(self.problem.calls)[:, np.newaxis]
        self.problem.calls = [0] * len(KINDS)

    def _along(self, kind: int, points: Array, ends: Ends) -> Array:
        """What the objective says of all recorded points, without noise and on all data."""
        place, calls = self.problem.price(kind, points.shape[1])
        self.calls[place] += calls * ends.counts
        along = self.problem.values_along if kind == VALUE else self.problem.gradients_along
        return ends.along(lambda some: along(some, self._look), points)

    def _trajectory(self) -> Trajectory:
        if len(self.active):
            self._count(self.active, slice(None))
        if self.options.policy == "free" and self.options.box is not None and len(self.active):
            outside = np.atleast_1d(self._outside())
            self.code[self.active[outside]] = LEFT_CODE
        self._note_calls()
        record = self.recorder
        if self.single:
            record.cut(Ends(record.steps, self.last_step).counts[0])
        ends = Ends(record.steps, self.last_step)
        gradients, averages = record.gradients, record.averages
        if self.now.stochastic:
            gradients = self._along(GRADIENT, record.points, ends)
        values = self._along(VALUE, record.points, ends)
        average_values = None if averages is None else self._along(VALUE, averages, ends)
        batch = Trajectory(
            steps=record.steps,
            points=record.points,
            values=values,
            gradients=gradients,
            status=STATUSES[self.code],
            last_step=self.last_step,
            diverged_at=self.diverged_at,
            evaluations=Evaluations(*self.evaluations),
            evaluations_at=Evaluations(*record.counts),
            calls=Evaluations(*self.calls),
            learning_rates=self._rates(),
            averages=averages,
            average_values=average_values,
            state=record.state_rows(),
            pushes=self._pushes(),
            optimizer=type(self.whole_rule).__name__,
            landscape=self.problem.title,
            objective=self.problem.objective,
        )
        return batch.run(0) if self.single else batch

    def _rates(self) -> Array | None:
        """The learning rate of the step that led to every row after the first.

        A run that has ended keeps its last one; 1 stands where it has made no step.
        """
        if not self.has_rate:
            return None
        taken = np.minimum(self.recorder.steps[1:, np.newaxis], self.last_step)
        rate: Number = self.whole_rule.learning_rate  # type: ignore[attr-defined]
        if self.schedule is None:
            return np.where(taken == 0, 1.0, rate)
        most = int(taken.max(initial=0))
        steps = self.options.steps
        factors = np.array([1.0, *(self.schedule.factor(step, steps) for step in range(most))])
        return np.where(taken == 0, 1.0, rate * factors[taken])

    def _pushes(self) -> Array | None:
        """Where momentum pushes at every row: the rows of a run are to a rule like more runs."""
        record, states = self.recorder, self.recorder.state_rows()
        if states is None:
            return None
        state = {name: np.moveaxis(values, 0, -2) for name, values in states.items()}
        taken = np.minimum(record.steps[:, np.newaxis], self.last_step)
        rows = nested(state, self.state)
        pushes = self.whole_rule.push(np.moveaxis(record.points, 0, -2), rows, taken)
        if pushes is None:
            return None
        # Before the first step there may be nothing to divide by.
        return np.where(np.isfinite(pushes), pushes, 0.0).swapaxes(0, 1)


def _calm(x: Array, g: Array) -> bool:
    """Whether one look at points and gradients shows that nothing has overflowed."""
    return square(x) < FAR_OUT and math.isfinite(square(g))


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


def _take(value: Any, runs: slice) -> Any:
    return value[runs] if isinstance(value, np.ndarray) else value


def _sizes(*values: Any) -> set[int]:
    return {len(value) for value in values if isinstance(value, np.ndarray)}


def _within(
    progress: Callable[[float], None] | None, first: float, last: float
) -> Callable[[float], None] | None:
    """Reports of a part as reports of the whole, of which it is that share."""
    if progress is None:
        return None
    return lambda share: progress(first + share * (last - first))


def _broadcast(start: Array, sizes: set[int]) -> Array:
    """The start with one column for every run, when anything is given run by run."""
    if start.ndim == 2:
        sizes = sizes | {start.shape[1]}
    if len(sizes) > 1:
        raise ValueError(f"minimize: one number of runs is needed, got {sorted(sizes)}")
    if start.ndim == 1 and sizes:
        return np.repeat(start[:, np.newaxis], sizes.pop(), axis=1)
    return start
