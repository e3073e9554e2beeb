"""Inverse time: against the libraries."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import optimizers
from tests.optimizers.helpers import factors_of

# fmt: off
REFERENCE: dict[str, tuple[dict[str, Any], list[float]]] = {
    "Keras InverseTimeDecay": (
        {"decay_rate": 0.7, "decay_steps": 8}, [
        1.0, 0.9195402298850576, 0.851063829787234, 0.7920792079207921, 0.7407407407407407,
        0.6956521739130435, 0.62015503875969, 0.5882352941176471, 0.5594405594405594,
        0.48780487804878053, 0.4678362573099415, 0.4166666666666667, 0.37558685446009393,
        0.36363636363636365, 0.3319502074688797]),
    "Keras InverseTimeDecay, staircase": (
        {"decay_rate": 0.7, "decay_steps": 8, "staircase": True}, [
        1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 0.5882352941176471, 0.5882352941176471,
        0.5882352941176471, 0.5882352941176471, 0.4166666666666667, 0.4166666666666667,
        0.4166666666666667, 0.4166666666666667]),
}
# fmt: on


@pytest.mark.parametrize("form", REFERENCE)
def test_the_libraries_agree(form: str) -> None:
    values, expected = REFERENCE[form]
    schedule = optimizers.get_schedule("inverse_time", **values)
    np.testing.assert_allclose(factors_of(schedule), expected, rtol=4e-16, atol=2e-16)
