"""What every rule with a learning rate promises, also under a schedule, a decay and in a batch."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

import optimizers
from declarations import Real
from optimizers import Optimizer
from optimizers.optimizer import FirstOrder
from tests.optimizers.helpers import ROSENBROCK, SPHERE, ZERO, Array, Ellipse, G, X, walk

WITH_LEARNING_RATE = [
    name for name in optimizers.names() if "learning_rate" in optimizers.registry[name].parameters
]
FIRST_ORDER = [
    name for name in optimizers.names() if issubclass(optimizers.registry[name], FirstOrder)
]
AVERAGING = [name for name in optimizers.names() if optimizers.registry[name].group == "Averaging"]

each_rule = pytest.mark.parametrize("name", WITH_LEARNING_RATE)
each_first_order = pytest.mark.parametrize("name", FIRST_ORDER)
each_averaging = pytest.mark.parametrize("name", AVERAGING)


@each_averaging
def test_an_average_is_the_askers_own(name: str) -> None:
    rule = optimizers.get(name)
    point, state = rule.step([1.0], [2.0], rule.init([1.0]))
    average = rule.evaluation_point(point, state)
    assert average is not None
    expected = average.copy()
    average += 1
    assert_array_equal(rule.evaluation_point(point, state), expected)


@each_averaging
def test_an_average_is_recorded_next_to_the_iterate(name: str) -> None:
    run = optimizers.minimize(
        SPHERE, optimizers.get(name, learning_rate=0.1), (1.0, 2.0), 30, record_state=True
    )
    assert run.averages is not None
    assert run.average_values is not None
    assert not np.array_equal(run.averages, run.points)
    assert_array_equal(run.averages[0], run.points[0])
    assert_allclose(run.average_values, 0.5 * (run.averages**2).sum(axis=1), rtol=1e-14)


@each_rule
def test_a_flat_start_is_survived(name: str) -> None:
    """A gradient of exactly 0 proves nothing, and afterwards the rule goes on."""
    points = walk(optimizers.get(name), [1.0, 2.0], [[0.0, 0.0]] * 3 + [[1.0, -1.0]] * 3, SPHERE)
    assert np.isfinite(points).all()
    assert not np.array_equal(points[-1], points[2])


def in_batches(name: str) -> dict[str, Array]:
    """Different values for three runs, for every real parameter that is on by default."""
    varied = {}
    for parameter_name, parameter in optimizers.registry[name].parameters.items():
        if isinstance(parameter, Real) and parameter.default is not None:
            low, high = parameter.slider
            spaced = np.geomspace if parameter.log else np.linspace
            varied[parameter_name] = spaced(low, high, 7)[[2, 5, 3]]
    return varied


@pytest.mark.parametrize("dims", [1, 2, 3])
@each_rule
def test_a_batch_is_its_runs(name: str, dims: int) -> None:
    varied = in_batches(name)
    objective = Ellipse(*(0.5, 8.0, 2.0)[:dims])
    start = np.array([[1.3, -0.7, 2.1], [-1.9, 0.4, 0.8], [0.6, -2.2, 1.1]])[:dims]
    options: dict[str, Any] = {"schedule": optimizers.get_schedule("cosine", warmup_steps=3)}
    batch = optimizers.minimize(
        objective, optimizers.get(name, **varied), start, 25, seed=np.arange(3), **options
    )
    for i in range(3):
        values = {parameter: value[i] for parameter, value in varied.items()}
        run = optimizers.minimize(
            objective, optimizers.get(name, **values), start[:, i], 25, seed=i, **options
        )
        assert_array_equal(batch.run(i).points, run.points)
        if run.averages is not None:
            assert_array_equal(batch.run(i).averages, run.averages)


@each_rule
def test_the_loop_makes_the_same_steps(name: str) -> None:
    """The loop works in place: a state that shares memory with the point would show here."""
    values = {} if optimizers.registry[name].family is None else {"learning_rate": 0.01}
    cold = {"temperature": 0.0} if name == "sgld" else {}
    rule = optimizers.get(name, **values, **cold)
    run = optimizers.minimize(ROSENBROCK, rule, (-1.2, 1.0), 30)
    point, state = np.array([-1.2, 1.0]), rule.init([-1.2, 1.0])
    for i in range(1, 1 + run.last_step):
        point, state = rule.step(point, ROSENBROCK.gradient(point), state, ROSENBROCK)
        assert_array_equal(run.points[i], point)


@each_rule
@pytest.mark.parametrize("learning_rate", [1e-300, 1e9, 1e300])
def test_any_learning_rate_is_survived(name: str, learning_rate: float) -> None:
    rule = optimizers.get(name, learning_rate=learning_rate)
    run = optimizers.minimize(ROSENBROCK, rule, ((-1.2, 1.0, 0.0), (1.0, 1.0, 0.0)), 20)
    assert np.isfinite(run.points[0]).all()


@each_rule
def test_the_learning_rate_of_the_schedule_is_used(name: str) -> None:
    rule = optimizers.get(name, learning_rate=0.5)
    # COCOB feels a constant factor of its gradients only where they are as small as its epsilon.
    gradients = [[1.0, -2e-8], [0.5, -1e-8]]
    scheduled = walk(rule, [1.0, 2.0], gradients, SPHERE, learning_rate=0.25)
    own = walk(rule.replace(learning_rate=0.25), [1.0, 2.0], gradients, SPHERE)
    assert_array_equal(scheduled, own)
    assert not np.array_equal(scheduled, walk(rule, [1.0, 2.0], gradients, SPHERE))


def step(rule: Optimizer, gradient: Array) -> Array:
    """Where one step from X leads."""
    return walk(rule, X, [gradient], SPHERE)[0]


# This one measures the gradient without the decay, as a test of its own holds.
@pytest.mark.parametrize("name", sorted(set(FIRST_ORDER) - {"d_adaptation_sgd"}))
def test_l2_decay_is_a_term_of_the_gradient(name: str) -> None:
    rule = optimizers.get(name, learning_rate=0.1, weight_decay=0.0)
    decayed = rule.replace(weight_decay=0.3, weight_decay_mode="l2")
    assert_array_equal(step(decayed, G), step(rule, G + 0.3 * X))


DECAY_OF_THEIR_OWN = {
    # The step is relative to the point, or to where the run began.
    *("adafactor", "lamb", "lars", "ftrl", "madgrad", "fromage"),
    *(name for name in FIRST_ORDER if optimizers.registry[name].group == "Parameter-free"),
    # The default is the proximal form, or there is a pull to the origin besides.
    *("adan", "asgd", "momo_adam"),
    # The point is shrunk behind the step.
    "soap",
}


@pytest.mark.parametrize("name", sorted(set(FIRST_ORDER) - DECAY_OF_THEIR_OWN))
def test_decoupled_decay_shrinks_the_point_and_not_the_step(name: str) -> None:
    rule = optimizers.get(name, learning_rate=0.1, weight_decay=0.0)
    decayed = rule.replace(weight_decay=0.3)
    moved = step(rule, G) - X
    assert_allclose(step(decayed, G), 0.97 * X + moved, rtol=1e-14)


PULLS = ("weight_decay", "lambd", "temperature", "initial_accumulator_value")
"""What moves a point without a gradient."""


# Fromage shrinks the point in every step, as much as a step across would lengthen it.
@pytest.mark.parametrize("name", sorted(set(FIRST_ORDER) - {"fromage"}))
def test_without_any_gradient_nothing_moves(name: str) -> None:
    declared = optimizers.registry[name].parameters
    rule = optimizers.get(name, **{key: 0.0 for key in PULLS if key in declared})
    assert_array_equal(walk(rule, X, [ZERO, ZERO], SPHERE)[-1], X)


class Coupled:
    """A quartic bowl in three dimensions whose coordinates depend on each other."""

    vectorized = True

    def value(self, point: Array) -> Any:
        x, y, z = point
        return x * x + 3.0 * y * y + 0.1 * z * z * z * z + x * y - y * z

    def gradient(self, point: Array) -> Array:
        x, y, z = point
        return np.array([2.0 * x + y, 6.0 * y + x - z, 0.4 * z * z * z - y])


def values_per_run(rule: type[Optimizer], runs: int) -> dict[str, Array]:
    """Some valid values of every real hyperparameter, the first of them at the slider's low end."""
    rng = np.random.default_rng(5)
    values = {}
    for name, parameter in rule.parameters.items():
        if isinstance(parameter, Real) and parameter.default is not None:
            low, high = parameter.slider
            share = rng.uniform(0.0, 1.0, runs)
            share[0] = 0.0
            values[name] = (
                low * (high / low) ** share if parameter.log else low + (high - low) * share
            )
    return values


