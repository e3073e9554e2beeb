"""Tuning: the search, the same on every machine, and what is refused."""

from __future__ import annotations

import dataclasses
import math
import multiprocessing
import pickle
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest

import objectives
import optimizers
from experiments import trials as trials_module
from experiments.scene import Entry, Scene
from experiments.tuning import Tuning, tune
from tests.experiments.tuned import BANANA, FOUR, total, trial


def assert_same(one: Any, other: Any) -> None:
    """Bit for bit, through all levels of a result."""
    assert type(one) is type(other)
    if dataclasses.is_dataclass(one):
        for field in dataclasses.fields(one):
            assert_same(getattr(one, field.name), getattr(other, field.name))
    elif isinstance(one, tuple | list):
        assert len(one) == len(other)
        for a, b in zip(one, other, strict=True):
            assert_same(a, b)
    elif isinstance(one, np.ndarray):
        assert one.dtype == other.dtype
        assert one.tobytes() == other.tobytes()
    else:
        assert one == other


def rate(entry: Entry) -> float:
    return float(entry.value("learning_rate"))


# --- the search -------------------------------------------------------------------------------


@pytest.mark.parametrize("kappa", [3.0, 30.0])
def test_gradient_descent_finds_the_rate_of_the_theory(kappa: float) -> None:
    """On a quadratic the fastest rate is 2 / (L + mu)."""
    scene = Scene(
        objective="ellipse",
        parameters=(("kappa", kappa),),
        start=(-2.0, 2.0),
        steps=100,
        entries=(Entry("sgd"),),
    )
    config = Tuning(scene=scene, trials=150, starts=3, rates=(1e-3, 10.0))
    [found] = tune(config).entries
    spacing = math.log(10.0 / 1e-3) / 150
    assert abs(math.log(rate(found.entry) / (2.0 / (1.0 + kappa)))) <= spacing


def test_rates_on_the_banana_differ_by_orders_of_magnitude() -> None:
    tuned = tune(Tuning(scene=BANANA, starts=1))
    rates = {entry.entry.optimizer: rate(entry.entry) for entry in tuned.entries}
    assert max(rates.values()) / min(rates.values()) > 100
    assert rates["adam"] > 100 * rates["momentum"]
    # One rate for all would have made some of them lose far more than tuning did.
    for entry in tuned.entries:
        assert entry.scores[entry.best] == entry.scores.min() < 1.0


@pytest.mark.parametrize("method", ["grid", "random", "halving"])
def test_the_minimisers_are_not_looked_at(method: str, monkeypatch: pytest.MonkeyPatch) -> None:
    config = Tuning(scene=BANANA.replace(steps=60), trials=12, starts=2, method=method)
    known = tune(config)
    for wrong in ((), ((0.3, -0.7),)):
        monkeypatch.setattr(objectives.Rosenbrock, "minimisers", wrong)
        assert objectives.get("rosenbrock").fmin != 0.0
        assert_same(tune(config), known)


def test_every_trial_of_a_search_is_drawn_from_its_interval() -> None:
    config = Tuning(scene=BANANA, trials=200, method="random", also=True, rates=(1e-4, 2.0))
    drawn = {entry.optimizer: config.settings(entry) for entry in FOUR}
    for name, settings in drawn.items():
        cls = optimizers.registry[name]
        rates = [dict(values)["learning_rate"] for values in settings]
        assert rates == sorted(rates)
        assert 1e-4 <= rates[0] < 3e-4
        assert 1.0 < rates[-1] <= 2.0
        for other in dict(settings[0]).keys() - {"learning_rate"}:
            low, high = cls.parameters[other].slider  # type: ignore[attr-defined]
            values = np.array([dict(values)[other] for values in settings])
            assert ((values >= low) & (values <= high)).all()
            middle = math.sqrt(low * high) if cls.parameters[other].log else 0.5 * (low + high)  # type: ignore[attr-defined]
            assert 70 < (values < middle).sum() < 130
    same = {tuple(dict(v)["learning_rate"] for v in settings) for settings in drawn.values()}
    assert len(same) == 1, "all optimizers are given the same rates"
    assert set(dict(drawn["adam"][0])) == {"learning_rate", "beta_1", "beta_2", "epsilon"}
    again = dataclasses.replace(config, seed=1)
    assert again.settings(FOUR[0]) != config.settings(FOUR[0])


