"""NovoGrad: steps worked out by hand."""

from __future__ import annotations

import math

import numpy as np

import optimizers
from tests.optimizers.helpers import close, walk


def test_novograd_divides_by_the_norm() -> None:
    rule = optimizers.get("novograd", learning_rate=0.1, epsilon=0.0)
    points = walk(rule, [1.0, 1.0], [[3.0, 4.0], [0.0, 10.0]])
    close(points[0], [1 - 0.06, 1 - 0.08])
    v = 0.98 * 25 + 0.02 * 100
    m = np.array([0.95 * 0.6, 0.95 * 0.8 + 10 / math.sqrt(v)])
    close(points[1], points[0] - 0.1 * m)


def test_novograd_decays_inside_the_momentum() -> None:
    rule = optimizers.get(
        "novograd", learning_rate=0.1, weight_decay=0.5, epsilon=1.0, epsilon_root=11.0
    )
    points = walk(rule, [2.0, 2.0], [[3.0, 4.0], [0.0, 0.0]])
    close(points[0], [2 - 0.1 * (3 / 7 + 1), 2 - 0.1 * (4 / 7 + 1)])
    m = 0.95 * np.array([3 / 7 + 1, 4 / 7 + 1]) + 0.5 * points[0]
    close(points[1], points[0] - 0.1 * m)
