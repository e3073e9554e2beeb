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
from experiments.leaderboard import SAME, leader_board, sensitivity
from experiments.race import run_entry
from experiments.scene import Entry, Scene
from experiments.trials import LOOKS, Trials, run_trials
from experiments.tuning import Tuning, tune
from optimizers import Evaluations

FOUR = tuple(Entry(name) for name in ("momentum", "nesterov", "rmsprop", "adam"))
BANANA = Scene(start=(-1.5, 2.0), entries=FOUR)


def rate(entry: Entry) -> float:
    return float(entry.value("learning_rate"))


def total(spent: Evaluations) -> int:
    return int(spent.value + spent.gradient + spent.hessian)


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


def trial(scene: Scene, entry: Entry, *rates: float, seeds: int = 1) -> trials_module.Outcome:
    """Some learning rates from the start of the scene."""
    settings = tuple((("learning_rate", rate),) for rate in rates) or ((),)
    start = tuple(scene.start_points(scene.landscape()).tolist())
    return run_trials(Trials(scene.replace(entries=()), entry, settings, (start,), seeds))


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


# --- the budget -------------------------------------------------------------------------------

EXPENSIVE = (
    Entry("gradient_descent_line_search"),
    Entry("gradient_descent_wolfe"),
    Entry("bfgs"),
    Entry("lbfgs"),
    Entry("conjugate_gradient"),
    Entry("newton"),
    Entry("trust_region"),
    Entry("nelder_mead"),
    Entry("sophia"),
    Entry("sgd", wrappers=(("sam", ()),)),
)


@pytest.mark.parametrize("entry", EXPENSIVE, ids=lambda entry: entry.optimizer)
def test_no_rule_spends_more_than_the_others(entry: Entry) -> None:
    """The loss and the calls are those of the last row that the budget pays for."""
    scene = BANANA.replace(steps=45, entries=(entry, Entry("adam")))
    config = Tuning(scene=scene, trials=4, starts=3, rates=(1e-4, 1e-2))
    found, adam = tune(config).entries
    assert total(adam.spent) == adam.spent.gradient == 4 * 3 * 45
    assert total(found.spent) <= len(found.settings) * 3 * 45

    entry = found.entry
    starts = config.start_points()
    runs = [run_entry(scene.replace(start=start), entry).trajectory for start in starts]
    for run, loss in zip(runs, found.losses, strict=True):
        at = run.evaluations_at
        calls = at.value + at.gradient + at.hessian
        last = max(row for row, count in enumerate(calls) if count <= 45)
        tail = [last - look * (last + 1) // 200 for look in range(20)]
        assert loss == np.median(run.values[tail])
    assert len(runs) == len(found.losses) == 3


def test_a_rule_that_pays_double_is_judged_half_way() -> None:
    sam = Entry("sgd", wrappers=(("sam", (("rho", 0.0),)),))
    plain = trial(BANANA.replace(steps=50), Entry("sgd"), 1e-3)
    double = trial(BANANA.replace(steps=100), sam, 1e-3)
    assert double.losses == plain.losses
    assert double.spent[1] == 100
    assert plain.spent[1] == 50


def test_what_happens_after_the_budget_is_spent_does_not_count() -> None:
    """With two gradients a step, the run is judged before the step on which it is lost."""
    sam = Entry("sgd", wrappers=(("sam", (("rho", 0.0),)),))
    leaving = Scene(objective="ellipse", start=(1.0, 0.01), steps=80)
    assert np.isinf(trial(leaving, Entry("sgd"), 0.042).losses)
    assert np.isfinite(trial(leaving, sam, 0.042).losses)
    diverging = Scene(objective="ellipse", start=(1.0, 1.0), steps=2)
    assert np.isinf(trial(diverging, sam, 1e307).losses)
    assert trial(diverging, sam, 1e307).spent[1] == 2
    assert trial(diverging.replace(steps=1), sam, 1e307).losses == 25.5
    assert trial(diverging.replace(steps=1), sam, 1e307).spent[1] == 0


def run_values(scene: Scene, learning_rate: float) -> np.ndarray:
    entry = Entry("sgd", values=(("learning_rate", learning_rate),))
    return run_entry(scene, entry).trajectory.values


# --- what is lost -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("objective", "start", "learning_rate", "status"),
    [
        ("mccormick", (-1.4, -2.9), 0.08123, "left the box"),
        ("schwefel", (300.0, 300.0), 54.84416576121015, "left the box"),
        ("forrester_1d", (0.5,), 0.8572556731909324, "diverged"),
        # Its last number was the start, inside of the domain.
        ("rosenbrock", (1.001, 1.0), 1e308, "diverged"),
    ],
)
def test_a_lost_run_does_not_win_with_a_low_value(
    objective: str, start: tuple[float, ...], learning_rate: float, status: str
) -> None:
    scene = Scene(objective=objective, start=start, steps=100, entries=(Entry("sgd"),))
    entry = Entry("sgd", values=(("learning_rate", learning_rate),))
    run = run_entry(scene, entry).trajectory
    standing = trial(scene, Entry("sgd"), 1e-30).losses[0, 0]
    assert run.status == status
    assert run.values[-1] <= standing < np.inf, "the example is of use"
    assert np.isinf(trial(scene, Entry("sgd"), learning_rate).losses).all()


