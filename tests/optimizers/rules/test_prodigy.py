"""Prodigy: steps worked out by hand."""

from __future__ import annotations

import math

import numpy as np
from numpy.testing import assert_array_equal

import optimizers
from tests.optimizers.helpers import close, states, walk


def test_prodigy_by_hand() -> None:
    # No memory at all: m = d g, v = d^2 g^2, and every step is d times the sign.
    rule = optimizers.get("prodigy", beta_1=0.0, beta_2=0.0, epsilon=0.0, initial_d=0.5, d_coef=3.0)
    gradients = [[-2.0], [-2.0], [-2.0]]
    close(np.concatenate(walk(rule, [0.0], gradients)), [0.5, 1.0, 2.5])
    # d = 3 <g, x_0 - x> d^2 / d_0 over |g| d^2 / d_0 is three times the way so far.
    close([state["d"] for state in states(rule, [0.0], gradients)], [0.5, 1.5, 3.0])


def test_prodigy_moments_by_hand() -> None:
    rule = optimizers.get("prodigy", learning_rate=0.5, beta_2=0.75, beta_3=0.5, initial_d=0.1)
    points = walk(rule.replace(epsilon=0.2), [1.0], [[2.0], [1.0]])
    rate = 0.5 * 0.1
    root = math.sqrt(0.25) * 0.1 * 2
    close(points[0], [1 - rate * 0.1 * 0.1 * 2 / (root + 0.1 * 0.2)], 1e-13)
    # The way so far proves too little, so d stays at 0.1.
    m, v = 0.9 * 0.02 + 0.1 * 0.1, 0.75 * 0.01 + 0.25 * 0.01
    close(points[1], points[0] - rate * m / (math.sqrt(v) + 0.1 * 0.2), 1e-13)


def test_prodigy_remembers_for_the_root_of_beta_2() -> None:
    gradients = [[1.0, -2.0], [0.5, -1.0], [-1.0, 1.0]]
    options = {"beta_2": 0.25, "initial_d": 0.1}
    found = states(optimizers.get("prodigy", **options), [1.0, 2.0], gradients)
    stated = states(optimizers.get("prodigy", beta_3=0.5, **options), [1.0, 2.0], gradients)
    for one, other in zip(found, stated, strict=True):
        assert_array_equal(one["s"], other["s"])
        assert_array_equal(one["numerator"], other["numerator"])
    # s = d_0 g at first, halved when the next gradient comes.
    close(found[1]["s"], 0.1 * np.array([0.5 + 0.5, -1 - 1]))


def test_prodigy_decays_by_the_step_it_found() -> None:
    options = {"learning_rate": 0.5, "initial_d": 0.1, "bias_correction": True}
    plain = walk(optimizers.get("prodigy", **options), [3.0], [[1.0]])[0]
    decayed = walk(optimizers.get("prodigy", weight_decay=2.0, **options), [3.0], [[1.0]])[0]
    rate = 0.05 * math.sqrt(0.001) / 0.1
    close(plain - decayed, [3 * 2 * rate], 1e-12)


def test_prodigy_grows_no_faster_than_allowed() -> None:
    options = {"beta_1": 0.0, "beta_2": 0.0, "epsilon": 0.0, "initial_d": 0.5, "d_coef": 3.0}
    rule = optimizers.get("prodigy", growth_rate=1.25, **options)
    # After the first proof, of 1.5, d may be that times 1.25 but not above it; the next is 3.
    found = states(rule, [0.0], [[-2.0]] * 3)
    close([state["d"] for state in found], [0.5, 1.5, 1.875])
