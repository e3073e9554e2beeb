"""Adan: steps worked out by hand."""

from __future__ import annotations

import math

import optimizers
from tests.optimizers.helpers import close, walk


def test_adan_adds_what_the_gradient_is_changing_to() -> None:
    rule = optimizers.get("adan", learning_rate=0.1, epsilon=0.5, epsilon_root=0.25)
    points = walk(rule, [1.0], [[1.0], [2.0], [-1.0]])
    close(points[0], [1 - 0.1 * 1 / (math.sqrt(1.25) + 0.5)])
    m, v, n = 0.02, 0.0, 0.01
    for t, gradient, change in ((2, 2, 1), (3, -1, -3)):
        m = 0.98 * m + 0.02 * gradient
        v = 0.92 * v + 0.08 * change
        n = 0.99 * n + 0.01 * (gradient + 0.92 * change) ** 2
        ahead = m / (1 - 0.98**t) + 0.92 * v / (1 - 0.92**t)
        step = 0.1 * ahead / (math.sqrt(n / (1 - 0.99**t) + 0.25) + 0.5)
        close(points[t - 1], points[t - 2] - step, 1e-13)


def test_adan_decays_in_three_ways() -> None:
    options = {"learning_rate": 0.1, "weight_decay": 0.5}
    stepped = 3.0 - 0.1 * 1 / (1 + 1e-8)
    for mode, expected in (
        ("proximal", stepped / 1.05),
        ("decoupled", stepped - 3 * 0.05),
        ("l2", 3 - 0.1 * 2.5 / (2.5 + 1e-8)),
    ):
        rule = optimizers.get("adan", weight_decay_mode=mode, **options)
        close(walk(rule, [3.0], [[1.0]])[0], [expected])
