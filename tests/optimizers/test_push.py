"""Momentum pushes the way it moves the point: over all rules, forms and wrappers."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import objectives
import optimizers
from optimizers import Optimizer
from tests.optimizers.helpers import STARTS, Array

BOWL = objectives.get("ellipse", kappa=5.0)
GRADIENTS_SEEN = 4

PULLS = ("weight_decay", "lambd", "temperature", "l2_shrinkage_regularization_strength")
"""What moves a point without a gradient and is no momentum."""

FORMS: dict[str, list[dict[str, Any]]] = {
    "sgd": [
        {"momentum": 0.9, "momentum_form": form, "nesterov": nesterov, "dampening": dampening}
        for form in ("keras", "torch")
        for nesterov in (False, True)
        for dampening in (0.0, 0.5, 1.0)
    ],
    "rmsprop": [
        {"momentum": 0.9, "momentum_form": form, "nesterov": nesterov, "centered": centered}
        for form in ("keras", "torch")
        for nesterov in (False, True)
        for centered in (False, True)
    ],
    "lars": [{"nesterov": True}, {"momentum": 0.0}],
    "ademamix": [{"warmup_steps": 9}, {"beta_1": 0.0}, {"alpha": 0.0}],
    "adan": [{"beta_1": 0.0}, {"beta_2": 0.0}, {"beta_1": 0.0, "beta_2": 0.0}],
}
"""Settings in which several switches are on at once."""

SHRINKING = {"fromage", "mechanic"}
"""Rules that draw the point to the origin or to the start in every step, which is no momentum."""

IDS = [*optimizers.names(), *optimizers.wrapper_names()]
each_rule = pytest.mark.parametrize("name", IDS)
each_start = pytest.mark.parametrize("start", [STARTS[:, 0], STARTS], ids=["single", "batch"])


class Flat:
    """Nothing to go down."""

    vectorized = True

    def value(self, point: Array) -> Array:
        return np.zeros(point.shape[1:])

    def gradient(self, point: Array) -> Array:
        return np.zeros_like(point)

    def hessian(self, point: Array) -> Array:
        return np.zeros((len(point), *point.shape))


def settings(name: str) -> list[Optimizer]:
    """The rule with every preset, option, switch and end of a slider, and some at once."""
    if name in optimizers.wrappers:
        insides = [optimizers.get("sgd", preset, momentum=0.9) for preset in (None, "torch")]
        insides += [optimizers.get("sgd"), optimizers.get("rmsprop", "torch", momentum=0.9)]
        insides += [optimizers.get("adam"), optimizers.get("bfgs")]
        off = {"weight_decay": 0.0} if name == "weight_decay" else {}
        return [optimizers.get(name, optimizer=inside, **off) for inside in insides]
    cls = optimizers.registry[name]
    made = [cls(), *(cls(**values) for values in [*cls.presets.values(), *FORMS.get(name, ())])]
    for key, parameter in cls.parameters.items():
        options = getattr(parameter, "options", getattr(parameter, "slider", (False, True)))
        made += [cls(**{key: option}) for option in options]
    made = [rule.replace(**{key: 0.0 for key in PULLS if key in cls.parameters}) for rule in made]
    return [rule for rule in made if "gradient" in rule.needs]


def seen(rule: Optimizer, start: Array) -> tuple[Array, Any, Array]:
    """A point and a state after some gradients, and the step that is then made without one."""
    point, state = start, rule.init(start)
    for _ in range(GRADIENTS_SEEN):
        point, state = rule.step(point, BOWL.gradient(point), state, BOWL)
    after, _ = rule.step(point, np.zeros_like(point), state, Flat())
    return point, state, after - point


@each_rule
@each_start
def test_the_push_is_along_the_step_that_is_made_without_a_gradient(
    name: str, start: Array
) -> None:
    for rule in settings(name):
        point, state, move = seen(rule, start)
        t = state.pop("t")
        with np.errstate(all="ignore"):
            push = rule.push(point, state, t)
        moved = np.abs(move).max(axis=0) > 1e-14 * np.abs(point).max(axis=0)
        if push is None:
            assert name in SHRINKING or not moved.any(), rule
            continue
        assert push.shape == point.shape
        agreement = np.where(moved, (push * move).sum(axis=0), 1.0)
        assert (agreement > 0).all(), rule
        if not move.any():
            assert not push.any(), rule


@each_rule
@each_start
def test_a_run_records_the_push_of_every_row(name: str, start: Array) -> None:
    for rule in settings(name):
        run = optimizers.minimize(BOWL, rule, start, 7, record=3, record_state=True)
        if np.any(run.last_step < 7):
            continue
        point, state = start, rule.init(start)
        for step in range(8):
            inner = {key: value for key, value in state.items() if key != "t"}
            with np.errstate(all="ignore"):
                push = rule.push(point, inner, step)
            if push is None:
                assert run.pushes is None, rule
            elif step in run.steps:
                assert run.pushes is not None
                row = int(np.flatnonzero(run.steps == step)[0])
                expected = np.where(np.isfinite(push), push, 0.0)
                np.testing.assert_allclose(run.pushes[row], expected, rtol=1e-12)
            point, state = rule.step(point, BOWL.gradient(point), state, BOWL)


def test_without_the_state_there_is_no_push() -> None:
    assert optimizers.minimize(BOWL, optimizers.get("momentum"), (1.0, 1.0), 3).pushes is None


@pytest.mark.parametrize("preset", ["keras", "torch"])
def test_runs_of_a_batch_push_as_they_do_alone(preset: str) -> None:
    """Also with a momentum for every run, of which one is 0, and when runs end early."""
    momentum = np.array([0.0, 0.5, 0.9])
    rule = optimizers.get("sgd", preset, learning_rate=0.1, momentum=momentum)
    options: dict[str, Any] = {"record_state": True, "tolerance": 1e-3}
    batch = optimizers.minimize(BOWL, rule, STARTS, 60, **options)
    assert len(set(batch.last_step.tolist())) > 1
    for run, own in enumerate(momentum.tolist()):
        alone = optimizers.minimize(
            BOWL, rule.replace(momentum=own), STARTS[:, run], 60, **options
        ).pushes
        pushes = batch.run(run).pushes
        assert pushes is not None
        np.testing.assert_array_equal(pushes, np.zeros_like(pushes) if alone is None else alone)


@pytest.mark.parametrize("clip", [None, 0.5])
@pytest.mark.parametrize("preset", [None, "keras", "torch", "optax"])
@pytest.mark.parametrize("name", ["sgd", "momentum", "nesterov", "rmsprop"])
def test_on_a_bowl_momentum_pushes_downhill(
    name: str, preset: str | None, clip: float | None
) -> None:
    """Where the rate is small the ball rolls down all the way, and each push is along the step."""
    rule = optimizers.get(name, preset, momentum=0.9, learning_rate=1e-3, weight_decay=0.0)
    run = optimizers.minimize(BOWL, rule, (-1.2, 1.0), 20, record_state=True, clip=clip)
    assert run.pushes is not None
    steps = np.diff(run.points, axis=0)
    assert ((run.pushes[1:-1] * steps[1:]).sum(axis=1) > 0).all()
    assert not run.pushes[0].any()
