"""AdEMAMix: steps worked out by hand."""

from __future__ import annotations

import math

import optimizers
from tests.optimizers.helpers import close, walk


def test_ademamix_adds_the_slow_momentum() -> None:
    rule = optimizers.get("ademamix", learning_rate=0.1, beta_3=0.99, epsilon=0.5, alpha=4.0)
    points = walk(rule, [1.0], [[1.0], [3.0]])
    close(points[0], [1 - 0.1 * (1 + 4 * 0.01) / 1.5])
    m, slow, v = 0.09 + 0.3, 0.0099 + 0.03, 0.000999 + 0.009
    step = 0.1 * (m / 0.19 + 4 * slow) / (math.sqrt(v / (1 - 0.999**2)) + 0.5)
    close(points[1], points[0] - step, 1e-13)


def test_ademamix_brings_the_slow_momentum_in() -> None:
    options = {"learning_rate": 0.1, "beta_3": 0.99, "epsilon": 0.0, "alpha": 4.0}
    points = walk(optimizers.get("ademamix", warmup_steps=2, **options), [1.0], [[1.0], [1.0]])
    beta_3 = math.exp(1 / (0.5 / math.log(0.9) + 0.5 / math.log(0.99)))
    assert 0.9 < beta_3 < 0.99
    close(points[0], [1 - 0.1 * (1 + 2 * (1 - beta_3))], 1e-13)
    slow = (1 - beta_3) * 0.99 + 0.01
    close(points[1], points[0] - 0.1 * (1 + 4 * slow), 1e-13)
