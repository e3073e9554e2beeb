"""Noise ensembles: bands, win rates and their intervals."""

from __future__ import annotations

import multiprocessing
import pickle
import re
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest

from experiments.ensemble import (
    LAST,
    LEVELS,
    Ensemble,
    EnsembleResult,
    run_ensemble,
    wilson,
    win_shares,
)
from experiments.race import run_entry
from experiments.runs import in_domain
from experiments.scene import Entry, Scene

BATCHES = Scene(
    "linear_regression",
    steps=30,
    batch_size=4,
    seed=7,
    entries=(Entry("sgd"), Entry("schedule_free_sgd"), Entry("adam", schedule="cosine")),
)
NOISE = Scene("rosenbrock", steps=40, noise=2.0, seed=3)


def same(one: EnsembleResult, other: EnsembleResult) -> bool:
    pairs = zip(one.members, other.members, strict=True)
    return np.array_equal(one.wins, other.wins) and all(
        np.array_equal(getattr(a, name), getattr(b, name))
        for a, b in pairs
        for name in ("bands", "ends", "scores")
    )


@pytest.mark.parametrize("scene", [NOISE, BATCHES], ids=["noise", "mini-batches"])
def test_every_run_is_the_race_with_its_own_seed(scene: Scene) -> None:
    """So all optimizers of a seed meet the same random numbers."""
    seeds = 6
    found = run_ensemble(Ensemble(scene, seeds))
    for member, entry in zip(found.members, scene.entries, strict=True):
        assert member.entry == entry
        losses = []
        for number in range(seeds):
            run = run_entry(scene.replace(seed=scene.seed + number), entry).trajectory
            points, values = run.judged
            losses.append(values)
            assert np.array_equal(member.ends[:, number], points[-1])
            assert member.scores[number] == np.median(values[-LAST:])
        levels = np.array(LEVELS) / 100
        expected = np.quantile(np.array(losses), levels, axis=0, method="inverted_cdf")
        assert np.array_equal(member.bands, expected)
    assert len({tuple(member.ends.ravel()) for member in found.members}) == len(scene.entries)


@pytest.mark.parametrize("seeds", [1, 2, 20, 140])
def test_quantiles_are_of_the_runs(seeds: int) -> None:
    """By their definition, in whole numbers."""
    found = run_ensemble(Ensemble(NOISE.replace(steps=1), seeds))
    member = found.members[0]
    runs = run_ensemble(Ensemble(NOISE.replace(steps=1), seeds)).members[0].ends
    losses = np.sort(NOISE.landscape().value(runs))
    for level, loss in zip(LEVELS, member.bands[:, -1], strict=True):
        enough = [x for i, x in enumerate(losses, start=1) if 100 * i >= level * seeds]
        assert loss == enough[0]


def test_the_same_optimizer_twice_shares_every_win() -> None:
    scene = NOISE.replace(entries=(Entry("adam"), Entry("adam")))
    found = run_ensemble(Ensemble(scene, 10))
    assert found.wins.tolist() == [0.5, 0.5]
    assert np.array_equal(found.members[0].scores, found.members[1].scores)
    assert len(set(found.members[0].scores.tolist())) == 10


def test_wins_are_counted_seed_by_seed() -> None:
    found = run_ensemble(Ensemble(NOISE, 40))
    scores = np.array([member.scores for member in found.members])
    counts = np.bincount(scores.argmin(axis=0), minlength=len(scores))
    assert found.wins.tolist() == pytest.approx((counts / 40).tolist())
    assert (counts > 0).sum() >= 2
    assert found.intervals == pytest.approx(np.array([wilson(c / 40, 40) for c in counts]))
    assert (found.intervals[:, 0] <= found.wins).all()
    assert (found.wins <= found.intervals[:, 1]).all()


def test_a_diverged_run_counts_as_infinitely_high_and_never_wins() -> None:
    wild = Entry("sgd", values=(("learning_rate", 0.5),))
    found = run_ensemble(Ensemble(NOISE.replace(entries=(wild, Entry("adam"))), 8))
    member = found.members[0]
    assert np.isinf(member.scores).all()
    assert np.isinf(member.bands[:, -1]).all()
    assert np.isfinite(member.bands[:, 0]).all()
    assert np.isfinite(member.ends).all()
    assert found.wins.tolist() == [0.0, 1.0]


def test_where_all_diverge_nobody_wins() -> None:
    wild = Entry("sgd", values=(("learning_rate", 0.5),))
    found = run_ensemble(Ensemble(NOISE.replace(entries=(wild, wild)), 8))
    assert found.wins.tolist() == [0.0, 0.0]


def test_a_run_that_has_left_the_domain_never_wins() -> None:
    """Outside of it f is far below the minimum within."""
    slow = Entry("sgd", values=(("learning_rate", 1e-4),))
    scene = Scene("reddi_1d", noise=0.01, steps=500, entries=(Entry("sgd"), slow))
    found = run_ensemble(Ensemble(scene, 6))
    outside = ~in_domain(scene.landscape(), found.members[0].ends)
    assert outside.all()
    assert found.members[0].bands[-1, -1] < scene.landscape().fmin - 0.1
    assert np.isinf(found.members[0].scores).all()
    assert found.wins.tolist() == [0.0, 1.0]


