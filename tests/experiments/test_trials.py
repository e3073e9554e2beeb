"""Trials: what they may spend, what of them is lost, and that a race shows the same run."""

from __future__ import annotations

import numpy as np
import pytest

from experiments.race import run_entry
from experiments.scene import Entry, Scene
from experiments.trials import LOOKS
from experiments.tuning import Tuning, tune
from tests.experiments.tuned import BANANA, total, trial

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
    for box in ("free", "stop"):
        assert np.isinf(trial(scene.replace(box=box), Entry("rmsprop"), 53.28).losses).all()
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
