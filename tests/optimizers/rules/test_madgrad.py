"""MADGRAD: steps worked out by hand."""

from __future__ import annotations

import math

import numpy as np

import optimizers
from tests.optimizers.helpers import close, walk


def test_madgrad_by_hand() -> None:
    rule = optimizers.get("madgrad", learning_rate=0.75, momentum=0.5, epsilon=0.25)
    first, second = walk(rule, [1.0, -2.0], [[2.0, 0.0], [-1.0, 3.0]])
    # The weights are (0.75 + 0.25) times the root of the number of the step.
    z = 1 - 2 / (4 ** (1 / 3) + 0.25)
    close(first, [0.5 + 0.5 * z, -2], 1e-13)
    w = math.sqrt(2)
    z = np.array(
        [
            1 - (2 - w) / ((4 + w) ** (1 / 3) + 0.25),
            -2 - 3 * w / ((9 * w) ** (1 / 3) + 0.25),
        ]
    )
    close(second, 0.5 * first + 0.5 * z, 1e-13)


def test_without_momentum_it_forgets_where_it_was() -> None:
    rule = optimizers.get("madgrad", momentum=0.0, epsilon=0.0)
    state = rule.init([4.0])
    here, _ = rule.step([4.0], [3.0], state)
    there, _ = rule.step([-100.0], [3.0], state)
    assert here == there
    close(here, [4 - 0.03 / 0.09 ** (1 / 3)], 1e-13)


def test_where_no_slope_was_met_it_stays() -> None:
    rule = optimizers.get("madgrad", epsilon=0.0)
    close(walk(rule, [1.0, 2.0], [[0.0, 0.0]])[0], [1.0, 2.0])


def test_weight_decay_that_nothing_is_left_of_says_so() -> None:
    rule = optimizers.get("madgrad", momentum=0.0, weight_decay=0.1)
    assert "weight_decay" not in rule.idle()
    assert "weight_decay" in rule.replace(weight_decay_mode="decoupled").idle()
