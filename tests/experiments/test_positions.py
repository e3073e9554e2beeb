"""All positions of a knob: each is the run it stands for, and the rail says what comes of it."""

from __future__ import annotations

import numpy as np
import pytest

from experiments import Entry, Scene, of_runner, run_entry, run_race
from experiments.course import COURSES
from experiments.leaderboard import ENOUGH
from experiments.positions import GOOD, LOST, OUTCOMES, run_positions

RATES = [float(rate) for rate in np.geomspace(1e-5, 10.0, 31)]

CASES = [
    (Scene("rosenbrock"), "sgd"),
    (Scene("beale"), "adam"),
    (Scene("sphere"), "sgd"),
    (Scene("booth"), "schedule_free_sgd"),
    (Scene("mccormick", steps=300), "momentum"),
    (Scene("noisy_line", batch_size=3), "sgd"),
]


@pytest.mark.parametrize(
    ("scene", "rule"), CASES, ids=lambda case: getattr(case, "objective", case)
)
def test_the_words_are_those_of_the_single_run(scene: Scene, rule: str) -> None:
    found = run_positions(scene, Entry(rule), "learning_rate", RATES)
    seen = set()
    for index, rate in enumerate(found.rungs):
        entry = Entry(rule, values=(("learning_rate", float(rate)),))
        race = run_race(scene.replace(entries=(entry,)))
        summary = of_runner(race.runners[0], race)
        assert COURSES[found.courses[index]] == summary.course
        assert found.heights[index] == summary.final_value
        outcome = OUTCOMES[found.outcomes[index]]
        if summary.course in ("diverged", "growing", "left the domain"):
            assert outcome == "lost"
        elif summary.course == "reached":
            assert outcome == "good"
        elif outcome == "swinging":
            assert summary.course in ("cycling", "swinging", "wandering", "rising")
        seen.add(outcome)
    assert len(seen) > 1


def test_the_words_of_a_rule_that_goes_uphill() -> None:
    entry = Entry("sgd", wrappers=(("maximize", ()),))
    found = run_positions(Scene("sphere", steps=20), entry, "learning_rate", [1e-3, 1e-2, 10.0])
    assert [COURSES[each] for each in found.courses] == ["climbing", "climbing", "left the domain"]
    assert [OUTCOMES[each] for each in found.outcomes] == ["swinging", "swinging", "lost"]


def test_the_good_range_of_descent_on_the_sphere() -> None:
    """f = r^2 / 2: a rate of 1 lands at once, 2 goes round for ever, above it all is lost."""
    rungs = [1e-4, 0.5, 1.0, 2.0, 2.5]
    found = run_positions(Scene("sphere"), Entry("sgd"), "learning_rate", rungs)
    assert [OUTCOMES[each] for each in found.outcomes] == [
        "slow",
        "good",
        "good",
        "swinging",
        "lost",
    ]


def test_good_is_measured_from_the_start_and_not_from_the_first_rung() -> None:
    """The gap is multiplied by (1 - rate)^2 in every step; the first rung is at the minimum."""
    steps = 20
    good, bad = ((share * ENOUGH) ** (0.5 / steps) for share in (0.5, 2.0))
    rungs = [1.0 - 1e-9, 1.0 + good, 1.0 + bad]
    found = run_positions(Scene("sphere", steps=steps), Entry("sgd"), "learning_rate", rungs)
    assert (found.outcomes == GOOD).tolist() == [True, True, False]


def test_where_nothing_arrives_the_best_are_good() -> None:
    found = run_positions(Scene("rosenbrock"), Entry("adam"), "learning_rate", RATES)
    good = found.outcomes == GOOD
    assert good.any()
    assert found.heights[good].max() <= 10.0 * found.heights.min() * (1 + 1e-12)
    assert (found.heights[~good & (found.outcomes != LOST)] > found.heights[good].max()).all()


def test_where_all_is_lost_nothing_is_good() -> None:
    found = run_positions(Scene("rosenbrock"), Entry("sgd"), "learning_rate", [1.0, 3.0, 10.0])
    assert (found.outcomes == LOST).all()


def test_a_long_race_has_fewer_positions() -> None:
    found = run_positions(Scene("beale", steps=9000), Entry("adam"), "learning_rate", RATES)
    assert found.stride == 1
    many = [float(rate) for rate in np.geomspace(1e-5, 10.0, 121)]
    found = run_positions(Scene("beale", steps=9000), Entry("adam"), "learning_rate", many)
    assert found.stride > 1
    assert found.rungs.tolist() == many[:: found.stride]


def test_what_has_no_positions() -> None:
    with pytest.raises(ValueError, match="several starts"):
        run_positions(Scene(starts=5), Entry("adam"), "learning_rate", RATES)
    with pytest.raises(ValueError, match="too long"):
        run_positions(Scene("mlp", steps=20_000), Entry("adam"), "learning_rate", RATES)


def test_a_position_is_the_run_bit_for_bit() -> None:
    scene = Scene("beale", steps=150)
    found = run_positions(scene, Entry("adam"), "beta_1", [0.0, 0.5, 0.9, 0.99])
    for index, beta in enumerate(found.rungs):
        entry = Entry("adam", values=(("beta_1", float(beta)),))
        single = run_entry(scene, entry).trajectory
        assert np.array_equal(found.runs.run(index).points, single.points)
