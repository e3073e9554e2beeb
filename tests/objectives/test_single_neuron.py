"""One neuron and one example: the worked example, and what its target makes of the landscape."""

from __future__ import annotations

import numpy as np
import pytest

import objectives
from optimizers import minimize
from optimizers.rules.sgd import SGD
from tests.objectives.learning_problems import points, steps_to


@pytest.mark.parametrize(
    ("target", "increment", "error"),
    [(1.0, 0.10403106, 0.37564792), (5.0, 1.08186431, 4.07844038)],
)
def test_single_neuron_takes_the_step_of_the_worked_example(
    target: float, increment: float, error: float
) -> None:
    neuron = objectives.SingleNeuron(y=target)
    weights = np.array([0.1, 0.2])
    assert neuron.predictions(weights) == pytest.approx(0.574442516811659, abs=1e-15)
    run = minimize(neuron, SGD(learning_rate=1.0), weights, 1)
    assert run.points[1] - weights == pytest.approx([increment, increment], abs=5e-9)
    assert target - neuron.predictions(run.points[1]) == pytest.approx(error, abs=5e-9)


@pytest.mark.parametrize("x", [(1.0, 1.0), (-0.5, 2.0), (0.0, 0.01)])
@pytest.mark.parametrize("y", [0.8, 0.5, 1e-6])
def test_single_neuron_reaches_a_target_on_a_line(x: tuple[float, float], y: float) -> None:
    neuron = objectives.SingleNeuron(x1=x[0], x2=x[1], b=0.3, y=y)
    (nearest,) = neuron.minimisers
    along = np.array([-x[1], x[0]])
    for distance in (-3.0, 0.0, 3.0):
        assert neuron.predictions(nearest + distance * along) == pytest.approx(y, rel=1e-12)
    assert np.dot(nearest, along) == pytest.approx(0.0, abs=1e-12)
    assert neuron.fmin == pytest.approx(0.0, abs=1e-28)
    assert all(low < w < high for w, (low, high) in zip(nearest, neuron.domain, strict=True))


@pytest.mark.parametrize(("y", "infimum"), [(1.0, 0.0), (0.0, 0.0), (5.0, 8.0), (-1.0, 0.5)])
def test_single_neuron_never_reaches_a_target_outside(y: float, infimum: float) -> None:
    neuron = objectives.SingleNeuron(y=y)
    assert neuron.minimisers == ()
    assert neuron.fmin == infimum
    far = 30.0 if y > 0.5 else -30.0
    assert neuron.value((far, far)) == pytest.approx(infimum, abs=1e-12)
    assert (neuron.value(points(neuron, 200)) > infimum).all()
    assert neuron.domain == ((-4.0, 4.0), (-4.0, 4.0))


@pytest.mark.parametrize("y", [0.3, 1.0, 5.0])
def test_single_neuron_derivatives(y: float) -> None:
    neuron = objectives.SingleNeuron(x1=-0.5, x2=2.0, b=0.3, y=y)
    at = points(neuron, 20)
    step = 1e-30 * np.eye(2)[:, :, np.newaxis]
    ahead = at[:, np.newaxis] + 1j * step
    slopes, bends = neuron.value(ahead).imag / 1e-30, neuron.gradient(ahead).imag / 1e-30
    np.testing.assert_allclose(neuron.gradient(at), slopes, rtol=1e-12)
    np.testing.assert_allclose(neuron.hessian(at), bends, rtol=1e-9, atol=1e-16)


def test_single_neuron_without_inputs_is_flat() -> None:
    neuron = objectives.SingleNeuron(x1=0.0, x2=0.0, b=1.0)
    assert neuron.fmin == neuron.value((3.0, -2.0))


def test_single_neuron_lesson() -> None:
    neuron = objectives.SingleNeuron()
    for rate, steps in ((1.0, 78), (10.0, 2)):
        run = minimize(neuron, SGD(learning_rate=rate), neuron.start, 300)
        assert steps_to(run, 0.0, 1e-6) == steps
        moved = run.points[-1] - run.points[0]
        assert moved[0] == pytest.approx(moved[1], abs=1e-12)
    unreachable = minimize(objectives.SingleNeuron(y=1.0), SGD(learning_rate=1.0), (0.1, 0.2), 1000)
    assert unreachable.values[-1] == pytest.approx(1.3e-4, rel=0.03)
