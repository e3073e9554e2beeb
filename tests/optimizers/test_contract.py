"""What every rule and every wrapper promises, whoever adds it."""

from __future__ import annotations

import copy
import inspect
import pickle
from pathlib import Path
from typing import Any, get_args

import numpy as np
import pytest

import optimizers
from optimizers import Optimizer
from optimizers.iteration import Iteration
from optimizers.optimizer import Heeded
from optimizers.problem import Problem
from optimizers.recorder import flat
from tests.optimizers.every_rule import IDS, each_rule, make, variants
from tests.optimizers.helpers import ROSENBROCK, STARTS, Array


def steps_by_hand(
    rule: Optimizer, start: Array, steps: int, objective: Any = ROSENBROCK, seed: int = 0
) -> Array:
    points = [start]
    state = rule.init(start)
    for _ in range(steps):
        g = objective.gradient(points[-1])
        point, state = rule.step(points[-1], g, state, objective, seed=seed)
        points.append(point)
    return np.array(points)


@each_rule
@pytest.mark.parametrize("start", [STARTS[:, 0], STARTS], ids=["single", "batch"])
def test_steps_one_by_one_are_the_loop(name: str, start: Array) -> None:
    for rule in variants(name):
        result = optimizers.minimize(ROSENBROCK, rule, start, 9, seed=5)
        if np.any(np.asarray(result.status) == "diverged"):
            continue
        by_hand = steps_by_hand(rule, start, 9, seed=5)
        np.testing.assert_array_equal(by_hand, result.points, err_msg=repr(rule))


@each_rule
def test_a_step_changes_nothing_that_it_is_given(name: str) -> None:
    rule = make(name)
    point, g = STARTS.copy(), ROSENBROCK.gradient(STARTS)
    state = rule.init(point)
    for _ in range(3):
        before = point.copy(), g.copy(), copy.deepcopy(state)
        new_point, new_state = rule.step(point, g, state, ROSENBROCK)
        np.testing.assert_array_equal(point, before[0])
        np.testing.assert_array_equal(g, before[1])
        assert flat(state).keys() == flat(before[2]).keys()
        for entry, value in flat(state).items():
            np.testing.assert_array_equal(value, flat(before[2])[entry])
        point, state, g = new_point, new_state, ROSENBROCK.gradient(new_point)


@each_rule
@pytest.mark.parametrize("start", [STARTS[:, 0], STARTS], ids=["single", "batch"])
def test_updates_write_to_the_point_and_the_state_alone(name: str, start: Array) -> None:
    """The gradient is read-only here; the state is rewritten in place or replaced."""
    for rule in variants(name):
        x = start.copy()
        state = rule.initial_state(x)
        now = Iteration(Problem(ROSENBROCK), seed=5)
        np.testing.assert_array_equal(x, start)
        kinds = {key: (np.shape(v), np.asarray(v).dtype) for key, v in flat(state).items()}
        if start.ndim == 2:
            assert all(shape == () or shape[-1] == 3 for shape, _ in kinds.values())
        with np.errstate(all="ignore"):
            for step in range(1, 9):
                g = now.begin(step, x).copy()
                g.setflags(write=False)
                rate = getattr(rule, "learning_rate", None)
                now.learning_rate = 1.0 if rate is None else rate
                rule.advance(x, g, state, now)
                assert x.shape == start.shape
                assert {k: (np.shape(v), np.asarray(v).dtype) for k, v in flat(state).items()} == (
                    kinds
                ), rule
                point = rule.evaluation_point(x, state)
                assert point is None or point.shape == x.shape


@each_rule
def test_a_start_is_not_tied_to_the_state(name: str) -> None:
    """The loop writes to the point in place, so the state must hold copies of it."""
    for rule in variants(name):
        x = STARTS.copy()
        state = rule.initial_state(x)
        for entry, value in flat(state).items():
            assert not np.shares_memory(x, value), entry


@each_rule
def test_rules_hold_no_state(name: str) -> None:
    rule = make(name)
    before = pickle.dumps(rule)
    first = optimizers.minimize(ROSENBROCK, rule, STARTS, 12, record_state=True)
    optimizers.minimize(ROSENBROCK, rule, STARTS[:, 2], 3, seed=9)
    second = optimizers.minimize(ROSENBROCK, rule, STARTS, 12, record_state=True)
    assert pickle.dumps(rule) == before
    np.testing.assert_array_equal(first.points, second.points)
    assert first.state is not None
    assert second.state is not None
    assert first.state.keys() == second.state.keys()
    for entry, rows in first.state.items():
        np.testing.assert_array_equal(rows, second.state[entry])


