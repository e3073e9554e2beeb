"""Steps are taken in strides, which nobody can tell from the run; whoever watches can end it."""

from __future__ import annotations

import time
from typing import Any

import numpy as np
import pytest

import objectives
import optimizers
from optimizers import SGD
from optimizers.gradients import square
from tests.optimizers.helpers import SPHERE, START, Array, assert_equal, run


class Unknown(type(SPHERE)):  # type: ignore[misc]
    """A sphere of which nothing is known: the loop looks at every point before it goes on."""

    well_behaved = False


RATES = np.array([0.1, *np.geomspace(10.0, 1e9, 20)])
"""With all but the first a run on the sphere overflows, sooner or later."""


@pytest.mark.parametrize("record", ["all", 5])
@pytest.mark.parametrize("name", ["momentum", "lookahead", "bfgs"])
def test_steps_are_the_same_however_often_they_are_looked_at(name: str, record: Any) -> None:
    """Steps are taken in strides; where a run ends in one, it is as if there were none."""
    options: dict[str, Any] = {
        "objective": SPHERE,
        "steps": 60,
        "record": record,
        "record_state": True,
        "noise": 0.01,
        "schedule": optimizers.get_schedule("cosine", warmup_steps=3),
    }

    def rule(rate: Any) -> optimizers.Optimizer:
        if name == "lookahead":
            return optimizers.Lookahead(optimizer=SGD(learning_rate=rate))
        return optimizers.get(name, **({} if name == "bfgs" else {"learning_rate": rate}))

    looked_at = options | {"objective": Unknown()}
    for rate in RATES[::10]:
        assert_equal(run(rule=rule(rate), **options), run(rule=rule(rate), **looked_at))
    starts = np.repeat(np.array(START)[:, np.newaxis], len(RATES), axis=1)
    batch = run(starts, rule=rule(RATES), **options)
    assert_equal(batch, run(starts, rule=rule(RATES), **looked_at))
    if name == "momentum":
        assert len(set(batch.diverged_at.tolist())) > 10


class Strict(SGD):
    """Gradient descent that will not be asked for the impossible."""

    def update(self, x: Array, g: Array, state: Any, now: Any) -> None:
        if not np.isfinite(g).all():
            raise ArithmeticError("not a number")
        super().update(x, g, state, now)


def test_no_step_is_made_from_a_point_that_is_not_finite() -> None:
    assert run(rule=Strict(learning_rate=1e9), steps=100).status == "diverged"


def test_what_a_rule_raises_is_raised() -> None:
    class Failing(SGD):
        def update(self, x: Array, g: Array, state: Any, now: Any) -> None:
            if now.t == 20:
                raise ArithmeticError("too late")

    with pytest.raises(ArithmeticError, match="too late"):
        run(rule=Failing(), steps=100)


def test_whoever_gives_up_once_has_given_up() -> None:
    shares: list[float] = []

    def give_up(share: float) -> None:
        shares.append(share)
        if len(shares) == 1:
            raise ArithmeticError("enough")

    with pytest.raises(ArithmeticError, match="enough"):
        run(steps=100, progress=give_up)


@pytest.mark.parametrize("size", [3, 8192, 8193, 20_001])
def test_one_look_sees_every_number(size: int) -> None:
    for place in {0, size // 2, min(8192, size - 1), size - 1}:
        for bad in (np.nan, np.inf, 1e200):
            numbers = np.ones(size)
            assert square(numbers) == size
            numbers[place] = bad
            with np.errstate(over="ignore"):
                assert not np.isfinite(square(numbers))


class Slow:
    """A bowl with a kink whose evaluations take a moment, and are counted."""

    domain = ((-5.0, 5.0), (-5.0, 5.0))

    def __init__(self) -> None:
        self.calls = 0

    def value(self, point: Any) -> float:
        self.calls += 1
        time.sleep(0.003)
        return float((point**2).sum() + np.abs(point).sum())

    def gradient(self, point: Any) -> Any:
        self.calls += 1
        time.sleep(0.003)
        return 2.0 * point + np.sign(point)


@pytest.mark.parametrize(
    "optimizer",
    [
        optimizers.get("sgd", learning_rate=0.01),
        optimizers.get("gradient_descent_line_search", max_evaluations=1000, shrink=0.9999),
        optimizers.get("bfgs"),
        optimizers.get("newton"),
        optimizers.get("nelder_mead"),
        optimizers.get("trust_region"),
    ],
    ids=lambda rule: rule.id,
)
def test_progress_rises_and_can_give_up_within_a_step(optimizer: optimizers.Optimizer) -> None:
    """Some ten times a second, whatever a step costs; what it raises ends the work at once."""
    objective = Slow()
    shares: list[float] = []
    stopped_at = []

    def give_up(share: float) -> None:
        shares.append(share)
        if len(shares) == 3:
            stopped_at.append(objective.calls)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        optimizers.minimize(objective, optimizer, (3.0, 2.0), 100_000, progress=give_up)
    assert objective.calls == stopped_at[0]
    assert shares == sorted(shares)
    assert shares[0] == 0.0
    # Between two reports there is time for some evaluations, not for a report on each.
    assert stopped_at[0] >= 10


def test_long_paths_are_looked_at_again_after_the_loop() -> None:
    """The values along a recorded path are worked out in the end; that can be given up too."""
    objective = objectives.get("mlp", n=2000)
    reports = []
    start = np.tile(np.array(objective.start)[:, np.newaxis], 40)
    optimizers.minimize(objective, optimizers.get("sgd"), start, 60, progress=reports.append)
    assert reports.count(1.0) >= 1
