"""Learning problems: what is known of them, and their losses example by example."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import pytest

import objectives
from objectives.examples import NUMBERS_AT_ONCE
from objectives.facts import Facts
from objectives.learning_problem import LearningProblem
from objectives.losses import cross_entropy, sigmoid, sigmoid_and_slope
from objectives.single_unit import SingleUnit
from optimizers.randomness import BatchStream
from tests.objectives.learning_problems import BUILT_IN, LABELS, OWN_DATA, points, problem

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


def penalty(objective: LearningProblem, point: np.ndarray) -> np.ndarray:
    return 0.5 * getattr(objective, "weight_penalty", 0.0) * np.sum(point**2, axis=0)


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
