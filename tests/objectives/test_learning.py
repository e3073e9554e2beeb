"""Learning problems: their data, their losses example by example, and training on them."""

from __future__ import annotations

import dataclasses
import math
from typing import Any

import numpy as np
import pytest

import objectives
from objectives import datasets
from objectives.examples import NUMBERS_AT_ONCE
from objectives.facts import Facts
from objectives.learning_problem import LearningProblem
from objectives.losses import cross_entropy, sigmoid, sigmoid_and_slope
from objectives.objective import Objective
from objectives.single_unit import SingleUnit
from optimizers import Tolerance, Trajectory, minimize
from optimizers.randomness import BatchStream
from optimizers.rules.adam import Adam
from optimizers.rules.sgd import SGD

BUILT_IN = [
    "linear_regression",
    "noisy_line",
    "logistic_regression",
    "sigmoid_neuron",
    "and_neuron",
    "xor_mlp",
    "mlp",
]
SINGLE_UNITS = ["linear_regression", "logistic_regression", "sigmoid_neuron", "and_neuron"]
RANDOM = np.random.default_rng(2024)
X3 = RANDOM.normal(size=(40, 3)) * [1.0, 5.0, 0.2] + [0.0, 3.0, -1.0]
REAL_TARGETS = X3 @ [1.0, -0.3, 2.0] + 0.5 + 0.3 * RANDOM.normal(size=40)
LABELS = (REAL_TARGETS + RANDOM.normal(size=40) > np.median(REAL_TARGETS)).astype(float)
OWN_DATA: dict[str, dict[str, Any]] = {
    "linear_regression": {"features": X3, "targets": REAL_TARGETS},
    "noisy_line": {"features": X3, "targets": REAL_TARGETS},
    "logistic_regression": {"features": X3, "targets": LABELS, "weight_penalty": 0.1},
    "sigmoid_neuron": {"features": X3, "targets": 0.1 + 0.8 * LABELS},
    "and_neuron": {"features": X3, "targets": LABELS, "loss": "squared"},
    "xor_mlp": {"features": X3[:, :2], "targets": LABELS},
    "mlp": {"features": X3, "targets": LABELS, "hidden": 5, "second": 3, "weight_penalty": 0.1},
}


def problem(name: str, **parameters: Any) -> LearningProblem:
    found = objectives.get(name, **parameters)
    assert isinstance(found, LearningProblem)
    return found


CASES = {
    **{name: problem(name) for name in BUILT_IN},
    **{f"{name}, own data": problem(name, **own) for name, own in OWN_DATA.items()},
    **{
        f"{name}, own data, {scaling}": problem(name, scaling=scaling, **OWN_DATA[name])
        for name in OWN_DATA
        for scaling in ("standard", "minmax")
    },
    "and_neuron, squared": problem("and_neuron", loss="squared", weight_penalty=0.0),
    "and_neuron, or": problem("and_neuron", gate="or"),
    "mlp, relu": problem("mlp", n=30, second=4, activation="relu"),
    "mlp, sigmoid": problem("mlp", n=30, second=4, activation="sigmoid"),
}


@pytest.fixture(params=CASES.values(), ids=CASES)
def case(request: pytest.FixtureRequest) -> LearningProblem:
    return request.param


def points(objective: Objective, *shape: int, seed: int = 0) -> np.ndarray:
    sides = np.array(objective.domain)
    where = np.random.default_rng(seed).random((objective.dims, *shape))
    low, high = (side.reshape(-1, *[1] * len(shape)) for side in sides.T)
    return low + (high - low) * where


def penalty(objective: LearningProblem, point: np.ndarray) -> np.ndarray:
    return 0.5 * getattr(objective, "weight_penalty", 0.0) * np.sum(point**2, axis=0)


def condition(objective: Objective) -> float:
    curvatures = np.linalg.eigvalsh(objective.hessian(np.array(objective.minimisers[0])))
    return float(curvatures[-1] / curvatures[0])


def steps_to(run: Trajectory, fmin: float, gap: float) -> int:
    """After how many steps the run stays that close to the minimum."""
    return int(np.flatnonzero(run.values - fmin > gap)[-1]) + 1


# The worked example: one neuron, one step.


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


# What is known of the built-in problems.


