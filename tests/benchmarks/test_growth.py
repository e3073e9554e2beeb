"""The verdict on made-up series: as long as an hour of looks, with the noise of real ones."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from benchmarks.growth import growth

MINUTES = np.linspace(0, 50, 300)
NOISE = np.random.default_rng(0).normal(0, 8, 300)
"""Megabytes: what a map takes while it is made."""


@pytest.mark.parametrize(
    ("series", "word"),
    [
        (400 + NOISE, "level"),
        (400 - 0.5 * MINUTES + NOISE, "level"),
        (400 + 40 * np.sin(MINUTES) + NOISE, "level"),
        (400 + 100 * (1 - np.exp(-MINUTES / 5)) + NOISE, "at rest"),
        (400 + 60 * (MINUTES > 15) + NOISE, "at rest"),
        (400 + 1.0 * MINUTES + NOISE, "grows"),
        (400 + 60 * (MINUTES > 25) + NOISE, "grows"),
        (400 + 15 * np.sqrt(MINUTES) + NOISE, "grows"),
    ],
    ids=["flat", "falls", "waves", "plateau", "early step", "slope", "late step", "root"],
)
def test_only_what_goes_on_grows(series: NDArray[np.float64], word: str) -> None:
    assert growth(list(series), slack=10.0).word == word


def test_counts_may_rise_by_the_slack_alone() -> None:
    assert growth([10] * 100 + [12] * 100 + [14] * 100, slack=5.0).word == "level"
    assert growth([10] * 100 + [13] * 100 + [16] * 100, slack=5.0).word == "grows"


def test_two_numbers_are_no_series() -> None:
    with pytest.raises(ValueError, match="three numbers"):
        growth([1.0, 2.0], slack=1.0)
