"""What is counted is what was called: by an objective that counts for itself."""

from __future__ import annotations

import itertools
import sys
from typing import Any

import numpy as np
import pytest

import objectives
import optimizers
from declarations.arrays import Array
from optimizers import Evaluations, Optimizer, Tolerance, Wrapper
from tests.optimizers.helpers import named

KINDS = ("value", "gradient", "hessian")


class Counter:
    """An objective that counts the points at which it is called, by kind and by who asks."""

    well_behaved = True

    def __init__(self, name: str, vectorized: bool = True) -> None:
        self.objective = objectives.get(name)
        self.vectorized = vectorized
        self.examples, self.domain = self.objective.examples, self.objective.domain
        self.fmin, self.dims = self.objective.fmin, self.objective.dims
        self.has_hessian = self.objective.has_hessian
        self.counts = dict.fromkeys(KINDS, 0)
        self.asked = dict.fromkeys(KINDS, 0)
        self.asking = False

    def answer(self, kind: str, point: Array, options: Any) -> Array:
        points = point.size // len(point)
        assert self.vectorized or points == 1
        self.counts[kind] += points
        self.asked[kind] += points * self.asking
        found: Array = getattr(self.objective, kind)(point, **options)
        return found

    def value(self, point: Array, **options: Any) -> Array:
        return self.answer("value", point, options)

    def gradient(self, point: Array, **options: Any) -> Array:
        return self.answer("gradient", point, options)

    def hessian(self, point: Array, **options: Any) -> Array:
        return self.answer("hessian", point, options)


class Foreign(Counter):
    """One whose every value is looked at."""

    well_behaved = False


class Watched(Wrapper):
    """A rule that says when it is its turn."""

    title = "Watched"
    group = "Tests"
    counter: Any = None
    before: Any = None

    def update(self, x: Array, g: Array, state: Any, now: Any) -> None:
        self.before.append(self.counter.counts["gradient"] - self.counter.asked["gradient"])
        self.counter.asking = True
        super().update(x, g, state, now)
        self.counter.asking = False


OPTIONS: dict[str, dict[str, Any]] = {
    "plain": {},
    "ends": {"record": "ends"},
    "every third": {"record": 3, "record_state": True},
    "loss": {"tolerance": Tolerance(loss=2.0, patience=2)},
    "several": {"tolerance": [Tolerance(loss_change=0.1), Tolerance(gradient_norm=1.0, every=2)]},
    "noise": {"noise": 0.3, "tolerance": 1.0},
    "mini-batches": {"batch_size": 3, "shuffle": False, "tolerance": Tolerance(loss=0.5)},
    "project": {"box": "project", "domain": ((-1.3, -0.5), (0.0, 0.95))},
    "stop": {"box": "stop", "domain": ((-1.3, -0.5), (0.0, 1.05))},
    "schedule": {"schedule": optimizers.get_schedule("cosine", warmup_steps=2), "clip": 1.0},
}
START = (-1.2, 1.0)
STARTS = np.array([[-1.2, -0.9, 1.0], [1.0, 0.7, 1.0]])


def around(wrapper: str) -> Optimizer:
    inside = "lbfgs" if wrapper == "sam" else "adam"
    return optimizers.get(wrapper, optimizer=optimizers.get(inside))


RULES = {
    **{name: optimizers.get(name) for name in optimizers.names()},
    **{name: around(name) for name in optimizers.wrapper_names()},
}


def landscape(option: str, other: str) -> str:
    return "linear_regression" if option == "mini-batches" else other


def total(counted: Evaluations) -> dict[str, int]:
    return {kind: int(np.sum(getattr(counted, kind))) for kind in KINDS}


@pytest.mark.parametrize("name", RULES)
def test_every_call_is_counted(name: str) -> None:
    for option, start, kind in itertools.product(OPTIONS, (START, STARTS), (Counter, Foreign)):
        with named(option, start, kind):
            counter = kind(landscape(option, "rosenbrock"))
            run = optimizers.minimize(counter, RULES[name], start, 10, **OPTIONS[option])
            assert total(run.calls) == counter.counts


