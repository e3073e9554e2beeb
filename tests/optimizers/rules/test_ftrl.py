"""FTRL: steps worked out by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import optimizers
from tests.optimizers.helpers import Array, G, X, walked


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({}, (X * (np.sqrt(0.1 + G**2) - np.sqrt(0.1)) - 0.1 * G) / np.sqrt(0.1 + G**2)),
        # z = (0.3 + 0.06 - 0.9, -0.4 - 0.12 + 3.2), q = (0.9, 1.6) + 0.1 + 0.2 / 0.1
        (
            {
                "learning_rate_power": -1.0,
                "initial_accumulator_value": 0.0,
                "l1_regularization_strength": 0.1,
                "l2_regularization_strength": 0.05,
                "l2_shrinkage_regularization_strength": 0.03,
                "beta": 0.2,
            },
            np.array([(-0.1 + 0.54) / 3.0, (0.1 - 2.68) / 3.7]),
        ),
    ],
)
def test_first_step(values: dict[str, Any], expected: Array) -> None:
    rule = optimizers.get("ftrl", **{"learning_rate": 0.1, **values})
    np.testing.assert_allclose(walked(rule, G), expected, rtol=1e-14)


def test_a_coordinate_without_any_gradient_stays() -> None:
    """0/0 in the libraries, at the start of a run whose first coordinate is level."""
    point = walked(optimizers.get("ftrl", initial_accumulator_value=0.0), np.array([0.0, -0.4]))
    assert point[0] == X[0]
    assert point[1] > X[1]


def test_ftrl_stands_still_where_a_schedule_ends_at_0() -> None:
    rule = optimizers.get("ftrl", learning_rate=0.1, beta=0.1)
    np.testing.assert_array_equal(
        walked(rule, G, G, rates=[0.1, 0.0]), walked(rule, G, rates=[0.1])
    )
