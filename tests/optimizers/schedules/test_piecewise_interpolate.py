"""Piecewise interpolation: against Optax' formula."""

from __future__ import annotations

import numpy as np
import pytest

import optimizers
from tests.optimizers.helpers import COMPLETED, factors_of

REFERENCE: dict[str, tuple[tuple[int, ...], tuple[float, ...]]] = {
    "three values": ((3, 9), (1.0, 0.3, 0.2)),
    "up and down": ((5, 8, 17), (0.25, 1.0, 0.5, 0.01)),
    "one piece": ((20,), (1.0, 0.1)),
    "linear_onecycle_schedule": ((6, 17, 20), (0.04, 1.0, 0.04, 0.000004)),
}


def piecewise_interpolate_schedule(
    kind: str, count: int, init_value: float, scales: dict[int, float]
) -> float:
    """That of Optax 0.2.8."""
    bounds = np.array([0, *scales])
    values = np.cumprod([init_value, *scales.values()])
    sizes = np.maximum(bounds[1:] - bounds[:-1], 1)
    indicator = (bounds[:-1] <= count) & (count < bounds[1:])
    pct = (count - bounds[:-1]) / sizes
    start, end = values[:-1], values[1:]
    if kind == "linear":
        between = (end - start) * pct + start
    else:
        between = end + (start - end) / 2.0 * (1.0 + np.cos(np.pi * pct))
    return float(indicator.dot(between) + (bounds[-1] <= count) * values[-1])


@pytest.mark.parametrize("kind", ["linear", "cosine"])
@pytest.mark.parametrize("form", REFERENCE)
def test_the_library_agrees(form: str, kind: str) -> None:
    boundaries, values = REFERENCE[form]
    scales = {b: values[i + 1] / values[i] for i, b in enumerate(boundaries)}
    schedule = optimizers.get_schedule(
        "piecewise_interpolate", boundaries=boundaries, values=values, interpolation=kind
    )
    expected = [piecewise_interpolate_schedule(kind, step, values[0], scales) for step in COMPLETED]
    np.testing.assert_allclose(factors_of(schedule), expected, rtol=1e-15, atol=2e-16)


@pytest.mark.parametrize("kind", ["linear", "cosine"])
def test_a_value_is_reached_at_its_boundary(kind: str) -> None:
    schedule = optimizers.get_schedule(
        "piecewise_interpolate", boundaries=(2, 4), values=(0, 1, 0.5), interpolation=kind
    )
    factors = [schedule.factor(step, 6) for step in range(6)]
    assert factors[::2] == [0.0, 1.0, 0.5]
    np.testing.assert_allclose(factors[1::2], [0.5, 0.75, 0.5], rtol=1e-15)


def test_what_there_is_more_has_no_effect() -> None:
    def factors(*values: float) -> list[float]:
        schedule = optimizers.get_schedule(
            "piecewise_interpolate", boundaries=(2, 4), values=values
        )
        return [schedule.factor(step, 5) for step in range(5)]

    assert factors(1.0, 0.5) == [1.0, 0.75, 0.5, 0.5, 0.5]
    assert factors(1.0, 0.5, 0.25, 0.125) == [1.0, 0.75, 0.5, 0.375, 0.25]
