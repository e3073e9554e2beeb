"""Why runs end as they do: the reason is known, and its numbers are worked out again."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest

import objectives
import optimizers
from experiments import Entry, Scene, course, of_runner, run_race
from explain.verdict import TITLES, cures, verdict
from explain.verdict.kinds import COURSES
from explain.verdict.passes import lowest_pass


def scene(objective: str, optimizer: str, rate: float | None = None, **changes: Any) -> Scene:
    values = () if rate is None else (("learning_rate", rate),)
    return Scene(objective, entries=(Entry(optimizer, values=values),), **changes)


def uphill(objective: str, **changes: Any) -> Scene:
    return Scene(objective, entries=(Entry("sgd", wrappers=(("maximize", ()),)),), **changes)


def told(of: Scene) -> Any:
    race = run_race(of)
    return verdict(race.runners[0], race)


SMALL_NET = (("hidden", 2), ("weight_penalty", 0.1))

KNOWN = {
    "reached": [scene("sphere", "sgd", 0.5), scene("booth", "newton")],
    "diverged": [scene("sphere", "sgd", 2.001), scene("rosenbrock", "sgd", 1.0)],
    "left": [scene("mccormick", "bfgs"), scene("reddi_1d", "prodigy")],
    # At the minimum, at a border, beyond all numbers: of a run that was told to go uphill none
    # of this is a failure, nor has it arrived.
    "climbing": [
        uphill("sphere"),
        uphill("sphere", start=(0.0, 0.0)),
        uphill("mccormick"),
        uphill("rosenbrock"),
        uphill("rosenbrock", steps=5),
    ],
    "trapped": [
        scene("rastrigin", "sgd"),
        scene("three_hump_camel", "sgd", 0.05, start=(-1.5, 0.9)),
        # It stands still, and rounding is all that its last points differ by.
        scene("goldstein_price", "bfgs"),
    ],
    "saddle": [
        scene("saddle", "sgd", start=(0.5, 0.0)),
        scene("saddle", "momentum", start=(0.5, 0.0)),
        scene("deep_linear", "sgd", 0.05, start=(0.5, -0.5)),
        scene("deep_linear", "adam", 0.05, start=(0.5, -0.5)),
        scene("saddle", "sgd", start=(0.5, 1e-6)),
    ],
    "plateau": [
        scene("easom", "sgd", start=(6.0, 6.0)),
        scene("easom", "momentum", start=(6.0, 6.0)),
    ],
    "kink": [scene("abs_1d", "sgd", 0.1), scene("sharp_ridge", "sgd", 0.1)],
    "cycling": [scene("sphere", "sgd", 2.0), scene("booth", "sgd", 2 / 18)],
    "swinging": [scene("beale", "rmsprop", 0.1), scene("mlp", "sgd", 100.0)],
    "noise": [scene("sphere", "sgd", noise=0.5), scene("noisy_line", "sgd", 0.1, batch_size=1)],
    "crawling": [scene("sphere", "sgd", 1e-5), scene("rosenbrock", "sgd", 1e-4)],
    "falling": [scene("rosenbrock", "adam"), scene("wood", "adagrad")],
    "rising": [scene("booth", "schedule_free_sgd"), scene("quartic_two_wells", "momentum")],
    # The lowest value of a network is not known.
    "resting": [
        scene("mlp", "bfgs", parameters=SMALL_NET),
        scene("mlp", "trust_region", parameters=SMALL_NET),
    ],
    "stalled": [scene("wood", "rprop"), scene("sharp_ridge", "newton"), scene("cliff", "adagrad")],
    "short": [scene("rosenbrock", "sgd", 1e-4, steps=5), scene("rosenbrock", "adam", steps=5)],
}
"""Runs of which the reason is known; each is none of the other kinds."""


@pytest.mark.parametrize(
    ("kind", "of"), [(kind, of) for kind, scenes in KNOWN.items() for of in scenes]
)
def test_the_reason_is_known(kind: str, of: Scene) -> None:
    found = told(of)
    assert (found.kind, found.title) == (kind, TITLES[kind])


def test_every_kind_is_known_of_two_runs() -> None:
    assert {kind: len(scenes) >= 2 for kind, scenes in KNOWN.items()} == dict.fromkeys(TITLES, True)


def test_a_run_rests_at_a_minimum() -> None:
    for of in KNOWN["resting"]:
        race = run_race(of)
        check_resting(told(of), race.runners[0].trajectory, race.objective)


def test_the_limit_is_that_of_the_rule() -> None:
    """On the sphere L = 1: the limit is 2, with momentum 0.9 it is 3.8."""
    for optimizer, limit in (("sgd", 2.0), ("momentum", 3.8), ("nesterov", 3.8 / 2.8)):
        found = told(scene("sphere", optimizer, limit * 1.2))
        assert found.value("stability limit") == pytest.approx(limit)
        assert found.value("step") == 1
        assert f"{limit:.3g} / L" in found.sentence


def test_a_limit_is_not_spoken_of_where_something_else_acts() -> None:
    for changes in ({"clip_norm": 1e300}, {"clip_value": 1e300}, {"box": "project"}):
        assert "limit" not in told(scene("sphere", "sgd", 2.001, **changes)).sentence, changes
    assert "limit" not in told(scene("rosenbrock", "adam", 1e200)).sentence


def test_a_limit_is_met_later_where_the_learning_rate_rises() -> None:
    entry = Entry(
        "sgd",
        values=(("learning_rate", 4.0),),
        schedule="constant",
        schedule_values=(("warmup_steps", 9),),
    )
    found = told(Scene("sphere", entries=(entry,)))
    assert found.kind == "diverged"
    # The rates are 0.4, 0.8, ...: the fifth is 2, the sixth beyond.
    assert found.value("step") == 6


def test_features_of_different_sizes_are_a_reason() -> None:
    said = "not standardised"
    assert said in told(scene("linear_regression", "sgd", 1.0)).sentence
    scaled = (("scaling", "standard"),)
    assert said not in told(scene("linear_regression", "sgd", 3.0, parameters=scaled)).sentence
    assert said not in told(scene("sphere", "sgd", 3.0)).sentence


@pytest.mark.parametrize(
    "of",
    [
        scene("double_well_1d", "sgd", start=(0.2,)),
        scene("rastrigin", "sgd"),
        scene("schwefel", "sgd"),
        scene("goldstein_price", "asgd", steps=40),
        scene("levy13", "bfgs", steps=40),
        scene("styblinski_tang", "sgd", 0.01, start=(2.0, 2.0)),
    ],
)
def test_the_lowest_way_out_is_known(of: Scene) -> None:
    found = told(of)
    assert found.kind == "trapped"
    assert f"climbs {found.value('climb'):.3g}, over" in found.sentence
    objective, minimum = objectives.get(of.objective), found.point("local minimum")
    depth, climb = float(objective.value(minimum)), found.value("climb")
    for share, runs_over in ((0.95, False), (1.1, True)):
        lake = flooded(objective, minimum, depth + share * climb)
        assert (lake.min() < depth - course.TOLERANCE) == runs_over


def flooded(objective: Any, point: Any, level: float) -> Any:
    """The heights of a fine grid under water that is poured in at a point up to a level."""
    axes = [np.linspace(*side, 401) for side in objective.domain]
    grid = np.array(np.meshgrid(*axes, indexing="ij"))
    heights = objective.value(grid.reshape(objective.dims, -1)).reshape(grid.shape[1:])
    middle = [int(np.abs(axis - x).argmin()) for axis, x in zip(axes, point, strict=True)]
    near = tuple(slice(max(at - 1, 0), at + 2) for at in middle)
    low = heights < level
    wet = np.zeros(low.shape, dtype=bool)
    wet[near] = heights[near] == heights[near].min()
    while True:
        wider = wet | (grown(wet) & low)
        if (wider == wet).all():
            return heights[wet]
        wet = wider


def grown(wet: Any) -> Any:
    """With all neighbours, diagonal ones too."""
    for axis in range(wet.ndim):
        there = np.moveaxis(wet.copy(), axis, 0)
        there[1:] |= np.moveaxis(wet, axis, 0)[:-1]
        there[:-1] |= np.moveaxis(wet, axis, 0)[1:]
        wet = np.moveaxis(there, 0, axis)
    return wet


def test_no_way_out_is_spoken_of_where_none_is_found() -> None:
    """From the lowest minimum no way leads lower, and a kink is no pass."""
    best = objectives.get("double_well_1d")
    assert lowest_pass(best, best.minimisers[0], best.fmin) is None
    bump = objectives.get("formula", text="where(x > 0, abs(abs(x) - 1), abs(abs(x) - 1) - 0.2)")
    assert lowest_pass(bump, (1.0,), 0.0) is None


def test_what_slows_a_run_is_said_where_it_does() -> None:
    valley, thrown = "times as strongly across as along", "thrown from side to side"
    said = {
        "rosenbrock": (scene("rosenbrock", "adam"), valley),
        "sphere": (scene("sphere", "sgd", 1.99, steps=50), thrown),
        "regression": (scene("linear_regression", "sgd", 0.312), thrown),
        "a round bowl": (scene("sphere", "sgd", 0.01, steps=50), ""),
    }
    for name, (of, words) in said.items():
        found = told(of)
        assert found.kind in ("falling", "crawling"), name
        assert [each in found.sentence for each in (valley, thrown)] == [
            each == words for each in (valley, thrown)
        ], name
    # On the sphere a step at 1.99 leaves 0.99 of the slope, the other way round.
    assert told(said["sphere"][0]).value("kept") == pytest.approx(0.99)


def test_no_pace_is_told_where_a_run_is_slow_before_it_is_fast() -> None:
    """Near a saddle the gap shrinks by nothing, and all at once."""
    for of in (
        scene("saddle", "sgd", start=(0.5, 1e-3), steps=90),
        scene("saddle", "sgd", start=(0.5, 1e-6)),
    ):
        assert "steps away" not in told(of).sentence
    assert "steps away" in told(scene("rosenbrock", "sgd", 1e-4)).sentence


def test_what_is_said_of_a_run_that_goes_uphill() -> None:
    told_of = {steps: told(uphill("rosenbrock", steps=steps)) for steps in (5, 200)}
    assert re.fullmatch(r"On its way uphill f rose by \S+, from 24.2\.", told_of[5].sentence)
    assert told_of[200].sentence.endswith(", from 24.2, and then went beyond all numbers.")
    assert told(KNOWN["climbing"][1]).sentence.endswith("f is what it was at the start, 0.")
    polyak = Entry("polyak", wrappers=(("maximize", ()),))
    assert "f came down by 24.2, from 24.2" in told(Scene(entries=(polyak,), steps=500)).sentence
    race = run_race(uphill("rosenbrock"))
    assert cures(race.runners[0], race) == ()


def test_a_step_across_the_picture_is_why_a_run_left() -> None:
    found = told(scene("rosenbrock", "adam", 10.0))
    assert found.kind == "left"
    rule: Any = Entry("adam").rule(objectives.get("rosenbrock"))
    suggested = rule.learning_rate
    assert f"learning rate 10 is {10 / suggested:.2g} times the suggested one" in found.sentence
    assert "suggested" not in told(KNOWN["left"][1]).sentence


# ---- every landscape, every rule: the evidence, worked out again ----

STEPS = 40


@pytest.mark.exhaustive
@pytest.mark.parametrize("name", objectives.names())
def test_no_verdict_contradicts_the_points(name: str) -> None:
    for optimizer in optimizers.names():
        of = scene(name, optimizer, steps=STEPS)
        race = run_race(of)
        (runner,) = race.runners
        found = verdict(runner, race)
        assert of_runner(runner, race).course in COURSES[found.kind], (name, optimizer)
        assert np.isfinite([np.max(np.abs(each.value)) for each in found.evidence]).all()
        CHECKS.get(found.kind, lambda *_: None)(found, runner.trajectory, race.objective)


def hessian(objective: Any, point: Any) -> Any:
    """By central differences of the gradient."""
    rows = []
    for index in range(objective.dims):
        h = 1e-5 * max(1.0, abs(point[index]))
        shift = np.zeros(objective.dims)
        shift[index] = h
        rows.append((objective.gradient(point + shift) - objective.gradient(point - shift)) / 2 / h)
    return (np.array(rows) + np.array(rows).T) / 2


def check_diverged(found: Any, run: Any, objective: Any) -> None:
    if "beyond the stability" in found.sentence:
        step = int(found.value("step"))
        curvature = np.linalg.eigvalsh(hessian(objective, run.points[step - 1]))[-1]
        assert found.value("largest curvature") == pytest.approx(curvature, rel=1e-3)
        assert found.value("learning rate") > found.value("stability limit")
    elif "grew" in found.sentence:
        steps = np.abs(np.diff(run.points, axis=0)).max(axis=1)
        assert steps[-1] > steps[-11:][0]


def check_left(found: Any, run: Any, objective: Any) -> None:
    outside = [
        not low <= x <= high
        for x, (low, high) in zip(run.points[-1], objective.domain, strict=True)
    ]
    assert found.value("end") in run.points[-1][outside]
    moves = np.abs(np.diff(run.points, axis=0)).max(axis=0)
    assert found.value("longest step") in moves[outside]


def check_trapped(found: Any, run: Any, objective: Any) -> None:
    point = found.point("local minimum")
    curvatures = np.linalg.eigvalsh(hessian(objective, point))
    assert curvatures[0] > 0
    assert np.abs(objective.gradient(point)).max() <= 1e-6 * max(curvatures[-1], 1.0)
    assert objective.value(point) - objective.fmin == pytest.approx(found.value("above"))
    assert found.value("above") > course.TOLERANCE
    if "climbs" in found.sentence:
        check_pass(found, objective)


def check_pass(found: Any, objective: Any) -> None:
    """A saddle, so far above the minimum as is said."""
    over, minimum = found.point("pass"), found.point("local minimum")
    curvatures = np.linalg.eigvalsh(hessian(objective, over))
    assert (curvatures < 0).sum() == 1
    assert np.abs(objective.gradient(over)).max() <= 1e-6 * np.abs(curvatures).max()
    climb = float(objective.value(over) - objective.value(minimum))
    assert found.value("climb") == pytest.approx(climb)


def check_saddle(found: Any, run: Any, objective: Any) -> None:
    row = list(run.steps).index(found.value("step")) - len(run.steps)
    there = run.judged[0][row]
    assert np.linalg.eigvalsh(hessian(objective, there))[0] < 0
    assert np.linalg.norm(objective.gradient(there)) == pytest.approx(found.value("slope"))
    assert (row == -1) == found.sentence.startswith("It is near")


def check_resting(found: Any, run: Any, objective: Any) -> None:
    point = found.point("minimum")
    curvatures = np.linalg.eigvalsh(hessian(objective, point))
    assert curvatures[0] > 0
    assert np.abs(objective.gradient(point)).max() <= 1e-6 * max(curvatures[-1], 1.0)
    assert np.abs(run.judged[0][-1] - point).max() <= 0.02 * np.ptp(objective.domain, axis=1).max()


def check_plateau(found: Any, run: Any, objective: Any) -> None:
    width = np.linalg.norm(np.diff(np.array(objective.domain), axis=1))
    slope = np.linalg.norm(objective.gradient(run.judged[0][-1]))
    assert slope * width <= 0.1 * (run.judged[1][-1] - objective.fmin)


def check_kink(found: Any, run: Any, objective: Any) -> None:
    assert not objective.smooth
    gradients = objective.gradient(run.judged[0].T)[:, -10:]
    assert ((gradients[:, 1:] * gradients[:, :-1]).sum(axis=0) < 0).mean() >= 0.4


def check_cycling(found: Any, run: Any, objective: Any) -> None:
    period = int(found.value("period"))
    points = run.judged[0][-10:]
    size = np.abs(np.diff(points, axis=0)).max()
    assert np.abs(points[period:] - points[:-period]).max() <= 0.01 * size


def check_pace(found: Any, run: Any, objective: Any) -> None:
    names = [each.name for each in found.evidence]
    if "steps" not in names:
        return
    gaps = run.judged[1] - objective.fmin
    rows = STEPS // 5 if len(gaps) == STEPS + 1 else (len(gaps) - 1) // 5
    rows = max(rows, 9)
    share = gaps[-1] / gaps[-1 - rows]
    assert found.value("shrinks") == pytest.approx(1 - share)
    assert gaps[-1] * share ** (found.value("steps") / rows) == pytest.approx(course.TOLERANCE)


CHECKS: dict[str, Any] = {
    "diverged": check_diverged,
    "left": check_left,
    "trapped": check_trapped,
    "saddle": check_saddle,
    "resting": check_resting,
    "plateau": check_plateau,
    "kink": check_kink,
    "cycling": check_cycling,
    "crawling": check_pace,
    "falling": check_pace,
}


# ---- cures ----

FAILING = {
    "unscaled features": (scene("linear_regression", "sgd", 1.0), "Standardise the features"),
    "a crawl": (scene("rosenbrock", "sgd", 1e-4), "Try learning rate"),
    "a local minimum": (scene("rastrigin", "sgd"), "random starts"),
    "a saddle": (scene("saddle", "sgd", start=(0.5, 0.0)), "random starts"),
    "noise": (scene("noisy_line", "sgd", 0.1, batch_size=1), "Use all examples"),
    "a crawl of one rule": (scene("sphere", "sgd", 1e-5), "Take Adam in its place"),
    "a kink": (scene("abs_1d", "sgd", 0.1), "Let the learning rate fall"),
}


@pytest.mark.parametrize("case", FAILING)
def test_a_cure_brings_what_it_says(case: str) -> None:
    failing, expected = FAILING[case]
    race = run_race(failing)
    found = cures(race.runners[0], race)
    assert any(expected in cure.words for cure in found)
    before = of_runner(race.runners[0], race)
    for cure in found:
        after = run_race(cure.applied(failing, 0))
        summary = of_runner(after.runners[0], after)
        if "comes within 1e-6" in cure.brings:
            assert summary.course == "reached"
            assert f"in {summary.steps_to_tolerance:,} step" in cure.brings
        else:
            _, values = after.runners[0].trajectory.judged
            rows = len(values) // 5 + 1 if "hovers" in cure.brings else 1
            height = float(np.median(values[-rows:])) - after.objective.fmin
            assert f" {float(f'{height:.3g}'):.3g} " in cure.brings.replace("e-", "e-0")
            assert before.gap is None or not np.isfinite(before.gap) or height < before.gap


def test_a_wall_is_the_last_that_is_offered() -> None:
    race = run_race(scene("rosenbrock", "adam", 10.0))
    offered = [dict(cure.changes) for cure in cures(race.runners[0], race)]
    assert len(offered) > 1
    assert ["box" in changes for changes in offered] == [False] * (len(offered) - 1) + [True]


def test_a_run_that_swings_is_not_judged_by_its_last_point() -> None:
    """Momentum on |x| passes the minimum again and again, and may end there by luck."""
    race = run_race(scene("abs_1d", "sgd", 0.1))
    cure = next(each for each in cures(race.runners[0], race) if "momentum" in each.words)
    assert "hovers about" in cure.brings


def test_of_the_schedules_that_help_the_best_is_offered() -> None:
    race = run_race(scene("abs_1d", "sgd", 0.1))
    assert len([each for each in cures(race.runners[0], race) if each.entry.schedule]) == 1


def test_at_most_one_other_optimizer_is_offered_and_none_of_the_same_form() -> None:
    for of in (
        KNOWN[kind][0] for kind in ("diverged", "trapped", "swinging", "crawling", "falling")
    ):
        race = run_race(of)
        own = optimizers.registry[of.entries[0].optimizer]
        others = {cure.entry.optimizer for cure in cures(race.runners[0], race)}
        others -= {of.entries[0].optimizer}
        assert len(others) <= 1
        assert not any(issubclass(optimizers.registry[other], own) for other in others)


@pytest.mark.parametrize("of", [scene("sphere", "sgd", 0.5), scene("rosenbrock", "sgd", steps=5)])
def test_what_needs_no_cure_has_none(of: Scene) -> None:
    race = run_race(of)
    assert cures(race.runners[0], race) == ()
