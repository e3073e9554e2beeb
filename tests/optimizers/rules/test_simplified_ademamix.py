"""Simplified AdEMAMix: steps worked out by hand."""

from __future__ import annotations

import math

import numpy as np

import optimizers
from tests.optimizers.helpers import ROSENBROCK, SPHERE, close, walk


def test_simplified_ademamix_by_hand() -> None:
    rule = optimizers.get(
        "simplified_ademamix",
        learning_rate=0.5,
        beta_1=0.5,
        beta_2=0.5,
        alpha=3.0,
        epsilon=1.0,
        epsilon_root=0.25,
    )
    points = walk(rule, [1.0, -2.0], [[2.0, 0.0], [-1.0, 3.0]])
    close(points[0], [1 - 0.5 * (2 + 3 * 2) / (math.sqrt(4 + 0.25) + 1), -2])
    v = np.array([0.25 * 4 + 0.5 * 1, 0.5 * 9]) / 0.75
    m = np.array([0.5 * 2 - 1, 3])
    step = (m + 3 * np.array([-1, 3])) / (np.sqrt(v + 0.25) + 1)
    close(points[1], points[0] - 0.5 * step)


def test_with_no_weight_on_the_gradient_it_is_adam_with_a_sum() -> None:
    """Adam's moment with its bias is 1 - beta_1 times the sum."""
    rule = optimizers.get("simplified_ademamix", learning_rate=0.01, beta_1=0.9, beta_2=0.999)
    adam = optimizers.get("adam", "torch", learning_rate=0.1)
    g = ROSENBROCK.gradient(np.array([-1.2, 1.0]))
    ours, theirs = (walk(r, [-1.2, 1.0], [g] * 3) for r in (rule, adam))
    moved, adams = (np.diff([[-1.2, 1.0], *points], axis=0) for points in (ours, theirs))
    close(moved, adams * (1 - 0.9 ** np.arange(1, 4))[:, None], 1e-12)


def test_the_weight_of_the_gradient_takes_the_swing_out_of_it() -> None:
    lowest = []
    for alpha in (0.0, 100.0):
        rule = optimizers.get("simplified_ademamix", learning_rate=5e-4, alpha=alpha)
        run = optimizers.minimize(SPHERE, rule, (1.0, 1.0), 400)
        lowest.append(run.points.min())
    assert lowest[0] < -0.5 < -0.2 < lowest[1]
