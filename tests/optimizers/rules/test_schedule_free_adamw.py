"""Schedule-Free AdamW: steps worked out by hand."""

from __future__ import annotations

import math

import numpy as np

import optimizers
from tests.optimizers.helpers import close, walk


def test_schedule_free_adamw_by_hand() -> None:
    rule = optimizers.get(
        "schedule_free_adamw", learning_rate=0.5, beta_2=0.75, epsilon=0.5, weight_decay=0.1
    )
    point, state = np.array([1.0]), rule.init([1.0])
    point, state = rule.step(point, [2.0], state)
    z = 1 - 0.5 * (2 / 2.5 + 0.1)
    close(point, [z])
    point, state = rule.step(point, [-1.0], state)
    root = math.sqrt((0.75 * 1 + 0.25 * 1) / (1 - 0.75**2))
    z_2 = z - 0.5 * (-1 / (root + 0.5) + 0.1 * z)
    x = (z + z_2) / 2
    close(point, [0.9 * x + 0.1 * z_2])
    close(rule.evaluation_point(point, state), [x])


def test_schedule_free_of_keras_shrinks_the_point_instead() -> None:
    rule = optimizers.get(
        "schedule_free_adamw",
        preset="keras",
        learning_rate=0.5,
        beta_1=0.5,
        epsilon=0.0,
        weight_decay=0.2,
    )
    # y = 2 becomes 1.8, so x = (1.8 - 0.5 * 2) / 0.5 = 1.6 when z = 2 goes to 1.5; c = 1.
    close(walk(rule, [2.0], [[3.0]])[0], [1.5])
    # z = 1, x = (1.35 - 0.75) / 0.5 = 1.2 and then (1.2 + 1) / 2 = 1.1, so y = 1.05.
    close(walk(rule, [2.0], [[3.0], [3.0]])[1], [1.05])