@each_rule
def test_pickling(name: str) -> None:
    for rule in variants(name):
        again = pickle.loads(pickle.dumps(rule))
        assert again == rule
        assert hash(again) == hash(rule)
        assert repr(again) == repr(rule)


@each_rule
def test_repr_makes_the_same_rule(name: str) -> None:
    """The names of all classes and of what a repr is made of; nothing is evaluated."""
    for rule in variants(name):
        values = {
            key: getattr(rule, key)
            for key in inspect.signature(type(rule)).parameters
            if f"{key}=" in repr(rule)
        }
        assert make(name, **values) == rule


@each_rule
def test_a_gradient_of_0_is_no_trouble(name: str) -> None:
    """In the minimum there may be something to divide by: nothing becomes NaN."""
    for rule in variants(name):
        result = optimizers.minimize(ROSENBROCK, rule, (1.0, 1.0), 3, record_state=True)
        assert result.status != "diverged", rule
        assert result.state is not None
        for entry, rows in result.state.items():
            assert not np.isnan(rows).any(), (rule, entry)


@each_rule
def test_the_state_knows_no_t(name: str) -> None:
    """`step` keeps the number of the step there."""
    assert "t" not in make(name).init(STARTS)


@each_rule
def test_a_rule_that_evaluates_says_so(name: str) -> None:
    """Without the objective it raises; a rule that needs the gradient alone does without."""
    rule = make(name)
    g = ROSENBROCK.gradient(STARTS)
    counted = optimizers.minimize(ROSENBROCK, rule, STARTS, 1).evaluations
    calls = int(np.sum(counted.value) + np.sum(counted.gradient) + np.sum(counted.hessian))
    if calls == g.shape[1]:
        point, _ = rule.step(STARTS, g, rule.init(STARTS))
        np.testing.assert_array_equal(
            point, optimizers.minimize(ROSENBROCK, rule, STARTS, 1).points[1]
        )
    else:
        with pytest.raises(ValueError, match=r": a step needs the objective, got None$"):
            rule.step(STARTS, g, rule.init(STARTS))


@each_rule
def test_only_what_is_needed_is_evaluated(name: str) -> None:
    for rule in variants(name):
        counted = optimizers.minimize(ROSENBROCK, rule, STARTS[:, 0], 5).evaluations
        for kind in ("value", "gradient", "hessian"):
            assert kind in rule.needs or getattr(counted, kind) == 0, rule


@each_rule
def test_the_card_is_complete(name: str) -> None:
    card = type(make(name))
    for text in (card.title, card.group, card.paper, card.rule, card.intuition, card.__doc__):
        assert text
        assert text.strip() == text or text is card.__doc__
    assert "Source" in str(card.__doc__)
    assert 1600 < card.year < 2100
    assert card.link == "" or card.link.startswith("https://")
    for texts in (card.strengths, card.weaknesses):
        assert isinstance(texts, tuple)
        assert texts
    assert set(card.presets) <= {"keras", "torch", "optax"}
    assert card.family in {None, "gd", "hb", "adagrad", "rms", "adam"}
    assert card.family_factor > 0
    assert set(make(name).needs) <= {"value", "gradient", "hessian"}
    for parameter in card.parameters.values():
        assert parameter.help.endswith(".")


@each_rule
def test_defaults_and_sliders_are_valid(name: str) -> None:
    for key, parameter in type(make(name)).parameters.items():
        if parameter.default is not None:
            assert parameter.checked("", key, parameter.default) == parameter.default
        for end in getattr(parameter, "slider", ()):
            parameter.checked("", key, end)
            assert parameter.slider[0] < parameter.slider[1]  # type: ignore[attr-defined]


@each_rule
def test_sliders_over_three_decades_are_logarithmic(name: str) -> None:
    for key, parameter in type(make(name)).parameters.items():
        low, high = getattr(parameter, "slider", (0.0, 1.0))
        if 0.0 < low <= 1e-3 * high:
            assert parameter.log, key  # type: ignore[attr-defined]


@each_rule
def test_what_of_the_gradient_counts_is_named(name: str) -> None:
    assert make(name).heeds in get_args(Heeded)


def test_titles_are_different() -> None:
    titles = [type(make(name)).title for name in IDS]
    assert len(set(titles)) == len(titles)


def test_the_first_step_of_every_rule_of_keras_is_worked_out_by_hand() -> None:
    """Schedule-Free AdamW has more than a point to look at, and two tests of its own for it."""
    of_keras = {name for name in optimizers.names() if "keras" in optimizers.registry[name].presets}
    by_hand = {
        path.stem.removeprefix("test_")
        for path in (Path(__file__).parent / "rules").glob("test_*.py")
        if "\ndef test_first_step(" in path.read_text()
    }
    assert by_hand == of_keras - {"schedule_free_adamw"}
