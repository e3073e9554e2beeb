"""Gradient descent, strong Wolfe: what theory promises of it, in numbers."""

from __future__ import annotations

import numpy as np

import optimizers
from optimizers import minimize
from tests.optimizers.helpers import bowl


def test_an_exact_search_goes_on_at_a_right_angle() -> None:
    objective, _ = bowl(2, 30.0)
    run = minimize(
        objective, optimizers.get("gradient_descent_wolfe", curvature=1e-3), (3.0, -2.0), steps=8
    )
    g = run.gradients / run.gradient_norms[:, np.newaxis]
    assert np.abs((g[1:] * g[:-1]).sum(axis=1)).max() < 0.01
