"""D-Adaptation (Adam): steps worked out by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

import optimizers
from tests.optimizers.helpers import close, states, walk


def test_d_adaptation_by_hand() -> None:
    rule = optimizers.get(
        "d_adaptation",
        learning_rate=3.0,
        beta_1=0.0,
        beta_2=0.25,
        epsilon=1.0,
        initial_d=0.1,
    )
    gradients = [[2.0], [2.0], [2.0]]
    points = walk(rule, [1.0], gradients)
    d = [state["d"] for state in states(rule, [1.0], gradients)]
    close(points[0], [1 - 0.3 * 2 / (math.sqrt(3) + 1)])
    # s = 0.3, then 0.45; the agreement is 0.3 * 2 * 0.3 / (sqrt(3) + 1).
    proved = 0.5 * 0.18 / (math.sqrt(3) + 1) / (0.5 * 0.45)
    assert proved > 0.1
    close(d[:2], [0.1, proved], 1e-13)
    close(points[1], points[0] - 0.3 * 2 / (math.sqrt(3.75) + 1))
    close(points[2], points[1] - 3 * proved * 2 / (math.sqrt(0.25 * 3.75 + 3) + 1), 1e-13)


def test_d_adaptation_has_momentum_and_decays_by_the_step_it_found() -> None:
    rule = optimizers.get(
        "d_adaptation", learning_rate=0.5, epsilon=1.0, initial_d=0.1, weight_decay=2.0
    )
    points = walk(rule, [3.0], [[2.0], [-1.0]])
    m, v = 0.1 * 0.05 * 2, 0.001 * 4
    close(points[0], [3 - 3 * 2 * 0.05 - m / (math.sqrt(v) + 1)])
    m, v = 0.9 * m - 0.1 * 0.05, 0.999 * v + 0.001
    close(points[1], points[0] * (1 - 2 * 0.05) - m / (math.sqrt(v) + 1))


def test_d_grows_no_faster_than_allowed() -> None:
    rule, gradients = (
        optimizers.get("d_adaptation", learning_rate=3.0, beta_1=0.0, beta_2=0.25),
        [[1.0]] * 6,
    )
    freely = [state["d"] for state in states(rule, [1.0], gradients)]
    slowly = [state["d"] for state in states(rule.replace(growth_rate=1.25), [1.0], gradients)]
    assert max(np.divide(freely[1:], freely[:-1])) > 1.5
    assert max(np.divide(slowly[1:], slowly[:-1])) == pytest.approx(1.25)


def test_d_adaptation_corrects_the_bias_if_asked() -> None:
    rule = optimizers.get("d_adaptation", preset="optax", initial_d=0.1, epsilon=0.0)
    # As Adam's first step: d times the sign.
    close(walk(rule, [1.0], [[2.0]])[0], [0.9], 1e-13)
