"""Adadelta: steps worked out by hand."""

from __future__ import annotations

import numpy as np

import optimizers
from tests.optimizers.helpers import ZERO, G, X, walked


def test_first_step() -> None:
    rule = optimizers.get("adadelta", learning_rate=0.1, rho=0.75, epsilon=0.04)
    expected = X - 0.1 * 0.2 * G / np.sqrt(0.25 * G**2 + 0.04)
    np.testing.assert_allclose(walked(rule, G), expected, rtol=1e-14)


def test_second_step() -> None:
    rule = optimizers.get("adadelta", learning_rate=0.1, rho=0.75, epsilon=0.0625)
    expected = X - 0.1 * 0.25 * G / np.sqrt(0.25 * G**2 + 0.0625)
    np.testing.assert_allclose(walked(rule, G, ZERO), expected, rtol=1e-14)


def test_the_memories_of_adadelta() -> None:
    rule = optimizers.get("adadelta", learning_rate=0.1, rho=0.75, epsilon=0.04)
    first = 0.2 * G / np.sqrt(0.25 * G**2 + 0.04)
    second = np.sqrt(0.25 * first**2 + 0.04) * G / np.sqrt(0.4375 * G**2 + 0.04)
    mean_step = 0.75 * 0.25 * first**2 + 0.25 * second**2
    third = np.sqrt(mean_step + 0.04) * G / np.sqrt((0.75 * 0.4375 + 0.25) * G**2 + 0.04)
    expected = X - 0.1 * (first + second + third)
    np.testing.assert_allclose(walked(rule, G, G, G), expected, rtol=1e-14)
