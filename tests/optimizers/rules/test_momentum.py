"""Momentum: steps worked out by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import optimizers
from tests.optimizers.helpers import Array, G, X, walked


def test_first_step() -> None:
    rule = optimizers.get("momentum", learning_rate=0.1)
    expected = X - 0.1 * G
    np.testing.assert_allclose(walked(rule, G), expected, rtol=1e-14)


@pytest.mark.parametrize(
    ("values", "gradient", "expected"),
    [
        ({}, G, X - 0.1 * (1 + 1.9) * G),
        # The first step of PyTorch is not dampened.
        ({"momentum_form": "torch", "dampening": 0.4}, G, X - 0.1 * (1 + 0.9 + 0.6) * G),
    ],
)
def test_second_step(values: dict[str, Any], gradient: Array, expected: Array) -> None:
    rule = optimizers.get("momentum", learning_rate=0.1, **values)
    np.testing.assert_allclose(walked(rule, G, gradient), expected, rtol=1e-14)


def test_where_the_learning_rate_is_shows_under_a_schedule() -> None:
    inside = optimizers.get("momentum", momentum_form="keras")
    outside = optimizers.get("momentum", momentum_form="torch")
    rates = [0.5, 0.1]
    np.testing.assert_allclose(
        walked(inside, G, G, rates=rates), X - (0.5 + 0.9 * 0.5 + 0.1) * G, rtol=1e-14
    )
    np.testing.assert_allclose(
        walked(outside, G, G, rates=rates), X - (0.5 + 0.1 * 1.9) * G, rtol=1e-14
    )
