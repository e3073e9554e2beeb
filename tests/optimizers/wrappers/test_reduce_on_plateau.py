"""Reduce on plateau: against the code of PyTorch, Keras and Optax, and by itself."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import objectives
import optimizers
from declarations.arrays import Array
from optimizers import SGD, ReduceOnPlateau
from tests.optimizers.helpers import ROSENBROCK, START, STARTS, run_of

# What the libraries do with a value: their own code, written out for one learning rate.


@dataclasses.dataclass
class Torch:
    """``ReduceLROnPlateau`` of PyTorch 2.13.0; ``step`` returns the learning rate."""

    factor: float = 0.1
    patience: int = 10
    threshold: float = 1e-4
    threshold_mode: str = "rel"
    cooldown: int = 0
    min_lr: float = 0.0
    lr: float = 1.0
    best: float = math.inf
    num_bad_epochs: int = 0
    cooldown_counter: int = 0

    def step(self, current: float) -> float:
        rel_epsilon = 1.0 - self.threshold
        bound = self.best * rel_epsilon
        if self.threshold_mode == "abs":
            bound = self.best - self.threshold
        if current < bound:
            self.best, self.num_bad_epochs = current, 0
        else:
            self.num_bad_epochs += 1
        if self.cooldown_counter > 0:
            self.cooldown_counter -= 1
            self.num_bad_epochs = 0
        if self.num_bad_epochs > self.patience:
            new_lr = max(self.lr * self.factor, self.min_lr)
            if self.lr - new_lr > 1e-8:
                self.lr = new_lr
            self.cooldown_counter = self.cooldown
            self.num_bad_epochs = 0
        return self.lr


@dataclasses.dataclass
class Keras:
    """``ReduceLROnPlateau`` of Keras 3.15.1."""

    factor: float = 0.1
    patience: int = 10
    min_delta: float = 1e-4
    cooldown: int = 0
    min_lr: float = 0.0
    lr: float = 1.0
    best: float | None = None
    wait: int = 0
    cooldown_counter: int = 0

    def step(self, current: float) -> float:
        if self.cooldown_counter > 0:
            self.cooldown_counter -= 1
            self.wait = 0
        if self.best is None or current + self.min_delta < self.best:
            self.best, self.wait = current, 0
        elif self.cooldown_counter == 0:
            self.wait += 1
            if self.wait >= self.patience and self.lr > self.min_lr:
                self.lr = max(self.lr * self.factor, self.min_lr)
                self.cooldown_counter = self.cooldown
                self.wait = 0
        return self.lr


@dataclasses.dataclass
class Optax:
    """``contrib.reduce_on_plateau`` of Optax 0.2.8."""

    factor: float = 0.1
    patience: int = 10
    rtol: float = 1e-4
    atol: float = 0.0
    cooldown: int = 0
    accumulation_size: int = 1
    min_scale: float = 0.0
    scale: float = 1.0
    best: float = math.inf
    plateau_count: int = 0
    cooldown_count: int = 0
    count: int = 0
    avg: float = 0.0

    def step(self, value: float) -> float:
        self.avg = (self.count * self.avg + value) / (self.count + 1)
        self.count += 1
        if self.count == self.accumulation_size:
            self._update_scale()
            self.count, self.avg = 0, 0.0
        return self.scale

    def _update_scale(self) -> None:
        has_improved = self.avg < (1 - self.rtol) * self.best - self.atol
        count = 0 if has_improved else self.plateau_count + 1
        self.best = self.avg if has_improved else self.best
        if self.cooldown_count > 0:
            self.plateau_count = 0
            self.cooldown_count -= 1
            return
        due = count == self.patience
        self.plateau_count = 0 if due else count
        self.scale = max(self.scale * self.factor if due else self.scale, self.min_scale)
        self.cooldown_count = self.cooldown if due else 0


class Level:
    """An objective that has one value everywhere, of each run its own."""

    vectorized = True

    def __init__(self, level: Any) -> None:
        self.level = level

    def value(self, point: Array) -> Array:
        return np.broadcast_to(self.level, point.shape[1:]).astype(float)

    def gradient(self, point: Array) -> Array:
        return np.ones_like(point)


def scales(values: Any, **settings: Any) -> list[Any]:
    """What the learning rate is multiplied with in the step that sees each of the values."""
    rule = ReduceOnPlateau(optimizer=SGD(learning_rate=1.0), **settings)
    point = np.zeros((1, *np.shape(values)[1:]))
    state, found = rule.init(point), []
    for level in values:
        new, state = rule.step(point, np.ones_like(point), state, Level(level))
        np.testing.assert_array_equal(point - new, state["scale"][np.newaxis])
        found.append(state["scale"])
        point = np.zeros_like(new)
    return [float(one) if np.ndim(one) == 0 else one.tolist() for one in found]


def course(seed: int, sign: float = 1.0) -> list[float]:
    """A loss that falls, rests and dances, for 120 steps."""
    rng = np.random.default_rng(seed)
    falls = rng.random(120) < 0.2
    loss = np.cumsum(np.where(falls, -rng.random(120), 0.0)) + 40.0
    return (sign * loss + 0.02 * rng.integers(0, 3, 120)).tolist()


FORMS: dict[str, tuple[Callable[[], Any], dict[str, Any]]] = {
    "PyTorch": (lambda: Torch(patience=4), {"patience": 5}),
    "PyTorch, no patience": (lambda: Torch(patience=0, factor=0.9), {"patience": 1, "factor": 0.9}),
    "PyTorch, cooldown": (
        lambda: Torch(patience=2, cooldown=3, factor=0.5),
        {"patience": 3, "cooldown": 3, "factor": 0.5},
    ),
    "PyTorch, abs": (
        lambda: Torch(patience=2, threshold=0.3, threshold_mode="abs", factor=0.5),
        {"patience": 3, "rtol": 0.0, "atol": 0.3, "factor": 0.5},
    ),
    "PyTorch, min_lr": (
        lambda: Torch(patience=1, factor=0.5, min_lr=0.2),
        {"patience": 2, "factor": 0.5, "min_scale": 0.2},
    ),
    "Keras": (lambda: Keras(patience=4), {"patience": 4, "rtol": 0.0, "atol": 1e-4}),
    "Keras, cooldown": (
        lambda: Keras(patience=2, cooldown=3, min_delta=0.3, factor=0.7),
        {"patience": 2, "cooldown": 2, "rtol": 0.0, "atol": 0.3, "factor": 0.7},
    ),
    "Keras, cooldown 1": (
        lambda: Keras(patience=2, cooldown=1, factor=0.7),
        {"patience": 2, "cooldown": 0, "rtol": 0.0, "atol": 1e-4, "factor": 0.7},
    ),
    "Keras, min_lr": (
        lambda: Keras(patience=1, factor=0.5, min_lr=0.2),
        {"patience": 1, "factor": 0.5, "min_scale": 0.2, "rtol": 0.0, "atol": 1e-4},
    ),
    "Optax": (lambda: Optax(patience=5), {"patience": 5}),
    "Optax, everything": (
        lambda: Optax(0.6, 2, 0.01, 0.1, cooldown=2, accumulation_size=3, min_scale=0.3),
        {
            "factor": 0.6,
            "patience": 2,
            "rtol": 0.01,
            "atol": 0.1,
            "cooldown": 2,
            "accumulation_size": 3,
            "min_scale": 0.3,
        },
    ),
}


@pytest.mark.parametrize("sign", [1.0, -1.0], ids=["falls", "rises"])
@pytest.mark.parametrize("form", FORMS)
def test_the_libraries_agree(form: str, sign: float) -> None:
    make, settings = FORMS[form]
    reduced = set()
    for seed in range(5):
        library, values = make(), course(seed, sign)
        expected = [library.step(value) for value in values]
        if form.startswith("PyTorch"):
            # It leaves out reductions by less than 1e-8.
            np.testing.assert_allclose(scales(values, **settings), expected, rtol=0, atol=2e-8)
        else:
            assert scales(values, **settings) == expected
        reduced |= set(expected)
    assert len(reduced) > 2


def test_by_hand() -> None:
    """Two values that are no improvement, then one that is, then three that are none."""
    values = [8.0, 8.0, 7.9, 4.0, 4.0, 5.0, 6.0, 3.0]
    settings = {"patience": 3, "factor": 0.5, "rtol": 0.1}
    assert scales(values, **settings) == [1.0] * 6 + [0.5, 0.5]
    assert scales(values, **settings | {"patience": 2})[2] == 0.5


def test_the_same_value_again_is_no_improvement() -> None:
    settings = {"patience": 1, "factor": 0.5, "rtol": 0.0}
    assert scales([2.0, 2.0, 1.0, 1.0], **settings) == [1.0, 0.5, 0.5, 0.25]


def test_every_knob_counts() -> None:
    values = course(3)
    usual = {
        "factor": 0.5,
        "patience": 3,
        "rtol": 0.001,
        "atol": 0.0,
        "cooldown": 0,
        "min_scale": 0.0,
    }
    turned = {
        "factor": 0.4,
        "patience": 4,
        "rtol": 0.01,
        "atol": 0.3,
        "cooldown": 2,
        "min_scale": 0.2,
        "accumulation_size": 2,
    }
    for name, value in turned.items():
        assert scales(values, **usual | {name: value}) != scales(values, **usual), name


def test_the_settings_may_belong_to_the_run() -> None:
    values, factors, tolerances = [course(seed) for seed in range(3)], [0.5, 0.1, 0.9], [0, 0.1, 0]
    batch = scales(np.array(values).T, factor=factors, rtol=tolerances, atol=0.1, patience=3)
    for run, (factor, rtol) in enumerate(zip(factors, tolerances, strict=True)):
        alone = scales(values[run], factor=factor, rtol=rtol, atol=0.1, patience=3)
        assert [row[run] for row in batch] == alone


def test_the_step_that_sees_the_plateau_is_reduced() -> None:
    """A step that is too long by a little hops to and fro across the bottom of the parabola."""
    sphere = objectives.get("sphere")
    rule = ReduceOnPlateau(optimizer=SGD(learning_rate=2.0), patience=3, factor=0.25)
    run = optimizers.minimize(sphere, rule, (1.0, 0.0), steps=5)
    assert run.points[:, 0].tolist() == [1.0, -1.0, 1.0, -1.0, -0.5, -0.25]
    assert run.evaluations.value == 5


def test_a_value_that_the_rule_asks_for_is_asked_once() -> None:
    polyak = optimizers.get("polyak")
    alone, wrapped = run_of(polyak), run_of(ReduceOnPlateau(optimizer=polyak, patience=1000))
    assert wrapped.evaluations == alone.evaluations
    np.testing.assert_array_equal(wrapped.points, alone.points)


def test_a_schedule_and_the_plateau_multiply() -> None:
    rule = ReduceOnPlateau(optimizer=SGD(learning_rate=1e-3), patience=1, atol=1e9, factor=0.5)
    run = optimizers.minimize(ROSENBROCK, rule, START, steps=4, schedule="polynomial")
    x = np.array(START)
    for step, point in enumerate(run.points[1:]):
        x = x - 1e-3 * (1.0 - step / 4) * 0.5**step * ROSENBROCK.gradient(x)
        np.testing.assert_allclose(point, x, rtol=1e-14)


def test_idle_knobs_do_nothing() -> None:
    """What is said of runs that are too short, and of rules without a learning rate."""
    sgd = ReduceOnPlateau(optimizer=SGD(learning_rate=1e-3), patience=4, atol=1e9)
    factor = {"factor": 0.5}
    for rule, steps in ((sgd, 4), (sgd.replace(accumulation_size=3), 14)):
        assert set(rule.idle(steps)) == {"factor", "rtol", "atol", "min_scale", "cooldown"}
        one, other = (run_of(r, steps=steps + 1) for r in (rule, rule.replace(**factor)))
        np.testing.assert_array_equal(one.points[: steps + 1], other.points[: steps + 1])
        assert rule.idle(steps + 1).keys() == {"cooldown"}
        assert not np.array_equal(one.points[steps + 1], other.points[steps + 1])
    for steps in (8, 9):
        one, other = (run_of(r, steps=steps) for r in (sgd, sgd.replace(cooldown=1)))
        assert ("cooldown" in sgd.idle(steps)) == np.array_equal(one.points, other.points)
    newton = ReduceOnPlateau(optimizer=optimizers.get("newton"), patience=1, atol=1e9)
    assert newton.idle().keys() == newton.parameters.keys()
    plain = optimizers.minimize(ROSENBROCK, newton.optimizer, STARTS, 5)
    np.testing.assert_array_equal(
        optimizers.minimize(ROSENBROCK, newton, STARTS, 5).points, plain.points
    )


def test_no_rate_is_stated_that_it_has_changed() -> None:
    """What a schedule says is not what the rule was given; the factor is in the state."""
    plain = optimizers.get("sign_sgd", learning_rate=0.3)
    reduced = optimizers.get("reduce_on_plateau", optimizer=plain, patience=5)
    for rule, known in ((plain, True), (reduced, False)):
        around = optimizers.get("clip_by_norm", optimizer=rule)
        for each in (rule, around):
            run = optimizers.minimize(objectives.get("sphere"), each, steps=40, record_state=True)
            assert (run.learning_rates is not None) is known
    assert run.state["inner.scale"].min() < 0.5