@pytest.mark.parametrize(
    ("name", "minimiser", "fmin"),
    [
        ("linear_regression", (0.96, 0.77), 0.022583333333333337),
        ("logistic_regression", (1.4417455709510483, 0.0), 0.3492629864015546),
        ("sigmoid_neuron", (3.0, -1.0), 0.0),
        (
            "and_neuron",
            (1.532857859743149, 1.532857859743149, -2.5835032433467684),
            0.4020895092222091,
        ),
        (
            "xor_mlp",
            (*(1.0,) * 5, -1.0, 1.5507149129308364, -1.5507149129308364, -1.3620308304831554),
            0.0,
        ),
    ],
)
def test_known_minimisers(name: str, minimiser: tuple[float, ...], fmin: float) -> None:
    objective = problem(name)
    assert objective.minimisers == (minimiser,)
    assert objective.fmin == pytest.approx(fmin, rel=1e-15, abs=1e-30)
    assert np.abs(objective.gradient(np.array(minimiser))).max() < 1e-15


@pytest.mark.parametrize("name", ["linear_regression", "logistic_regression", "and_neuron"])
def test_the_solvers_find_the_known_minimisers(name: str) -> None:
    objective = problem(name)
    assert isinstance(objective, SingleUnit)
    np.testing.assert_allclose(objective.solution(), objective.minimisers[0], atol=2e-15, rtol=0)


@pytest.mark.parametrize("gate", ["and", "or", "nand", "xor"])
@pytest.mark.parametrize("penalty", [1e-4, 0.02, 1.0])
def test_every_gate_has_its_minimiser_in_the_picture(gate: str, penalty: float) -> None:
    neuron = problem("and_neuron", gate=gate, weight_penalty=penalty)
    (minimiser,) = neuron.minimisers
    assert np.abs(neuron.gradient(np.array(minimiser))).max() < 1e-15
    assert neuron.fmin is not None
    assert (neuron.value(points(neuron, 1000)) > neuron.fmin).all()
    sides = zip(minimiser, neuron.domain, neuron.start, strict=True)
    assert all(low < w < high and low < s < high for w, (low, high), s in sides)
    assert neuron.plane_at == minimiser
    assert neuron.title == f"{gate.upper()} neuron"


@pytest.mark.parametrize("loss", ["cross_entropy", "squared"])
@pytest.mark.parametrize("gate", ["and", "or", "nand"])
def test_without_a_penalty_the_minimum_is_at_infinity(gate: str, loss: str) -> None:
    neuron = problem("and_neuron", gate=gate, loss=loss, weight_penalty=0.0)
    assert (neuron.minimisers, neuron.fmin) == ((), 0.0)
    assert neuron.convex == (loss == "cross_entropy")
    separating = {"and": (2.0, 2.0, -3.0), "or": (2.0, 2.0, -1.0), "nand": (-2.0, -2.0, 3.0)}
    assert neuron.value(20.0 * np.array(separating[gate])) < 1e-8


def test_xor_cannot_be_separated() -> None:
    neuron = problem("and_neuron", gate="xor", weight_penalty=0.0)
    assert neuron.minimisers == ((0.0, 0.0, 0.0),)
    assert neuron.fmin == pytest.approx(math.log(2.0), rel=1e-15)


def test_what_is_not_known_is_not_claimed() -> None:
    squared = problem("and_neuron", loss="squared")
    assert (squared.minimisers, squared.fmin, squared.convex) == ((), None, False)
    own = problem("xor_mlp", **OWN_DATA["xor_mlp"])
    assert (own.minimisers, own.fmin) == ((), None)
    # The classes touch at x = 0: the infimum is not 0 and no point attains it.
    touching = problem("logistic_regression", features=[-1.0, 0.0, 0.0, 1.0], targets=[0, 0, 1, 1])
    assert (touching.minimisers, touching.fmin) == ((), None)


class Told(objectives.LinearRegression):  # type: ignore[name-defined,misc]
    """A problem that works one of its facts out itself."""

    @property
    def show(self) -> str:
        return f"{self.examples} examples"


def test_an_object_speaks_of_its_data_and_its_class_of_the_built_in_ones() -> None:
    cls = objectives.LinearRegression
    own = cls(features=[0.0, 1.0, 2.0], targets=[1.0, 3.0, 4.0])
    assert own.minimisers == own.facts.minimisers != cls.minimisers
    assert own.show == cls.show
    assert own.facts.show is None
    assert cls().facts == Facts()
    assert cls().minimisers == cls.minimisers
    with pytest.raises(dataclasses.FrozenInstanceError):
        own.facts.minimisers = ()
    assert Told(features=[0.0, 1.0], targets=[1.0, 3.0]).show == "2 examples"


