"""Lion: steps worked out by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import optimizers
from tests.optimizers.helpers import SIGN, ZERO, Array, G, X, walked


def test_first_step() -> None:
    rule = optimizers.get("lion", learning_rate=0.1)
    expected = X - 0.1 * SIGN
    np.testing.assert_allclose(walked(rule, G), expected, rtol=1e-14)


@pytest.mark.parametrize(
    ("values", "gradient", "expected"),
    [
        # m = 0.01 g and the direction is 0.9 m - 0.1 * 0.05 g, still that of g.
        ({}, -0.05 * G, X - 0.1 * 2 * SIGN),
        ({}, -0.2 * G, X),
    ],
)
def test_second_step(values: dict[str, Any], gradient: Array, expected: Array) -> None:
    rule = optimizers.get("lion", learning_rate=0.1, **values)
    np.testing.assert_allclose(walked(rule, G, gradient), expected, rtol=1e-14)


@pytest.mark.parametrize(("share", "moves"), [(0.06, 3), (0.1, 1)])
def test_the_memory_of_lion(share: float, moves: int) -> None:
    """After g and 0 the memory is g / 4, and the third direction g / 16 - 3 / 4 share g."""
    rule = optimizers.get("lion", learning_rate=0.1, beta_1=0.25, beta_2=0.5)
    expected = X - 0.1 * moves * SIGN
    np.testing.assert_allclose(walked(rule, G, ZERO, -share * G), expected, rtol=1e-14)
