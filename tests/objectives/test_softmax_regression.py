"""Softmax regression: its classes, its minimum, and what is the same as for two classes."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

import objectives
import optimizers
from objectives.datasets import clouds
from objectives.losses import softmax_cross_entropy
from tests.objectives.learning_problems import LABELS, THREE, X3, points, problem

THREE_POINTS: dict[str, Any] = {"features": [1.0, 2.0, 4.0], "targets": [0, 2, 1]}


def soft(**parameters: Any) -> objectives.LearningProblem:
    return problem("softmax_regression", **parameters)


# The examples.


@pytest.mark.parametrize(("classes", "n"), [(3, 150), (5, 32)])
def test_clouds_are_balanced_and_around_their_centres(classes: int, n: int) -> None:
    features, labels = clouds(classes, n, 0.0, seed=0)
    counts = np.bincount(labels.astype(int))
    assert len(counts) == classes
    assert np.ptp(counts) <= 1
    angle = 2.0 * np.pi * labels / classes
    np.testing.assert_allclose(features, np.stack([np.cos(angle), np.sin(angle)], axis=1))
    noisy, _ = clouds(classes, 10_000, 0.3, seed=1)
    exact, _ = clouds(classes, 10_000, 0.0, seed=1)
    assert (noisy - exact).std() == pytest.approx(0.3, rel=0.03)
    assert not np.array_equal(noisy, clouds(classes, 10_000, 0.3, seed=1, stream=1)[0])


def test_held_out_examples_are_others_of_the_same_clouds() -> None:
    own = soft()
    assert own.held_out is not None
    assert own.held_out[0].shape == (200, 2)
    assert not np.isin(own.held_out[0], own.observations[0]).any()
    aside = soft(features=X3, targets=THREE)
    assert aside.held_out is not None
    assert (len(aside.observations[1]), len(aside.held_out[1])) == (32, 8)


@pytest.mark.parametrize(
    ("targets", "message"),
    [
        ([0.0, 1.0, 2.5], "class labels 0, 1, ... up to 9, got 2.5"),
        ([0.0, 1.0, -1.0], "class labels 0, 1, ... up to 9, got -1"),
        ([0.0, 1.0, 10.0], "class labels 0, 1, ... up to 9, got 10"),
        ([0.0, 1.0, 3.0], "no gap between their labels, got none of class 2"),
        ([1.0, 2.0, 2.0], "no gap between their labels, got none of class 0"),
        ([0.0, 0.0, 0.0], "at least two classes .* got none of class 1"),
    ],
)
def test_labels_are_0_to_the_last_class(targets: list[float], message: str) -> None:
    with pytest.raises(ValueError, match=f"SoftmaxRegression: targets must .*{message}"):
        soft(features=[0.0, 1.0, 2.0], targets=targets)


def test_two_class_problems_still_refuse_a_third() -> None:
    with pytest.raises(ValueError, match="class labels 0 or 1, got 2"):
        problem("logistic_regression", features=[0.0, 1.0, 2.0], targets=[0.0, 1.0, 2.0])


def test_classes_are_counted_and_named() -> None:
    assert soft().label_names == ("0", "1", "2")
    assert soft(classes=4).class_count == 4
    own = soft(**THREE_POINTS, class_names=("ant", "bee", "cat"), column_names=("size", "animal"))
    assert own.label_names == ("ant", "bee", "cat")
    with pytest.raises(ValueError, match="class_names must be 3 texts, got 2"):
        soft(**THREE_POINTS, class_names=("ant", "bee"))


def test_the_blocks_are_a_row_for_every_class_and_the_biases() -> None:
    wide = soft(features=X3, targets=THREE)
    assert wide.blocks == (("W", (3, 3)), ("b", (3,)))
    assert wide.coordinates[:4] == ("w₀₁", "w₀₂", "w₀₃", "w₁₁")
    assert wide.coordinates[9:] == ("b₀", "b₁", "b₂")
    many = soft(features=np.eye(12), targets=np.arange(12) % 3)
    assert many.coordinates[11:13] == ("w₀,₁₂", "w₁,₁")
    assert len(set(many.coordinates)) == many.dims == 39


# The loss.


def test_one_example_by_hand() -> None:
    """x = 2 of class 1: z = (1, 2, 0)."""
    by_hand = soft(features=[2.0, 2.0, 2.0], targets=[1, 0, 2], weight_penalty=0.0)
    point = np.array([0.5, 1.0, -1.0, 0.0, 0.0, 2.0])
    total = math.e + math.e**2 + 1.0
    shares = np.array([math.e, math.e**2, 1.0]) / total
    np.testing.assert_allclose(by_hand.predictions(point, [2.0])[0], shares, rtol=1e-15)
    np.testing.assert_allclose(by_hand.losses(point), -np.log(shares[[1, 0, 2]]), rtol=1e-14)
    slopes = shares - 1.0 / 3.0
    np.testing.assert_allclose(
        by_hand.gradient(point), [*(2.0 * slopes), *slopes], rtol=1e-13, atol=1e-16
    )


def test_two_classes_are_logistic_regression() -> None:
    """Of two classes only the difference of their weights counts."""
    logistic = problem("logistic_regression", features=X3, targets=LABELS)
    both = objectives.get(
        "softmax_regression", features=X3[:4], targets=LABELS[:4], weight_penalty=0.0
    )
    few = problem("logistic_regression", features=X3[:4], targets=LABELS[:4])
    where = points(both, 30)
    difference = np.array([*(where[3:6] - where[:3]), where[7] - where[6]])
    np.testing.assert_allclose(both.value(where), few.value(difference), rtol=1e-12)
    shares = both.predictions(where, X3)
    assert shares.shape == (40, 2, 30)
    np.testing.assert_allclose(shares[:, 1], logistic.predictions(difference, X3), rtol=1e-9)


def test_what_all_classes_get_changes_no_answer() -> None:
    three = soft()
    where = points(three, 20)
    shifted = where + np.array([2.0, 1.0] * 3 + [5.0] * 3)[:, np.newaxis]
    np.testing.assert_allclose(three.predictions(shifted), three.predictions(where), rtol=1e-11)


def test_small_losses_keep_their_digits_and_large_ones_do_not_overflow() -> None:
    z = np.array([[0.0, 60.0, 0.0, -1e4], [-50.0, 0.0, 0.0, 0.0], [-50.0, 10.0, 0.0, 0.0]])
    labels = np.array([0, 0, 2, 0])
    small = [2.0 * math.exp(-50.0), math.exp(-50.0) + math.exp(-60.0)]
    expected = [*small, math.log(3.0), 1e4 + math.log(2.0)]
    np.testing.assert_allclose(softmax_cross_entropy(z, labels), expected, rtol=1e-14)


@pytest.mark.parametrize("batch", [1, 2, 7])
def test_a_point_has_the_same_bits_however_it_is_batched(batch: int) -> None:
    case = soft(features=X3, targets=THREE)
    where = points(case, batch, seed=batch)
    for function in (case.value, case.gradient, case.hessian, case.losses, case.predictions):
        together = function(where)
        alone = np.stack([function(column) for column in where.T.copy()], axis=-1)
        assert np.array_equal(together, alone), function.__name__


def test_accuracy_counts_the_largest_shares_and_nothing_where_all_is_lost() -> None:
    case = soft(**THREE_POINTS)
    always_2 = np.array([0.0, 0.0, 0.0, 0.0, 0.0, 1.0])
    assert case.accuracy(always_2) == pytest.approx(1 / 3)
    with np.errstate(all="ignore"):
        assert case.accuracy(np.full(6, np.nan)) == 0.0
        assert case.accuracy(np.full((6, 2), np.inf)).tolist() == [0.0, 0.0]


# The minimum.


def test_with_a_penalty_there_is_one_minimum_and_it_adds_up_to_nothing() -> None:
    for case in (soft(), soft(features=X3, targets=THREE, scaling="standard")):
        (minimiser,) = np.array(case.minimisers)
        assert np.abs(case.gradient(minimiser)).max() < 1e-15
        assert np.linalg.eigvalsh(case.hessian(minimiser))[0] > 0.0099
        weights = minimiser[:-3].reshape(3, -1)
        np.testing.assert_allclose(weights.sum(axis=0), 0.0, atol=1e-14)
        assert case.landscape == "1 minimum"


def test_without_a_penalty_the_minima_form_a_valley() -> None:
    free = soft(weight_penalty=0.0)
    minimiser = np.array(free.minimisers[0])
    assert np.abs(free.gradient(minimiser)).max() < 1e-15
    assert np.linalg.matrix_rank(free.hessian(minimiser), tol=1e-9) == 6
    shift = np.array([2.0, 1.0] * 3 + [5.0] * 3)
    assert free.value(minimiser + shift) == pytest.approx(free.fmin, rel=1e-13)
    assert (free.landscape, free.infimum) == ("a valley of minima", None)
    assert "all classes" in free.minimisers_note
    assert "lambda" not in free.formula


def test_without_a_penalty_separable_classes_have_no_minimum() -> None:
    apart = soft(weight_penalty=0.0, noise=0.1)
    assert apart.minimisers == ()
    assert (apart.fmin, apart.landscape) == (0.0, "no minimum")
    run = optimizers.minimize(apart, optimizers.get("sgd", learning_rate=2.2), apart.start, 1000)
    assert apart.accuracy(run.points[-1]) == 1.0
    assert np.linalg.norm(run.points[-1]) > np.linalg.norm(run.points[100]) + 1.0


def test_a_class_that_no_line_tells_from_the_others_leaves_the_minimum_unknown() -> None:
    """Class 1 can be told from 0 and 2, but these two not from each other."""
    mixed = {"features": [0.0, 1.0, 2.0, 9.0], "targets": [0, 2, 0, 1], "weight_penalty": 0.0}
    case = soft(**mixed)
    assert (case.minimisers, case.fmin, case.landscape) == ((), None, "")


def test_a_class_of_which_all_is_held_out_leaves_no_minimum() -> None:
    """Its bias falls for ever, and so does f, slower and slower."""
    few = {"features": [-1, 2, 1, 0, 2], "targets": [2, 2, 0, 2, 1]}
    case = soft(**few, weight_penalty=0.0)
    assert 0.0 not in case.observations[1]
    assert case.class_count == 3
    assert (case.minimisers, case.fmin, case.landscape) == ((), None, "")
    assert soft(**few).minimisers != ()


def test_badly_scaled_features_still_have_their_minimiser() -> None:
    features, labels = clouds(3, 60, 0.6, seed=0)
    case = soft(features=features * [1e-3, 1e6], targets=labels, weight_penalty=0.0)
    reference = soft(features=features, targets=labels, weight_penalty=0.0)
    (found,), (expected,) = np.array(case.minimisers), np.array(reference.minimisers)
    assert case.fmin == pytest.approx(reference.fmin, rel=1e-12)
    scaled = found[:6].reshape(3, 2) * [1e-3, 1e6]
    np.testing.assert_allclose(scaled, expected[:6].reshape(3, 2), rtol=1e-7)


@pytest.mark.parametrize("given", [{}, {"features": X3, "targets": THREE, "scaling": "standard"}])
@pytest.mark.parametrize("family", ["sgd", "adam"])
def test_suggested_rates_learn_the_classes(family: str, given: dict[str, Any]) -> None:
    case = soft(**given)
    rate = case.learning_rates[{"sgd": "gd"}.get(family, family)]
    run = optimizers.minimize(case, optimizers.get(family, learning_rate=rate), case.start, 300)
    assert case.value(run.points[-1]) - case.fmin < 0.02
    assert case.accuracy(run.points[-1]) > case.accuracy(np.array(case.start))
