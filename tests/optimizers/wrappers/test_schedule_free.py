"""Schedule-Free: around plain rules it is the rules of that name, which Optax and Keras have."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import optimizers
from optimizers import (
    SGD,
    Adam,
    Lookahead,
    RMSprop,
    ScheduleFree,
    ScheduleFreeAdamW,
    ScheduleFreeSGD,
)
from tests.optimizers.helpers import ROSENBROCK, START, STARTS, run_of

RISING = optimizers.get_schedule("one_cycle")


def assert_the_same(rule: Any, own: Any, **options: Any) -> None:
    around, same = (run_of(each, steps=40, **options) for each in (rule, own))
    np.testing.assert_allclose(around.points, same.points, rtol=1e-11, atol=1e-12)
    np.testing.assert_allclose(around.averages, same.averages, rtol=1e-11, atol=1e-12)


@pytest.mark.parametrize("schedule", [None, RISING])
@pytest.mark.parametrize("decay", [0.0, 0.1])
@pytest.mark.parametrize("power", [0.0, 2.0])
def test_around_gradient_descent(schedule: Any, decay: float, power: float) -> None:
    shared: dict[str, Any] = {
        "learning_rate": 2e-3,
        "weight_decay": decay,
        "weight_decay_mode": "l2",
    }
    rule = ScheduleFree(optimizer=SGD(**shared), beta_1=0.8, weight_lr_power=power)
    own = ScheduleFreeSGD(**shared, beta_1=0.8, weight_lr_power=power)
    assert_the_same(rule, own, schedule=schedule)


@pytest.mark.parametrize("schedule", [None, RISING])
def test_around_rmsprop(schedule: Any) -> None:
    root = {"epsilon": 1e-8, "learning_rate": 0.05}
    inside = RMSprop(rho=0.99, epsilon_inside_sqrt=False, bias_correction=True, **root)
    assert_the_same(
        ScheduleFree(optimizer=inside), ScheduleFreeAdamW(beta_2=0.99, **root), schedule=schedule
    )


def test_written_out_around_adam() -> None:
    """The three sequences as the paper has them, and a rule that keeps something of its own."""
    rule = ScheduleFree(optimizer=Adam(learning_rate=0.1, beta_1=0.0), beta_1=0.7)
    result = run_of(rule, steps=12)
    assert result.averages is not None
    x = y = z = np.array(START)
    v = np.zeros(2)
    for t in range(1, 13):
        g = ROSENBROCK.gradient(y)
        v = 0.999 * v + 0.001 * g * g
        # Keras' epsilon is added to the root that is not corrected.
        root = np.sqrt(1.0 - 0.999**t)
        z = z - 0.1 * root * g / (np.sqrt(v) + 1e-7)
        x = (1.0 - 1.0 / t) * x + z / t
        y = 0.7 * x + 0.3 * z
        np.testing.assert_allclose(result.points[t], y, rtol=1e-10)
        np.testing.assert_allclose(result.averages[t], x, rtol=1e-10)


def test_runs_of_a_batch_have_their_own_average() -> None:
    betas, powers = [0.5, 0.9, 0.99], [0.0, 1.0, 2.0]
    rule = ScheduleFree(optimizer=SGD(learning_rate=1e-3), beta_1=betas, weight_lr_power=powers)
    batch = optimizers.minimize(ROSENBROCK, rule, STARTS, 25, schedule=RISING)
    for index, (beta, power) in enumerate(zip(betas, powers, strict=True)):
        own = rule.replace(beta_1=beta, weight_lr_power=power)
        alone = optimizers.minimize(ROSENBROCK, own, STARTS[:, index], 25, schedule=RISING)
        np.testing.assert_array_equal(batch.run(index).points, alone.points)
        np.testing.assert_array_equal(batch.run(index).averages, alone.averages)


def test_of_a_rule_that_averages_the_outer_average_is_judged() -> None:
    inside = Lookahead(optimizer=SGD(learning_rate=1e-3), sync_period=1000)
    within, plain = (ScheduleFree(optimizer=each) for each in (inside, inside.optimizer))
    np.testing.assert_array_equal(run_of(within).averages, run_of(plain).averages)


def test_the_weights_need_a_rate_that_rises() -> None:
    rule = ScheduleFree(optimizer=SGD())
    assert "weight_lr_power" not in rule.idle(50)
    assert "weight_lr_power" in rule.idle(50, rises=False)
    assert "weight_lr_power" in ScheduleFree(optimizer=optimizers.get("newton")).idle(50)