def test_what_no_class_states_is_missing_from_it() -> None:
    assert not hasattr(objectives.Mlp, "domain")
    assert len(objectives.Mlp().domain) == objectives.Mlp().dims


# Losses, mini-batches, predictions.


def test_losses_average_to_the_value(case: LearningProblem) -> None:
    at = points(case, 4, 5)
    losses = case.losses(at)
    assert losses.shape == (case.examples, 4, 5)
    np.testing.assert_allclose(losses.mean(axis=0) + penalty(case, at), case.value(at), rtol=1e-13)
    assert case.losses(at[:, 0, 0]).shape == (case.examples,)


def test_losses_are_those_of_the_predictions() -> None:
    for name in ("linear_regression", "sigmoid_neuron", "xor_mlp"):
        objective = problem(name, **OWN_DATA[name])
        at = points(objective, 6)
        errors = objective.predictions(at) - objective.observations[1][:, np.newaxis]
        np.testing.assert_allclose(objective.losses(at), 0.5 * errors**2, rtol=1e-12)
    objective = problem("logistic_regression", **OWN_DATA["logistic_regression"])
    at = points(objective, 6)
    probability, labels = objective.predictions(at), LABELS[:, np.newaxis]
    expected = -np.log(np.where(labels == 1.0, probability, 1.0 - probability))
    np.testing.assert_allclose(objective.losses(at), expected, rtol=1e-6)


def test_a_mini_batch_is_the_mean_over_its_examples(case: LearningProblem) -> None:
    at = points(case, 3)
    batch = np.array([2, 0, 2])
    expected = case.losses(at)[batch].mean(axis=0) + penalty(case, at)
    np.testing.assert_allclose(case.value(at, examples=batch), expected, rtol=1e-13)


@pytest.mark.parametrize("size", [1, 3, 4, 1000])
@pytest.mark.parametrize("shuffle", [True, False])
def test_an_epoch_of_mini_batches_averages_to_the_full_gradient(
    case: LearningProblem, size: int, shuffle: bool
) -> None:
    at = points(case)
    stream = BatchStream(7, case.examples, size, shuffle)
    value, gradient, seen = 0.0, np.zeros(case.dims), 0
    while seen < case.examples:
        batch = stream.draw()
        share = len(batch) / case.examples
        value += share * case.value(at, examples=batch)
        gradient += share * case.gradient(at, examples=batch)
        seen += len(batch)
    np.testing.assert_allclose(value, case.value(at), rtol=1e-12)
    np.testing.assert_allclose(gradient, case.gradient(at), rtol=1e-10, atol=1e-13)


def test_mini_batches_of_several_runs_are_those_of_single_runs(case: LearningProblem) -> None:
    runs = 5
    at = points(case, runs)
    examples = np.random.default_rng(1).integers(0, case.examples, (3, runs))
    values, gradients = case.value(at, examples=examples), case.gradient(at, examples=examples)
    for run in range(runs):
        own = {"examples": examples[:, run]}
        assert values[run] == case.value(at[:, run], **own)
        np.testing.assert_array_equal(gradients[:, run], case.gradient(at[:, run], **own))


def test_a_point_has_the_same_value_alone_and_in_any_batch(case: LearningProblem) -> None:
    at = points(case, 7)
    hessian = [case.hessian] if case.has_hessian else []
    for function in (case.value, case.gradient, case.losses, case.predictions, *hessian):
        together = function(at)
        for run in range(7):
            np.testing.assert_array_equal(together[..., run], function(at[:, run]))
            np.testing.assert_array_equal(together[..., [run]], function(at[:, [run]]))
        np.testing.assert_array_equal(together.reshape(*together.shape, 1), function(at[..., None]))


