"""Schedule-Free SGD: steps worked out by hand, and what Schedule-Free AdamW has in common."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_allclose

import optimizers
from tests.optimizers.helpers import close, walk


def test_schedule_free_sgd_by_hand() -> None:
    rule = optimizers.get("schedule_free_sgd", learning_rate=0.5)
    point, state = np.array([1.0]), rule.init([1.0])
    point, state = rule.step(point, [2.0], state)
    close(point, [0.0])  # z = 1 - 0.5 * 2, and x and y with it
    point, state = rule.step(point, [-1.0], state)
    close(point, [0.9 * 0.25 + 0.1 * 0.5])  # z = 0.5, x = (0 + 0.5) / 2
    close(rule.evaluation_point(point, state), [0.25])


@pytest.mark.parametrize(("power", "share"), [(2.0, 4 / 5), (0.0, 1 / 2), (1.0, 2 / 3)])
def test_schedule_free_weighs_by_the_learning_rate(power: float, share: float) -> None:
    for name in ("schedule_free_sgd", "schedule_free_adamw"):
        rule = optimizers.get(
            name, learning_rate=0.5, warmup_steps=2, weight_lr_power=power, beta_1=0.5
        )
        point = walk(rule, [1.0], [[1.0], [1.0]])[1]
        # z goes by 0.25, then by 0.5.
        x = (1 - share) * 0.75 + share * 0.25
        close(point, [0.5 * x + 0.5 * 0.25], 1e-7)


@pytest.mark.parametrize("name", ["schedule_free_sgd", "schedule_free_adamw"])
def test_schedule_free_answers_with_the_average_of_z(name: str) -> None:
    gradients = list(np.random.default_rng(0).standard_normal((50, 2)))
    rule = optimizers.get(name, learning_rate=0.1)
    point, state = np.array([1.0, -1.0]), rule.init([1.0, -1.0])
    z = []
    for gradient in gradients:
        point, state = rule.step(point, gradient, state)
        z.append(state["z"])
        average = rule.evaluation_point(point, state)
        assert average is not None
        assert_allclose(average, np.mean(z, axis=0), atol=1e-13)
        assert_allclose(point, 0.9 * average + 0.1 * z[-1], atol=1e-13)
