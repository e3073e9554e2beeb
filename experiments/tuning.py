"""The fair race: every optimizer gets the same budget to tune its hyperparameters."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from concurrent.futures import Executor

import numpy as np

from declarations.arrays import Array, Indices
from experiments import cost
from experiments.blocks import Progress, part_of, run_blocks
from experiments.frozen import FrozenArrays
from experiments.leaderboard import Sensitivity, Standing, leader_board, sensitivity
from experiments.scene import Entry, Scene, Values
from experiments.trials import Counts, Outcome, Trials, joined, run_trials, with_values
from experiments.tuning_plan import Tuning
from optimizers import Evaluations

__all__ = ["Tuned", "TunedEntry", "Tuning", "tune"]


@dataclasses.dataclass(frozen=True)
class TunedEntry(FrozenArrays):
    """One optimizer and how it was tuned.

    Attributes:
        entry: the optimizer with its tuned values; as it was if no trial survived anywhere.
        settings: the values that were tried.
        budgets: the evaluations that a run of each trial had, in its last round, (trials,).
        scores: the loss that each then reached, the median over starts and seeds, (trials,).
        best: which trial is the best of those with the whole budget; of equals the middle one.
        losses: what the best one reached from every start with every seed, infinite where lost.
        spent: the calls of the objective in all runs of the search.
        sensitivity: None for a rule without a learning rate. It is read off the trials where
            these differ in the learning rate alone and had the whole budget; else as many rates
            from an even grid are run on top, with the other tuned values.
        sensitivity_spent: the calls of those further runs.
    """

    entry: Entry
    settings: tuple[Values, ...]
    budgets: Counts
    scores: Array
    best: int
    losses: Array
    spent: Evaluations
    sensitivity: Sensitivity | None
    sensitivity_spent: Evaluations


@dataclasses.dataclass(frozen=True)
class Tuned:
    """The tuned race.

    Attributes:
        scene: the scene with the tuned values, to be run and drawn like any other.
        entries: in the order of the scene.
        board: the optimizers, the best first. It is measured on the starts and seeds that they
            were tuned on.
        floor: the lowest loss that any run on the whole budget reached; infinite if all were lost.
    """

    scene: Scene
    entries: tuple[TunedEntry, ...]
    board: tuple[Standing, ...]
    floor: float


def tune(
    config: Tuning, executor: Executor | None = None, progress: Progress | None = None
) -> Tuned:
    """Tune every optimizer of a scene on the same budget and rank them.

    Args:
        config: what to tune, and how.
        executor: where to run; see `experiments.blocks.run_blocks`. It does not change the result.
        progress: called with the share that is done; may raise to cancel.

    Raises:
        ValueError: the scene or one of its entries holds a value that is not valid.
    """
    cost.check(config.scene.landscape(), config.scene.steps, config.run_count, "The fair race")
    return _Search(config, executor, progress).run()


class _Search:
    """The rounds of a tuning; in each, one batch of runs for every optimizer."""

    def __init__(self, plan: Tuning, executor: Executor | None, progress: Progress | None) -> None:
        self.plan, self.executor, self.progress = plan, executor, progress
        self.starts = plan.start_points()
        self.budgets = plan.budgets()
        self.sweeps = plan.also or len(self.budgets) > 1
        self.rounds = len(self.budgets) + self.sweeps
        self.round = 0

    def run(self) -> Tuned:
        scene = self.plan.scene
        brackets = [_Bracket(entry, self.plan.settings(entry)) for entry in scene.entries]
        for steps in self.budgets[:-1]:
            # Where there is nothing to choose between, there is nothing to halve.
            self._run([bracket for bracket in brackets if len(bracket.settings) > 1], steps)
            for bracket in brackets:
                bracket.halve()
        self._run(brackets, scene.steps)
        curves = self._curves(brackets)
        floor = min(bracket.lowest for bracket in [*brackets, *filter(None, curves)])
        tuned = tuple(
            bracket.tuned(curve, floor, self.plan.rates)
            for bracket, curve in zip(brackets, curves, strict=True)
        )
        board = leader_board(
            [entry.losses for entry in tuned], brackets[0].first, [entry.spent for entry in tuned]
        )
        entries = tuple(entry.entry for entry in tuned)
        return Tuned(scene.replace(entries=entries), tuned, board, floor)

    def _curves(self, brackets: Sequence[_Bracket]) -> list[_Bracket | None]:
        """For every optimizer with a learning rate, what shows how much that matters."""
        if not self.sweeps:
            return [bracket if bracket.has_rate else None for bracket in brackets]
        grid = dataclasses.replace(self.plan, method="grid", also=False)
        curves = []
        for bracket in brackets:
            entry = bracket.tuned_entry()
            curves.append(_Bracket(entry, grid.settings(entry)) if bracket.has_rate else None)
        self._run(list(filter(None, curves)), self.plan.scene.steps)
        return curves

    def _run(self, brackets: Sequence[_Bracket], steps: int) -> None:
        """One round: what is left of every bracket, on a budget of so many evaluations."""
        scene = self.plan.scene.replace(entries=(), steps=steps)
        parts = [
            Trials(scene, bracket.entry, bracket.left(), self.starts, self.plan.seeds).parts()
            for bracket in brackets
        ]
        flat = [part for of_bracket in parts for part in of_bracket]
        report = part_of(self.progress, self.round, self.rounds)
        outcomes = iter(run_blocks(run_trials, flat, self.executor, report))
        for bracket, of_bracket in zip(brackets, parts, strict=True):
            bracket.enter(joined([next(outcomes) for _ in of_bracket]), steps)
        self.round += 1


class _Bracket:
    """The settings of one optimizer, some of which are left."""

    def __init__(self, entry: Entry, settings: tuple[Values, ...]) -> None:
        self.entry, self.settings = entry, settings
        self.alive = np.arange(len(settings))
        self.budgets = np.zeros(len(settings), dtype=np.int64)
        self.scores = np.full(len(settings), np.inf)
        self.lost = np.zeros(len(settings), dtype=np.int64)
        self.spent = np.zeros(3, dtype=np.int64)

    @property
    def has_rate(self) -> bool:
        """Whether the learning rate is among what is tried."""
        return "learning_rate" in dict(self.settings[0])

    @property
    def lowest(self) -> float:
        """The lowest loss of any run of the last round."""
        return float(self.outcome.losses.min())

    @property
    def first(self) -> Array:
        """The loss at the start of every run of a setting."""
        return self.outcome.first

    @property
    def best(self) -> int:
        """Which setting is the best of those left; of equals, the middle one."""
        scores, lost = self.scores[self.alive], self.lost[self.alive]
        first = self._order()[0]
        equals = np.flatnonzero((scores == scores[first]) & (lost == lost[first]))
        return int(self.alive[equals[len(equals) // 2]])

    def left(self) -> tuple[Values, ...]:
        """The settings that are left."""
        return tuple(self.settings[number] for number in self.alive)

    def enter(self, outcome: Outcome, steps: int) -> None:
        """Take down what a round has brought."""
        self.outcome = outcome
        self.budgets[self.alive] = steps
        self.scores[self.alive] = np.median(outcome.losses, axis=1)
        self.lost[self.alive] = np.isinf(outcome.losses).sum(axis=1)
        self.spent += outcome.spent.sum(axis=1)

    def halve(self) -> None:
        """Go on with the better half."""
        kept = self._order()[: (len(self.alive) + 1) // 2]
        self.alive = self.alive[np.sort(kept)]

    def tuned_entry(self) -> Entry:
        """The optimizer with its best setting; as it was if no run of that survived."""
        best = self.best
        if self.lost[best] == len(self.first):
            return self.entry
        return with_values(self.entry, self.settings[best])

    def tuned(
        self, curve: _Bracket | None, floor: float, interval: tuple[float, float]
    ) -> TunedEntry:
        """What there is to say of the optimizer in the end."""
        best = self.best
        further = None if curve is self else curve
        return TunedEntry(
            entry=self.tuned_entry(),
            settings=self.settings,
            budgets=self.budgets,
            scores=self.scores,
            best=best,
            losses=self.outcome.losses[np.searchsorted(self.alive, best)],
            spent=Evaluations(*self.spent.tolist()),
            sensitivity=None if curve is None else curve.sensitivity(floor, interval),
            sensitivity_spent=Evaluations(*(further.spent.tolist() if further else (0, 0, 0))),
        )

    def sensitivity(self, floor: float, interval: tuple[float, float]) -> Sensitivity:
        """The settings as a curve over the learning rate."""
        rates = np.array([dict(values)["learning_rate"] for values in self.settings])
        first = float(np.median(self.first))
        return sensitivity(rates, self.scores, first=first, floor=floor, interval=interval)

    def _order(self) -> Indices:
        """The settings that are left, the best first; where most runs were lost, by how many."""
        return np.lexsort((self.lost[self.alive], self.scores[self.alive]))
