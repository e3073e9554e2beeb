"""Every printed number of a step follows from the printed numbers, for every rule there is."""

from __future__ import annotations

import dataclasses
import re
from typing import Any

import numpy as np
import pytest

import optimizers
from experiments import Entry, Scene
from experiments.runs import runs
from explain.replay import Replayed, replay
from explain.step import WorkedStep, worked_steps
from optimizers.problem import Problem
from tests.explain.evaluator import NUMBER, evaluated

DIGITS = 17
STEPS = 12
SCENE = Scene("rosenbrock", steps=STEPS, entries=(), noise=0.05, seed=3)


def entries() -> dict[str, Entry]:
    """Every rule with its defaults and all presets, every wrapper and every schedule."""
    made = {}
    for name in optimizers.names():
        for preset in ("", *optimizers.registry[name].presets):
            made[f"{name} {preset}".strip()] = Entry(name, preset)
    for name in optimizers.wrapper_names():
        made[name] = Entry("adam", wrappers=((name, ()),))
    for name in optimizers.schedule_names():
        made[name] = Entry("adagrad", schedule=name)
    options = {"weight_decay": 0.1, "clipnorm": 3.0, "clipvalue": 2.0}
    for mode in ("decoupled", "l2"):
        values = (*options.items(), ("weight_decay_mode", mode))
        made[f"clipped, {mode} decay"] = Entry("rmsprop", values=values)
    made["everything"] = Entry(
        "lars",
        values=(("weight_decay", 0.1),),
        schedule="cosine",
        wrappers=(("sam", ()), ("weight_decay", ()), ("clip_by_norm", ()), ("lookahead", ())),
    )
    return made


ENTRIES = entries()


def steps_of(entry: Entry, scene: Scene = SCENE) -> tuple[Replayed, optimizers.Trajectory]:
    start = scene.start_points(scene.landscape())
    run = runs(scene, entry, start)
    return replay(scene, entry, start, 1, int(run.last_step)), run


def printed(step: WorkedStep) -> None:
    """Every line of a step follows from the others, and the last point is that of the step."""
    known = follows(step)
    assert np.array_equal(known["x_t"], step.point)


def follows(step: WorkedStep) -> dict[str, Any]:
    """Every line that is written in full follows from the others; the values by their symbols."""
    known: dict[str, Any] = {}
    for line in step.lines:
        # Of many numbers only some are written.
        if "numbers" not in line.value and "vdots" not in line.value:
            known[line.symbol] = evaluated(step.text(line.value, DIGITS))
    for line in step.lines:
        if line.numbers and "vdots" not in line.numbers + line.value:
            for tex in (line.numbers, line.formula):
                value = evaluated(step.text(tex, DIGITS), known)
                np.testing.assert_allclose(
                    value, known[line.symbol], rtol=1e-7, atol=1e-11, err_msg=f"{line}"
                )
    return known


@pytest.mark.slow
@pytest.mark.parametrize("name", ENTRIES)
def test_every_printed_number_follows_from_those_before_it(name: str) -> None:
    replayed, run = steps_of(ENTRIES[name])
    steps = worked_steps(replayed)
    assert [step.t for step in steps] == list(range(1, int(run.last_step) + 1))
    for step, point in zip(steps, run.points[1:], strict=True):
        assert np.array_equal(step.point, point)
        if step.t in (1, 2, 7, STEPS):
            printed(step)


@pytest.mark.parametrize(
    ("symbol", "right", "wrong"),
    [
        (r"\text{rate}", r"{\text{correction}_1}", "{1}"),
        ("m_t", r"\beta_1", r"\beta_2"),
        ("x_t", "-", "+"),
    ],
)
@pytest.mark.parametrize("part", ["formula", "numbers"])
def test_a_formula_that_is_not_that_of_the_step_is_found(
    symbol: str, right: str, wrong: str, part: str
) -> None:
    replayed, _ = steps_of(Entry("adam"))
    step = worked_steps(replayed)[4]
    printed(step)
    index = [line.symbol for line in step.lines].index(symbol)
    line = step.lines[index]
    if part == "numbers":
        # The same change, where numbers stand for the symbols.
        tex = line.numbers.replace("-", "+") if right == "-" else line.numbers + r" \cdot 2"
    else:
        tex = line.formula.replace(right, wrong)
    assert tex != getattr(line, part)
    lines = list(step.lines)
    lines[index] = dataclasses.replace(line, **{part: tex})
    with pytest.raises(AssertionError):
        printed(dataclasses.replace(step, lines=tuple(lines)))


