"""How runs end: the words are true of the points, and the same wherever a run is spoken of."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import objectives
import optimizers
from experiments import Entry, Race, Runner, Scene, of_runner, of_starts, run_race, sentence
from experiments.course import COURSES, FEWEST, SHARE, TOLERANCE, courses, is_reached
from experiments.runs import in_domain, is_stochastic, runs
from experiments.sweep import VERDICT_OF, Axis, Sweep, sweep_map

RULES = optimizers.names()
MOMENTA = Axis("momentum", 0.0, 0.5, 2)


def raced(objective: str, optimizer: str, rate: float | None = None, **changes: Any) -> Any:
    values = () if rate is None else (("learning_rate", rate),)
    preset = changes.pop("preset", "")
    scene = Scene(objective, entries=(Entry(optimizer, preset, values),), **changes)
    race = run_race(scene)
    return race, race.runners[0]


def words(objective: str, optimizer: str, rate: float | None = None, **changes: Any) -> str:
    race, runner = raced(objective, optimizer, rate, **changes)
    return sentence("It", runner.trajectory, of_runner(runner, race))


def course(objective: str, optimizer: str, rate: float | None = None, **changes: Any) -> str:
    race, runner = raced(objective, optimizer, rate, **changes)
    return of_runner(runner, race).course


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        (("cliff", "sign_sgd"), "falling"),
        (("wood", "adagrad"), "falling"),
        (("sphere", "sgd", 2.0), "cycling"),
        (("sphere", "sgd", 2.001), "growing"),
        (("sphere", "sgd", 1e-5), "crawling"),
        (("booth", "schedule_free_sgd"), "rising"),
        (("quartic_two_wells", "momentum"), "rising"),
        (("beale", "rmsprop", 0.1), "swinging"),
        (("levy13", "lion", 0.0015, 500), "swinging"),
        (("levy13", "d_adaptation_sgd", 0.1), "swinging"),
        (("sphere", "sgd", 0.5), "reached"),
        (("rosenbrock", "sgd", 1.0), "diverged"),
        (("mccormick", "bfgs"), "left the domain"),
    ],
)
def test_named_runs(case: tuple[Any, ...], expected: str) -> None:
    objective, optimizer, rate, steps = (*case, *(None, 200)[len(case) - 2 :])
    assert course(objective, optimizer, rate, steps=steps) == expected


def test_a_run_in_a_local_minimum_stands_still() -> None:
    assert course("three_hump_camel", "sgd", 0.05, start=(-1.5, 0.9)) == "standing still"


def test_noise_makes_runs_wander_and_only_noise() -> None:
    assert course("sphere", "sgd", noise=0.5) == "wandering"
    assert course("sphere", "sgd", 2.0, noise=0.0) != "wandering"
    assert course("noisy_line", "sgd", 0.1, batch_size=1) == "wandering"
    assert course("ring", "sgld", 0.05) in ("wandering", "rising", "falling")


def test_equal_values_are_no_turn() -> None:
    """A simplex keeps its best point for some steps; its loss never goes up."""
    for objective in ("rosenbrock", "beale", "himmelblau", "ackley"):
        for steps in (20, 30, 40):
            race, runner = raced(objective, "nelder_mead", steps=steps)
            if (np.diff(runner.trajectory.values) <= 0).all():
                found = of_runner(runner, race).course
                assert found not in ("swinging", "rising", "growing"), (objective, steps)


@pytest.mark.parametrize("period", [2, 3, 5])
def test_cycles_of_several_points(period: int) -> None:
    """Their losses are equal: only the points show them."""
    angles = 2 * np.pi * np.arange(200) / period
    points = np.column_stack([np.cos(angles), np.sin(angles)])
    sphere = objectives.get("sphere")
    (code,) = courses(sphere, points, sphere.value(points.T), "step limit", stochastic=False)
    assert COURSES[code] == "cycling"


def test_the_cycle_is_named_with_its_period() -> None:
    assert words("sphere", "sgd", 2.0).endswith("was going round in a cycle of 2 points.")


# ---- reached ----


def test_below_the_stated_minimum_is_not_reached() -> None:
    race, runner = raced("reddi_1d", "sgd", steps=500, starts=20)
    assert "0 ended within 1e-6" in of_starts(runner.others, race.objective)
    said = words("mccormick", "bfgs")
    assert "below the stated minimum, outside the domain" in said
    assert "420" in said


def test_the_starts_that_arrived_are_counted() -> None:
    race, runner = raced("three_hump_camel", "sgd", 0.05, steps=500, starts=20)
    _, values = runner.others.judged
    arrived = int((values[-1] <= TOLERANCE).sum())
    assert 0 < arrived < 20
    said = f"Of its 20 starts {arrived} ended within 1e-6 of the minimum and 0 diverged."
    assert of_starts(runner.others, race.objective) == said


def test_outside_is_said_of_a_run_that_ends_there() -> None:
    assert "above the minimum, outside the domain" in words("sphere", "sgd", 2.1)
    assert "outside" not in words("sphere", "sgd", 1e-5)


def test_a_point_outside_is_not_reached_however_near_its_value() -> None:
    race, runner = raced("forrester_1d", "adam", 1.0)
    summary = of_runner(runner, race)
    assert summary.steps_to_tolerance is not None
    assert summary.steps_to_tolerance > 4
    row = int(np.flatnonzero(runner.trajectory.steps == summary.steps_to_tolerance)[0])
    assert 0.0 - 0.05 <= runner.trajectory.points[row, 0] <= 1.05


@pytest.mark.parametrize("name", objectives.names())
def test_reached_is_near_the_minimum_and_inside(name: str) -> None:
    objective = objectives.get(name)
    if objective.fmin is None:
        return
    generator = np.random.default_rng(1)
    low, high = np.array(objective.domain).T
    some = low + generator.uniform(-1.0, 2.0, size=(500, objective.dims)) * (high - low)
    known = np.array(objective.minimisers)
    points = np.concatenate([some, known, known + 1e-9])
    with np.errstate(all="ignore"):
        values = np.asarray(objective.value(points.T))
    expected = (np.abs(values - objective.fmin) <= TOLERANCE) & in_domain(objective, points.T)
    np.testing.assert_array_equal(is_reached(objective, points, values), expected)
    assert is_reached(objective, known, np.asarray(objective.value(known.T))).any()


# ---- uphill ----


def climbed(objective: str, **changes: Any) -> tuple[Any, Any]:
    entry = Entry("sgd", values=(("learning_rate", 0.01),), wrappers=(("maximize", ()),))
    race = run_race(Scene(objective, entries=(entry,), **changes))
    return race, race.runners[0]


@pytest.mark.parametrize(
    ("objective", "changes", "expected"),
    [
        ("sphere", {"steps": 20}, "climbing"),
        ("sphere", {"start": (0.0, 0.0)}, "climbing"),
        ("sphere", {"steps": 20, "noise": 0.5}, "climbing"),
        ("rosenbrock", {}, "diverged"),
        ("mccormick", {"steps": 3000}, "left the domain"),
    ],
)
def test_a_run_that_was_told_to_go_uphill_is_said_to_climb(
    objective: str, changes: dict[str, Any], expected: str
) -> None:
    race, runner = climbed(objective, **changes)
    summary = of_runner(runner, race)
    assert summary.course == expected
    said = sentence("It", runner.trajectory, summary)
    assert "smaller learning rate" not in said
    if expected != "left the domain":
        assert said.endswith("; it was told to go uphill.")
    sweep = Sweep(race.scene, runner.entry, Axis("learning_rate", 0.01, 0.02, 2), MOMENTA)
    verdict = sweep_map(sweep).verdict[0, 0]
    assert verdict == VERDICT_OF[expected]


def test_of_several_starts_the_highest_is_shown() -> None:
    runner = climbed("sphere", steps=20, starts=10)[1]
    values = runner.others.judged[1][-1]
    inside = runner.others.status != "left the box"
    assert runner.trajectory.values[-1] == values[inside].max() > values[inside].min()


# ---- the evidence, worked out again ----


def evidence(
    found: str, points: Any, values: Any, objective: Any, status: str, random: bool
) -> bool:
    """Whether the points and losses bear out what is said of them."""
    window = max((len(values) - 1) // SHARE + 1, FEWEST)
    end = values[-window:]
    moves = np.diff(end)
    noise = 1e-14 * np.abs(end).max()
    inside = bool(in_domain(objective, points[-1][:, np.newaxis])[0])
    if found == "reached":
        return inside and abs(values[-1] - objective.fmin) <= TOLERANCE
    if found == "diverged":
        return status == "diverged"
    if found == "growing":
        return bool(values[-1] > values[0])
    if found == "left the domain":
        return status == "left the box"
    if found == "standing still":
        return bool(np.ptp(end) <= 1e-5 * max(abs(values[0] - end.min()), abs(values[0]), 1e-300))
    if found == "on a plateau":
        floor = values.min() if objective.fmin is None else objective.fmin
        return bool(np.ptp(end) <= 2e-6 * max(end[0] - floor, abs(values[0] - floor)))
    if found == "cycling":
        return any(
            np.allclose(points[-window + p :], points[-window:-p], atol=2e-3 * np.ptp(points))
            for p in range(2, 13)
        )
    if found in ("wandering", "swinging"):
        return bool((moves > -noise).any() and (moves > 0).any() and (moves < 0).any())
    if found == "rising":
        return bool(moves[-1] > 0 and end[-1] > end.min())
    if found in ("falling", "crawling"):
        # The rise since the lowest point, where nothing random may be the reason for it.
        back = 0.0 if random else end[-1] - end.min()
        low = back <= 0.01 * np.abs(moves).sum() + noise
        return bool(end[-1] <= end[0] + noise and moves[-1] <= noise and low)
    return len(values) < FEWEST


@pytest.mark.exhaustive
@pytest.mark.parametrize("name", objectives.names())
def test_the_words_are_borne_out_by_the_points(name: str) -> None:
    """Every rule on every landscape, at its suggested rate, a third and three times of it."""
    objective = objectives.get(name)
    steps = 60 if objective.dims > 10 or name in ("rnn_cliff", "sine_fit", "mlp") else 150
    scene = Scene(name, steps=steps)
    start = scene.start_points(objective)
    for rule in RULES:
        suggested = getattr(Entry(rule).rule(objective), "learning_rate", None)
        rates = () if suggested is None else suggested * np.array([1.0, 1 / 3, 3.0])
        values = () if suggested is None else (("learning_rate", rates),)
        # One batch for all rates: each of it is the run of a race, bit for bit.
        made = runs(scene, Entry(rule, values=values), start)
        assert made.runs == (None if suggested is None else 3)
        for run in [made] if made.runs is None else map(made.run, range(made.runs)):
            runner = Runner(Entry(rule), run)
            found = of_runner(runner, Race(scene, objective, (runner,))).course
            points, values = run.judged
            random = optimizers.registry[rule].draws
            assert evidence(found, points, values, objective, run.status, random), (
                rule,
                run.learning_rates,
                found,
                values[-12:],
            )


# ---- one definition for all ----


@pytest.mark.parametrize(
    ("scene", "rule", "x", "y"),
    [
        (Scene("rosenbrock"), "adam", Axis("learning_rate", points=8), Axis("beta_1", points=4)),
        (Scene("beale"), "rmsprop", Axis("learning_rate", points=8), Axis("rho", points=4)),
        (
            Scene("sphere", noise=0.3),
            "momentum",
            Axis("learning_rate", 0.01, 2.5, 9),
            Axis("momentum", points=4),
        ),
        (
            Scene("noisy_line", batch_size=3),
            "sgd",
            Axis("learning_rate", 1e-3, 1.5, 9),
            Axis("momentum", points=3),
        ),
        (
            Scene("mccormick", steps=300),
            "momentum",
            Axis("learning_rate", 0.01, 0.6, 9),
            Axis("momentum", points=4),
        ),
        (
            Scene("booth"),
            "schedule_free_sgd",
            Axis("learning_rate", points=9),
            Axis("beta_1", points=3),
        ),
    ],
    ids=lambda value: getattr(value, "objective", None),
)
def test_a_cell_of_a_map_opens_a_run_of_which_the_sentence_says_the_same(
    scene: Scene, rule: str, x: Axis, y: Axis
) -> None:
    found = sweep_map(Sweep(scene, Entry(rule), x, y))
    seen = set()
    for row, column in np.ndindex(found.verdict.shape):
        values = (
            (found.config.x.parameter, float(found.x[column])),
            (found.config.y.parameter, float(found.y[row])),
        )
        race = run_race(scene.replace(entries=(Entry(rule, values=values),)))
        summary = of_runner(race.runners[0], race)
        assert found.verdict[row, column] == VERDICT_OF[summary.course]
        steps = -1 if summary.steps_to_tolerance is None else summary.steps_to_tolerance
        assert found.steps[row, column] == steps
        seen.add(summary.course)
    assert len(seen) > 1


def test_a_run_that_diverged_has_paid_for_the_step_that_led_astray() -> None:
    race, runner = raced("rosenbrock", "sgd", 1.0)
    summary = of_runner(runner, race)
    calls = runner.trajectory.evaluations
    assert summary.status == "diverged"
    assert summary.evaluations == calls.value + calls.gradient + calls.hessian
    assert summary.evaluations >= summary.steps


# ---- what is judged: the average, where a rule keeps one ----


def test_the_best_of_many_starts_is_the_best_of_the_averages() -> None:
    """The iterates of Schedule-Free SGD would name another run."""
    scene = Scene("himmelblau", starts=20, steps=60, entries=(Entry("schedule_free_sgd"),))
    (runner,) = run_race(scene).runners
    assert runner.others is not None
    averages = runner.others.judged[1][-1]
    assert runner.best == int(averages.argmin()) != int(runner.others.values[-1].argmin())


def test_nothing_is_random_for_a_rule_that_does_not_use_the_gradient() -> None:
    noisy = Scene("sphere", noise=1.0)
    assert is_stochastic(noisy, Entry("sgd"))
    assert not is_stochastic(noisy, Entry("nelder_mead"))
    same = [
        raced("rosenbrock", "nelder_mead", noise=1.0, seed=seed)[1].trajectory.points
        for seed in (0, 1)
    ]
    assert np.array_equal(*same)


def test_mini_batches_in_the_order_of_the_data_are_not_random() -> None:
    batches = Scene("noisy_line", batch_size=3)
    assert is_stochastic(batches, Entry("sgd"))
    assert not is_stochastic(batches.replace(shuffle=False), Entry("sgd"))
    assert is_stochastic(batches.replace(shuffle=False), Entry("sgld"))
