"""Cyclic: against PyTorch's formula."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

import optimizers
from tests.optimizers.helpers import COMPLETED, factors_of

REFERENCE: dict[str, dict[str, Any]] = {
    "PyTorch CyclicLR": {"step_size_up": 3},
    "PyTorch CyclicLR, step_size_down": {"step_size_up": 2, "step_size_down": 5, "alpha": 0.1},
    "PyTorch CyclicLR, triangular2": {"step_size_up": 4, "mode": "triangular2", "alpha": 0.0},
    "PyTorch CyclicLR, exp_range": {
        "step_size_up": 4,
        "step_size_down": 1,
        "mode": "exp_range",
        "gamma": 0.9,
    },
}


def cyclic_lr(
    last_epoch: int,
    step_size_up: int,
    step_size_down: int | None = None,
    alpha: float = 0.25,
    mode: str = "triangular",
    gamma: float = 0.99,
) -> float:
    """``get_lr`` of PyTorch 2.13.0 with ``max_lr`` 1 and ``base_lr`` alpha."""
    total_size = float(step_size_up) + float(step_size_down or step_size_up)
    step_ratio = step_size_up / total_size
    cycle = math.floor(1 + last_epoch / total_size)
    x = 1.0 + last_epoch / total_size - cycle
    scale_factor = x / step_ratio if x <= step_ratio else (x - 1) / (step_ratio - 1)
    scale = {
        "triangular": 1.0,
        "triangular2": 1 / (2.0 ** (cycle - 1)),
        "exp_range": gamma**last_epoch,
    }[mode]
    return alpha + (1.0 - alpha) * scale_factor * scale


@pytest.mark.parametrize("form", REFERENCE)
def test_the_library_agrees(form: str) -> None:
    values = REFERENCE[form]
    expected = [cyclic_lr(step, **values) for step in COMPLETED]
    schedule = optimizers.get_schedule("cyclic", **values)
    np.testing.assert_allclose(factors_of(schedule), expected, rtol=0, atol=4e-15)


def test_by_hand() -> None:
    schedule = optimizers.get_schedule("cyclic", step_size_up=2, alpha=0.5, mode="triangular2")
    factors = [schedule.factor(step, 9) for step in range(9)]
    assert factors == [0.5, 0.75, 1.0, 0.75, 0.5, 0.625, 0.75, 0.625, 0.5]
