"""One gradient step of one neuron, number by number."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import objectives
from experiments.worked_step import worked_step, worked_steps
from optimizers import minimize
from optimizers.rules.sgd import SGD

CLASSIC = {"w": (0.1, 0.2), "b": 0.0, "x": (1.0, 1.0), "eta": 1.0, "bias_learns": False}


@pytest.mark.parametrize(
    ("target", "increment", "error"),
    [(1.0, 0.10403106, 0.37564792), (5.0, 1.08186431, 4.07844038)],
)
def test_the_classic_example(target: float, increment: float, error: float) -> None:
    step = worked_step(**CLASSIC, y=target)  # type: ignore[arg-type]
    assert step.net_input == pytest.approx(0.3, abs=1e-15)
    assert step.output == pytest.approx(0.574442516811659, abs=1e-15)
    assert step.error == pytest.approx(target - 0.574442516811659, abs=1e-15)
    assert step.slope == pytest.approx(0.244458311690746, abs=1e-15)
    assert step.increments == pytest.approx((increment, increment), abs=5e-9)
    assert step.new_error == pytest.approx(error, abs=5e-9)
    assert (step.bias_increment, step.new_bias) == (0.0, 0.0)


def test_every_line_by_hand() -> None:
    step = worked_step((0.5, -0.25, 2.0), 0.75, (2.0, 4.0, -0.5), 0.2, 0.5)
    output = 1 / (1 + math.exp(0.25))
    delta = (0.2 - output) * output * (1 - output)
    assert step.net_input == -0.25
    assert step.output == pytest.approx(output, rel=1e-15)
    assert step.error_term == pytest.approx(delta, rel=1e-14)
    assert step.increments == pytest.approx((delta, 2 * delta, -0.25 * delta), rel=1e-14)
    assert step.bias_increment == pytest.approx(0.5 * delta, rel=1e-14)
    assert step.new_weights == pytest.approx((0.5 + delta, -0.25 + 2 * delta, 2 - 0.25 * delta))
    assert step.new_bias == pytest.approx(0.75 + 0.5 * delta)
    assert step.loss == pytest.approx(0.5 * (0.2 - output) ** 2)
    assert step.new_loss < step.loss


def test_many_steps_are_those_of_gradient_descent() -> None:
    """By the landscape and the rule of the Playground, which know nothing of this page."""
    steps = worked_steps(**CLASSIC, y=0.8, count=20)  # type: ignore[arg-type]
    run = minimize(objectives.get("single_neuron", y=0.8), SGD(learning_rate=1.0), (0.1, 0.2), 20)
    np.testing.assert_allclose([s.new_weights for s in steps], run.points[1:], rtol=1e-13)
    np.testing.assert_allclose([s.loss for s in steps], run.values[:-1], rtol=1e-12)
    both = worked_steps((0.1,), 0.3, (2.0,), 0.8, 0.7, 20)
    neuron = objectives.get("sigmoid_neuron", features=[2.0], targets=[0.8])
    run = minimize(neuron, SGD(learning_rate=0.7), (0.1, 0.3), 20)
    reached = [(*s.new_weights, s.new_bias) for s in both]
    np.testing.assert_allclose(reached, run.points[1:], rtol=1e-13)


@given(
    st.floats(-1e6, 1e6), st.floats(-1e6, 1e6), st.floats(-1e6, 1e6), st.floats(-1e6, 1e6),
    st.floats(1e-9, 1e6),
)  # fmt: skip
def test_no_numbers_break_it(w: float, b: float, x: float, y: float, eta: float) -> None:
    for step in worked_steps((w,), b, (x,), y, eta, 3):
        assert 0.0 <= step.output <= 1.0
        assert math.isfinite(step.new_error)


def test_as_many_weights_as_inputs() -> None:
    with pytest.raises(ValueError, match="2 weights do not fit 1 inputs"):
        worked_step((1.0, 2.0), 0.0, (1.0,), 1.0, 1.0)