def test_what_is_shown_is_what_was_run() -> None:
    config = Tuning(scene=BANANA, method="random", also=True)
    for values in config.settings(Entry("adam")):
        assert all(float(f"{value:.4g}") == value for _, value in values)


def test_also_tunes_the_other_hyperparameters() -> None:
    scene = BANANA.replace(steps=100)
    tuned = tune(Tuning(scene=scene, trials=32, starts=2, method="random", also=True))
    alone = tune(Tuning(scene=scene, trials=32, starts=2, method="random"))
    for with_others, without in zip(tuned.entries, alone.entries, strict=True):
        assert len(with_others.entry.values) > len(without.entry.values) == 1
        assert with_others.sensitivity is not None
        # The curve is a sweep of its own: an even grid, all with the tuned values.
        assert np.allclose(np.diff(np.log(with_others.sensitivity.rates)), math.log(1e7) / 32, 1e-2)
        assert total(with_others.sensitivity_spent) > 0
        assert total(without.sensitivity_spent) == 0


@pytest.mark.parametrize("method", ["random", "halving"])
def test_every_optimizer_can_be_tuned(method: str) -> None:
    entries = tuple(Entry(name) for name in optimizers.names())
    scene = BANANA.replace(entries=entries, steps=30, noise=0.1)
    tuned = tune(Tuning(scene=scene, trials=4, starts=2, method=method, also=True))
    for entry in tuned.entries:
        assert 0 < total(entry.spent) <= 2 * sum(entry.budgets) * (1 + (method == "halving"))
        assert np.isnan(entry.losses).sum() == 0
    assert math.isfinite(tuned.floor)


def test_what_the_user_has_set_stays() -> None:
    entry = Entry(
        "adam",
        preset="torch",
        values=(("learning_rate", 0.5), ("beta_1", 0.25)),
        schedule="cosine",
        wrappers=(("lookahead", (("sync_period", 3),)),),
    )
    scene = BANANA.replace(entries=(entry,), steps=50)
    [found] = tune(Tuning(scene=scene, trials=8, starts=2, method="random", also=True)).entries
    assert all("beta_1" not in dict(values) for values in found.settings)
    assert all("beta_2" in dict(values) for values in found.settings)
    assert found.entry.value("beta_1") == 0.25
    assert rate(found.entry) != 0.5
    assert dataclasses.replace(found.entry, values=entry.values) == entry


def test_halving_gives_the_better_half_twice_the_steps() -> None:
    config = Tuning(scene=BANANA.replace(steps=160), trials=16, starts=1, method="halving")
    assert config.budgets() == [20, 40, 80, 160]
    for found in tune(config).entries:
        assert sorted(found.budgets) == [20] * 8 + [40] * 4 + [80] * 2 + [160] * 2
        assert found.budgets[found.best] == 160
        left = found.budgets == 160
        assert found.scores[found.best] == found.scores[left].min()
        short = trial(
            BANANA.replace(steps=20),
            found.entry,
            *[dict(values)["learning_rate"] for values in found.settings],
        )
        worst_kept = short.losses[found.budgets > 20].max()
        assert worst_kept <= short.losses[found.budgets == 20].min()


def test_short_runs_are_not_halved_to_nothing() -> None:
    scene = BANANA.replace(steps=25)
    assert Tuning(scene=scene, method="halving").budgets() == [12, 25]
    assert Tuning(scene=BANANA, trials=1, method="halving").budgets() == [200]
    assert Tuning(scene=BANANA).budgets() == [200]


def test_without_a_learning_rate_there_is_one_run_with_the_defaults() -> None:
    scene = BANANA.replace(entries=(Entry("bfgs"), Entry("adam")), steps=50)
    for method in ("grid", "random", "halving"):
        found, other = tune(Tuning(scene=scene, trials=8, starts=2, method=method)).entries
        assert found.entry == Entry("bfgs")
        assert found.settings == ((),)
        assert found.sensitivity is None
        assert total(found.spent) <= 2 * 50
        assert other.sensitivity is not None
    found, _ = tune(Tuning(scene=scene, trials=8, starts=2, method="random", also=True)).entries
    assert set(dict(found.settings[0])) == {"sufficient_decrease", "curvature"}
    assert found.sensitivity is None


