"""Adafactor: steps worked out by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import optimizers
from tests.optimizers.helpers import RMS_X, SIGN, Array, G, X, walked


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        # The root mean square of u is below the limit 1.
        ({"epsilon_1": 0.07}, X - 0.1 * RMS_X * G / np.sqrt(np.array([0.16, 0.23]))),
        (
            {"learning_rate": 3.0, "epsilon_1": 0.0, "epsilon_2": 4.0, "clip_threshold": 0.5},
            X - 1.0 * 4.0 * 0.5 * SIGN,
        ),
        ({"epsilon_1": 0.0, "weight_decay": 0.5}, 0.95 * X - 0.1 * 0.95 * RMS_X * SIGN),
        # v = (0.09, 0.16), of which the first is lifted to 0.35^2.
        (
            {"epsilon_1": 0.35, "weight_decay": 0.5, "form": "torch"},
            0.95 * X - 0.1 * RMS_X * np.array([0.3 / 0.35, -1.0]),
        ),
        (
            {
                "learning_rate": 3.0,
                "epsilon_1": 0.0,
                "weight_decay": 0.5,
                "form": "optax",
                "relative_step": False,
            },
            0.5 * X - 3.0 * RMS_X * SIGN,
        ),
    ],
)
def test_first_step(values: dict[str, Any], expected: Array) -> None:
    rule = optimizers.get("adafactor", **{"learning_rate": 0.1, **values})
    np.testing.assert_allclose(walked(rule, G), expected, rtol=1e-14)


@pytest.mark.parametrize("form", ["keras", "torch", "optax"])
def test_the_memory_of_adafactor_grows(form: str) -> None:
    rule = optimizers.get("adafactor", learning_rate=0.1, epsilon_1=0.0, epsilon_2=4.0, form=form)
    first, second = walked(rule, G), walked(rule, G, 0.5 * G)
    ratio = 0.5 / np.sqrt((1 - 2**-0.8) + 2**-0.8 * 0.25)
    np.testing.assert_allclose(second, first - 0.1 * 4.0 * ratio * SIGN, rtol=1e-14)


def test_without_relative_step_the_learning_rate_of_adafactor_stays() -> None:
    limited = optimizers.get("adafactor", learning_rate=3.0, epsilon_1=0.0, epsilon_2=1e3)
    free = limited.replace(relative_step=False)
    np.testing.assert_allclose(walked(limited, G, G), X - (1 + np.sqrt(0.5)) * 1e3 * SIGN)
    np.testing.assert_allclose(walked(free, G), X - 3 * 1e3 * SIGN)
