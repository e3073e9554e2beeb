"""A landscape in the words of another library says what it said: read here in NumPy's own."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import objectives
from explain.code import Exported
from explain.code.dialect import NUMPY
from explain.code.objective import loss
from explain.code.translation import Translation, UntranslatableError
from objectives.formula import parse
from tests.explain.code.helpers import run, undefined

SETTINGS = {
    "ellipse": {"kappa": 3.0},
    "rosenbrock": {"a": 0.5, "b": 7.0},
    "matrix_quadratic": {"rows": 3, "condition_q": 2.0},
    "matrix_factorization": {"columns": 2, "rank": 2, "condition": 3.0},
    "deep_linear_network": {"depth": 4, "width": 2, "ratio": 1.5},
    "and_neuron": {"loss": "squared"},
    "logistic_regression": {"weight_penalty": 0.5, "scaling": "minmax"},
    "mlp": {"activation": "relu", "second": 3, "weight_penalty": 0.1, "n": 20},
    "softmax_regression": {"classes": 4, "weight_penalty": 0.2, "n": 20},
}
"""Other values than those by default: each of them has to come along."""


def agrees(objective: objectives.Objective, folder: Path) -> None:
    into = Translation(NUMPY)
    found = loss(objective, into)
    assert found.translated
    constants = [f"{name} = {text}" for name, text in into.constants.items()]
    lines = ["import math", "import numpy as np", *found.lines, *constants]
    text = "\n".join([*lines, *into.functions.values()])
    assert not undefined(text)
    again = run(Exported(text, data=found.data), folder)["loss"]
    for seed in range(3):
        point = objective.random_points(np.random.default_rng(seed), 1)[:, 0]
        expected = float(objective.value(point))
        assert float(again(point)) == pytest.approx(expected, rel=1e-12, abs=1e-12)


@pytest.mark.parametrize("name", sorted(objectives.names()))
def test_every_landscape_is_translated(name: str, tmp_path: Path) -> None:
    agrees(objectives.get(name), tmp_path)


@pytest.mark.parametrize(("name", "values"), SETTINGS.items())
def test_its_parameters_come_along(name: str, values: dict[str, object], tmp_path: Path) -> None:
    agrees(objectives.get(name, **values), tmp_path)


@pytest.mark.parametrize(
    "text",
    [
        "where(x < y, sin(x)^2, a^2 + b)",
        "exp(-x^2) max(x, y, a) - min(1, x) + abs(y) - relu(x - y)",
        "sigmoid(a x) + cbrt(y) + sign(x) floor(y) + sqrt(x^2 + 1) log(2 + y^2)",
        "(x > 1 and not y < a) + (x <= y or y > 2) + point^2 x + np y + 2^(-x) + atan(x) + pi",
        "tanh(x) cosh(y/9) + asin(x/9) + where(x, 1, 2) + log10(x^2 + 2) + log2(9 + y)",
        "x^4 - 3x^2 + a x",
    ],
)
def test_a_formula_is_written_down(text: str, tmp_path: Path) -> None:
    names = parse(text).parameters
    values = {name: 0.5 + index for index, name in enumerate(names)}
    agrees(objectives.get("formula", text=text, constants=values), tmp_path)


@pytest.mark.parametrize("name", ["beale", "linear_regression", "single_neuron", "formula"])
def test_it_may_be_turned_and_stretched(name: str, tmp_path: Path) -> None:
    turned = objectives.transformed(objectives.get(name), angle=30.0, scale=(2.0, 0.5))
    agrees(turned, tmp_path)


def test_a_sigmoid_network_answers_the_same(tmp_path: Path) -> None:
    agrees(objectives.get("mlp", activation="sigmoid", n=10), tmp_path)


def sorted_sum(point: np.ndarray) -> np.ndarray:
    return np.sort(point).sum()


def test_what_a_library_has_not_is_refused() -> None:
    with pytest.raises(UntranslatableError, match=r"numpy\.sort has no counterpart"):
        Translation(NUMPY).function(sorted_sum)


class Sorted(objectives.Objective):
    """Not in the words of others."""

    id = "sorted"
    domain = ((-1.0, 1.0),)

    def value(self, point: np.ndarray) -> np.ndarray:
        return np.sort(point)[0]


def test_a_landscape_that_cannot_be_said_is_asked_for() -> None:
    assert not loss(Sorted(), Translation(NUMPY)).translated
