"""The multi-layer perceptron: its examples, its network and its training."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

import objectives
import optimizers
from objectives import datasets
from objectives.examples import NUMBERS_AT_ONCE
from objectives.learning.mlp import Mlp
from objectives.learning_problem import OTHER_DATA
from optimizers import minimize
from optimizers.rules.adam import Adam
from optimizers.rules.sgd import SGD

RANDOM = np.random.default_rng(11)


def mlp(**parameters: Any) -> Mlp:
    found = objectives.get("mlp", **parameters)
    assert isinstance(found, Mlp)
    return found


ARCHITECTURES = [
    {"hidden": 1},
    {"hidden": 8},
    {"hidden": 5, "second": 3},
    {"hidden": 4, "second": 1},
    {"hidden": 8, "second": 8, "activation": "relu"},
    {"hidden": 3, "second": 4, "activation": "sigmoid", "weight_penalty": 0.01},
]
every_architecture = pytest.mark.parametrize("given", ARCHITECTURES, ids=str)


def points(network: Mlp, count: int, scale: float = 1.0) -> np.ndarray:
    return scale * np.random.default_rng(5).normal(size=(network.dims, count))


# The examples.


@pytest.mark.parametrize("shape", datasets.TWO_CLASSES)
@pytest.mark.parametrize("n", [4, 51, 200])
def test_datasets_are_balanced_and_belong_to_their_seed(shape: str, n: int) -> None:
    make = datasets.TWO_CLASSES[shape]
    features, labels = make(n, 0.1, 3, 0)
    assert features.shape == (n, 2)
    assert set(labels) == {0.0, 1.0}
    assert int(labels.sum()) == n // 2
    again, _ = make(n, 0.1, 3, 0)
    assert np.array_equal(again, features)
    for other in (make(n, 0.1, 4, 0), make(n, 0.1, 3, 1)):
        assert not np.isin(other[0], features).any()
        assert np.array_equal(other[1], labels)


def test_datasets_have_their_shapes() -> None:
    def classes(shape: str) -> tuple[np.ndarray, np.ndarray]:
        features, labels = datasets.TWO_CLASSES[shape](400, 0.0, 0, 0)
        return features[labels == 0.0], features[labels == 1.0]

    upper, lower = classes("moons")
    assert np.hypot(*upper.T) == pytest.approx(1.0)
    assert (upper[:, 1] >= 0.0).all()
    assert np.hypot(lower[:, 0] - 1.0, lower[:, 1] - 0.5) == pytest.approx(1.0)
    assert (lower[:, 1] <= 0.5).all()
    outer, inner = classes("circles")
    assert np.hypot(*outer.T) == pytest.approx(1.0)
    assert np.hypot(*inner.T) == pytest.approx(0.5)
    for arm, turn in zip(classes("spirals"), (0.0, np.pi), strict=True):
        radius = np.hypot(*arm.T)
        assert 1.9 < radius.max() < 2.0
        angle = np.pi * radius + turn
        assert arm == pytest.approx(np.stack([np.cos(angle), np.sin(angle)], 1) * radius[:, None])
    first, second = classes("blobs")
    assert (first == -0.5).all()
    assert (second == 0.5).all()


@pytest.mark.parametrize("shape", datasets.TWO_CLASSES)
def test_noise_has_its_standard_deviation(shape: str) -> None:
    make = datasets.TWO_CLASSES[shape]
    errors = make(4000, 0.3, 1, 0)[0] - make(4000, 0.0, 1, 0)[0]
    assert errors.std(axis=0) == pytest.approx(0.3, rel=0.05)
    assert np.abs(errors.mean(axis=0)).max() < 0.02


@pytest.mark.parametrize("shape", datasets.TWO_CLASSES)
def test_held_out_examples_are_others_and_reproducible(shape: str) -> None:
    network = mlp(dataset=shape, seed=5)
    assert network.held_out is not None
    features, labels = network.held_out
    assert features.shape == (200, 2)
    assert labels.sum() == 100
    assert not np.isin(features, network.observations[0]).any()
    same = mlp(dataset=shape, seed=5).held_out
    other = mlp(dataset=shape, seed=6).held_out
    assert same is not None
    assert other is not None
    assert np.array_equal(same[0], features)
    assert not np.isin(other[0], features).any()


@pytest.mark.parametrize(("n", "count"), [(20, 200), (300, 300)])
def test_there_are_enough_held_out_examples(n: int, count: int) -> None:
    network = mlp(n=n)
    assert network.examples == n
    assert network.held_out is not None
    assert len(network.held_out[1]) == count


def test_a_fifth_of_own_data_is_held_out() -> None:
    features = RANDOM.normal(size=(43, 3))
    labels = (features[:, 0] > 0.0).astype(float)
    network = mlp(features=features, targets=labels)
    assert network.held_out is not None
    assert len(network.held_out[1]) == 8
    assert network.examples == 35
    everything = np.concatenate([network.observations[0], network.held_out[0]])
    assert sorted(everything[:, 0]) == sorted(features[:, 0])
    for some, answers in (network.observations, network.held_out):
        assert np.array_equal(answers, some[:, 0] > 0.0)
    # Those that are trained on stay in their order, which a run without shuffling goes through.
    places = [int(np.flatnonzero(features[:, 0] == x)[0]) for x in network.observations[0][:, 0]]
    assert places == sorted(places)
    again = mlp(features=features, targets=labels).held_out
    other = mlp(features=features, targets=labels, seed=1).held_out
    assert again is not None
    assert other is not None
    assert np.array_equal(again[0], network.held_out[0])
    assert not np.array_equal(other[0], network.held_out[0])


def test_nothing_is_held_out_of_a_few_examples_or_elsewhere() -> None:
    table = datasets.truth_table("xor")
    for few in (
        mlp(features=table[0], targets=table[1]),
        objectives.get("logistic_regression"),
        objectives.get("xor_mlp"),
    ):
        assert isinstance(few, objectives.LearningProblem)
        assert few.held_out is None
        with pytest.raises(ValueError, match="no examples are held out"):
            few.losses(np.array(few.start), held_out=True)


# The network.


@every_architecture
def test_one_example_by_hand(given: dict[str, Any]) -> None:
    """Loops over the units, from the parameters unit by unit."""
    network = mlp(n=4, **given)
    theta = points(network, 1)[:, 0]
    unit = {
        "tanh": np.tanh,
        "relu": lambda a: max(a, 0.0),
        "sigmoid": lambda a: 1 / (1 + np.exp(-a)),
    }
    phi = unit[network.activation]
    expected = []
    for x in network.observations[0]:
        level, rest = list(x), list(theta)
        for units in filter(None, (network.hidden, network.second, 1)):
            sums = []
            for _ in range(units):
                *weights, bias = rest[: len(level) + 1]
                rest = rest[len(level) + 1 :]
                sums.append(sum(w * h for w, h in zip(weights, level, strict=True)) + bias)
            level = [phi(a) for a in sums]
        assert rest == []
        expected.append(1 / (1 + np.exp(-sums[0])))
    np.testing.assert_allclose(network.predictions(theta), expected, rtol=1e-12)


@every_architecture
def test_gradient_by_complex_steps_and_differences(given: dict[str, Any]) -> None:
    network = mlp(n=23, **given)
    theta = points(network, 1)[:, 0]
    for options in ({}, {"examples": np.array([1, 0, 3, 3])}, {"examples": np.array([7])}):
        ahead = theta[:, np.newaxis] + 1e-30j * np.eye(network.dims)
        exact = network.value(ahead, **options).imag / 1e-30
        found = network.gradient(theta, **options)
        np.testing.assert_allclose(found, exact, rtol=1e-12, atol=1e-14)
        shifts = 1e-6 * np.eye(network.dims)
        column = theta[:, np.newaxis]
        rise = network.value(column + shifts, **options) - network.value(column - shifts, **options)
        # With relu a kink may lie between the two values.
        close = np.isclose(found, rise / 2e-6, rtol=1e-4, atol=1e-8)
        assert close.mean() > (0.9 if network.activation == "relu" else 0.999)


@every_architecture
@pytest.mark.parametrize("batch", [1, 2, 7, 23])
def test_a_run_has_the_same_bits_however_it_is_batched(given: dict[str, Any], batch: int) -> None:
    network = mlp(n=23, **given)
    runs = 6
    at = points(network, runs)
    functions = [network.value, network.gradient]
    examples = RANDOM.integers(0, 23, (batch, runs))
    for function in functions:
        full, own = function(at), function(at, examples=examples)
        shared = function(at, examples=examples[:, 0])
        assert full.flags.c_contiguous
        assert own.flags.c_contiguous
        for run in range(runs):
            single = at[:, run].copy()
            assert np.array_equal(full[..., run], function(single))
            assert np.array_equal(own[..., run], function(single, examples=examples[:, run]))
            assert np.array_equal(shared[..., run], function(single, examples=examples[:, 0]))


@pytest.mark.parametrize("batch_size", [None, 1, 16])
def test_whole_runs_have_the_same_bits(batch_size: int | None) -> None:
    network = mlp(n=50, second=4)
    rates, seeds = [0.01, 0.05, 0.2], [3, 1, 2]
    start = np.array(network.start)
    together = minimize(
        network, Adam(learning_rate=np.array(rates)), start, 40, batch_size=batch_size, seed=seeds
    )
    for run, (rate, seed) in enumerate(zip(rates, seeds, strict=True)):
        alone = minimize(
            network, Adam(learning_rate=rate), start, 40, batch_size=batch_size, seed=seed
        )
        assert np.array_equal(together.points[..., run], alone.points)
        assert np.array_equal(together.values[..., run], alone.values)


def test_many_points_are_worked_through_in_pieces() -> None:
    network = mlp(n=200, hidden=16)
    runs = 3 * NUMBERS_AT_ONCE // (200 * 16) + 1
    at = points(network, runs)
    few = [0, 9, 10, runs - 1]
    assert np.array_equal(network.value(at)[few], network.value(at[:, few]))
    assert np.array_equal(network.gradient(at)[:, few], network.gradient(at[:, few]))
    grid = RANDOM.normal(size=(1600, 2))
    answers = network.predictions(at, grid)
    assert answers.shape == (1600, runs)
    assert np.array_equal(answers[:, few], network.predictions(at[:, few], grid))
    assert np.array_equal(answers[:, 9], network.predictions(at[:, 9], grid))


def test_the_number_of_parameters_follows_from_the_architecture() -> None:
    assert mlp(hidden=8).dims == 8 * 3 + 9
    assert mlp(hidden=8, second=8).dims == 8 * 3 + 8 * 9 + 9
    wide = mlp(hidden=2, features=RANDOM.normal(size=(9, 5)), targets=np.arange(9) % 2)
    assert wide.dims == 2 * 6 + 3
    for network in (mlp(), wide):
        covered = sorted(index for unit in network.filters for index in unit)
        assert covered == list(range(network.dims))
        assert len(network.start) == len(network.plane_at) == network.dims


@pytest.mark.parametrize("second", [0, 3])
def test_the_blocks_are_the_matrices_of_the_layers(second: int) -> None:
    """Taken one after another they give the answer of the network."""
    network = mlp(hidden=5, second=second, n=20)
    shapes = {"W1": (5, 3), "W2": (3, 6), "W3": (1, 4)} if second else {"W1": (5, 3), "W2": (1, 6)}
    assert dict(network.blocks) == shapes
    theta = points(network, 1)[:, 0]
    parts = np.split(theta, np.cumsum([math.prod(shape) for shape in shapes.values()]))
    assert parts.pop().size == 0
    level, ones = network.inputs, np.ones((1, 20))
    for part, shape in zip(parts, shapes.values(), strict=True):
        sums = part.reshape(shape) @ np.concatenate([level, ones])
        level = np.tanh(sums)
    expected = 1.0 / (1.0 + np.exp(-sums[0]))
    np.testing.assert_allclose(network.predictions(theta), expected, rtol=1e-12)


def test_a_filter_is_what_one_unit_computes_with() -> None:
    """Without the outgoing weight of a hidden unit, its filter has no slope."""
    network = mlp(hidden=4)
    theta = points(network, 1)[:, 0]
    output = list(network.filters[-1])
    for unit in range(4):
        cut = theta.copy()
        cut[output[unit]] = 0.0
        gradient = network.gradient(cut)
        flat = np.flatnonzero(gradient == 0.0).tolist()
        assert flat == list(network.filters[unit])


def test_xor_net_has_no_more_filters_than_units() -> None:
    network = objectives.get("xor_mlp")
    assert sorted(i for unit in network.filters for i in unit) == list(range(9))
    theta = RANDOM.normal(size=9)
    for unit, outgoing in ((0, 6), (1, 7)):
        cut = theta.copy()
        cut[outgoing] = 0.0
        flat = np.flatnonzero(network.gradient(cut) == 0.0).tolist()
        assert flat == list(network.filters[unit])


@pytest.mark.parametrize("activation", ["tanh", "relu", "sigmoid"])
def test_the_start_is_that_of_glorot_or_he(activation: str) -> None:
    network = mlp(hidden=400, second=300, activation=activation)
    start = np.array(network.start)
    assert start.tolist() == list(mlp(hidden=400, second=300, activation=activation).start)
    assert start.tolist() != list(mlp(hidden=400, second=300, activation=activation, seed=1).start)
    for layer in network.layers:
        parameters = layer.parameters(start[np.newaxis])[0]
        weights, biases = parameters[:, :-1], parameters[:, -1]
        assert (biases == 0.0).all()
        limit = np.sqrt(6.0 / (layer.inputs + layer.units))
        if activation == "relu" and layer.units > 1:
            assert weights.std() == pytest.approx(np.sqrt(2.0 / layer.inputs), rel=0.08)
            assert np.abs(weights).max() > limit
        else:
            assert weights.std() == pytest.approx(limit / np.sqrt(3.0), rel=0.08)
            assert 0.95 * limit < np.abs(weights).max() <= limit


# Losses, accuracy, predictions.


def test_losses_of_both_sets() -> None:
    network = mlp(weight_penalty=0.1, second=3)
    assert network.held_out is not None
    at = points(network, 4)
    for held_out, (features, labels) in ((False, network.observations), (True, network.held_out)):
        answers = network.predictions(at, features)
        right = np.where(labels[:, np.newaxis] == 1.0, answers, 1.0 - answers)
        losses = network.losses(at, held_out=held_out)
        np.testing.assert_allclose(losses, -np.log(right), rtol=1e-7)
        assert np.array_equal(network.losses(at[:, 2], held_out=held_out), losses[:, 2])
    penalty = 0.05 * (at**2).sum(axis=0)
    np.testing.assert_allclose(network.losses(at).mean(axis=0) + penalty, network.value(at))


def test_held_out_features_are_scaled_like_those_of_training() -> None:
    network = mlp(scaling="standard")
    assert network.held_out is not None
    features, labels = network.held_out
    answers = network.predictions(np.array(network.start), features)
    expected = np.where(labels == 1.0, answers, 1.0 - answers)
    losses = network.losses(np.array(network.start), held_out=True)
    np.testing.assert_allclose(losses, -np.log(expected), rtol=1e-7)


def test_accuracy_counts_the_labels_that_are_right() -> None:
    gate = objectives.get("and_neuron")
    assert isinstance(gate, objectives.LearningProblem)
    # z is -9, 1, 1 and 11 at (1, 1), (1, 0), (0, 1), (0, 0); the labels are 1, 0, 0, 0.
    assert gate.accuracy(np.array([-10.0, -10.0, 11.0])) == 0.0
    assert gate.accuracy(np.array([10.0, 10.0, -5.0])) == 0.5
    assert gate.accuracy(np.array([10.0, 10.0, -15.0])) == 1.0
    # An answer of exactly 0.5 is rounded to 0.
    assert gate.accuracy(np.zeros(3)) == 0.75
    assert gate.accuracy(np.full(3, np.nan)) == 0.0
    many = gate.accuracy(np.array([[-10.0, 10.0, 10.0], [-10.0, 10.0, 10.0], [11.0, -5.0, -15.0]]))
    assert many.tolist() == [0.0, 0.5, 1.0]


def test_accuracy_needs_labels() -> None:
    line = objectives.get("linear_regression")
    assert isinstance(line, objectives.LearningProblem)
    with pytest.raises(ValueError, match=r"^LinearRegression: accuracy needs targets that are"):
        line.accuracy(np.array(line.start))


def test_targets_must_be_labels() -> None:
    with pytest.raises(ValueError, match=r"^Mlp: targets must be class labels 0 or 1, got -1"):
        mlp(features=[[1.0], [2.0]], targets=[-1.0, 1.0])


# Training.


@pytest.mark.parametrize("family", ["gd", "hb", "adagrad", "rms", "adam"])
def test_two_moons_are_learned_with_the_suggested_rates(family: str) -> None:
    network = mlp()
    rate = network.learning_rates[family]
    rule = {
        "gd": SGD(learning_rate=rate),
        "hb": SGD(learning_rate=rate, momentum=0.9),
        "adagrad": optimizers.get("adagrad", learning_rate=rate),
        "rms": optimizers.get("rmsprop", learning_rate=rate),
        "adam": Adam(learning_rate=rate),
    }[family]
    run = minimize(network, rule, network.start, 400)
    assert network.accuracy(run.points[0], held_out=True) < 0.9
    assert network.accuracy(run.points[-1], held_out=True) > 0.95


@pytest.mark.parametrize(
    "rule", [SGD(learning_rate=0.2, momentum=0.9), Adam(learning_rate=0.05)], ids=["sgd", "adam"]
)
def test_two_moons_are_learned_from_mini_batches(rule: SGD | Adam) -> None:
    network = mlp()
    run = minimize(network, rule, network.start, 1000, batch_size=20, seed=[0, 1, 2])
    assert (network.accuracy(run.points[-1], held_out=True) > 0.95).all()


@pytest.mark.parametrize("given", [{"dataset": "blobs"}, {"dataset": "spirals"}], ids=str)
def test_the_other_shapes_are_learned(given: dict[str, Any]) -> None:
    network = mlp(**given)
    run = minimize(network, Adam(learning_rate=0.05), network.start, 500)
    assert network.accuracy(run.points[-1], held_out=True) > 0.95


def test_circles_are_learned_without_much_noise() -> None:
    network = mlp(dataset="circles", noise=0.08)
    run = minimize(network, Adam(learning_rate=0.05), network.start, 500)
    assert network.accuracy(run.points[-1], held_out=True) > 0.97


@pytest.mark.parametrize("activation", ["tanh", "relu", "sigmoid"])
def test_xor_takes_a_hidden_layer(activation: str) -> None:
    features, targets = datasets.truth_table("xor")
    network = mlp(features=features, targets=targets, hidden=6, activation=activation)
    run = minimize(network, Adam(learning_rate=0.05), network.start, 1500)
    answers = network.predictions(run.points[-1], [(1, 1), (1, 0), (0, 1), (0, 0)])
    assert np.round(answers).tolist() == [0.0, 1.0, 1.0, 0.0]
    assert np.abs(answers - targets).max() < 0.1


def test_xor_is_too_much_for_one_neuron() -> None:
    for loss, floor in (("cross_entropy", np.log(2.0)), ("squared", 0.125)):
        neuron = objectives.get("and_neuron", gate="xor", loss=loss)
        assert isinstance(neuron, objectives.LearningProblem)
        assert "line" in neuron.lesson
        run = minimize(neuron, SGD(learning_rate=1.0), neuron.start, 3000)
        assert run.values[-1] == pytest.approx(floor, rel=1e-9)
        assert neuron.predictions(run.points[-1]) == pytest.approx(0.5, abs=1e-3)
    for gate in ("and", "or", "nand"):
        assert objectives.get("and_neuron", gate=gate).lesson == objectives.AndNeuron.lesson


def test_lesson() -> None:
    network = mlp()
    descent = minimize(network, SGD(learning_rate=2.0), network.start, 300)
    assert descent.values[20] == pytest.approx(0.29, abs=0.005)
    # No more than a line: logistic regression on the same examples comes as far.
    features, targets = network.observations
    line = objectives.get("logistic_regression", features=features, targets=targets)
    assert line.fmin == pytest.approx(descent.values[20], abs=0.005)
    assert int(np.argmax(descent.values < 0.1)) == 185
    adam = minimize(network, Adam(learning_rate=0.05), network.start, 1000)
    assert int(np.argmax(adam.values < 0.1)) == 110
    held_out = network.losses(adam.points.T, held_out=True).mean(axis=0)
    assert int(held_out.argmin()) == 195
    assert held_out[[195, 1000]] == pytest.approx([0.061, 0.115], abs=5e-4)
    assert adam.values[[195, 1000]] == pytest.approx([0.024, 0.003], abs=5e-4)


def test_a_penalty_keeps_from_learning_by_heart() -> None:
    found = []
    for penalty in (0.0, 0.003):
        network = mlp(n=50, noise=0.3, second=8, weight_penalty=penalty)
        end = minimize(network, Adam(learning_rate=0.05), network.start, 500).points[-1]
        found.append((network.accuracy(end), network.accuracy(end, held_out=True)))
    assert found[0] == (1.0, pytest.approx(0.76))
    assert found[1][1] == pytest.approx(0.84)


def test_what_was_measured_on_the_moons_is_said_of_them_alone() -> None:
    assert mlp().lesson == Mlp.lesson
    assert mlp(hidden=4).lesson == Mlp.lesson
    for other in ({"dataset": "circles"}, {"n": 50}, {"noise": 0.3}):
        assert mlp(**other).lesson == OTHER_DATA


# Random starts.


def test_random_points_are_drawn_as_the_start_is() -> None:
    network = mlp(hidden=4)
    drawn = network.random_points(np.random.default_rng(0), 50)
    assert drawn.shape == (network.dims, 50)
    assert drawn.flags["C_CONTIGUOUS"]
    biases = [unit[-1] for unit in network.filters]
    assert not drawn[biases].any()
    limit = np.sqrt(6.0 / (2 + 4))
    first = np.array([unit[:-1] for unit in network.filters[:4]])
    assert 0.9 * limit < np.abs(drawn[first]).max() < limit
    assert len(np.unique(drawn[0])) == 50
    assert network.random_points(np.random.default_rng(0), 0).shape == (network.dims, 0)
