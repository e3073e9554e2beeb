"""Noise ensembles: the race of a scene again and again, with other random numbers."""

from __future__ import annotations

import dataclasses
import functools
import math
from concurrent.futures import Executor

import numpy as np
from numpy.typing import NDArray

from declarations.arrays import Array
from experiments import cost
from experiments.blocks import Progress, run_blocks
from experiments.frozen import FrozenArrays
from experiments.runs import in_domain, is_stochastic, runs, without_runs
from experiments.scene import Entry, Scene

LEVELS = (5, 25, 50, 75, 95)
"""The quantiles of the loss that are kept, in percent: two bands around the median."""

LAST = 10
"""The final loss of a run is the median of so many recorded points."""
MOST_ROWS = 1000
"""Longer runs are recorded every so many steps that there are about as many points as this."""
MOST_SEEDS = 1000
CONFIDENCE = 1.959963984540054
"""The 97.5 % quantile of the normal distribution: intervals of 95 %."""


@dataclasses.dataclass(frozen=True)
class Ensemble:
    """What a noise ensemble is made of. Plain values; equal ensembles compare equal.

    Run number i of every optimizer has the random numbers of the scene with the seed
    ``scene.seed + i``, so all optimizers meet the same noise and the same mini-batches. The
    scene's random starts and stop rules do not matter and are dropped.
    """

    scene: Scene
    seeds: int = 50

    @property
    def run_count(self) -> int:
        """How many runs it makes."""
        return self.seeds * len(self.scene.entries)

    @property
    def is_heavy(self) -> bool:
        """Whether it takes so long that it waits its turn on a server."""
        return cost.is_heavy(self.scene.landscape(), self.scene.steps, self.run_count)

    def __post_init__(self) -> None:
        count = self.seeds
        if isinstance(count, bool) or not isinstance(count, int) or not 1 <= count <= MOST_SEEDS:
            raise ValueError(
                f"Ensemble: seeds must be a whole number in [1, {MOST_SEEDS}], got {count!r}"
            )
        if not self.scene.entries:
            raise ValueError("Ensemble: the scene needs at least one optimizer")
        scene = without_runs(self.scene)
        scene = scene.replace(start=self.scene.start, entries=self.scene.entries)
        object.__setattr__(self, "scene", scene)


@dataclasses.dataclass(frozen=True)
class Member(FrozenArrays):
    """All runs of one optimizer."""

    entry: Entry
    bands: Array
    """The quantiles `LEVELS` of the loss at every recorded step, ``(levels, rows)``; a run that
    has diverged counts as inf from then on."""
    ends: Array
    """The last point of every run, ``(dims, seeds)``."""
    scores: Array
    """The final loss of every run, ``(seeds,)``; inf for those that are lost: that diverged, or
    ended outside of the domain, where f may be lower than its minimum."""


@dataclasses.dataclass(frozen=True)
class EnsembleResult(FrozenArrays):
    """A noise ensemble, its members in the order of the scene."""

    config: Ensemble
    steps: NDArray[np.int64]
    """The recorded steps."""
    members: tuple[Member, ...]
    wins: Array
    """The share of the seeds with which an optimizer has the lowest final loss. Those that tie
    share the win; where all are lost, nobody wins."""
    intervals: Array
    """The Wilson intervals of 95 % of these shares, ``(members, 2)``; without anything random
    they are the shares themselves."""
    random: bool
    """Whether other seeds give other runs: there is noise, or there are mini-batches, or a rule
    draws random numbers."""


def run_ensemble(
    config: Ensemble, executor: Executor | None = None, progress: Progress | None = None
) -> EnsembleResult:
    """Run every optimizer of the scene with every seed.

    The loss is without noise and on all data; it is that of the average, for a rule that keeps
    one. A quantile is the smallest loss that at least so many percent of the runs do not exceed.

    Args:
        config: what to run.
        executor: where; see `experiments.blocks.run_blocks`. The result is the same everywhere.
        progress: is told the share that is done; may raise to cancel.

    Raises:
        ValueError: the scene or one of its entries holds a value that is not valid.
    """
    cost.check(config.scene.landscape(), config.scene.steps, config.run_count, "The ensemble")
    task = functools.partial(_member, config)
    members = tuple(run_blocks(task, config.scene.entries, executor, progress))
    wins = win_shares(np.array([member.scores for member in members]))
    random = any(is_stochastic(config.scene, entry) for entry in config.scene.entries)
    intervals = np.array(
        [wilson(float(share), config.seeds) if random else (share, share) for share in wins]
    )
    return EnsembleResult(config, _steps(config), members, wins, intervals, random)


def win_shares(scores: Array) -> Array:
    """The share of the columns in which each row has the lowest number; ties are shared."""
    lowest = scores.min(axis=0)
    winners = (scores == lowest) & np.isfinite(lowest)
    return (winners / np.maximum(winners.sum(axis=0), 1)).mean(axis=1)


def wilson(share: float, count: int) -> tuple[float, float]:
    """The score interval of a share of ``count`` trials (Wilson 1927), 95 %.

    Unlike the usual plus and minus, it stays within [0, 1] and does not shrink to a point at
    shares of 0 and 1.
    """
    square = CONFIDENCE**2 / count
    centre = (share + square / 2.0) / (1.0 + square)
    half = math.sqrt(square * (share * (1.0 - share) + square / 4.0)) / (1.0 + square)
    return max(centre - half, 0.0), min(centre + half, 1.0)


def _every(config: Ensemble) -> int:
    rows = min(MOST_ROWS, cost.rows_that_fit(config.scene.landscape().dims, config.seeds))
    return max(-(-config.scene.steps // rows), 1)


def _steps(config: Ensemble) -> NDArray[np.int64]:
    steps = config.scene.steps
    return np.array([*range(0, steps, _every(config)), steps])


def _member(config: Ensemble, entry: Entry, progress: Progress | None = None) -> Member:
    """The runs of one optimizer with all seeds."""
    scene = config.scene
    start = scene.start_points(scene.landscape())
    seeds = scene.seed + np.arange(config.seeds)
    run = runs(scene, entry, start, seed=seeds, record=_every(config), progress=progress)
    points, losses = run.judged
    diverged = run.status == "diverged"
    gone = diverged & (run.steps[:, np.newaxis] > run.last_step)
    losses = np.where(gone, np.inf, losses)
    lost = diverged | ~in_domain(scene.landscape(), points[-1])
    scores = np.where(lost, np.inf, np.median(losses[-LAST:], axis=0))
    ranks = [math.ceil(level * config.seeds / 100) - 1 for level in LEVELS]
    bands = np.ascontiguousarray(np.sort(losses, axis=1)[:, ranks].T)
    return Member(entry, bands, points[-1].copy(), scores)
