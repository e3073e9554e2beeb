"""SAM: against Optax, and by itself."""

from __future__ import annotations

import numpy as np
import pytest

import objectives
import optimizers
from optimizers import SAM, SGD, Adam
from tests.optimizers.helpers import ROSENBROCK, START, agree, run_of

SAM_ADAM = [
    [-1.150000000001348, 1.0499999999964718],
    [-1.1010380285781667, 1.0991318425450152],
    [-1.0541911170139995, 1.1463957926056088],
    [-1.0221580997885766, 1.1761624105872432],
    [-1.0026462748937874, 1.1907658353903494],
    [-0.9934206708081388, 1.1931963238686443],
]


def test_sam_in_optax() -> None:
    adam = optimizers.get("adam", preset="optax", learning_rate=0.05)
    agree(run_of(SAM(optimizer=adam, rho=0.1), steps=6).points, SAM_ADAM)


def test_sam_takes_the_gradient_uphill() -> None:
    result = run_of(SAM(optimizer=SGD(learning_rate=1e-3), rho=0.2), steps=1)
    g = ROSENBROCK.gradient(np.array(START))
    uphill = np.array(START) + 0.2 * g / np.linalg.norm(g)
    expected = np.array(START) - 1e-3 * ROSENBROCK.gradient(uphill)
    np.testing.assert_allclose(result.points[1], expected, rtol=1e-15)
    assert (result.evaluations.value, result.evaluations.gradient) == (0, 2)


def test_sam_stays_where_the_gradient_is_0() -> None:
    """From one run of a batch the others are not concluded."""
    result = optimizers.minimize(
        ROSENBROCK,
        SAM(optimizer=SGD(learning_rate=1e-3), rho=0.2),
        np.array([[1.0, -1.2], [1.0, 1.0]]),
        steps=5,
    )
    assert result.status.tolist() == ["step limit"] * 2
    np.testing.assert_array_equal(result.points[..., 0], np.ones((6, 2)))
    single = run_of(SAM(optimizer=SGD(learning_rate=1e-3), rho=0.2), steps=5)
    np.testing.assert_array_equal(result.points[..., 1], single.points)


def test_sam_without_a_distance_is_the_rule_itself() -> None:
    adam = Adam(learning_rate=0.1)
    np.testing.assert_array_equal(run_of(SAM(optimizer=adam, rho=0.0)).points, run_of(adam).points)


def test_sam_ends_hopping_across_the_minimum() -> None:
    """On a parabola of curvature h the ends of the hop are at a h rho / (2 - a h)."""
    parabola = objectives.get("parabola_1d")
    h = float(parabola.hessian(np.zeros(1))[0, 0])
    rate, rho = 0.5 / h, 0.1
    result = optimizers.minimize(
        parabola, SAM(optimizer=SGD(learning_rate=rate), rho=rho), (1,), 99
    )
    distance = 0.5 * rho / (2.0 - 0.5)
    np.testing.assert_allclose(np.abs(result.points[-2:, 0]), distance, rtol=1e-12)
    assert result.points[-1, 0] == pytest.approx(-result.points[-2, 0])
