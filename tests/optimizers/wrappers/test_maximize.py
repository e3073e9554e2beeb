"""Going uphill: the rule on the landscape turned upside down, in PyTorch's order."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import objectives
import optimizers
from optimizers import SGD, AdamW, ClipByNorm, Lookahead, Maximize
from tests.optimizers.helpers import ROSENBROCK, START, Array, assert_equal, run_of

GRADIENTS = np.random.default_rng(2).normal(size=(6, 2))


@pytest.mark.parametrize("mode", ["l2", "decoupled"])
def test_the_sign_is_turned_before_the_decay(mode: str) -> None:
    """As in torch.optim.SGD: the decay draws to the origin, uphill or downhill."""
    rule = Maximize(
        optimizer=SGD(learning_rate=0.1, momentum=0.9, weight_decay=0.2, weight_decay_mode=mode)
    )
    x, state = np.array(START), rule.init(START)
    expected, velocity = np.array(START), np.zeros(2)
    for g in GRADIENTS:
        x, state = rule.step(x, g, state)
        turned = -g
        if mode == "l2":
            turned = turned + 0.2 * expected
        else:
            expected = expected * (1.0 - 0.1 * 0.2)
        velocity = 0.9 * velocity - 0.1 * turned
        expected = expected + velocity
        np.testing.assert_allclose(x, expected, rtol=1e-13)


def test_it_finds_a_summit() -> None:
    """Of Himmelblau's function, whose only one is known."""
    himmelblau = objectives.get("himmelblau")
    for name in ("adam", "bfgs", "newton"):
        rate = {"learning_rate": 0.05} if name == "adam" else {}
        rule = Maximize(optimizer=optimizers.get(name, **rate))
        run = optimizers.minimize(himmelblau, rule, (-0.2, -0.8), 400)
        np.testing.assert_allclose(run.points[-1], [-0.270845, -0.923039], atol=1e-4)
        assert run.values[-1] == pytest.approx(181.617, abs=1e-3)


def test_twice_uphill_is_downhill() -> None:
    for name in ("adam", "lbfgs"):
        rule = optimizers.get(name)
        twice = Maximize(optimizer=Maximize(optimizer=rule))
        assert_equal(run_of(twice), run_of(rule), besides=("optimizer",))
        assert not twice.ascends


def test_what_is_around_it_knows() -> None:
    around = Lookahead(optimizer=Maximize(optimizer=AdamW()))
    assert around.ascends
    assert Maximize(optimizer=ClipByNorm(optimizer=SGD())).ascends
    assert not ClipByNorm(optimizer=SGD()).ascends


def test_mechanic_belongs_inside() -> None:
    mechanic, sgd = optimizers.get("mechanic", optimizer=SGD()), SGD()
    inside = Maximize(optimizer=mechanic)
    outside = mechanic.replace(optimizer=Maximize(optimizer=sgd))
    sphere = objectives.get("sphere")
    rises = [
        np.ptp(optimizers.minimize(sphere, rule, (1.0, 1.0), 200).values)
        for rule in (inside, outside)
    ]
    assert rises[0] > 1.0
    assert rises[1] < 0.01


class Known:
    """Rosenbrock with another minimum than it has, which a rule that goes up must not be told."""

    vectorized = True
    fmin = -1e9

    def value(self, point: Array) -> Any:
        return ROSENBROCK.value(point)

    def gradient(self, point: Array) -> Array:
        return ROSENBROCK.gradient(point)


def test_the_minimum_is_that_of_the_landscape_and_not_of_the_summit() -> None:
    rule = Maximize(optimizer=optimizers.get("momo"))
    known, unknown = (
        optimizers.minimize(objective, rule, START, 3)
        for objective in (Known(), (ROSENBROCK.value, ROSENBROCK.gradient))
    )
    np.testing.assert_array_equal(known.points, unknown.points)
