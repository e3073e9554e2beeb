"""Multiple regression: features of different size, and what scaling and preconditioning do."""

from __future__ import annotations

import numpy as np
import pytest

import objectives
import optimizers
from objectives.datasets import flats
from tests.objectives.learning_problems import condition, problem


def test_flats_are_those_of_their_seed_and_differ_in_size() -> None:
    features, prices = flats(1000, 0.0, seed=3)
    area, rooms, age, distance = features.T
    expected = 0.6 + 0.03 * area + 0.1 * rooms - 0.012 * age - 0.05 * distance
    np.testing.assert_allclose(prices, expected, rtol=1e-15)
    assert np.array_equal(features, flats(1000, 1.0, seed=3)[0])
    assert not np.array_equal(features, flats(1000, 0.0, seed=4)[0])
    assert (flats(10_000, 0.5, seed=3)[1] - flats(10_000, 0.0, seed=3)[1]).std() == pytest.approx(
        0.5, rel=0.03
    )
    assert rooms.min() == 1.0
    assert np.corrcoef(area, rooms)[0, 1] > 0.8


@pytest.mark.parametrize("scaling", ["none", "standard", "minmax"])
def test_the_minimum_is_least_squares_and_the_start_knows_nothing(scaling: str) -> None:
    several = problem("multiple_regression", scaling=scaling)
    features, prices = flats(60, 0.2, seed=0)
    columns = np.column_stack([np.ones(60), features])
    expected = np.linalg.lstsq(columns, prices)[0]
    point = np.array(several.minimisers[0])
    weights, bias = several.in_raw_features(point[1:], point[0])
    np.testing.assert_allclose([bias, *weights], expected, rtol=1e-9)
    assert several.start == (0.0,) * 5
    assert several.value(several.start) == pytest.approx(0.5 * (prices**2).mean())
    assert several.blocks == (("b", (1,)), ("w", (1, 4)))


def test_scaling_rounds_the_bowl_and_leaves_what_goes_together() -> None:
    raw, unit, standard = (
        condition(problem("multiple_regression", scaling=scaling))
        for scaling in ("none", "minmax", "standard")
    )
    assert raw > 100 * unit > 1000 * standard > 10_000


def test_a_matrix_for_the_features_is_not_the_same_as_a_step_size_for_each() -> None:
    """Shampoo's matrix of the four weights sees that area and rooms go together."""
    several = problem("multiple_regression", scaling="standard")
    gaps = [
        optimizers.minimize(
            several, optimizers.get(name, learning_rate=rate), several.start, 60
        ).values[-1]
        - several.fmin
        for name, rate in (("shampoo", 2.2), ("adagrad", 1.2))
    ]
    assert gaps[0] < 1e-11 < 1e-7 < gaps[1]


def test_features_have_names_and_other_flats_another_lesson() -> None:
    several = problem("multiple_regression")
    assert several.feature_names == ("area in m²", "rooms", "age in years", "km to the centre")
    assert several.target_name == "price in 100,000 €"
    assert several.coordinates == ("θ₀", "θ₁", "θ₂", "θ₃", "θ₄")
    assert problem("multiple_regression", scaling="standard").lesson == several.lesson
    assert "other examples" in problem("multiple_regression", seed=1).lesson
    assert not objectives.MultipleRegression.takes_own_data
