"""MoMo: steps worked out by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import optimizers
from tests.optimizers.helpers import Ellipse, close, walk

BOWL = Ellipse(1.0, 4.0)


class Heights:
    """An objective with given values; f(x) is looked up by the first coordinate of x."""

    vectorized = True

    def __init__(self, *values: float) -> None:
        self.values = iter(values)

    def value(self, point: Any) -> Any:
        return np.float64(next(self.values))

    def gradient(self, point: Any) -> Any:
        return np.zeros_like(point)


def test_the_first_step_is_polyaks() -> None:
    # At (2, 1) the bowl is 4 high, and its slope is (2, 4).
    rule = optimizers.get("momo", lower_bound=1.0)
    close(walk(rule, [2.0, 1.0], [[2.0, 4.0]], BOWL)[0], [2 - 3 / 20 * 2, 1 - 3 / 20 * 4])
    rule = rule.replace(learning_rate=0.1)
    close(walk(rule, [2.0, 1.0], [[2.0, 4.0]], BOWL)[0], [2 - 0.1 * 2, 1 - 0.1 * 4])


def test_the_second_step_goes_by_the_averaged_line() -> None:
    rule = optimizers.get("momo", momentum=0.75)
    first, second = walk(rule, [2.0], [[2.0], [1.0]], Heights(1.0, 3.0))
    close(first, [2 - 1 / 4 * 2])
    # Lines 1 + 2 (x - 2) and 3 + (x - 1.5): three parts of the one and one part of the other.
    d = 0.75 * 2 + 0.25 * 1
    height = 0.75 * (1 + 2 * (1.5 - 2)) + 0.25 * 3
    close(second, [1.5 - height / d**2 * d], 1e-13)


def test_where_the_line_is_below_the_bound_it_stays() -> None:
    close(walk(optimizers.get("momo", lower_bound=5.0), [2.0], [[2.0]], Heights(3.0))[0], [2.0])


def test_where_there_is_no_slope_it_stays() -> None:
    close(walk(optimizers.get("momo"), [2.0], [[1e-9]], Heights(3.0))[0], [2.0])


def test_the_least_value_is_that_of_the_objective_where_it_is_known() -> None:
    rule = optimizers.get("momo")
    lifted = Ellipse(1.0, 4.0, lowest=-7.0)
    close(walk(rule, [2.0, 1.0], [[2.0, 4.0]], lifted)[0], walk(rule, [2, 1], [[2, 4]], BOWL)[0])


def test_an_estimate_of_the_least_value_follows_the_line() -> None:
    rule = optimizers.get(
        "momo", learning_rate=0.1, momentum=0.0, lower_bound=-1.0, adapt_lower_bound=True
    )
    point, state = rule.step([2.0], [2.0], rule.init([2.0]), Heights(3.0))
    # A step of 0.1 * 2; the line is at 3 - 0.1 * 4 there, and half way at 2.8.
    close(point, [1.8])
    close(state["bound"], 3 - 0.5 * 0.1 * 4)
    # At a height of 1, below the estimate, half the height is aimed at.
    point, state = rule.step(point, [4.0], state, Heights(1.0))
    close(point, [1.8 - (1 - 0.5) / 16 * 4])
    close(state["bound"], 1 - 0.5 * (0.5 / 16) * 16)


def test_the_estimate_is_never_below_the_bound() -> None:
    rule = optimizers.get("momo", momentum=0.0, lower_bound=2.9, adapt_lower_bound=True)
    _, state = rule.step([2.0], [2.0], rule.init([2.0]), Heights(3.0))
    assert state["bound"] > 2.9
    # Half the height is below the bound, and so is what the line reaches.
    point, state = rule.step([2.0], [0.0], state, Heights(2.0))
    close(point, [2.0])
    close(state["bound"], 2.9)
    # And a slope there does not lead below it.
    point, state = rule.step([2.0], [1.0], state, Heights(2.5))
    close(point, [2.0])


@pytest.mark.parametrize(
    ("mode", "end"),
    [
        # w is 1.5: height 1.5 (3 - 2 * 2) + 2 * 2 = 2.5.
        ("proximal", 2 / 1.5 - 0.5 * 2),
        ("decoupled", 2 * 0.5 - 0.5 * 2),
        # 2 + 2 is a steeper slope: 3 / 16 of it are enough.
        ("l2", 2 - 3 / 16 * 4),
    ],
)
def test_the_weights_decay_in_three_ways(mode: str, end: float) -> None:
    rule = optimizers.get("momo", learning_rate=0.5, weight_decay=1.0, weight_decay_mode=mode)
    close(walk(rule, [2.0], [[2.0]], Heights(3.0))[0], [end])


@pytest.mark.parametrize("learning_rate", [1.0, 1e3, 1e6])
def test_a_learning_rate_that_is_too_large_does_no_harm(learning_rate: float) -> None:
    rule = optimizers.get("momo", learning_rate=learning_rate)
    assert optimizers.minimize(BOWL, rule, (2.0, 1.0), 200).values[-1] < 1e-5
    plain = optimizers.get("momentum", learning_rate=learning_rate)
    assert optimizers.minimize(BOWL, plain, (2.0, 1.0), 200).values[-1] > 1e9
