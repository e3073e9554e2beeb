"""The search for learning rates: it finds what the committed table says."""

from __future__ import annotations

import pytest

import objectives
import optimizers
from experiments.suggest import search
from experiments.suggested import suggested


@pytest.mark.parametrize("rule", ["sgd", "momentum"])
@pytest.mark.parametrize("name", ["rastrigin", "schwefel", "styblinski_tang", "trefethen"])
def test_among_many_holes_the_smallest_rate_does_not_win_by_staying(name: str, rule: str) -> None:
    assert search(objectives.get(name), optimizers.get(rule)) == suggested()[name].get(rule)
