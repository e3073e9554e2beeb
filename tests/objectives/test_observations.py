"""The data of learning problems: scaling, data of one's own, names, and the built-in tables."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import objectives
from objectives import datasets
from objectives.single_unit import SingleUnit
from optimizers import minimize
from optimizers.rules.adam import Adam
from optimizers.rules.sgd import SGD
from tests.objectives.learning_problems import (
    BUILT_IN,
    LABELS,
    OWN_DATA,
    REAL_TARGETS,
    X3,
    condition,
    problem,
)

SINGLE_UNITS = ["linear_regression", "logistic_regression", "sigmoid_neuron", "and_neuron"]


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


# Names.


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
