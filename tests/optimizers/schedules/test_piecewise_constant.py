"""Piecewise constant: against the formulas of Optax and Keras."""

from __future__ import annotations

import math

import numpy as np
import pytest

import optimizers
from tests.optimizers.helpers import COMPLETED, factors_of

REFERENCE: dict[str, tuple[tuple[int, ...], tuple[float, ...]]] = {
    "three values": ((3, 9), (1.0, 0.3, 0.2)),
    "up again": ((1, 4, 12), (0.5, 0.125, 1.0, 0.25)),
    "one boundary": ((8,), (1.0, 0.1)),
}


def piecewise_constant_schedule(count: int, init_value: float, scales: dict[int, float]) -> float:
    """That of Optax 0.2.8."""
    value = init_value
    for threshold, scale in sorted(scales.items()):
        indicator = max(0.0, float(np.sign(threshold - count)))
        value = value * indicator + (1 - indicator) * scale * value
    return value


def piecewise_constant_decay(
    step: int, boundaries: tuple[int, ...], values: tuple[float, ...]
) -> float:
    """That of Keras 3.15.1."""
    result = (step <= boundaries[0]) * values[0] + (step > boundaries[-1]) * values[-1]
    for low, high, value in zip(boundaries[:-1], boundaries[1:], values[1:-1], strict=True):
        result += (low < step <= high) * value
    return result


@pytest.mark.parametrize("form", REFERENCE)
def test_the_libraries_agree(form: str) -> None:
    boundaries, values = REFERENCE[form]
    scales = {b: values[i + 1] / values[i] for i, b in enumerate(boundaries)}
    factors = factors_of(
        optimizers.get_schedule("piecewise_constant", boundaries=boundaries, values=values)
    )
    optax = [piecewise_constant_schedule(step, values[0], scales) for step in COMPLETED]
    np.testing.assert_allclose(factors, optax, rtol=4e-16, atol=0)
    earlier = tuple(boundary - 1 for boundary in boundaries)
    assert factors == [piecewise_constant_decay(step, earlier, values) for step in COMPLETED]


def test_the_last_value_stays_and_what_there_is_more_has_no_effect() -> None:
    def factors(*values: float) -> list[float]:
        schedule = optimizers.get_schedule("piecewise_constant", boundaries=(1, 2), values=values)
        return [schedule.factor(step, 4) for step in range(4)]

    assert factors(1.0, 0.5) == [1.0, 0.5, 0.5, 0.5]
    assert factors(1.0, 0.5, 0.25, 0.125) == [1.0, 0.5, 0.25, 0.25]


def test_boundaries_count_from_the_end_of_the_warm_up() -> None:
    schedule = optimizers.get_schedule(
        "piecewise_constant", boundaries=(2,), values=(1, 0.5), warmup_steps=1
    )
    assert [schedule.factor(step, 5) for step in range(5)] == [0.5, 1.0, 1.0, 0.5, 0.5]


@pytest.mark.parametrize("value", [-0.1, 1.5, math.nan])
def test_a_value_is_a_share(value: float) -> None:
    with pytest.raises(ValueError, match=r"values must be numbers in \[0, 1\], got "):
        optimizers.get_schedule("piecewise_constant", values=(1.0, value))
