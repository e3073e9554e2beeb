"""MoMo-Adam: steps worked out by hand."""

from __future__ import annotations

import math

import pytest

import optimizers
from tests.optimizers.helpers import ROSENBROCK, Ellipse, close, walk
from tests.optimizers.rules.test_momo import Heights


def test_the_first_step_goes_to_where_the_line_reaches_the_bound() -> None:
    # The slope is 6 high, the line 8 (over 1 - beta_1); Adam's direction is 6 / (6 + 2).
    rule = optimizers.get("momo_adam", learning_rate=9.0, epsilon=2.0, lower_bound=5.0)
    close(walk(rule, [3.0], [[6.0]], Heights(8.0))[0], [3 - (8 - 5) / 6], 1e-13)
    rule = rule.replace(learning_rate=0.1)
    close(walk(rule, [3.0], [[6.0]], Heights(8.0))[0], [3 - 0.1 * 6 / (6 + 2)], 1e-13)


def test_the_second_step_goes_by_the_averaged_line() -> None:
    rule = optimizers.get("momo_adam", learning_rate=9.0, beta_1=0.5, beta_2=0.5, epsilon=1.0)
    first, second = walk(rule, [2.0], [[2.0], [1.0]], Heights(1.0, 3.0))
    close(first, [2 - 1 / 2], 1e-13)
    m, v = 0.25 * 2 + 0.5 * 1, 0.25 * 4 + 0.5 * 1
    direction = m / (math.sqrt(v / 0.75) + 1)
    height = 0.25 * (1 + 2 * (1.5 - 2)) + 0.5 * 3
    close(second, [1.5 - height / (m * direction) * direction], 1e-13)


def test_where_there_is_no_slope_it_stays() -> None:
    close(walk(optimizers.get("momo_adam"), [2.0], [[1e-12]], Heights(3.0))[0], [2.0])


def test_the_least_value_is_that_of_the_objective_where_it_is_known() -> None:
    rule = optimizers.get("momo_adam", learning_rate=9.0)
    bowl, lifted = Ellipse(1.0, 4.0), Ellipse(1.0, 4.0, lowest=-7.0)
    ends = [walk(rule, [2.0, 1.0], [[2.0, 4.0]], each)[0] for each in (bowl, lifted)]
    close(ends[0], ends[1], 1e-12)


def test_with_a_bound_that_is_never_felt_it_is_adam() -> None:
    momo = optimizers.get("momo_adam", learning_rate=0.1, lower_bound=-1e9)
    adam = optimizers.get("adam", preset="torch", learning_rate=0.1)
    run = optimizers.minimize(ROSENBROCK, momo, (-1.2, 1.0), 50)
    close(run.points, optimizers.minimize(ROSENBROCK, adam, (-1.2, 1.0), 50).points, 1e-12)


def test_an_estimate_of_the_least_value_follows_the_line() -> None:
    rule = optimizers.get(
        "momo_adam", learning_rate=0.1, beta_1=0.5, lower_bound=-1.0, adapt_lower_bound=True
    )
    point, state = rule.step([2.0], [2.0], rule.init([2.0]), Heights(3.0))
    close(point, [1.9], 1e-8)
    close(state["bound"], 3 - 0.5 * 0.1 * 2, 1e-8)
    # The line is below the estimate now: half of it is aimed at.
    m, v = 0.5 * 1 + 0.5 * 2, (0.999 * 4 + 4) / 1.999
    direction, height = m / math.sqrt(v), 0.5 * 0.5 * (3 - 0.2) + 0.5 * 1
    assert height / 0.75 < state["bound"]
    after, state = rule.replace(learning_rate=9.0).step(point, [2.0], state, Heights(1.0))
    close(after, point - 0.5 * height / (m * direction) * direction, 1e-7)
    close(state["bound"], (height - 0.5 * 0.5 * height) / 0.75, 1e-7)


def test_the_estimate_is_never_below_the_bound() -> None:
    rule = optimizers.get("momo_adam", beta_1=0.0, lower_bound=2.9, adapt_lower_bound=True)
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
        # w is 1.5: height 1.5 (3 - 2 * 2) + 2 * 2 = 2.5, which is more than 0.5 * 2.
        ("proximal", 2 / 1.5 - 0.5),
        ("decoupled", 2 * 0.5 - 0.5),
        ("l2", 2 - 0.5),
    ],
)
def test_the_weights_decay_in_three_ways(mode: str, end: float) -> None:
    rule = optimizers.get(
        "momo_adam", learning_rate=0.5, epsilon=0.0, weight_decay=1.0, weight_decay_mode=mode
    )
    close(walk(rule, [2.0], [[2.0]], Heights(3.0))[0], [end], 1e-13)


def test_a_learning_rate_that_is_too_large_for_adam_does_no_harm() -> None:
    values = [
        optimizers.minimize(
            ROSENBROCK, optimizers.get(name, learning_rate=3.0), (-1.2, 1.0), 1000
        ).values[-1]
        for name in ("momo_adam", "adam")
    ]
    assert values[0] < 1e-9 < 1e-3 < values[1]
