"""Adagrad: steps worked out by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import optimizers
from tests.optimizers.helpers import SIGN, SIZE, Array, G, X, walked


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"epsilon": 0.02}, X - 0.1 * G / np.sqrt(0.1 + G**2 + 0.02)),
        (
            {"epsilon": 0.02, "epsilon_inside_sqrt": False, "initial_accumulator_value": 0.0},
            X - 0.1 * G / (SIZE + 0.02),
        ),
    ],
)
def test_first_step(values: dict[str, Any], expected: Array) -> None:
    rule = optimizers.get("adagrad", **{"learning_rate": 0.1, **values})
    np.testing.assert_allclose(walked(rule, G), expected, rtol=1e-14)


def test_second_step() -> None:
    rule = optimizers.get(
        "adagrad",
        learning_rate=0.1,
        initial_accumulator_value=0.0,
        epsilon=0.0,
        learning_rate_decay=0.25,
    )
    expected = X - 0.1 * (1 + 0.8 / np.sqrt(2.0)) * SIGN
    np.testing.assert_allclose(walked(rule, G, G), expected, rtol=1e-14)


def test_a_coordinate_without_any_gradient_stays() -> None:
    """0/0 in the libraries, at the start of a run whose first coordinate is level."""
    point = walked(
        optimizers.get("adagrad", initial_accumulator_value=0.0, epsilon=0.0), np.array([0.0, -0.4])
    )
    assert point[0] == X[0]
    assert point[1] > X[1]
