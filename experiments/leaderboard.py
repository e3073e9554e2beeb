"""What a tuned race says: who wins how often, and how much the learning rate matters."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Sequence

import numpy as np

from declarations.arrays import Array, Mask
from experiments.frozen import FrozenArrays
from optimizers import Evaluations

WITHIN = 10.0
"""A learning rate is good that comes within this factor of the best gap."""

ENOUGH = 1e-6
"""A gap of this share of the first one is as good as none."""

SAME = 1e-8
"""The unit in which losses are compared, of the way down: what is closer together is a tie."""


@dataclasses.dataclass(frozen=True)
class Standing:
    """One line of the leader board.

    Attributes:
        rank: from 1, by the median and, where that is a tie, by the upper quartile; what is equal
            in both shares the better rank.
        entry: which optimizer of the scene.
        median: the loss reached, over starts and seeds; infinite if most runs were lost.
        lower, upper: the quartiles of the loss over starts and seeds.
        wins: the share of starts and seeds in which it reached the lowest loss; ties are
            shared, and what all have lost is left out.
        lost: the share of runs that diverged or ended outside of the domain.
        spent: the calls of the objective for tuning it.
    """

    rank: int
    entry: int
    median: float
    lower: float
    upper: float
    wins: float
    lost: float
    spent: Evaluations


@dataclasses.dataclass(frozen=True)
class Sensitivity(FrozenArrays):
    """How the loss reached depends on the learning rate; arrays of one number for every rate.

    The gap of a rate is its score over the lowest loss that any run of the tuning reached; the
    known minimum is not used. A rate is good whose gap is at most `WITHIN` times that of the
    best rate of the same optimizer, and which has made at least half of the way down from the
    gap at the start to that best gap on the logarithmic scale. A gap of at most `ENOUGH` times
    the one at the start is always good.

    Attributes:
        rates: the learning rates, rising.
        scores: the median loss over starts and seeds; infinite where most runs were lost.
        good: which of the rates are good.
        width: the width of all good rates together in decades, where every rate stands for the
            interval from half-way to its lower neighbour to half-way to the upper one.
    """

    rates: Array
    scores: Array
    good: Mask
    width: float


def sensitivity(
    rates: Array, scores: Array, *, first: float, floor: float, interval: tuple[float, float]
) -> Sensitivity:
    """The curve of one optimizer.

    Args:
        rates: the learning rates that were tried, rising.
        scores: the median loss at each.
        first: the median loss at the starts.
        floor: the lowest loss that any run reached.
        interval: where learning rates were looked for.
    """
    good = is_good(scores, first=first, floor=floor)
    middles = np.sqrt(rates[:-1] * rates[1:])
    edges = np.log10(np.concatenate([interval[:1], middles, interval[1:]]))
    return Sensitivity(rates, scores, good, float(np.diff(edges)[good].sum()))


def is_good(scores: Array, *, first: float, floor: float) -> Mask:
    """Which settings of one optimizer are good, as `Sensitivity` says it.

    Args:
        scores: the loss that each reached; infinite where the run was lost.
        first: the loss at the start.
        floor: the minimum, or the lowest loss that is known.
    """
    if not np.isfinite(scores).any():
        return np.zeros(scores.shape, dtype=bool)
    best, start = max(float(scores.min()) - floor, 0.0), max(first - floor, 0.0)
    limit = max(min(WITHIN * best, math.sqrt(best * start)), ENOUGH * start)
    return np.asarray(np.isfinite(scores) & (scores <= floor + limit))


def leader_board(
    losses: Sequence[Array], first: Array, spent: Sequence[Evaluations]
) -> tuple[Standing, ...]:
    """The optimizers, the best first.

    Args:
        losses: of every optimizer at its best setting, one for every start and seed; infinite
            where the run was lost.
        first: the loss at the start of each of these runs.
        spent: what the tuning of every optimizer cost.
    """
    table = np.array(losses)
    lowest = table.min(axis=0)
    decided = np.isfinite(lowest)
    first_places = decided & (table <= lowest + SAME * np.abs(first - lowest))
    wins = (first_places / np.maximum(first_places.sum(axis=0), 1)).sum(axis=1)
    unit = SAME * (float(np.median(first)) - float(lowest.min()))
    orders = [
        tuple(_units(float(q), unit) for q in (np.median(row), _quartile(row, 0.75)))
        for row in losses
    ]
    ranks = [1 + sum(other < order for other in orders) for order in orders]
    return tuple(
        Standing(
            rank=ranks[entry],
            entry=entry,
            median=float(np.median(losses[entry])),
            lower=_quartile(losses[entry], 0.25),
            upper=_quartile(losses[entry], 0.75),
            wins=float(wins[entry] / max(int(decided.sum()), 1)),
            lost=float(np.isinf(losses[entry]).mean()),
            spent=spent[entry],
        )
        for entry in sorted(range(len(losses)), key=lambda entry: (ranks[entry], entry))
    )


def _units(loss: float, unit: float) -> float:
    """The loss as a multiple of the unit."""
    return round(loss / unit) * unit if np.isfinite(loss) and unit > 0 else loss


def _quartile(losses: Array, share: float) -> float:
    """One of the losses: between a finite and an infinite one there is no middle."""
    return float(np.quantile(losses, share, method="inverted_cdf"))