def test_a_run_is_lost_that_left_the_domain_for_a_single_step() -> None:
    """The first step of RMSprop is as long as its rate."""
    scene = Scene(objective="double_well_1d", start=(1.9,), steps=60, entries=(Entry("rmsprop"),))
    entry = Entry("rmsprop", values=(("learning_rate", 53.28),))
    path = run_entry(scene, entry).trajectory.points[:, 0]
    assert path.min() < -100
    assert abs(path[-1]) < 2, "the example is of use"
    assert np.isinf(trial(scene, Entry("rmsprop"), 53.28).losses).all()
    assert np.isfinite(trial(scene.replace(box="project"), Entry("rmsprop"), 53.28).losses).all()


def test_a_start_outside_of_the_domain_is_no_loss() -> None:
    scene = Scene(objective="sphere", start=(20.0, 20.0), steps=40)
    assert np.isfinite(trial(scene, Entry("sgd"), 0.2).losses)
    assert np.isinf(trial(scene, Entry("sgd"), 1.5).losses)


def test_the_parameters_of_a_model_have_no_border() -> None:
    scene = Scene(objective="mlp", steps=200)
    entry = Entry("adam", values=(("learning_rate", 0.05),))
    path = run_entry(scene, entry).trajectory
    assert np.abs(path.points[-1]).max() > 6, "the example is of use"
    assert trial(scene, Entry("adam"), 0.05).losses[0, 0] == pytest.approx(path.values[-1], rel=0.1)


# --- one setting for a race and for its tuning ---------------------------------------------------

SETTINGS = {
    "noise": {"noise": 0.5, "seed": 3},
    "clipping": {"clip_norm": 1.0, "clip_value": 0.5},
    "box": {"box": "project"},
    "differences": {"difference": 1e-4},
    "tolerance": {"loss": 2.0},
    "turned": {"angle": 30.0, "start": (0.1, 0.5)},
    "mini-batches": {"objective": "logistic_regression", "start": None, "batch_size": 4, "seed": 1},
    "in order": {
        "objective": "logistic_regression",
        "start": None,
        "batch_size": 4,
        "shuffle": False,
    },
}


@pytest.mark.parametrize("name", SETTINGS)
@pytest.mark.parametrize(
    "entry",
    [Entry("adam", schedule="cosine"), Entry("sgd", wrappers=(("weight_average", ()),))],
    ids=["schedule", "average"],
)
def test_tuning_runs_what_the_race_shows(name: str, entry: Entry) -> None:
    """The first run of the best trial is the one that is then drawn."""
    scene = BANANA.replace(entries=(entry,), steps=90, **SETTINGS[name])
    tuned = tune(Tuning(scene=scene, trials=6, starts=2, seeds=2, rates=(1e-4, 1e-1)))
    run = run_entry(tuned.scene, tuned.scene.entries[0]).trajectory
    values = run.values if run.average_values is None else run.average_values
    # A run that its tolerance has ended waits where it is.
    values = np.concatenate([values, np.repeat(values[-1:], 91 - len(values))])
    tail = [90 - look * 91 // (10 * LOOKS) for look in range(LOOKS)]
    assert tuned.entries[0].losses[0] == np.median(values[tail])


def test_seeds_are_other_noise_and_the_same_for_all() -> None:
    noisy = BANANA.replace(noise=2.0, seed=7, steps=60)
    three = trial(noisy, Entry("sgd"), 1e-4, 1e-4, seeds=3)
    assert np.array_equal(three.losses[0], three.losses[1]), "all trials see the same noise"
    assert len(set(three.losses[0])) == 3
    for seed in range(3):
        alone = trial(noisy.replace(seed=7 + seed), Entry("sgd"), 1e-4)
        assert alone.losses[0, 0] == three.losses[0, seed]


def test_the_true_loss_judges() -> None:
    """At the minimum itself the noise of the gradient makes a loss above 0, never below."""
    scene = Scene(objective="sphere", start=(1.0, 1.0), noise=3.0, steps=100)
    losses = trial(scene, Entry("sgd"), 1e-3, 1e-2, 0.1, seeds=5).losses
    assert (losses > 0).all()
    assert np.isfinite(losses).all()


# --- the same on every machine -------------------------------------------------------------------


def test_a_long_run_is_looked_at_in_jumps() -> None:
    scene = BANANA.replace(steps=5000)
    run = run_values(scene, 1e-3)
    assert trial(scene, Entry("sgd"), 1e-3).losses[0, 0] == pytest.approx(
        np.median(run[-500:]), rel=0.05
    )


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


# --- the leader board and the curve --------------------------------------------------------------

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


def test_on_the_border_points_are_projected() -> None:
    scene = Scene(objective="reddi_1d", steps=50, entries=(Entry("sgd"), Entry("adam")))
    tuned = tune(Tuning(scene=scene, trials=12, starts=4))
    assert tuned.scene.box == "project"
    assert [line.lost for line in tuned.board] == [0.0, 0.0]
    assert tuned.floor == pytest.approx(scene.landscape().fmin)
    assert Tuning(scene=scene.replace(box="stop")).scene.box == "stop"
    assert Tuning(scene=BANANA).scene.box == "free"


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


def test_seeds_count_only_where_something_is_random() -> None:
    scene = Scene("himmelblau", steps=30, entries=(Entry("sgd"), Entry("adam")))
    assert Tuning(scene=scene, seeds=5).seeds == 1
    assert Tuning(scene=scene.replace(noise=0.1), seeds=5).seeds == 5
    assert Tuning(scene=scene.replace(entries=(Entry("sgd"), Entry("sgld"))), seeds=5).seeds == 5
    simplex = scene.replace(noise=0.1, entries=(Entry("nelder_mead"),))
    assert Tuning(scene=simplex, seeds=5).seeds == 1