def test_of_equal_settings_the_middle_one_is_taken() -> None:
    """Where many rates end at exactly the minimum, none of them is nearer to it."""
    scene = Scene(objective="sphere", start=(1.0, 1.0), steps=3000, entries=(Entry("sgd"),))
    [found] = tune(Tuning(scene=scene, trials=41, starts=1, rates=(0.1, 1.0))).entries
    equal = np.flatnonzero(found.scores == 0.0)
    assert len(equal) > 10
    assert found.best == equal[len(equal) // 2]


def test_an_optimizer_that_nothing_saves_stays_as_it_is() -> None:
    scene = BANANA.replace(entries=(Entry("sgd"), Entry("adam")), steps=100)
    tuned = tune(Tuning(scene=scene, trials=8, starts=3, rates=(0.3, 1.0)))
    assert tuned.entries[0].entry == Entry("sgd")
    assert np.isinf(tuned.entries[0].losses).all()
    assert tuned.entries[0].sensitivity is not None
    assert tuned.entries[0].sensitivity.width == 0.0
    assert [line.entry for line in tuned.board] == [1, 0]
    assert tuned.board[1].lost == 1.0


def test_where_all_are_lost_there_is_nothing_to_say() -> None:
    tuned = tune(Tuning(scene=BANANA, trials=4, starts=2, rates=(1e10, 1e12)))
    first, *_ = tuned.entries
    assert tuned.scene == BANANA
    assert first.sensitivity is not None
    assert first.sensitivity.width == 0.0
    assert {line.wins for line in tuned.board} == {0.0}


def test_the_starts_are_that_of_the_scene_and_random_ones() -> None:
    config = Tuning(scene=BANANA, starts=50)
    first, *others = config.start_points()
    assert first == (-1.5, 2.0)
    low, high = np.array(objectives.get("rosenbrock").domain).T
    assert ((np.array(others) >= low) & (np.array(others) <= high)).all()
    assert len(set(others)) == 49
    assert config.start_points() == dataclasses.replace(config, trials=3).start_points()
    assert config.start_points() != dataclasses.replace(config, seed=1).start_points()


# --- the same on every machine -------------------------------------------------------------------


@pytest.mark.parametrize("method", ["grid", "halving"])
def test_the_same_seed_gives_the_same_on_any_executor(
    method: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene = BANANA.replace(noise=0.3, steps=40, entries=(*FOUR, Entry("bfgs")))
    config = Tuning(scene=scene, trials=9, starts=2, seeds=2, method=method)
    reference = tune(config)
    pools: list[Executor] = [ThreadPoolExecutor(1), ThreadPoolExecutor(4)]
    if method == "grid":
        pools.append(ProcessPoolExecutor(1, multiprocessing.get_context("spawn")))
    for pool in pools:
        with pool:
            assert_same(tune(config, pool), reference)
    monkeypatch.setattr(trials_module, "RUNS_AT_ONCE", 7)
    assert_same(tune(config), reference)


def test_progress_rises_to_one_and_may_cancel() -> None:
    for method, also in (("grid", False), ("halving", False), ("random", True)):
        config = Tuning(
            scene=BANANA.replace(steps=40), trials=8, starts=1, method=method, also=also
        )
        shares: list[float] = []
        with ThreadPoolExecutor(1) as thread:
            tune(config, thread, shares.append)
        assert shares == sorted(shares)
        assert shares[0] == 0.0
        assert shares[-1] == 1.0
        assert len(shares) > len(FOUR)

    def stop(share: float) -> None:
        if share > 0.4:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        tune(Tuning(scene=BANANA, trials=8), progress=stop)


def test_plan_and_result_are_plain_values() -> None:
    config = Tuning(scene=BANANA.replace(steps=30), trials=4, starts=2)
    assert hash(pickle.loads(pickle.dumps(config))) == hash(config)
    tuned = tune(config)
    assert_same(pickle.loads(pickle.dumps(tuned)), tuned)
    for entry in tuned.entries:
        for array in (entry.scores, entry.losses, entry.budgets):
            assert not array.flags.writeable
        assert entry.sensitivity is not None
        assert not entry.sensitivity.scores.flags.writeable
        assert isinstance(hash(entry.entry), int)


def test_only_the_optimizers_of_the_scene_are_changed() -> None:
    tuned = tune(Tuning(scene=BANANA.replace(steps=30), trials=4, starts=2))
    assert tuned.scene.replace(entries=FOUR) == BANANA.replace(steps=30)
    assert [entry.optimizer for entry in tuned.scene.entries] == [e.optimizer for e in FOUR]


# --- bad input -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"trials": 0}, r"tuning: trials must be a whole number in \[1, inf\), got 0"),
        ({"trials": 2.5}, r"tuning: trials must be a whole number in \[1, inf\), got 2.5"),
        ({"starts": True}, r"tuning: starts must be a whole number in \[1, inf\), got True"),
        ({"seeds": -1}, r"tuning: seeds must be a whole number in \[1, inf\), got -1"),
        ({"seed": -1}, r"tuning: seed must be a whole number in \[0, inf\), got -1"),
        ({"method": "bayes"}, "tuning: method must be one of 'grid', 'random', 'halving'"),
        ({"also": 1}, "tuning: also must be True or False, got 1"),
        ({"also": True}, "tuning: a grid tries learning rates alone"),
        ({"rates": (1.0, 1.0)}, "tuning: rates must be two numbers 0 < low < high"),
        ({"rates": (0.0, 1.0)}, "tuning: rates must be two numbers 0 < low < high"),
        ({"rates": (1e-3, math.nan)}, "tuning: rates must be two numbers 0 < low < high"),
        ({"scene": Scene(entries=())}, "tuning: scene must be a scene with at least one optimizer"),
    ],
)
def test_bad_input_is_refused_in_a_sentence(changes: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        dataclasses.replace(Tuning(scene=BANANA), **changes)


def test_bad_values_of_an_entry_are_refused() -> None:
    scene = BANANA.replace(entries=(Entry("adma"),))
    with pytest.raises(ValueError, match="no optimizer is called 'adma'"):
        tune(Tuning(scene=scene))
    scene = BANANA.replace(entries=(Entry("adam", values=(("beta_1", 2.0),)), Entry("sgd")))
    with pytest.raises(ValueError, match=r"Adam: beta_1 must be in \[0, 1\), got 2.0"):
        tune(Tuning(scene=scene))


# --- borders and seeds ---------------------------------------------------------------------------


def test_on_the_border_points_are_projected() -> None:
    scene = Scene(objective="reddi_1d", steps=50, entries=(Entry("sgd"), Entry("adam")))
    tuned = tune(Tuning(scene=scene, trials=12, starts=4))
    assert tuned.scene.box == "project"
    assert [line.lost for line in tuned.board] == [0.0, 0.0]
    assert tuned.floor == pytest.approx(scene.landscape().fmin)
    assert Tuning(scene=scene.replace(box="stop")).scene.box == "stop"
    assert Tuning(scene=BANANA).scene.box == "free"


def test_seeds_count_only_where_something_is_random() -> None:
    scene = Scene("himmelblau", steps=30, entries=(Entry("sgd"), Entry("adam")))
    assert Tuning(scene=scene, seeds=5).seeds == 1
    assert Tuning(scene=scene.replace(noise=0.1), seeds=5).seeds == 5
    assert Tuning(scene=scene.replace(entries=(Entry("sgd"), Entry("sgld"))), seeds=5).seeds == 5
    simplex = scene.replace(noise=0.1, entries=(Entry("nelder_mead"),))
    assert Tuning(scene=simplex, seeds=5).seeds == 1


def test_what_goes_uphill_is_not_tuned() -> None:
    uphill = Entry("adam", wrappers=(("maximize", ()),))
    with pytest.raises(ValueError, match="adam is told to go uphill"):
        Tuning(Scene("himmelblau", entries=(Entry("sgd"), uphill)))
