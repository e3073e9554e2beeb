"""Estimates of memory and work, held against what is really taken."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable
from typing import Any

import pytest

import optimizers
from experiments import Entry, Scene, cost, run_entry
from experiments.basins import BasinMap, basin_map
from experiments.ensemble import Ensemble, run_ensemble
from experiments.runs import runs
from experiments.sweep import Axis, Sweep, sweep_map
from experiments.tuning import Tuning, tune

NET = (("hidden", 40), ("n", 10))


def nbytes(run: optimizers.Trajectory) -> int:
    arrays = [run.points, run.values, run.gradients, run.steps]
    counts = run.evaluations_at
    arrays += [counts.value, counts.gradient, counts.hessian]
    arrays += [a for a in (run.learning_rates, run.averages, run.average_values) if a is not None]
    return sum(array.nbytes for array in [*arrays, *(run.state or {}).values()])


@pytest.mark.parametrize("rule", optimizers.names())
def test_the_estimate_holds_what_a_path_takes(rule: str) -> None:
    scene = Scene("mlp", NET, steps=30)
    objective = scene.landscape()
    entry = Entry(rule)
    kept = runs(scene, entry, scene.start_points(objective), record_state=True)
    per_row = cost.row_bytes(objective.dims) + cost.state_bytes(entry, objective)
    estimate = len(kept.steps) * per_row
    assert nbytes(kept) <= 1.2 * estimate
    assert estimate <= 4 * nbytes(kept)


@pytest.mark.parametrize("rule", ["bfgs", "adam", "lbfgs", "schedule_free_adamw"])
def test_a_large_net_stays_within_its_share(rule: str) -> None:
    """The matrix of BFGS alone is 8 MB, and would be kept at each of 300 steps."""
    scene = Scene("mlp", (("hidden", 249), ("n", 4)), steps=300)
    tracemalloc.start()
    run = run_entry(scene, Entry(rule)).trajectory
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert nbytes(run) <= cost.LIMITS.entry_bytes
    assert peak < cost.LIMITS.race_bytes


def test_a_long_path_is_kept_with_gaps_and_nothing_is_said_of_them() -> None:
    scene = Scene("mlp", (("hidden", 249), ("n", 4)), steps=3000)
    objective = scene.landscape()
    every = cost.kept_every(scene, objective)
    assert every > 1
    runner = run_entry(scene, Entry("sgd"))
    assert runner.kept_every == every
    assert runner.trajectory.steps[-1] == 3000
    assert nbytes(runner.trajectory) <= cost.LIMITS.entry_bytes


def test_a_common_race_is_kept_whole() -> None:
    for steps in (200, 5000, 20_000):
        scene = Scene(steps=steps)
        assert cost.kept_every(scene, scene.landscape()) == 1
        assert cost.keeps_state(scene, Entry("adam"), scene.landscape())


def test_too_much_work_is_refused_with_what_would_fit() -> None:
    scene = Scene("mlp", (("hidden", 249), ("n", 10_000)), steps=20_000)
    with pytest.raises(ValueError, match=r"SGD: 20,000 steps of 997 variables .* would fit"):
        run_entry(scene, Entry("sgd"))


RATES = Axis("learning_rate", 0.01, 0.1, 2)
DECAYS = Axis("weight_decay", 0.0, 0.1, 2)


@pytest.mark.parametrize(
    ("what", "experiment"),
    [
        ("The ensemble", lambda: run_ensemble(Ensemble(Scene(), 2))),
        ("The map", lambda: basin_map(BasinMap(Scene(), Entry("sgd"), 5))),
        ("The map", lambda: sweep_map(Sweep(Scene(), Entry("sgd"), RATES, DECAYS))),
        ("The fair race", lambda: tune(Tuning(Scene(), trials=2))),
    ],
    ids=["ensemble", "basins", "sweep", "tuning"],
)
def test_every_experiment_refuses_too_much_work(
    what: str, experiment: Callable[[], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cost.LIMITS, "most_work", 1.0)
    with pytest.raises(ValueError, match=rf"{what}: .* are too much work for this server"):
        experiment()


def test_only_long_work_waits() -> None:
    objective = Scene().landscape()
    assert not cost.is_heavy(objective, 200, 1)
    assert not cost.is_heavy(objective, 20_000, 1)
    assert cost.is_heavy(Scene("mlp").landscape(), 20_000, 1)