def test_a_point_that_is_moved_back_into_the_box_is_said_to_be() -> None:
    scene = dataclasses.replace(SCENE, objective="sphere", box="project", noise=0.0)
    entry = Entry("sgd", values=(("learning_rate", 3.0),))
    replayed, run = steps_of(entry, scene)
    steps = worked_steps(replayed)
    assert np.array_equal([step.point for step in steps], run.points[1:])
    clipped = [step for step in steps if r"\mathrm{clip}" in step.lines[-3].formula]
    assert clipped
    for step in clipped:
        printed(step)


def test_a_window_of_a_run_is_that_of_the_whole_run() -> None:
    start = SCENE.start_points(SCENE.landscape())
    whole = worked_steps(replay(SCENE, Entry("adam"), start, 1, STEPS))
    window = worked_steps(replay(SCENE, Entry("adam"), start, 5, 7))
    assert [step.t for step in window] == [5, 6, 7]
    for step, same in zip(window, whole[4:7], strict=True):
        assert (step.lines, step.slots) == (same.lines, same.slots)


def test_a_run_that_ends_early_has_no_steps_behind_its_end() -> None:
    scene = dataclasses.replace(SCENE, noise=0.0, gradient_norm=1e9)
    start = scene.start_points(scene.landscape())
    options = {"tolerance": scene.tolerances()}
    run = runs(scene, Entry("adam"), start, **options)
    found = replay(scene, Entry("adam"), start, 1, STEPS, **options)
    assert len(found.traces) == run.last_step


@pytest.mark.parametrize("objective", ["xor_mlp", "deep_linear"])
@pytest.mark.parametrize("name", [n for n in optimizers.names() if optimizers.get(n).sees_blocks])
def test_a_rule_that_works_on_arrays_is_followed(name: str, objective: str) -> None:
    """Where a rule steps array by array, each of them has its formulas."""
    scene = dataclasses.replace(SCENE, objective=objective)
    replayed, run = steps_of(Entry(name), scene)
    steps = worked_steps(replayed)
    assert np.array_equal([step.point for step in steps], run.points[1:])
    symbols = {line.symbol for line in steps[3].lines}
    assert {"x_{t-1}", "g_t", "x_t"} <= symbols
    known = follows(steps[3])
    if r"{x_t^{" not in " ".join(symbols):
        # One formula of all arrays together; some numbers in it belong to one of them.
        assert any(line.symbol == "x_t" and line.formula for line in steps[3].lines)
        return
    blocks = Problem(replayed.objective).variables(len(run.points[0]))
    parts = [known[symbol] for symbol in symbols if symbol.startswith("{x_t^{")]
    assert len(parts) == len(blocks)
    ends = np.concatenate([np.ravel(part) for part in parts])
    assert np.array_equal(np.sort(ends), np.sort(steps[3].point))
    for line in steps[3].lines:
        assert not line.symbol.startswith("{x_t^{") or line.formula


@pytest.mark.slow
@pytest.mark.parametrize("name", optimizers.names())
def test_a_number_that_changes_has_a_symbol(name: str) -> None:
    """What is written as a number in the formula of one step is so in that of the next."""
    start = SCENE.start_points(SCENE.landscape())
    one, other = worked_steps(replay(SCENE, Entry(name), start, STEPS - 1, STEPS))
    formulas = {line.symbol: _fixed(line.formula) for line in other.lines}
    for line in one.lines:
        formula = _fixed(line.formula)
        same = formulas.get(line.symbol, formula)
        if NUMBER.sub("", formula) == NUMBER.sub("", same):
            assert formula == same


def _fixed(formula: str) -> str:
    """A formula without the places of numbers that are said to change."""
    return re.sub(r"\\(slot|signed|base)\{\d+\}|\\tau_\{\d+\}", "", formula)
