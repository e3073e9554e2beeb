"""ADOPT: steps worked out by hand."""

from __future__ import annotations

import math

import numpy as np

import optimizers
from tests.optimizers.helpers import close, walk


def test_adopt_stands_then_divides_by_the_past() -> None:
    rule = optimizers.get("adopt", learning_rate=0.1, beta_2=0.75)
    points = walk(rule, [1.0, 1.0], [[2.0, 0.0], [1.0, 1.0], [100.0, 0.1]])
    close(points[0], [1, 1])
    # The second component was flat so far: divided by epsilon, and clipped at 1.
    close(points[1], [1 - 0.1 * 0.1 * 0.5, 1 - 0.1 * 0.1 * 1])
    clipped = 2**0.25
    m = [0.9 * 0.05 + 0.1 * clipped, 0.9 * 0.1 + 0.1 * 0.1 / math.sqrt(0.25)]
    close(points[2], points[1] - 0.1 * np.array(m))


def test_adopt_without_clipping() -> None:
    rule = optimizers.get("adopt", learning_rate=0.1, beta_2=0.75, clipping=False)
    close(walk(rule, [1.0], [[2.0], [100.0]])[1], [1 - 0.1 * 0.1 * 50])