def test_large_tables_are_worked_through_in_pieces() -> None:
    rng = np.random.default_rng(3)
    objective = problem(
        "logistic_regression", features=rng.normal(size=(500, 2)), targets=rng.integers(0, 2, 500)
    )
    runs = 3 * NUMBERS_AT_ONCE // 500
    at = points(objective, runs)
    examples = rng.integers(0, 500, (400, runs))
    few = [0, 1, runs // 2, runs - 1]
    np.testing.assert_array_equal(objective.value(at)[few], objective.value(at[:, few]))
    np.testing.assert_array_equal(
        objective.gradient(at, examples)[:, few],
        objective.gradient(at[:, few], examples[:, few]),
    )


def test_derivatives_agree_with_complex_steps(case: LearningProblem) -> None:
    step = 1e-30
    for seed in range(5):
        at = points(case, seed=seed)
        ahead = at[:, np.newaxis] + 1j * step * np.eye(case.dims)
        floor = 1e-3 * np.linalg.norm(case.gradient(at)) + 1e-15
        for options in ({}, {"examples": np.array([1, 0, 3])}):
            expected = case.value(ahead, **options).imag / step
            found = case.gradient(at, **options)
            np.testing.assert_allclose(found, expected, rtol=1e-12, atol=1e-12 * floor)
        if case.has_hessian:
            expected = case.gradient(ahead).imag / step
            size = np.abs(expected).max()
            np.testing.assert_allclose(case.hessian(at), expected, rtol=1e-11, atol=1e-12 * size)


def test_predictions_take_other_features_unscaled() -> None:
    for scaling in ("none", "standard", "minmax"):
        line = problem("linear_regression", scaling=scaling)
        best = np.array(line.minimisers[0])
        expected = [0.96 + 0.77 * t for t in (-1.0, 0.0, 10.0)]
        assert line.predictions(best, [-1.0, 0.0, 10.0]) == pytest.approx(expected, rel=1e-13)
        assert line.predictions(best).shape == (9,)
        assert line.predictions(np.zeros((2, 3, 4)), [[1.0], [2.0]]).shape == (2, 3, 4)


def test_the_sigmoid_keeps_its_digits_far_out() -> None:
    z = np.array([-1000.0, -40.0, 0.0, 40.0, 1000.0])
    s, slope = sigmoid_and_slope(z)
    small = math.exp(-40.0)
    assert s == pytest.approx([0.0, small / (1 + small), 0.5, 1.0, 1.0], rel=1e-15, abs=1e-300)
    steep = small / (1 + small) ** 2
    assert slope == pytest.approx([0.0, steep, 0.25, steep, 0.0], rel=1e-15, abs=1e-300)
    assert cross_entropy(z, np.ones(5)) == pytest.approx(
        [1000.0, 40.0, math.log(2.0), small, 0.0], rel=1e-15, abs=1e-300
    )
    assert np.isfinite(sigmoid(z + 1e-30j)).all()


# Features: shapes, scaling, data of one's own.


@pytest.mark.parametrize("name", BUILT_IN)
def test_standardised_features(name: str) -> None:
    inputs = problem(name, scaling="standard", **OWN_DATA[name]).inputs
    assert inputs.mean(axis=1) == pytest.approx(0.0, abs=1e-14)
    assert inputs.std(axis=1) == pytest.approx(1.0, rel=1e-14)


@pytest.mark.parametrize("name", BUILT_IN)
def test_features_between_0_and_1(name: str) -> None:
    inputs = problem(name, scaling="minmax", **OWN_DATA[name]).inputs
    assert (inputs.min(axis=1) == 0.0).all()
    assert inputs.max(axis=1) == pytest.approx(1.0, rel=1e-15)


@pytest.mark.parametrize("scaling", ["standard", "minmax"])
@pytest.mark.parametrize("constant", [0.1, -7.0, 0.0])
def test_a_constant_feature_becomes_0(scaling: str, constant: float) -> None:
    x = np.column_stack([np.arange(7.0), np.full(7, constant)])
    line = problem("linear_regression", features=x, targets=1.0 + 2.0 * x[:, 0], scaling=scaling)
    assert np.abs(line.inputs[1]).max() < 1e-15
    assert line.fmin == pytest.approx(0.0, abs=1e-25)
    assert "one of many" in line.minimisers_note


@pytest.mark.parametrize("name", ["linear_regression", "noisy_line"])
def test_scaling_makes_the_bowl_rounder(name: str) -> None:
    plain, between, standard = (
        condition(problem(name, scaling=scaling, **OWN_DATA[name]))
        for scaling in ("none", "minmax", "standard")
    )
    assert standard < between < plain
    assert condition(problem(name, scaling="standard")) == pytest.approx(1.0, rel=1e-12)


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


@pytest.mark.parametrize("name", [*SINGLE_UNITS, "noisy_line"])
@pytest.mark.parametrize("scaling", ["none", "standard", "minmax"])
def test_own_data_bring_their_own_picture(name: str, scaling: str) -> None:
    objective = problem(name, scaling=scaling, **OWN_DATA[name])
    assert isinstance(objective, SingleUnit)
    assert objective.dims == len(objective.start) == 4
    assert all(
        low < s < high for s, (low, high) in zip(objective.start, objective.domain, strict=True)
    )
    center = np.mean(objective.domain, axis=1)
    solution = objective.solution()
    expected = np.zeros(4) if solution is None else solution
    half_widths = np.ptp(objective.domain, axis=1) / 2
    assert (np.abs(center - expected) < 0.05 * half_widths).all()
    assert np.linalg.norm(objective.gradient(np.array(objective.start))) > 1e-3
    assert objective.plane
    assert objective.plane_at == pytest.approx(expected)
    assert objective.formula != type(objective).formula


@pytest.mark.parametrize("scaling", ["none", "standard", "minmax"])
def test_linear_regression_on_own_data_is_least_squares(scaling: str) -> None:
    line = problem("linear_regression", scaling=scaling, **OWN_DATA["linear_regression"])
    best = np.array(line.minimisers[0])
    columns = np.column_stack([np.ones(40), X3])
    residuals = REAL_TARGETS - columns @ np.linalg.solve(
        columns.T @ columns, columns.T @ REAL_TARGETS
    )
    assert line.fmin == pytest.approx(0.5 * np.mean(residuals**2), rel=1e-12)
    assert np.abs(line.gradient(best)).max() < 1e-13


@pytest.mark.parametrize("penalty", [0.0, 0.1])
@pytest.mark.parametrize("scaling", ["none", "standard", "minmax"])
def test_logistic_regression_on_own_data(scaling: str, penalty: float) -> None:
    objective = problem(
        "logistic_regression", features=X3, targets=LABELS, scaling=scaling, weight_penalty=penalty
    )
    (best,) = objective.minimisers
    assert np.abs(objective.gradient(np.array(best))).max() < 1e-14
    assert ("lambda" in objective.formula) == (penalty > 0)


def test_separable_classes_have_no_minimiser_until_there_is_a_penalty() -> None:
    x = problem("logistic_regression").observations[0]
    separable = problem("logistic_regression", features=x, targets=x[:, 0] > 0)
    assert (separable.minimisers, separable.fmin) == ((), 0.0)
    assert "infinity" in separable.minimisers_note
    assert len(separable.replace(weight_penalty=0.01).minimisers) == 1


@pytest.mark.slow
def test_with_separable_classes_the_parameters_grow_like_a_logarithm() -> None:
    x = problem("logistic_regression").observations[0]
    separable = problem("logistic_regression", features=x, targets=x[:, 0] > 0)
    run = minimize(separable, SGD(learning_rate=1.0), (0.0, 0.0), 10_000)
    norms = np.linalg.norm(run.points[[100, 1000, 10_000]], axis=1)
    assert norms == pytest.approx([4.54, 8.44, 12.9], abs=0.005)


def test_an_outlier_does_not_throw_newton_off() -> None:
    """Whole steps would lead from here to 1e8 and never back."""
    x = [
        (1910.0, 2.14, -1.13),
        (0.83, 0.67, 0.02),
        (0.51, 1.1, 0.87),
        (-0.29, -1.23, -1.24),
        (-0.41, 0.16, -0.2),
    ]
    case = problem("logistic_regression", features=x, targets=[0, 0, 1, 1, 1], weight_penalty=1e-6)
    (minimiser,) = case.minimisers
    assert np.abs(minimiser).max() < 30.0
    assert np.abs(case.gradient(np.array(minimiser))).max() < 1e-9


def test_badly_scaled_features_still_have_their_minimiser() -> None:
    x, labels = problem("logistic_regression").observations
    for scale in (1e-9, 1e9):
        objective = problem("logistic_regression", features=x * scale, targets=labels)
        assert objective.fmin == pytest.approx(0.3492629864015546, rel=1e-12)
        line = problem("linear_regression", features=np.arange(9) / 2.0 * scale, targets=NINE)
        assert line.fmin == pytest.approx(0.022583333333333337, rel=1e-12)


NINE = datasets.nine_points()[1]


def test_scaled_teacher_and_scaled_truth_values() -> None:
    for name in ("sigmoid_neuron", "xor_mlp"):
        for scaling in ("standard", "minmax"):
            objective = problem(name, scaling=scaling)
            assert objective.fmin == pytest.approx(0.0, abs=1e-28)
            sides = zip(objective.minimisers[0], objective.domain, strict=True)
            assert all(low < w < high for w, (low, high) in sides)


def test_the_suggested_learning_rates_fit_own_data() -> None:
    for name in ("linear_regression", "logistic_regression"):
        objective = problem(name, scaling="standard", **OWN_DATA[name])
        assert objective.fmin is not None
        for rule in (
            SGD(learning_rate=objective.learning_rates["gd"]),
            SGD(learning_rate=objective.learning_rates["hb"], momentum=0.9),
            Adam(learning_rate=objective.learning_rates["adam"]),
        ):
            run = minimize(objective, rule, objective.start, 300)
            assert run.values[-1] - objective.fmin < 1e-4 * (run.values[0] - objective.fmin)


def test_arrays_of_the_caller_are_copied() -> None:
    x, y = np.arange(5.0), np.arange(5.0)
    line = problem("linear_regression", features=x, targets=y[:, np.newaxis])
    x[:] = 0.0
    assert line.observations[0].tolist() == [[0.0], [1.0], [2.0], [3.0], [4.0]]
    assert line.observations[1].tolist() == [0.0, 1.0, 2.0, 3.0, 4.0]
    scaled = line.replace(scaling="standard")
    assert scaled.fmin == pytest.approx(0.0, abs=1e-28)


@pytest.mark.parametrize(
    ("name", "given", "message"),
    [
        ("linear_regression", {"features": [1.0, 2.0]}, "features and targets must be given"),
        ("linear_regression", {"targets": [1.0, 2.0]}, "features and targets must be given"),
        (
            "linear_regression",
            {"features": np.ones((2, 2, 2)), "targets": [0.0, 1.0]},
            r"features must have the shape \(examples,\) or \(examples, k\), got \(2, 2, 2\)",
        ),
        ("linear_regression", {"features": 3.0, "targets": 1.0}, r"features .*, got \(\)"),
        (
            "linear_regression",
            {"features": [1.0, 2.0], "targets": [1.0, 2.0, 3.0]},
            r"targets must have the shape \(2,\), one for every example, got \(3,\)",
        ),
        (
            "linear_regression",
            {"features": [1.0, 2.0], "targets": [[1.0, 2.0]]},
            r"targets must have the shape \(2,\), one for every example, got \(1, 2\)",
        ),
        (
            "noisy_line",
            {"features": [1.0, np.nan], "targets": [1.0, 2.0]},
            "features must hold finite numbers",
        ),
        (
            "linear_regression",
            {"features": [1.0, 2.0], "targets": [np.inf, 2.0]},
            "targets must hold finite numbers",
        ),
        (
            "linear_regression",
            {"features": [1.0, 1e200], "targets": [1.0, 2.0]},
            r"features must be in \[-1e\+100, 1e\+100\], got 1e\+200",
        ),
        (
            "linear_regression",
            {"features": [1.0, 2.0], "targets": [-1e101, 2.0]},
            r"targets must be in \[-1e\+100, 1e\+100\], got 1e\+101",
        ),
        ("linear_regression", {"features": "abc", "targets": [1.0]}, "features must be an array"),
        ("linear_regression", {"features": [], "targets": []}, "features must .* not be empty"),
        (
            "logistic_regression",
            {"features": [1.0, 2.0], "targets": [-1.0, 1.0]},
            "targets must be class labels 0 or 1, got -1",
        ),
        (
            "and_neuron",
            {"features": [1.0, 2.0], "targets": [0.0, 0.5]},
            "targets must be class labels 0 or 1, got 0.5",
        ),
        (
            "xor_mlp",
            {"features": [1.0, 2.0], "targets": [0.0, 1.0]},
            "features must have 2 columns, got 1",
        ),
        ("linear_regression", {"scaling": "log"}, "scaling must be one of 'none', 'standard'"),
        ("and_neuron", {"gate": "nor"}, "gate must be one of 'and', 'or', 'nand', 'xor'"),
        ("and_neuron", {"weight_penalty": -0.1}, r"weight_penalty must be in \[0, 1e\+06\]"),
        ("noisy_line", {"n": 1}, r"n must be a whole number in \[2, 10000\], got 1"),
    ],
)
def test_invalid_data_are_refused(name: str, given: dict[str, Any], message: str) -> None:
    owner = objectives.registry[name].__name__
    with pytest.raises(ValueError, match=f"^{owner}: {message}"):
        objectives.get(name, **given)


def test_predictions_refuse_other_columns() -> None:
    line = problem("linear_regression")
    with pytest.raises(ValueError, match=r"^LinearRegression: features must have 1 columns, got 2"):
        line.predictions(np.zeros(2), [[1.0, 2.0]])
    with pytest.raises(ValueError, match=r"^LinearRegression: features must hold finite numbers"):
        line.predictions(np.zeros(2), [np.nan])
    own = problem("linear_regression", **OWN_DATA["linear_regression"])
    with pytest.raises(ValueError, match=r"^LinearRegression: features must have 3 columns, got 1"):
        own.predictions(np.zeros(4), [1.0, 2.0, 3.0])


# Tables.


def test_truth_tables() -> None:
    for gate, answer in {
        "and": lambda a, b: a and b,
        "or": lambda a, b: a or b,
        "nand": lambda a, b: not (a and b),
        "xor": lambda a, b: a != b,
    }.items():
        features, targets = datasets.truth_table(gate)
        assert features.tolist() == [[1, 1], [1, 0], [0, 1], [0, 0]]
        assert targets.tolist() == [float(answer(a, b)) for a, b in features]


def test_noisy_line_is_the_line_of_its_seed() -> None:
    x, y = datasets.noisy_line(5000, 1.0, 3)
    assert (x.min() >= 0.0) & (x.max() < 2.0)
    assert x.mean() == pytest.approx(1.0, abs=0.03)
    residuals = y - 4.0 - 3.0 * x
    assert (residuals.mean(), residuals.std()) == pytest.approx((0.0, 1.0), abs=0.04)
    assert np.array_equal(datasets.noisy_line(5000, 1.0, 3)[1], y)
    assert not np.array_equal(datasets.noisy_line(5000, 1.0, 4)[0], x)
    louder_x, louder_y = datasets.noisy_line(5000, 2.0, 3)
    assert np.array_equal(louder_x, x)
    np.testing.assert_allclose(louder_y - y, residuals, atol=1e-12)
    exact = problem("noisy_line", n=10, noise=0.0)
    assert exact.minimisers[0] == pytest.approx((4.0, 3.0), abs=1e-13)


# Training.


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


def test_weights_are_called_by_their_features() -> None:
    line = problem(
        "linear_regression", features=[[1, 2], [3, 5], [4, 1]], targets=[1, 2, 3],
        column_names=["area", "rooms", "price"],
    )  # fmt: skip
    assert line.coordinates == ("θ₀", "θ_area", "θ_rooms")
    assert (line.feature_names, line.target_name) == (("area", "rooms"), "price")
    neuron = problem(
        "logistic_regression", features=[1, 2, 3], targets=[0, 1, 0],
        column_names=["area", "sold"], class_names=["no", "yes"],
    )  # fmt: skip
    assert neuron.coordinates == ("w_area", "b")
    assert neuron.label_names == ("no", "yes")
    assert neuron != neuron.replace(column_names=())
    assert problem("linear_regression").feature_names == ("x",)


@pytest.mark.parametrize(
    ("names", "words"),
    [
        ({"column_names": ["a"]}, "column_names must be 2 texts, got 1"),
        ({"column_names": ["a", "a"]}, "column_names must be different texts"),
        ({"column_names": ["a", " "]}, "column_names must be a list of texts"),
        ({"column_names": "ab"}, "column_names must be a list of texts"),
        ({"column_names": ["a", 1]}, "column_names must be a list of texts"),
        ({"class_names": ["a", "b"]}, "class_names must be empty here, got 2"),
    ],
)
def test_names_fit_the_columns(names: dict[str, Any], words: str) -> None:
    with pytest.raises(ValueError, match=f"^LinearRegression: {words}"):
        problem("linear_regression", features=[1, 2], targets=[1, 2], **names)
    with pytest.raises(ValueError, match="must be"):
        problem("linear_regression", **names)
