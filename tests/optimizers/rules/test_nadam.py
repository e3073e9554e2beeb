"""Nadam: steps worked out by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import optimizers
from tests.optimizers.helpers import SIZE, ZERO, Array, G, X, walked


def nadam_step(psi: float) -> Array:
    """The first step of Nadam for beta_1 = 0.8, epsilon = 0.02 and learning rate 1."""
    mu_1, mu_2 = 0.8 * (1 - 0.5 * 0.96**psi), 0.8 * (1 - 0.5 * 0.96 ** (2 * psi))
    return G * (mu_2 * 0.2 / (1 - mu_1 * mu_2) + 1) / (SIZE + 0.02)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"beta_1": 0.8, "epsilon": 0.02}, X - 0.1 * nadam_step(1.0)),
        ({"beta_1": 0.8, "epsilon": 0.02, "momentum_decay": 0.004}, X - 0.1 * nadam_step(0.004)),
        (
            {"beta_1": 0.8, "epsilon": 0.02, "momentum_decay": np.inf},
            X - 0.1 * G * (0.8 * 0.2 / (1 - 0.64) + 1) / (SIZE + 0.02),
        ),
    ],
)
def test_first_step(values: dict[str, Any], expected: Array) -> None:
    rule = optimizers.get("nadam", **{"learning_rate": 0.1, **values})
    np.testing.assert_allclose(walked(rule, G), expected, rtol=1e-14)


def test_second_step() -> None:
    # m = 0.16 g and v = 0.25 g^2.
    rule = optimizers.get(
        "nadam", learning_rate=0.1, beta_1=0.8, beta_2=0.5, epsilon=0.02, momentum_decay=np.inf
    )
    expected = (
        X
        - 0.1 * G * (0.8 * 0.2 / (1 - 0.64) + 1) / (SIZE + 0.02)
        - 0.1 * G * (0.8 * 0.16 / (1 - 0.512)) / (SIZE / np.sqrt(3.0) + 0.02)
    )
    np.testing.assert_allclose(walked(rule, G, ZERO), expected, rtol=1e-14)
