"""One cycle: against the libraries."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import optimizers
from tests.optimizers.helpers import factors_of

# fmt: off
REFERENCE: dict[str, tuple[dict[str, Any], list[float]]] = {
    "Optax cosine_onecycle_schedule": (
        {}, [
        0.040000000000000036, 0.10430780618346935, 0.28, 0.52, 0.7599999999999999,
        0.9356921938165306, 0.9874640062350873, 0.9504846320134737, 0.89091617757105,
        0.6112620219362893, 0.500002, 0.18825834605023697, 0.012539993764912554, 4e-06, 4e-06]),
    "Optax cosine_onecycle_schedule, own values": (
        {"pct_start": 0.45, "div_factor": 5, "final_div_factor": 100, "decay_steps": 13}, [
        0.19999999999999996, 0.27639320225002095, 0.476393202250021, 0.7236067977499789,
        0.9236067977499789, 1.0, 0.8538462838120872, 0.6919590327501798, 0.501,
        0.03998411327686792, 0.002, 0.002, 0.002, 0.002, 0.002]),
}
# fmt: on


@pytest.mark.parametrize("form", REFERENCE)
def test_the_libraries_agree(form: str) -> None:
    values, expected = REFERENCE[form]
    schedule = optimizers.get_schedule("one_cycle", **values)
    np.testing.assert_allclose(factors_of(schedule), expected, rtol=4e-16, atol=2e-16)


def test_one_cycle_peaks_one_step_later_than_in_pytorch() -> None:
    one_cycle = optimizers.get_schedule("one_cycle")
    factors = [one_cycle.factor(step, 20) for step in range(21)]
    assert factors.index(max(factors)) == 6
    assert factors[6] == 1.0
    # PyTorch has 1.0 at step 5 and 4e-6 at step 19, the last that is taken.
    assert factors[20] == pytest.approx(4e-6)


def test_one_factor_alone_makes_it_turn() -> None:
    level = {"div_factor": 1.0, "final_div_factor": 1.0}
    assert set(optimizers.get_schedule("one_cycle", **level).idle(200)) == {
        "pct_start",
        "decay_steps",
    }
    for name in level:
        assert not optimizers.get_schedule("one_cycle", **{name: 1.0}).idle(200)
