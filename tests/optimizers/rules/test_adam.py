"""Adam: steps worked out by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import optimizers
from tests.optimizers.helpers import SIZE, Array, G, X, walked


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"beta_2": 0.99, "epsilon": 0.02}, X - 0.1 * 0.1 / 0.1 * 0.1 * G / (0.1 * SIZE + 0.02)),
        (
            {"epsilon": 0.02, "epsilon_hat": False, "epsilon_root": 0.01},
            X - 0.1 * G / (np.sqrt(G**2 + 0.01) + 0.02),
        ),
    ],
)
def test_first_step(values: dict[str, Any], expected: Array) -> None:
    rule = optimizers.get("adam", **{"learning_rate": 0.1, **values})
    np.testing.assert_allclose(walked(rule, G), expected, rtol=1e-14)
