"""Signum: steps worked out by hand."""

from __future__ import annotations

import numpy as np
from numpy.testing import assert_array_equal

import optimizers
from tests.optimizers.helpers import ROSENBROCK, close, walk


def test_signum_outvotes_a_single_gradient() -> None:
    points = walk(optimizers.get("signum", learning_rate=0.1), [1.0], [[2.0], [-1.0], [-1.0]])
    # The averages are 0.2, then 0.18 - 0.1 = 0.08, then 0.072 - 0.1 = -0.028.
    close(np.concatenate(points), [0.9, 0.8, 0.9])


def test_signum_without_memory_is_sign_sgd() -> None:
    run, other = (
        optimizers.minimize(ROSENBROCK, rule, (-1.2, 1.0), 50)
        for rule in (
            optimizers.get("signum", learning_rate=0.03, momentum=0.0),
            optimizers.get("sign_sgd", learning_rate=0.03),
        )
    )
    assert_array_equal(run.points, other.points)