VARIANTS: list[tuple[str, dict[str, Any]]] = [
    *((name, {}) for name in FIRST_ORDER),
    *((name, {"preset": p}) for name in FIRST_ORDER for p in optimizers.registry[name].presets),
    ("sgd", {"nesterov": True, "clipnorm": np.linspace(0.1, 1.0, 9)}),
    ("sgd", {"momentum_form": "torch", "dampening": 0.5}),
    ("adam", {"amsgrad": True, "global_clipnorm": 0.5}),
    ("adam", {"amsgrad": "corrected", "clipvalue": np.linspace(0.1, 1.0, 9)}),
    ("rmsprop", {"centered": True, "bias_correction": True, "nesterov": True}),
    ("rmsprop", {"centered": True, "momentum_form": "torch", "nesterov": True}),
    ("adamax", {"epsilon_in_max": True, "clipnorm": 0.5, "clip_form": "torch"}),
]


@pytest.mark.parametrize(("name", "options"), VARIANTS)
def test_a_run_is_the_same_in_a_batch_and_alone(name: str, options: dict[str, Any]) -> None:
    runs, steps = 9, 60
    values = values_per_run(optimizers.registry[name], runs)
    batch = optimizers.get(name, **{**values, **options})
    start = np.random.default_rng(1).normal(size=(3, runs))
    together = optimizers.minimize(Coupled(), batch, start, steps, record_state=True)
    assert together.state is not None
    for run in range(runs):
        alone = optimizers.minimize(
            Coupled(), single(batch, run), start[:, run], steps, record_state=True
        )
        rows = len(alone.points)
        assert alone.status == together.status[run]
        assert rows == together.last_step[run] + 1
        assert_array_equal(alone.points, together.points[:rows, :, run])
        assert alone.state is not None
        for key, kept in alone.state.items():
            assert_array_equal(kept, together.state[key][:rows, ..., run])


def single(batch: Optimizer, run: int) -> Optimizer:
    """The rule of one run of a batch, its hyperparameters as plain numbers."""
    own = {
        name: float(getattr(batch, name)[run])
        for name in batch.parameters
        if isinstance(getattr(batch, name), np.ndarray)
    }
    return batch.replace(**own)
