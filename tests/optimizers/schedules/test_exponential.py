"""Exponential: against the libraries."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import optimizers
from tests.optimizers.helpers import factors_of

# fmt: off
REFERENCE: dict[str, tuple[dict[str, Any], list[float]]] = {
    "Keras ExponentialDecay": (
        {"decay_rate": 0.3, "decay_steps": 8}, [
        1.0, 0.8602806544914777, 0.7400828044922853, 0.6366789194265114, 0.5477225575051661,
        0.4711951202502903, 0.34872340605791446, 0.3, 0.2580841963474433, 0.1643167672515498,
        0.14135853607508708, 0.09, 0.057301102748386026, 0.049295030175464945, 0.0313851065452123]),
    "Keras ExponentialDecay, staircase": (
        {"decay_rate": 0.3, "decay_steps": 8, "staircase": True}, [
        1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 0.3, 0.3, 0.3, 0.3, 0.09, 0.09, 0.09, 0.09]),
    "PyTorch ExponentialLR": (
        {"decay_rate": 0.3, "decay_steps": 8}, [
        1.0, 0.8602806544914777, 0.7400828044922853, 0.6366789194265116, 0.5477225575051662,
        0.4711951202502904, 0.3487234060579145, 0.30000000000000004, 0.25808419634744334,
        0.16431676725154984, 0.1413585360750871, 0.09000000000000001, 0.05730110274838605,
        0.04929503017546496, 0.03138510654521231]),
}
# fmt: on


@pytest.mark.parametrize("form", REFERENCE)
def test_the_libraries_agree(form: str) -> None:
    values, expected = REFERENCE[form]
    schedule = optimizers.get_schedule("exponential", **values)
    np.testing.assert_allclose(factors_of(schedule), expected, rtol=4e-16, atol=2e-16)