def test_seeds_are_none_without_anything_random() -> None:
    for scene in (
        Scene("rosenbrock", noise=1.0, steps=20, entries=(Entry("nelder_mead"),)),
        Scene("noisy_line", batch_size=3, shuffle=False, steps=20, entries=(Entry("sgd"),)),
    ):
        found = run_ensemble(Ensemble(scene, 4))
        assert not found.random
        assert len(set(found.members[0].scores.tolist())) == 1
        assert found.intervals.tolist() == [[1.0, 1.0]]


def test_ties_share_the_win() -> None:
    scores = np.array([[1.0, 2.0, np.inf, 3.0], [1.0, 1.0, np.inf, 4.0], [2.0, 1.0, np.inf, 3.0]])
    assert win_shares(scores).tolist() == pytest.approx([0.25, 0.25, 0.25])
    assert win_shares(scores[:, :1]).tolist() == [0.5, 0.5, 0.0]


@pytest.mark.parametrize(
    ("wins", "count", "low", "high"),
    [
        # scipy.stats.binomtest(wins, count).proportion_ci(method="wilson")
        (0, 10, 0.0, 0.27753279986288926),
        (5, 10, 0.236593090512564, 0.7634069094874361),
        (10, 10, 0.7224672001371109, 1.0),
        (15, 50, 0.1910355350088095, 0.4375035046445341),
        (1, 1, 0.20654931437723745, 1.0),
        (3, 200, 0.00511423779325831, 0.04316572879269026),
    ],
)
def test_wilson_intervals(wins: int, count: int, low: float, high: float) -> None:
    assert wilson(wins / count, count) == pytest.approx((low, high), abs=1e-12)


def test_a_wilson_interval_stays_within_0_and_1() -> None:
    for count in (1, 3, 1000):
        for share in np.linspace(0, 1, 11):
            low, high = wilson(float(share), count)
            assert 0.0 <= low <= share + 1e-15
            assert share - 1e-15 <= high <= 1.0


def test_long_runs_are_recorded_every_so_many_steps() -> None:
    scene = NOISE.replace(entries=(Entry("sgd"),))
    found = run_ensemble(Ensemble(scene.replace(steps=2500), 2))
    assert found.steps[:3].tolist() == [0, 3, 6]
    assert found.steps[-1] == 2500
    assert found.members[0].bands.shape == (len(LEVELS), len(found.steps))
    assert run_ensemble(Ensemble(scene, 2)).steps.tolist() == list(range(41))


# --- the same everywhere ------------------------------------------------------------------------


@pytest.mark.parametrize("scene", [NOISE, BATCHES], ids=["noise", "mini-batches"])
def test_the_result_does_not_depend_on_the_threads(scene: Scene) -> None:
    whole = run_ensemble(Ensemble(scene, 12))
    assert same(run_ensemble(Ensemble(scene, 12)), whole)
    for workers in (1, 2, 4):
        with ThreadPoolExecutor(workers) as threads:
            assert same(run_ensemble(Ensemble(scene, 12), threads), whole)
    assert not same(run_ensemble(Ensemble(scene.replace(seed=100), 12)), whole)


@pytest.mark.slow
def test_the_result_does_not_depend_on_processes() -> None:
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(2, mp_context=context) as processes:
        for scene in (NOISE, BATCHES):
            found = run_ensemble(Ensemble(scene, 12), processes)
            assert same(found, run_ensemble(Ensemble(scene, 12)))
            assert not found.members[0].bands.flags.writeable


def test_a_run_does_not_depend_on_how_many_there_are() -> None:
    few, many = run_ensemble(Ensemble(NOISE, 3)), run_ensemble(Ensemble(NOISE, 11))
    for one, other in zip(few.members, many.members, strict=True):
        assert np.array_equal(one.scores, other.scores[:3])


def test_progress_cancels() -> None:
    class GoneError(Exception):
        pass

    shares = []

    def progress(share: float) -> None:
        shares.append(share)
        if share > 0.3:
            raise GoneError

    with ThreadPoolExecutor(1) as thread, pytest.raises(GoneError):
        run_ensemble(Ensemble(NOISE, 5), thread, progress)
    assert sorted(set(shares)) == [0.0, 0.25, 0.5]


def test_results_are_read_only_also_from_a_pickle() -> None:
    found = run_ensemble(Ensemble(NOISE, 2))
    for copy in (found, pickle.loads(pickle.dumps(found))):
        member = copy.members[0]
        arrays = (copy.steps, copy.wins, copy.intervals, member.bands, member.ends, member.scores)
        assert not any(array.flags.writeable for array in arrays)


# --- what is asked for --------------------------------------------------------------------------


@pytest.mark.parametrize("count", [0, -1, 1001, True, 2.5])
def test_seeds_out_of_range(count: Any) -> None:
    sentence = f"Ensemble: seeds must be a whole number in [1, 1000], got {count!r}"
    with pytest.raises(ValueError, match=re.escape(sentence)):
        Ensemble(NOISE, count)


def test_no_optimizer() -> None:
    with pytest.raises(ValueError, match="Ensemble: the scene needs at least one optimizer"):
        Ensemble(Scene(entries=()))


def test_what_does_not_matter_is_dropped() -> None:
    one, other = Ensemble(NOISE.replace(starts=9, loss=0.1)), Ensemble(NOISE)
    assert one == other
    assert hash(one) == hash(other)
    assert one != Ensemble(NOISE.replace(start=(0.0, 0.0)))
