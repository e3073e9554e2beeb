"""Many settings of one optimizer, each run from several starts on a budget of evaluations."""

from __future__ import annotations

import dataclasses

import numpy as np
from numpy.typing import NDArray

import optimizers
from declarations.arrays import Array
from experiments import cost
from experiments.blocks import Progress
from experiments.runs import runs, widened
from experiments.scene import Entry, Scene, Values, put
from objectives.numerical import Numerical

Counts = NDArray[np.int64]
Border = list[tuple[float, float]]

LOOKS = 20
"""The loss that a run reached is the median of so many looks at the last tenth of its steps."""

ROWS = 200
"""At least so many steps of a run are kept; the path of a longer one is looked at in jumps."""

RUNS_AT_ONCE = 2_000
"""A larger batch is split: with their paths, more runs would not fit in the memory."""


@dataclasses.dataclass(frozen=True)
class Trials:
    """Settings of one optimizer, each to be run from all starts and with all seeds."""

    scene: Scene
    entry: Entry
    settings: tuple[Values, ...]
    starts: tuple[tuple[float, ...], ...]
    seeds: int

    def parts(self) -> list[Trials]:
        """The same in pieces that are not too large."""
        fitting = cost.rows_that_fit(self.scene.landscape().dims, 1) // (2 * ROWS)
        size = max(min(RUNS_AT_ONCE, fitting) // (len(self.starts) * self.seeds), 1)
        return [
            dataclasses.replace(self, settings=self.settings[first : first + size])
            for first in range(0, len(self.settings), size)
        ]


@dataclasses.dataclass(frozen=True)
class Outcome:
    """What some trials came to.

    Attributes:
        losses: the loss reached, (trials, starts * seeds), the seeds of a start side by side;
            infinite where the run was lost.
        first: the loss at the start of every such run, (starts * seeds,).
        spent: the calls for values, gradients and Hessians, (3, trials).
    """

    losses: Array
    first: Array
    spent: Counts


def joined(outcomes: list[Outcome]) -> Outcome:
    """The outcome of all parts, in order."""
    return Outcome(
        losses=np.concatenate([outcome.losses for outcome in outcomes]),
        first=outcomes[0].first,
        spent=np.concatenate([outcome.spent for outcome in outcomes], axis=1),
    )


def with_values(entry: Entry, values: Values) -> Entry:
    """The entry with some hyperparameters set."""
    return dataclasses.replace(entry, values=put(entry.values, *values))


def run_trials(trials: Trials, progress: Progress | None = None) -> Outcome:
    """Run all trials in one batch and judge every run at the moment its budget was spent.

    The budget of a run is as many calls of the objective as the scene has steps, and every call
    counts one, be it for a value, a gradient or a Hessian: a rule that makes one gradient a step
    takes all the steps, one that searches along a line as many as it can pay for. Where gradients
    are estimated by differences, the budget is larger by the price of one. The loss
    reached is the true one, without noise and on all data: the median over the last tenth of the
    steps that were paid for. Where a rule names an average as its result, that is judged.

    A run is lost that diverged on its budget, or that left the domain by more than a margin
    (`runs.MARGIN`), be it for a single step; see `Objective.bounded`. A scene that projects its
    points into the domain loses none in this way. Starts outside of it make it wider.
    """
    scene, count = trials.scene, len(trials.settings)
    columns = len(trials.starts) * trials.seeds
    border = _border(trials)
    path = _minimize(trials, border, progress)
    with np.errstate(all="ignore"):
        at = path.evaluations_at
        calls = at.total
        budget = _budget(scene)
        last = (calls <= budget).sum(axis=0) - 1
        end = path.evaluations
        paid = end.total <= budget
        # The step on which a run diverged is in no row, but it was paid for.
        diverged = (path.diverged_at >= 0) & paid
        left = (path.status == "left the box") & paid & (border is not None)
        run = np.arange(len(last))
        looks = last - np.arange(LOOKS)[:, np.newaxis] * (last + 1) // (10 * LOOKS)
        _, values = path.judged
        losses = np.median(values[looks, run], axis=0)
    losses[diverged | left | ~np.isfinite(losses)] = np.inf
    spent = [
        np.where(diverged, kind, rows[last, run]).reshape(count, columns).sum(axis=1)
        for kind, rows in (
            (end.value, at.value),
            (end.gradient, at.gradient),
            (end.hessian, at.hessian),
        )
    ]
    return Outcome(losses.reshape(count, columns), path.values[0, :columns], np.array(spent))


def _minimize(
    trials: Trials, border: Border | None, progress: Progress | None
) -> optimizers.Trajectory:
    """The paths of all runs, in the order trial, start, seed."""
    scene, count = trials.scene, len(trials.settings)
    columns = len(trials.starts) * trials.seeds
    names = [name for name, _ in trials.settings[0]]
    by_run = {
        name: np.repeat([dict(values)[name] for values in trials.settings], columns)
        for name in names
    }
    return runs(
        scene,
        with_values(trials.entry, tuple(by_run.items())),
        np.tile(np.repeat(np.array(trials.starts).T, trials.seeds, axis=1), count),
        # An odd number: a run that swings to and fro is not always met at the same side.
        record=scene.steps // ROWS | 1,
        tolerance=scene.tolerances(),
        seed=np.tile(scene.seed + np.arange(trials.seeds), len(trials.starts) * count),
        progress=progress,
        **({} if border is None else {"box": "stop", "domain": border}),
    )


def _budget(scene: Scene) -> int:
    """The calls that a run may make: a gradient by differences has the price of its values."""
    if scene.difference is None:
        return scene.steps
    return scene.steps * Numerical.values_per_dimension * scene.landscape().dims


def _border(trials: Trials) -> Border | None:
    """Where a run is lost; None where it cannot be."""
    objective = trials.scene.landscape()
    if not objective.bounded or trials.scene.box == "project":
        return None
    low, high = widened(objective).T
    starts = np.array(trials.starts)
    low, high = np.minimum(low, starts.min(axis=0)), np.maximum(high, starts.max(axis=0))
    return list(zip(low.tolist(), high.tolist(), strict=True))
