"""The loop: one run, or a block of runs that are made together."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from declarations import Number
from declarations.arrays import Array, Indices, Mask
from optimizers.active import Active
from optimizers.assembly import Outcomes, assembled
from optimizers.gradients import norm, square
from optimizers.iteration import Iteration
from optimizers.optimizer import Optimizer
from optimizers.options import Options
from optimizers.problem import Problem
from optimizers.randomness import BatchStream
from optimizers.recorder import Moment, Recorder
from optimizers.reporter import Reporter
from optimizers.stopping import StopRule
from optimizers.trajectory import CONVERGED, DIVERGED, LEFT_THE_BOX, Trajectory

FAR_OUT = 1e60
"""Beyond this squared distance from the origin an overflow of f is looked for in every step."""

SHORTEST, LONGEST = 8, 128
"""The fewest steps of a stride, and the most."""

LOOKED_BACK_AT = 4096
"""The most numbers in the points of a block whose record is looked at after a whole stride. Of a
larger block every step is looked at, which costs little there."""

WAITING = 1 / 8
"""The largest share of a block that runs which have converged may make up."""


class Block:
    """The runs that are made together.

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
        reporter: Reporter | None,
    ) -> None:
        self.problem, self.rule, self.options = problem, rule, options
        self.reporter = reporter
        batches = None
        if options.batch_size is not None and problem.examples is not None:
            batches = BatchStream(seeds, problem.examples, options.batch_size, options.shuffle)
        now = Iteration(problem, noise=noise, seed=seeds, batches=batches, look=reporter)
        stops = [StopRule(tolerance, start.shape[1:]) for tolerance in options.tolerances]
        self.runs = Active(rule, start, now, stops)
        self.before: Moment = self.runs.moment()

        # A foreign objective may be undefined anywhere; ours overflow only far from the origin.
        self.always_careful = not problem.well_behaved
        # Where only an overflow can end a run, and the generators need not be turned back.
        self.hurries = problem.well_behaved and options.policy != "stop"
        self.hurries &= not stops and batches is None
        self.looks_back = options.every == 1 and start.size <= LOOKED_BACK_AT
        self.uses_gradient = "gradient" in rule.needs
        has_rate = getattr(rule, "learning_rate", None) is not None
        if has_rate:
            now.learning_rate = rule.learning_rate  # type: ignore[attr-defined]
        self.schedule = options.schedule if has_rate else None
        self.borders: tuple[Array, Array] | None = options.box
        if options.box is not None and not self.runs.single:
            low, high = options.box
            self.borders = low[:, np.newaxis], high[:, np.newaxis]

        rows = np.array([*range(0, options.steps, options.every), options.steps])
        runs = None if self.runs.single else start.shape[1]
        self.recorder = Recorder(rows, runs, self.runs.moment(), options.record_state)
        self.outcomes = Outcomes(len(self.runs), options.steps)

    def run(self) -> Trajectory:
        """All steps of all runs."""
        steps, step, length = self.options.steps, 0, SHORTEST
        self._arrive(0)
        while step < steps and len(self.runs):
            last = min(step + length, steps)
            calm = self.hurries and self._stride(step, last)
            if not calm:
                self._walk(step, last)
            step, length = last, min(2 * length, LONGEST) if calm else SHORTEST
        return self._trajectory()

    # ---- from one step to another ----

    def _stride(self, first: int, last: int) -> bool:
        """Go on without looking; False, and nothing has changed, if a run may have ended."""
        saved, row = self.runs.save(), self.recorder.row
        try:
            calm = self._hurry(first, last)
        except Exception:
            if self.reporter is not None and self.reporter.refused:
                raise
            # A rule may fail at a point that is not finite, to which it would not have been led.
            # What it raises elsewhere, it raises again.
            calm = False
        if calm and (not self.looks_back or _calm(*self.recorder.since(row, self.runs.columns))):
            return True
        self.recorder.row = row
        self.runs.back(saved)
        return False

    def _hurry(self, first: int, last: int) -> bool:
        """Go on up to the first step where a look shows that all is not well."""
        runs, recorder, looks_back = self.runs, self.recorder, self.looks_back
        now, columns = runs.now, runs.columns
        for step in range(first, last):
            self._advance(step)
            runs.g = now.begin(step + 2, runs.x)
            if recorder.due(step + 1):
                recorder.keep(columns, runs.x, runs.g, now.counts(), runs.average, runs.state)
            if not (looks_back or _calm(runs.x, runs.g)):
                return False
        return True

    def _walk(self, first: int, last: int) -> None:
        """Go on, looking at every step, as long as there are runs."""
        for step in range(first, last):
            self.before = self.runs.kept_moment(self.options.record_state)
            self._advance(step)
            self._arrive(step + 1)
            if not len(self.runs):
                return

    def _advance(self, step: int) -> None:
        runs, now = self.runs, self.runs.now
        if self.reporter is not None:
            self.reporter.step = step
            self.reporter()
        if self.uses_gradient:
            now.commit()
        if self.schedule is not None:
            rate: Number = runs.rule.learning_rate  # type: ignore[attr-defined]
            now.learning_rate = rate * self.schedule.factor(step, self.options.steps)
        runs.advance()
        if self.options.policy == "project":
            self._project()
        runs.follow()

    def _project(self) -> None:
        """Move every run back to the nearest point inside."""
        assert self.borders is not None
        runs = self.runs
        projected = np.clip(runs.x, *self.borders)
        if not np.array_equal(projected, runs.x):
            runs.x[...] = projected
            runs.now.forget()

    # ---- what there is to be seen after a step ----

    def _arrive(self, step: int) -> None:
        """Look at the point after a step, and keep it."""
        runs = self.runs
        runs.g = runs.now.begin(step + 1, runs.x)
        self._end_diverged(step)
        if self.options.policy == "stop":
            self._end(self._outside(), LEFT_THE_BOX, step)
        if runs.stops and len(runs):
            self._end(self._converged(step), CONVERGED, step)
        due = self.recorder.due(step)
        if due or np.count_nonzero(runs.ended) > WAITING * len(runs):
            self._leave_behind()
        if due and len(runs):
            self.recorder.keep(runs.columns, *runs.moment())

    def _end_diverged(self, step: int) -> None:
        """The record ends with what there was before the step that led astray; that is paid for."""
        runs = self.runs
        if not self.always_careful and _calm(runs.x, runs.g):
            return
        last = runs.moment() if step == 0 else self.before
        columns = self._end(self._not_finite(), DIVERGED, max(step - 1, 0), last)
        self.outcomes.diverged_at[columns] = step

    def _not_finite(self) -> Mask:
        runs = self.runs
        finite = np.isfinite(runs.x).all(axis=0) & np.isfinite(runs.g).all(axis=0)
        return np.asarray(~(finite & np.isfinite(self.problem.value(runs.x))))

    def _outside(self) -> Mask:
        assert self.borders is not None
        low, high = self.borders
        return np.asarray(~((self.runs.x >= low) & (self.runs.x <= high)).all(axis=0))

    def _converged(self, step: int) -> Mask:
        found = np.zeros(self.runs.x.shape[1:], dtype=bool)
        for stop in self.runs.stops:
            if step % stop.tolerance.every == 0:
                found = found | stop.reached(self._loss_or_gradient)
        return found

    def _loss_or_gradient(self, quantity: str) -> Array:
        """What a stop rule looks at: always without noise and on all data."""
        runs = self.runs
        if quantity == "loss":
            return self.problem.value(runs.judged)
        return norm(self.problem.gradient(runs.x) if runs.now.stochastic else runs.g)

    def _end(
        self, which: Mask, status: str, last_step: int, moment: Moment | None = None
    ) -> Indices:
        """Close the record of some runs, with the present moment; returns their columns."""
        runs = self.runs
        indices = runs.end(which)
        columns = runs.columns[indices]
        if not len(columns):
            return columns
        self.outcomes.end(columns, status, last_step)
        self.outcomes.count(columns, runs.now.counts(), indices)
        self.recorder.close(runs.columns, indices, moment or runs.moment())
        # One that has converged on an objective of ours does no harm while it waits for others.
        if status != CONVERGED or self.always_careful:
            self._leave_behind()
        return columns

    def _leave_behind(self) -> None:
        """Go on without the runs that have ended, for which nothing is called any more."""
        if self.runs.ended.any():
            self.outcomes.note_calls(self.runs.columns, self.problem)
            self.runs.leave()

    def _trajectory(self) -> Trajectory:
        """The record, when all steps have been taken."""
        runs, outcomes = self.runs, self.outcomes
        if self.reporter is not None:
            self.reporter.step = self.options.steps
        if len(runs):
            outcomes.count(runs.columns, runs.now.counts(), slice(None))
            if self.options.policy == "free" and self.borders is not None:
                outside = np.flatnonzero(self._outside())
                outcomes.status[runs.columns[outside]] = LEFT_THE_BOX
        outcomes.note_calls(runs.columns, self.problem)
        return assembled(
            self.problem,
            self.rule,
            self.options,
            self.recorder,
            outcomes,
            stochastic=runs.now.stochastic,
            state=runs.state,
            look=self.reporter,
        )


def _calm(x: Array, g: Array) -> bool:
    """Whether one look at points and gradients shows that nothing has overflowed."""
    return square(x) < FAR_OUT and math.isfinite(square(g))
