"""Cosine: against the libraries."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import optimizers
from tests.optimizers.helpers import factors_of

# fmt: off
REFERENCE: dict[str, tuple[dict[str, Any], list[float]]] = {
    "Keras CosineDecay": (
        {"alpha": 0.1}, [
        1.0, 0.994459753267812, 0.9779754323328191, 0.9509529358847655, 0.9140576474687263,
        0.8681980515339464, 0.7542957248827961, 0.6890576474687263, 0.6203955092681039,
        0.41094235253127376, 0.345704275117204, 0.18594235253127372, 0.10554024673218806, 0.1,
        0.1]),
    "Keras CosineDecay from a / 6 to warmup_target a": (
        {"alpha": 0.1, "warmup_steps": 5}, [
        0.16666666666666666, 0.3333333333333333, 0.5, 0.6666666666666666, 0.8333333333333334, 1.0,
        0.9610954559391703, 0.9140576474687264, 0.8511087728614862, 0.5970378084704441,
        0.502962191529556, 0.24889122713851394, 0.10983357966978745, 0.1, 0.1]),
}
# fmt: on


@pytest.mark.parametrize("form", REFERENCE)
def test_the_libraries_agree(form: str) -> None:
    values, expected = REFERENCE[form]
    schedule = optimizers.get_schedule("cosine", **values)
    np.testing.assert_allclose(factors_of(schedule), expected, rtol=4e-16, atol=2e-16)
