"""What the classical methods promise: all rules that are not `FirstOrder`."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import optimizers
from declarations import Boolean, Choice, Real
from optimizers import Optimizer, minimize
from optimizers.iteration import Iteration
from optimizers.optimizer import FirstOrder
from optimizers.problem import Problem
from tests.optimizers.helpers import banana, bowl, flat, himmelblau, random_starts, saddle


def forms(name: str) -> dict[str, dict[str, Any]]:
    """The rule as it is, with every preset, every option and every switch of its own."""
    cls = optimizers.registry[name]
    found = {name: {}} | {f"{name}, {preset}": {"preset": preset} for preset in cls.presets}
    for key, parameter in cls.parameters.items():
        options: tuple[Any, ...] = ()
        if isinstance(parameter, Choice):
            options = parameter.options
        elif isinstance(parameter, Boolean):
            options = (False, True)
        others = (option for option in options if option != parameter.default)
        found |= {f"{name}, {key}={option}": {key: option} for option in others}
    return found


CLASSICS = {
    label: (name, values)
    for name in optimizers.names()
    if not issubclass(optimizers.registry[name], FirstOrder)
    for label, values in forms(name).items()
} | {"lbfgs, short memory": ("lbfgs", {"history_size": 2})}


def rule(name: str, **changes: Any) -> Optimizer:
    id, values = CLASSICS[name]
    return optimizers.get(id, **{**values, **changes})


# Polyak's step looks at the value for its length, not for what becomes of it.
SAFE = [name for name in CLASSICS if "value" in rule(name).needs and rule(name).id != "polyak"]
"""Those that try a step before they take it; the others go where their formula leads."""

each = pytest.mark.parametrize("name", CLASSICS)
each_safe = pytest.mark.parametrize("name", SAFE)

LANDSCAPES = {
    "banana": (banana, 2),
    "himmelblau": (himmelblau, 2),
    "saddle": (saddle, 2),
    "bowl": (lambda: bowl(5, 1e3)[0], 5),
}
everywhere = pytest.mark.parametrize("landscape", LANDSCAPES)


@each_safe
@everywhere
def test_the_value_never_rises(name: str, landscape: str) -> None:
    make, dims = LANDSCAPES[landscape]
    run = minimize(make(), rule(name), random_starts(200, dims), steps=60)
    assert np.isfinite(run.values).all()
    assert (np.diff(run.values, axis=0) <= 0.0).all()
    assert (run.values[-1] < run.values[0]).all()


@each
@everywhere
def test_a_run_does_not_depend_on_its_batch(name: str, landscape: str) -> None:
    make, dims = LANDSCAPES[landscape]
    start = random_starts(9, dims)
    batch = minimize(make(), rule(name), start, steps=20)
    for i in (0, 5):
        alone, within = minimize(make(), rule(name), start[:, i], steps=20), batch.run(i)
        assert np.array_equal(alone.points, within.points)
        assert np.array_equal(alone.gradients, within.gradients)
        assert alone.status == within.status
        for kind in ("value", "gradient", "hessian"):
            counts = getattr(within.evaluations_at, kind)
            assert np.array_equal(getattr(alone.evaluations_at, kind), counts)


@each
def test_a_hyperparameter_may_differ_from_run_to_run(name: str) -> None:
    declared = rule(name)
    for parameter, kind in declared.parameters.items():
        if not isinstance(kind, Real) or kind.default is None:
            continue
        values = [getattr(declared, parameter), 0.6 * kind.slider[0] + 0.4 * kind.slider[1]]
        batch = minimize(
            banana(), declared.replace(**{parameter: np.array(values)}), (-1.2, 1.0), steps=12
        )
        for i, value in enumerate(values):
            alone = minimize(
                banana(), declared.replace(**{parameter: value}), (-1.2, 1.0), steps=12
            )
            assert np.array_equal(alone.points, batch.run(i).points), parameter


@each
@pytest.mark.parametrize("start", [(-1.2, 1.0), (0.5, 0.5), (1.0, 1.0)])
def test_the_counts_are_the_calls_that_were_made(name: str, start: tuple[float, float]) -> None:
    objective, chosen = banana(), rule(name)
    x, now = np.array(start), Iteration(Problem(objective))
    state = chosen.init(x)
    now.learning_rate = getattr(chosen, "learning_rate", 1.0)
    uncounted = 0
    with np.errstate(all="ignore"):
        for t in range(1, 16):
            g = now.begin(t, x)
            if "gradient" in chosen.needs:
                now.commit()
            else:
                uncounted += 1
            chosen.advance(x, g, state, now)
    value, gradient, hessian = now.counts()
    assert objective.calls == {
        "value": value,
        "gradient": gradient + uncounted,
        "hessian": hessian,
    }
    for kind, count in (("value", value), ("gradient", gradient), ("hessian", hessian)):
        assert kind in chosen.needs or count == 0


@each
def test_what_is_handed_over_is_true(name: str) -> None:
    objective, chosen = banana(), rule(name)
    x, now = random_starts(30), Iteration(Problem(banana()))
    state = chosen.init(x)
    now.learning_rate = getattr(chosen, "learning_rate", 1.0)
    with np.errstate(all="ignore"):
        for t in range(1, 25):
            g = now.begin(t, x)
            assert np.array_equal(g, objective.gradient(x))
            assert np.array_equal(now.value_here(x), objective.value(x))
            chosen.advance(x, g, state, now)


@each_safe
def test_clipping_does_not_reach_the_record(name: str) -> None:
    objective = banana()
    run = minimize(objective, rule(name), random_starts(20), steps=40, clip=0.01)
    at_ends = np.moveaxis(run.points, 1, 0)
    assert np.array_equal(np.moveaxis(run.gradients, 1, 0), objective.gradient(at_ends))


@each
def test_update_writes_to_the_point_and_the_state_only(name: str) -> None:
    chosen, start = rule(name), random_starts(4)
    gradient = banana().gradient(start)
    point, state = start.copy(), chosen.init(start)
    before = {key: np.copy(value) for key, value in state.items()}
    chosen.step(point, gradient, state, banana())
    assert np.array_equal(point, start)
    assert np.array_equal(gradient, banana().gradient(start))
    assert all(np.array_equal(state[key], before[key]) for key in before)
    x, g, now = start.copy(), gradient.copy(), Iteration(Problem(banana()))
    now.t = 1
    with np.errstate(all="ignore"):
        chosen.update(x, g, state, now)
    assert np.array_equal(g, gradient)
    assert {key: value.shape for key, value in state.items()} == {
        key: value.shape for key, value in before.items()
    }


@each
@everywhere
def test_awful_starts_end_in_silence(name: str, landscape: str) -> None:
    """Too far out for any number: warnings are errors here."""
    make, dims = LANDSCAPES[landscape]
    sizes = 10.0 ** np.array([3, 20, 50, 76, 77, 100, 150, 153, 154, 200, 300.0])
    for sign in (1.0, -1.0):
        start = sign * sizes * np.ones((dims, 1))
        run = minimize(make(), rule(name), start, steps=10)
        kept = run.status != "diverged"
        assert np.isfinite(run.points[:, :, kept]).all()
        if name in SAFE:
            assert (np.diff(run.values[:, kept], axis=0) <= 0.0).all()


@each
@pytest.mark.parametrize(
    ("make", "start"),
    [(flat, (2.0, -1.0)), (banana, (1.0, 1.0)), (himmelblau, (3.0, 2.0)), (saddle, (0.0, -1.0))],
)
def test_a_stationary_point_is_kept(name: str, make: Any, start: tuple[float, float]) -> None:
    run = minimize(make(), rule(name), start, steps=30)
    assert run.status == "step limit"
    assert (run.points == start).all()


@each_safe
def test_noise_and_projection_are_survived(name: str) -> None:
    start = random_starts(10)
    options: dict[str, Any] = {"domain": ((-3.0, 3.0), (-3.0, 3.0)), "box": "project"}
    run = minimize(himmelblau(), rule(name), start, 60, noise=1.0, seed=3, **options)
    assert np.isfinite(run.values).all()
    assert (np.abs(run.points) <= 3.0).all()
    assert (run.values[-1] < run.values[0]).mean() > 0.8
