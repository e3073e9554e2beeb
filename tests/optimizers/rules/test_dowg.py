"""DoWG (distance over weighted gradients): steps worked out by hand."""

from __future__ import annotations

import math

import optimizers
from tests.optimizers.helpers import close, walk


def test_dowg_by_hand() -> None:
    rule = optimizers.get("dowg", initial_square_distance=0.25, epsilon=0.5)
    points = walk(rule, [1.0], [[-2.0], [-1.0]])
    close(points[0], [1 + 2 * 0.25 / (1 + 0.5)])
    # It got 1/3 away, less than 0.5: the first guess still holds.
    close(points[1], points[0] + 0.25 / (math.sqrt(1 + 0.25) + 0.5))


def test_dowg_goes_by_the_distance_travelled() -> None:
    rule = optimizers.get("dowg", learning_rate=4.0, initial_square_distance=0.25, epsilon=0.0)
    points = walk(rule, [1.0], [[-2.0], [-1.0]])
    close(points[0], [1 + 4 * 2 * 0.25 / 1])
    # Squared distance 4 by now, and the weighted sum 0.25 * 4 + 4 * 1.
    close(points[1], points[0] + 4 * 4 / math.sqrt(5))


def test_the_weights_decay_in_two_ways() -> None:
    # A distance of 0.5 over |g| = 2 is a rate of 0.25; over |g + 0.5 x| = 4 it is 0.125.
    rule = optimizers.get("dowg", initial_square_distance=0.25, epsilon=0.0, weight_decay=0.5)
    for mode, expected in (("decoupled", 4 - 0.25 * (0.5 * 4) - 0.25 * 2), ("l2", 4 - 0.125 * 4)):
        close(walk(rule.replace(weight_decay_mode=mode), [4.0], [[2.0]])[0], [expected])
