"""The leader board, and the curve of good learning rates."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from experiments.leaderboard import SAME, leader_board, sensitivity
from experiments.scene import Entry
from experiments.tuning import Tuning, tune
from optimizers import Evaluations
from tests.experiments.tuned import BANANA

NOTHING = Evaluations(0, 0, 0)


def lines(*losses: list[float], first: float = 100.0) -> list[Any]:
    arrays = [np.array(row) for row in losses]
    board = leader_board(arrays, np.full(len(losses[0]), first), [NOTHING] * len(losses))
    assert [line.rank for line in board] == sorted(line.rank for line in board)
    return sorted(board, key=lambda line: line.entry)


def test_ranks_quartiles_wins_and_losses() -> None:
    a, b, c = lines(
        [1.0, 2.0, 9.0, 4.0, 5.0],
        [2.0, 1.0, 1.0, math.inf, 9.0],
        [math.inf, math.inf, math.inf, 1.0, 1.0],
    )
    assert [line.rank for line in (a, b, c)] == [2, 1, 3]
    assert [line.median for line in (a, b, c)] == [4.0, 2.0, math.inf]
    assert (a.lower, a.upper) == (2.0, 5.0)
    assert (b.lower, b.upper) == (1.0, 9.0)
    assert [line.wins for line in (a, b, c)] == [0.2, 0.4, 0.4]
    assert [line.lost for line in (a, b, c)] == [0.0, 0.2, 0.6]


def test_ties_are_shared() -> None:
    a, b, c = lines([0.0, 1.0], [50.0 * SAME, 1.0], [3.0, 1.0])
    assert [line.rank for line in (a, b, c)] == [1, 1, 3]
    assert [line.wins for line in (a, b, c)] == pytest.approx([5 / 12, 5 / 12, 1 / 6])
    a, b = lines([0.0], [500.0 * SAME])
    assert (a.wins, b.wins) == (1.0, 0.0)


def test_equal_medians_are_ranked_by_the_upper_quartile() -> None:
    a, b, c = lines([1.0, 1.0, 1.0, 9.0, 9.0], [1.0 + SAME, 1.0, 1.0, 1.0, 9.0], [2.0] * 5)
    assert [line.rank for line in (a, b, c)] == [2, 1, 3]


def test_nobody_wins_what_all_have_lost() -> None:
    a, b = lines([math.inf, 1.0], [math.inf, 2.0])
    assert (a.wins, b.wins) == (1.0, 0.0)
    a, b = lines([math.inf], [math.inf])
    assert (a.wins, b.wins, a.rank, b.rank) == (0.0, 0.0, 1, 1)


def test_the_shares_of_wins_are_one_together() -> None:
    tuned = tune(Tuning(scene=BANANA.replace(steps=50), trials=16, starts=7, seeds=1))
    assert sum(line.wins for line in tuned.board) == pytest.approx(1.0)
    assert sorted(line.entry for line in tuned.board) == [0, 1, 2, 3]
    for line in tuned.board:
        assert line.lower <= line.median <= line.upper
        assert line.median == tuned.entries[line.entry].scores.min()


def test_the_width_is_that_of_the_good_rates_in_decades() -> None:
    rates = np.array([0.01, 0.1, 1.0, 10.0])
    curve = sensitivity(
        rates,
        np.array([50.0, 5.0, 1.0, math.inf]),
        first=1000.0,
        floor=0.0,
        interval=(10**-2.5, 10**1.5),
    )
    assert curve.good.tolist() == [False, True, True, False]
    assert curve.width == pytest.approx(2.0)


def test_a_rate_is_not_good_for_standing_still() -> None:
    """The best rate comes from 100 to 25; the others may come to 50 but not stay at 100."""
    rates = np.array([0.01, 0.1, 1.0])
    scores = np.array([100.0, 49.0, 25.0])
    curve = sensitivity(rates, scores, first=100.0, floor=0.0, interval=(0.001, 10.0))
    assert curve.good.tolist() == [False, True, True]


def test_next_to_nothing_is_good() -> None:
    rates = np.array([0.01, 0.1, 1.0])
    scores = np.array([1e-3, 1e-9, 0.0])
    curve = sensitivity(rates, scores, first=100.0, floor=0.0, interval=(0.001, 10.0))
    assert curve.good.tolist() == [False, True, True]


def test_the_floor_is_the_lowest_loss_of_the_whole_race() -> None:
    """Not the known minimum: what the best of all optimizers has found."""
    scene = BANANA.replace(entries=(Entry("sgd"), Entry("bfgs")), steps=100)
    with_bfgs = tune(Tuning(scene=scene, trials=30, starts=1)).entries[0].sensitivity
    alone = tune(Tuning(scene=scene.replace(entries=(Entry("sgd"),)), trials=30, starts=1))
    assert with_bfgs is not None
    assert alone.entries[0].sensitivity is not None
    assert alone.entries[0].sensitivity.width < with_bfgs.width
    assert alone.floor == alone.entries[0].scores.min()
