"""AMSGrad: steps worked out by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import optimizers
from tests.optimizers.helpers import SIZE, ZERO, Array, G, X, walked


def test_first_step() -> None:
    rule = optimizers.get("amsgrad", learning_rate=0.1, epsilon=0.02)
    expected = X - 0.1 * G / (SIZE + 0.02)
    np.testing.assert_allclose(walked(rule, G), expected, rtol=1e-14)


@pytest.mark.parametrize(
    ("values", "gradient", "expected"),
    [
        # m_hat = 0.9 / 1.9 g, and v_hat = 0.999 / 1.999 g^2 is below its maximum g^2.
        ({"epsilon": 0.02}, ZERO, X - 0.1 * (1 + 0.9 / 1.9) * G / (SIZE + 0.02)),
        (
            {"epsilon": 0.02, "amsgrad": "raw"},
            ZERO,
            X - 0.1 * G / (SIZE + 0.02) - 0.1 * 0.9 / 1.9 * G / (SIZE / np.sqrt(1.999) + 0.02),
        ),
    ],
)
def test_second_step(values: dict[str, Any], gradient: Array, expected: Array) -> None:
    rule = optimizers.get("amsgrad", learning_rate=0.1, **values)
    np.testing.assert_allclose(walked(rule, G, gradient), expected, rtol=1e-14)
