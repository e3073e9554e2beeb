"""Nesterov: steps worked out by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import optimizers
from tests.optimizers.helpers import Array, G, X, walked


def test_first_step() -> None:
    rule = optimizers.get("nesterov", learning_rate=0.1)
    expected = X - 0.1 * 1.9 * G
    np.testing.assert_allclose(walked(rule, G), expected, rtol=1e-14)


@pytest.mark.parametrize(
    ("values", "gradient", "expected"),
    [
        ({}, G, X - 0.1 * (1.9 + 0.9 * 1.9 + 1) * G),
        ({"momentum_form": "torch"}, G, X - 0.1 * (1.9 + 0.9 * 1.9 + 1) * G),
    ],
)
def test_second_step(values: dict[str, Any], gradient: Array, expected: Array) -> None:
    rule = optimizers.get("nesterov", learning_rate=0.1, **values)
    np.testing.assert_allclose(walked(rule, G, gradient), expected, rtol=1e-14)
