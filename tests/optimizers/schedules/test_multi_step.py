"""Milestones: against PyTorch's formula."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import optimizers
from tests.optimizers.helpers import COMPLETED, factors_of

REFERENCE: dict[str, dict[str, Any]] = {
    "PyTorch MultiStepLR": {"milestones": (3, 9, 12), "gamma": 0.3},
    "PyTorch MultiStepLR, one milestone": {"milestones": (1,), "gamma": 0.5},
    "PyTorch MultiStepLR, none reached": {"milestones": (500, 600)},
}


def multi_step_lr(steps: int, milestones: tuple[int, ...], gamma: float = 0.1) -> float:
    """``get_lr`` of PyTorch 2.13.0, called after every step, from the rate 1."""
    rate = 1.0
    for last_epoch in range(1, steps + 1):
        if last_epoch in milestones:
            rate *= gamma
    return rate


@pytest.mark.parametrize("form", REFERENCE)
def test_the_library_agrees(form: str) -> None:
    values = REFERENCE[form]
    expected = [multi_step_lr(step, **values) for step in COMPLETED]
    schedule = optimizers.get_schedule("multi_step", **values)
    np.testing.assert_allclose(factors_of(schedule), expected, rtol=4e-16, atol=0)


def test_by_hand() -> None:
    schedule = optimizers.get_schedule("multi_step", milestones=(2, 3), gamma=0.5)
    assert [schedule.factor(step, 5) for step in range(5)] == [1.0, 1.0, 0.5, 0.25, 0.25]


@pytest.mark.parametrize(
    ("milestones", "message"),
    [
        ((30, 20), "whole numbers in [1, 1e+06], in increasing order, got (30, 20)"),
        ((30, 30), "whole numbers in [1, 1e+06], in increasing order, got (30, 30)"),
        ((30.5,), "whole numbers in [1, 1e+06], in increasing order, got (30.5,)"),
        ((0, 10), "whole numbers in [1, 1e+06], in increasing order, got 0.0"),
        ((), "1 to 50 numbers, got ()"),
        ("30, x", "1 to 50 numbers, got '30, x'"),
        (range(1, 52), "1 to 50 numbers, got range(1, 52)"),
    ],
)
def test_what_are_no_milestones(milestones: Any, message: str) -> None:
    with pytest.raises(ValueError, match=r"^MultiStep: milestones must be ") as caught:
        optimizers.get_schedule("multi_step", milestones=milestones)
    assert str(caught.value) == f"MultiStep: milestones must be {message}"