@pytest.mark.parametrize("name", RULES)
def test_what_a_rule_asks_for_is_counted(name: str) -> None:
    for option, options in OPTIONS.items():
        with named(option):
            what_is_asked_for_is_counted(RULES[name], landscape(option, "rosenbrock"), options)


def what_is_asked_for_is_counted(rule: Optimizer, objective: str, options: dict[str, Any]) -> None:
    # A foreign objective: of ours, a stride may be taken back and its calls be made again.
    counter = Foreign(objective)
    before: list[int] = []
    watched = Watched(optimizer=rule, counter=counter, before=before)
    run = optimizers.minimize(counter, watched, START, 10, **options)
    asked = dict(counter.asked)
    if "gradient" in watched.needs:
        # The steps that began with a gradient of their own, not with one that was handed over.
        asked["gradient"] += before[-1] - counted_looks(options, len(before))
    assert total(run.evaluations) == asked


def counted_looks(options: dict[str, Any], steps: int) -> int:
    """The gradients without noise that a stop rule asks for, up to the last step."""
    return steps if options.get("noise") else 0


@pytest.mark.parametrize("name", optimizers.names())
def test_point_by_point(name: str) -> None:
    counter = Counter("rosenbrock", vectorized=False)
    run = optimizers.minimize(counter, RULES[name], STARTS, 10, tolerance=Tolerance(loss=2.0))
    assert total(run.calls) == counter.counts


@pytest.mark.parametrize("start", [START, STARTS], ids=["single", "batch"])
@pytest.mark.parametrize("name", ["adam", "lbfgs", "newton", "nelder_mead"])
def test_a_gradient_made_of_values_is_counted_as_values(name: str, start: Any) -> None:
    counter = Counter("rosenbrock")
    numerical: Any = objectives.numerical(counter)  # type: ignore[arg-type]
    run = optimizers.minimize(numerical, RULES[name], start, 10, noise=0.1)
    assert total(run.calls) == counter.counts
    assert counter.counts["gradient"] == 0


@pytest.mark.parametrize("name", optimizers.names())
@pytest.mark.parametrize("options", [{}, {"noise": 0.1}, {"record": 7}], ids=str)
def test_an_early_end_does_not_pay_for_the_limit(name: str, options: dict[str, Any]) -> None:
    costs = []
    for steps in (100, 20_000):
        counter = Counter("sphere")
        tolerance = Tolerance(loss=30.0, patience=4)
        run = optimizers.minimize(
            counter, RULES[name], START, steps, tolerance=tolerance, **options
        )
        assert run.status == "converged"
        costs.append(counter.counts)
    assert costs[0] == costs[1]
    assert sum(costs[0].values()) < 200


def test_lbfgs_that_converges_in_a_few_steps() -> None:
    counter = Counter("sphere")
    run = optimizers.minimize(counter, RULES["lbfgs"], START, 100_000, tolerance=1e-8)
    assert (run.status, len(run.values)) == ("converged", run.nit + 1)
    assert counter.counts["value"] == run.evaluations.value + len(run.values)


def test_runs_of_a_batch_pay_for_their_own_rows() -> None:
    counter = Foreign("sphere")
    rates = optimizers.get("sgd", learning_rate=[0.25, 0.05])
    runs = optimizers.minimize(counter, rates, START, 200, tolerance=1e-2)
    short, long = runs.nit
    assert short < long < 200
    # A foreign objective is looked at in every step, and once more for the record.
    assert runs.nfev.tolist() == [2 * (short + 1), 2 * (long + 1)]
    assert runs.njev.tolist() == [short + 1, long + 1]


def test_calls_in_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.modules["optimizers.minimize"], "RUNS_AT_ONCE", 2)
    counter = Foreign("rosenbrock")
    run = optimizers.minimize(counter, RULES["lbfgs"], STARTS, 10)
    assert run.nfev.shape == (3,)
    assert total(run.calls) == counter.counts
