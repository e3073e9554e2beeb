"""The search for learning rates: it finds what the committed table says."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import objectives
import optimizers
from experiments.suggest import search
from experiments.suggested import suggested


@pytest.mark.parametrize("rule", ["sgd", "momentum"])
@pytest.mark.parametrize("name", ["rastrigin", "schwefel", "styblinski_tang", "trefethen"])
def test_among_many_holes_the_smallest_rate_does_not_win_by_staying(name: str, rule: str) -> None:
    assert search(objectives.get(name), optimizers.get(rule)) == suggested()[name].get(rule)


class Cliff(objectives.Objective):
    """So steep that every run leaves the picture at once."""

    domain = ((-1.0, 1.0),)
    start = (0.5,)
    minimisers = ()

    def value(self, point: Any) -> Any:
        return 1e20 * point[0]

    def gradient(self, point: Any) -> Any:
        return np.full_like(point, 1e20)


def test_nothing_is_suggested_where_no_run_stays_in_the_picture() -> None:
    assert search(Cliff(), optimizers.get("sgd")) is None
