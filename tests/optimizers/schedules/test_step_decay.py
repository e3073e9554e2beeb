"""Step decay: against the libraries."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import optimizers
from tests.optimizers.helpers import factors_of

# fmt: off
REFERENCE: dict[str, tuple[dict[str, Any], list[float]]] = {
    "PyTorch StepLR": (
        {"step_size": 7, "gamma": 0.3}, [
        1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 0.3, 0.3, 0.3, 0.3, 0.3, 0.09, 0.09, 0.09, 0.027]),
}
# fmt: on


@pytest.mark.parametrize("form", REFERENCE)
def test_the_libraries_agree(form: str) -> None:
    values, expected = REFERENCE[form]
    schedule = optimizers.get_schedule("step_decay", **values)
    np.testing.assert_allclose(factors_of(schedule), expected, rtol=4e-16, atol=2e-16)
