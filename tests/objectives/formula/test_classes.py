"""The two classes of a learning problem by a formula."""

from __future__ import annotations

import re

import numpy as np
import pytest

import objectives
from objectives.datasets import SQUARE, by_formula


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("y > sin(2x)", lambda x, y: y > np.sin(2 * x)),
        ("y - sin(2x)", lambda x, y: y > np.sin(2 * x)),
        ("0.5 < x^2 + y^2 < 2", lambda x, y: (x**2 + y**2 > 0.5) & (x**2 + y**2 < 2)),
        ("x > 0 and y > 0 or x y > 1", lambda x, y: (x > 0) & (y > 0) | (x * y > 1)),
    ],
)
def test_the_class_is_where_the_formula_holds(text: str, holds: object) -> None:
    features, labels = by_formula(text, 301, 0.0, 0)
    assert np.array_equal(holds(*features.T), labels == 1.0)  # type: ignore[operator]
    assert labels.sum() == 150
    assert np.abs(features).max() <= SQUARE
    assert np.abs(features).max() > 0.95 * SQUARE
    again, _ = by_formula(text, 301, 0.0, 0)
    assert np.array_equal(again, features)
    for other in (by_formula(text, 301, 0.0, 1), by_formula(text, 301, 0.0, 0, 1)):
        assert not np.isin(other[0], features).any()


def test_where_the_formula_has_no_value_there_are_no_examples() -> None:
    features, _ = by_formula("log(x) > y", 100, 0.0, 0)
    assert (features[:, 0] > 0.0).all()


def test_noise_moves_the_features() -> None:
    plain, noisy = (by_formula("y > x", 2_000, noise, 0)[0] for noise in (0.0, 0.3))
    assert (noisy - plain).std() == pytest.approx(0.3, rel=0.05)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("y > sinn(x)", "character 5: no function is called 'sinn'"),
        ("y > a", "the features are x and y, and there is no 'a'"),
        ("x > 5", "one class has 0 % of the square from -2 to 2"),
        ("x^2 + y^2", "one class has 0 %"),
    ],
)
def test_what_makes_no_two_classes_is_refused(text: str, words: str) -> None:
    with pytest.raises(ValueError, match=re.escape(words)):
        objectives.get("mlp", dataset="formula", classes=text)
    # Nobody asks for them.
    assert objectives.get("mlp", classes=text).idle().keys() == {"classes"}
