"""Fromage: steps worked out by hand."""

from __future__ import annotations

import math

import numpy as np

import objectives
import optimizers
from tests.optimizers.helpers import close, walk


def test_fromage_steps_by_a_share_of_the_points_length() -> None:
    rule = optimizers.get("fromage", learning_rate=0.75)
    points = walk(rule, [3.0, 4.0], [[0.0, 2.0], [1e3, 0.0]])
    close(points[0], np.array([3, 4 - 0.75 * 5]) / 1.25)
    size = math.hypot(2.4, 0.2)
    close(points[1], np.array([2.4 - 0.75 * size, 0.2]) / 1.25)


def test_a_step_across_leaves_the_length_as_it_was() -> None:
    rule = optimizers.get("fromage", learning_rate=0.75)
    point = walk(rule, [3.0, 4.0], [[4.0, -3.0]])[0]
    close(np.linalg.norm(point), 5.0)


def test_norms_are_taken_for_no_less_than_the_smallest() -> None:
    rule = optimizers.get("fromage", learning_rate=0.75, min_norm=0.5)
    close(walk(rule, [0.0, 0.0], [[0.0, 2.0]])[0], [0, -0.75 * 0.5 / 1.25])
    close(walk(rule, [3.0, 4.0], [[0.0, 0.1]])[0], np.array([3, 4 - 0.75 * 10 * 0.1]) / 1.25)


def test_every_block_has_a_length_of_its_own() -> None:
    """As if each were a point of its own."""
    xor = objectives.get("xor_mlp")
    rule = optimizers.get("fromage", learning_rate=0.1)
    point = np.array(xor.start)
    whole, _ = rule.step(point, xor.gradient(point), rule.init(point), xor)
    for at in (slice(0, 4), slice(4, 6), slice(6, 8), slice(8, 9)):
        own, _ = rule.step(point[at], xor.gradient(point)[at], rule.init(point[at]))
        np.testing.assert_allclose(whole[at], own, rtol=1e-13)
    at_once, _ = rule.step(point, xor.gradient(point), rule.init(point))
    assert not np.allclose(whole, at_once)
