"""Mechanic, beside its formula written out; Optax is in test_reference.py."""

from __future__ import annotations

import numpy as np
import pytest

import optimizers
from optimizers import SGD, Lookahead, Mechanic
from tests.optimizers.helpers import ROSENBROCK, SPHERE, START, STARTS, Array, run_of


def written_out(steps: int, rate: float, decay: float, first: float, memories: int) -> list[Array]:
    """Around plain descent."""
    x0 = x = np.array(START)
    s, m, v, r = np.full(memories, first), *np.zeros((3, memories))
    beta = 1.0 - 10.0 ** -np.arange(1.0, memories + 1)
    points = [x0]
    for _ in range(steps):
        g = ROSENBROCK.gradient(x)
        delta = (x0 - x) / (s.sum() + 1e-8)
        pull = decay * s.sum() * np.linalg.norm(g) / (np.linalg.norm(x) + 1e-8)
        h = (g + pull * x) @ delta
        r = beta * r + s * np.minimum(np.maximum(h, -m), m)
        m = np.maximum(beta * m, abs(h) + 1e-8)
        v = beta**2 * v + h**2
        s = (first / memories * m + np.maximum(r, 0.0)) / (np.sqrt(v) + 1e-8)
        x = x0 - s.sum() * (delta + rate * g)
        points.append(x)
    return points


@pytest.mark.parametrize(
    ("rate", "decay", "first", "memories"), [(1.0, 0.01, 1e-6, 6), (0.1, 0.3, 1e-3, 3)]
)
def test_written_out(rate: float, decay: float, first: float, memories: int) -> None:
    rule = Mechanic(
        optimizer=SGD(learning_rate=rate), weight_decay=decay, s_init=first, num_betas=memories
    )
    expected = written_out(14, rate, decay, first, memories)
    np.testing.assert_allclose(run_of(rule, steps=14).points, expected, rtol=1e-9)


def test_runs_of_a_batch_have_their_own_scale() -> None:
    firsts, decays = [1e-6, 1e-4, 1e-2], [0.0, 0.1, 0.5]
    rule = Mechanic(optimizer=SGD(learning_rate=1.0), s_init=firsts, weight_decay=decays)
    batch = optimizers.minimize(ROSENBROCK, rule, STARTS, 25)
    for index, (first, decay) in enumerate(zip(firsts, decays, strict=True)):
        own = rule.replace(s_init=first, weight_decay=decay)
        alone = optimizers.minimize(ROSENBROCK, own, STARTS[:, index], 25)
        np.testing.assert_array_equal(batch.run(index).points, alone.points)


@pytest.mark.parametrize("rate", [0.01, 100.0])
def test_a_rate_that_is_far_too_large_or_too_small_is_scaled(rate: float) -> None:
    sgd = SGD(learning_rate=rate)
    plain = optimizers.minimize(SPHERE, sgd, (-4.0, 3.0), 300)
    tuned = optimizers.minimize(SPHERE, Mechanic(optimizer=sgd), (-4.0, 3.0), 300)
    assert tuned.values[-1] < 0.01
    assert plain.values[-1] > 0.01 or plain.status == "diverged"


def test_the_point_is_judged_and_not_what_the_rule_within_would_judge() -> None:
    assert run_of(Mechanic(optimizer=Lookahead(optimizer=SGD())), steps=3).averages is None
