"""RMSprop: steps worked out by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import optimizers
from tests.optimizers.helpers import SIGN, SIZE, Array, G, X, walked


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"rho": 0.75, "epsilon": 0.04}, X - 0.1 * G / np.sqrt(0.25 * G**2 + 0.04)),
        (
            {"rho": 0.75, "epsilon": 0.04, "epsilon_inside_sqrt": False},
            X - 0.1 * G / (0.5 * SIZE + 0.04),
        ),
        (
            {"rho": 0.75, "epsilon": 0.04, "centered": True},
            X - 0.1 * G / np.sqrt((0.25 - 0.0625) * G**2 + 0.04),
        ),
        (
            {
                "rho": 0.75,
                "epsilon": 0.04,
                "bias_correction": True,
                "initial_accumulator_value": 0.2,
            },
            X - 0.1 * G / np.sqrt((0.25 * G**2 + 0.75 * 0.2) / 0.25 + 0.04),
        ),
        # The corrected variance of a single gradient is 0.
        (
            {"rho": 0.75, "epsilon": 0.04, "centered": True, "bias_correction": True},
            X - 0.1 * G / 0.2,
        ),
    ],
)
def test_first_step(values: dict[str, Any], expected: Array) -> None:
    rule = optimizers.get("rmsprop", **{"learning_rate": 0.1, **values})
    np.testing.assert_allclose(walked(rule, G), expected, rtol=1e-14)


@pytest.mark.parametrize(
    ("values", "gradient", "expected"),
    [
        (
            {"rho": 0.0, "momentum": 0.5, "nesterov": True, "epsilon": 0.0},
            G,
            X - 0.1 * (1.5 + 1 + 0.5 * 1.5) * SIGN,
        ),
        # v = 0.4375 g^2 and the mean gradient is -0.0625 g.
        (
            {"rho": 0.75, "epsilon": 0.04, "centered": True},
            -G,
            X
            - 0.1 * G / np.sqrt((0.25 - 0.0625) * G**2 + 0.04)
            + 0.1 * G / np.sqrt((0.4375 - 0.0625**2) * G**2 + 0.04),
        ),
    ],
)
def test_second_step(values: dict[str, Any], gradient: Array, expected: Array) -> None:
    rule = optimizers.get("rmsprop", learning_rate=0.1, **values)
    np.testing.assert_allclose(walked(rule, G, gradient), expected, rtol=1e-14)


class Wavy:
    """f(x) = x^2 + 10 sin x, in one dimension."""

    def value(self, point: Array) -> Any:
        return point[0] ** 2 + 10.0 * np.sin(point[0])

    def gradient(self, point: Array) -> Array:
        return np.array([2.0 * point[0] + 10.0 * np.cos(point[0])])


def test_the_run_of_rmsprop_that_the_project_began_with() -> None:
    """The published table counts the start as step 1: its step k is the point after k - 1 steps.

    With rho 0 and epsilon 0.9 inside the root, RMSprop walks with the step a g / sqrt(g^2 + 0.9).
    """
    rule = optimizers.get("rmsprop", learning_rate=0.1, rho=0.0, epsilon=0.9)
    run = optimizers.minimize(Wavy(), rule, start=(8.0,), steps=60)
    x = {step: f"{run.points[step - 1, 0]:.4f}" for step in range(1, 61)}
    f = {step: f"{run.values[step - 1]:.4f}" for step in range(1, 61)}
    assert f[1] == "73.8936"
    assert x[2] == "7.9002"
    assert (x[41], f[41]) == ("4.0196", "8.4625")
    assert x[45] == "3.8379"
    assert {x[step] for step in range(46, 61)} == {"3.8375"}
    assert {f[step] for step in range(46, 61)} == {"8.3156"}


def test_where_the_learning_rate_is_shows_under_a_schedule() -> None:
    values = {"momentum": 0.9, "rho": 0.0, "epsilon": 0.0}
    inside = optimizers.get("rmsprop", momentum_form="keras", **values)
    outside = optimizers.get("rmsprop", momentum_form="torch", **values)
    rates = [0.5, 0.1]
    np.testing.assert_allclose(
        walked(inside, G, G, rates=rates), X - (0.5 + 0.9 * 0.5 + 0.1) * SIGN, rtol=1e-14
    )
    np.testing.assert_allclose(
        walked(outside, G, G, rates=rates), X - (0.5 + 0.1 * 1.9) * SIGN, rtol=1e-14
    )
