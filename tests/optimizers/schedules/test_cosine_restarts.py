"""Cosine with restarts: against the libraries."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import optimizers
from tests.optimizers.helpers import factors_of

# fmt: off
REFERENCE: dict[str, tuple[dict[str, Any], list[float]]] = {
    "Keras CosineDecayRestarts": (
        {"first_decay_steps": 4, "m_mul": 0.8, "alpha": 0.05}, [
        1.0, 0.8608757210636101, 0.525, 0.18912427893638994, 0.81, 0.7810742223542889,
        0.5754197042987342, 0.43, 0.2845802957012659, 0.6580000000000001, 0.6521587252425821,
        0.5689604614807106, 0.4133074578929031, 0.35400000000000004, 0.185106649162041]),
    "Keras CosineDecayRestarts, t_mul 1.5": (
        {"first_decay_steps": 4, "t_mul": 1.5, "m_mul": 0.8, "alpha": 0.05}, [
        1.0, 0.8608757210636101, 0.525, 0.18912427893638994, 0.81, 0.7590896534380869, 0.43,
        0.2400000000000001, 0.10091034656191339, 0.5868775107081694, 0.5060000000000001,
        0.20200000000000012, 0.5364000000000001, 0.5298445125250132, 0.4384289695021177]),
    "Keras CosineDecayRestarts, t_mul 1": (
        {"first_decay_steps": 5, "t_mul": 1, "m_mul": 0.5}, [
        1.0, 0.9045084971874737, 0.6545084971874737, 0.34549150281252633, 0.09549150281252633,
        0.5, 0.3272542485937369, 0.1727457514062631, 0.047745751406263165, 0.16362712429686846,
        0.08637287570313155, 0.11306356214843419, 0.011936437851565805, 0.0625,
        0.021593218925782927]),
    "PyTorch CosineAnnealingWarmRestarts": (
        {"first_decay_steps": 4}, [
        1.0, 0.8535533905932737, 0.5, 0.14644660940672627, 1.0, 0.9619397662556434,
        0.6913417161825449, 0.5, 0.30865828381745514, 1.0, 0.9903926402016152, 0.8535533905932737,
        0.5975451610080642, 0.5, 0.22221488349019902]),
}
# fmt: on


@pytest.mark.parametrize("form", REFERENCE)
def test_the_libraries_agree(form: str) -> None:
    values, expected = REFERENCE[form]
    schedule = optimizers.get_schedule("cosine_restarts", **values)
    np.testing.assert_allclose(factors_of(schedule), expected, rtol=4e-16, atol=2e-16)


def test_restarts_come_in_time() -> None:
    """Keras is a step late here: it counts the cycles by log(243) / log(3) = 4.999999999999999."""
    schedule = optimizers.get_schedule("cosine_restarts", first_decay_steps=10, t_mul=3.0)
    starts = [0, 10, 40, 130, 400, 1210, 3640]
    assert [schedule.factor(start, 4000) for start in starts] == [1.0] * 7
    assert all(schedule.factor(start - 1, 4000) < 0.03 for start in starts[1:])
