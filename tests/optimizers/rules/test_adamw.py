"""AdamW: steps worked out by hand."""

from __future__ import annotations

import numpy as np

import optimizers
from tests.optimizers.helpers import SIZE, G, X, walked


def test_first_step() -> None:
    rule = optimizers.get(
        "adamw", learning_rate=0.1, epsilon=0.02, epsilon_hat=False, weight_decay=0.5
    )
    expected = X * (1 - 0.1 * 0.5) - 0.1 * G / (SIZE + 0.02)
    np.testing.assert_allclose(walked(rule, G), expected, rtol=1e-14)
