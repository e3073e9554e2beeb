"""Training on learning problems, with all examples, in mini-batches and example by example."""

from __future__ import annotations

import math

import numpy as np
import pytest

from optimizers import Tolerance, minimize
from optimizers.rules.adam import Adam
from optimizers.rules.sgd import SGD
from tests.objectives.learning_problems import condition, problem, steps_to


def test_linear_regression_lesson() -> None:
    line = problem("linear_regression")
    assert condition(line) == pytest.approx(24.6, abs=0.05)
    assert condition(problem("linear_regression", scaling="minmax")) == pytest.approx(
        15.5, abs=0.05
    )
    standard = problem("linear_regression", scaling="standard")
    assert line.fmin == pytest.approx(standard.fmin, rel=1e-14)
    for objective, rate, steps in ((line, 0.147, 186), (standard, 1.0, 1)):
        run = minimize(objective, SGD(learning_rate=rate), objective.start, 500)
        assert objective.fmin is not None
        assert steps_to(run, objective.fmin, 1e-6) == steps


@pytest.mark.parametrize("scaling", ["none", "standard", "minmax"])
@pytest.mark.parametrize("name", ["linear_regression", "noisy_line"])
def test_gradient_descent_reaches_the_closed_form(name: str, scaling: str) -> None:
    objective = problem(name, scaling=scaling)
    rule = SGD(learning_rate=objective.learning_rates["gd"])
    run = minimize(objective, rule, objective.start, 1000)
    assert run.points[-1] == pytest.approx(objective.minimisers[0], abs=1e-6)


@pytest.mark.slow
def test_mini_batches_hover_around_the_closed_form() -> None:
    line = problem("noisy_line")
    assert line.minimisers[0] == pytest.approx((3.99, 2.93), abs=0.005)
    gaps = []
    for size in (1, 10, 50, 100):
        run = minimize(line, SGD(learning_rate=0.1), line.start, 5000, batch_size=size)
        gaps.append(float(np.mean(run.values[1000:] - line.fmin)))
        if size < 100:
            center = run.points[1000:].mean(axis=0)
            assert center == pytest.approx(line.minimisers[0], abs=0.1)
            assert run.gradient_norms[1000:].min() > 1e-6
    assert gaps == pytest.approx([0.063, 0.0031, 0.00015, 0.0], rel=0.03, abs=1e-13)


@pytest.mark.slow
def test_smaller_learning_rates_hover_closer() -> None:
    line = problem("linear_regression")
    gaps = []
    for rate in (0.05, 0.01):
        run = minimize(line, SGD(learning_rate=rate), line.start, 5000, batch_size=1)
        gaps.append(float(np.mean(run.values[1000:] - line.fmin)))
    assert gaps == pytest.approx([0.0026, 0.00058], rel=0.03)


def test_every_seed_has_its_own_order_of_examples() -> None:
    line = problem("linear_regression")
    together = minimize(line, SGD(learning_rate=0.1), line.start, 30, batch_size=2, seed=[1, 2])
    for run, seed in enumerate((1, 2)):
        alone = minimize(line, SGD(learning_rate=0.1), line.start, 30, batch_size=2, seed=seed)
        np.testing.assert_array_equal(together.points[..., run], alone.points)
    assert not np.array_equal(together.points[..., 0], together.points[..., 1])


@pytest.mark.slow
def test_and_neuron_learns_online() -> None:
    """Example after example in the order of the table, until the mean cost is below 0.001."""
    neuron = problem("and_neuron", loss="squared", weight_penalty=0.0)
    runs = minimize(
        neuron,
        SGD(learning_rate=0.5),
        np.random.default_rng(0).random((3, 5)),
        steps=4 * 2600,
        record=4,
        batch_size=1,
        shuffle=False,
        tolerance=Tolerance(loss=0.001, every=4),
    )
    for index in range(5):
        run = runs.run(index)
        assert run.status == "converged"
        assert 2500 < run.last_step / 4 < 2600
        assert run.values[-1] <= 0.001 < run.values[-2]
        assert np.round(neuron.predictions(run.points[-1])).tolist() == [1.0, 0.0, 0.0, 0.0]


def test_online_training_is_the_plain_loop_over_the_examples() -> None:
    neuron = problem("and_neuron", loss="squared", weight_penalty=0.0)
    start = (0.3, 0.6, 0.1)
    run = minimize(neuron, SGD(learning_rate=0.5), start, 40, batch_size=1, shuffle=False)
    w1, w2, b = start
    for _ in range(10):
        for (x1, x2), y in (((1, 1), 1), ((1, 0), 0), ((0, 1), 0), ((0, 0), 0)):
            output = 1 / (1 + math.exp(-(w1 * x1 + w2 * x2 + b)))
            delta = (output - y) * output * (1 - output)
            w1, w2, b = w1 - 0.5 * delta * x1, w2 - 0.5 * delta * x2, b - 0.5 * delta
    assert run.points[-1] == pytest.approx((w1, w2, b), rel=1e-13)


@pytest.mark.slow
def test_and_neuron_lesson() -> None:
    neuron = problem("and_neuron")
    run = minimize(neuron, SGD(learning_rate=1.0), neuron.start, 400)
    assert neuron.fmin is not None
    assert steps_to(run, neuron.fmin, 1e-8) == 218
    free = problem("and_neuron", weight_penalty=0.0)
    run = minimize(free, SGD(learning_rate=1.0), free.start, 10_000, record=1000)
    assert np.linalg.norm(run.points[[1, 10]], axis=1) == pytest.approx([15.0, 25.0], abs=0.5)


def test_sigmoid_neuron_waits_on_the_plateau() -> None:
    neuron = problem("sigmoid_neuron")
    assert 0.5 * np.mean(neuron.observations[1] ** 2) == pytest.approx(0.176, abs=5e-4)
    run = minimize(neuron, SGD(learning_rate=5.0), neuron.start, 1000)
    assert run.values[[100, 300]] == pytest.approx([0.17597, 0.17575], abs=1e-5)
    assert run.values[1000] < 1e-5
    run = minimize(neuron, Adam(learning_rate=0.2), neuron.start, 100)
    assert run.values[100] < 0.002


@pytest.mark.parametrize(
    ("rule", "steps"),
    [
        (SGD(learning_rate=0.1), 762),
        (SGD(learning_rate=0.05, momentum=0.9), 119),
        (Adam(learning_rate=0.05), 34),
    ],
    ids=["gradient descent", "momentum", "adam"],
)
def test_xor_network_leaves_the_plateau_all_at_once(rule: SGD | Adam, steps: int) -> None:
    network = problem("xor_mlp")
    run = minimize(network, rule, network.start, 1000)
    assert int(np.argmax(run.values < 0.05)) == steps
    assert np.sign(network.predictions(run.points[-1])).tolist() == [-1.0, 1.0, 1.0, -1.0]


def test_logistic_regression_lesson() -> None:
    objective = problem("logistic_regression")
    run = minimize(objective, SGD(learning_rate=1.0), objective.start, 200)
    assert objective.fmin is not None
    assert steps_to(run, objective.fmin, 1e-6) == 62
