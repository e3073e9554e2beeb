"""Gradients and Hessians of random formulas, against complex steps."""

from __future__ import annotations

import random
import warnings

import numpy as np
import pytest

import objectives
from objectives.formula import FormulaError
from tests.objectives.every_objective import by_complex_step
from tests.objectives.formula.random_formulas import formula

FORMULAS = 300
POINTS = 40
LARGEST = 1e6
"""Where f or a derivative is larger, a pole is near, and so is the limit of 16 digits."""


def random_formulas(count: int) -> list[objectives.Objective]:
    """Formulas that have a slope, and a value in many places."""
    rng = random.Random(0)
    found: list[objectives.Objective] = []
    while len(found) < count:
        text = f"{formula(rng)} + x y"
        try:
            found.append(objectives.get("formula", text=text))
        except FormulaError:
            continue
    return found


@pytest.mark.slow
def test_three_hundred_gradients_and_hessians_equal_complex_steps() -> None:
    generator = np.random.default_rng(0)
    compared = []
    for objective in random_formulas(FORMULAS):
        points = generator.uniform(-2.5, 2.5, (2, POINTS))
        value, gradient, hessian = (
            function(points)
            for function in (objective.value, objective.gradient, objective.hessian)
        )
        everything = np.concatenate([value[np.newaxis], gradient, hessian.reshape(4, -1)])
        with np.errstate(invalid="ignore"):
            usable = (np.abs(everything) < LARGEST).all(axis=0)
        points, gradient, hessian = points[:, usable], gradient[:, usable], hessian[..., usable]
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            slopes = by_complex_step(objective.value, points)
            bends = by_complex_step(objective.gradient, points)
        scale = 1.0 + np.abs(everything[:, usable]).max(axis=0, initial=0.0)
        text = objective.text  # type: ignore[attr-defined]
        assert (np.abs(gradient - slopes) <= 1e-8 * scale).all(), text
        assert (np.abs(hessian - bends) <= 1e-8 * scale).all(), text
        compared.append(int(usable.sum()))
    assert np.mean(compared) > POINTS / 2
    assert np.mean(np.array(compared) > 0) > 0.9


@pytest.mark.parametrize(
    ("text", "constants", "expected"),
    [
        ("-x^2", {}, -4.0),
        ("2^-x", {}, 0.25),
        ("2x^2", {}, 8.0),
        ("1/2x", {}, 1.0),
        ("x^y^0.5", {}, 2.0**3.0**0.5),
        ("x**y", {}, 8.0),
        ("x y", {}, 6.0),
        ("2(x+1)(y-1)", {}, 12.0),
        ("x(y+1)", {}, 8.0),
        ("a x + b", {"a": 3.0, "b": -1.0}, 5.0),
        ("x²·π − y÷2", {}, 4.0 * np.pi - 1.5),
        ("e^x", {}, np.e**2),
        ("2e3 x + 2e", {}, 4000.0 + 2 * np.e),
        ("ln(x) + log10(x) + log2(y)", {}, np.log(2) + np.log10(2) + np.log2(3)),
        ("abs(-x) + sign(-y) + floor(y/2) + cbrt(-4x)", {}, 2.0 - 1.0 + 1.0 - 2.0),
        ("min(x, y, 1) + max(x, y) + relu(-x)", {}, 4.0),
        ("where(x < y, 10, 20) + where(x >= y, 1, 2)", {}, 12.0),
        ("(1 < x < y) + (y < x or x == 0)", {}, None),
        ("(1 < x < y) + (y < x or 0 < x)", {}, 2.0),
        ("(not x < y) + (x < y and y < 1)", {}, 0.0),
        ("sigmoid(x - 2)", {}, 0.5),
    ],
)
def test_what_is_typed_means_what_it_means_on_paper(
    text: str, constants: dict[str, float], expected: float | None
) -> None:
    if expected is None:
        with pytest.raises(FormulaError, match="comparisons are <, <=, > and >="):
            objectives.get("formula", text=text)
        return
    objective = objectives.get("formula", text=text, constants=constants)
    point = (2.0, 3.0)[: objective.dims]
    assert float(objective.value(point)) == pytest.approx(expected, rel=1e-14)


def test_where_f_has_no_value_its_derivatives_have_none_either() -> None:
    objective = objectives.get("formula", text="log(x) + y^2 + sqrt(y + 3) + where(x > 1, y, 2y)")
    points = np.array([[-1.0, 1.0, 2.0], [0.0, -4.0, 0.0]])
    known = np.array([False, False, True])
    assert np.array_equal(np.isfinite(objective.value(points)), known)
    assert np.array_equal(np.isfinite(objective.gradient(points)).all(axis=0), known)
    assert np.array_equal(np.isfinite(objective.hessian(points)).all(axis=(0, 1)), known)
    assert np.isnan(objective.gradient(points)[:, ~known]).all()


def test_a_branch_that_is_not_taken_spoils_nothing() -> None:
    objective = objectives.get("formula", text="where(x > 0, sqrt(x), x^2)")
    points = np.array([[-2.0, 4.0]])
    assert objective.value(points).tolist() == [4.0, 2.0]
    assert objective.gradient(points).tolist() == [[-4.0, 0.25]]


def test_equal_parts_are_computed_once() -> None:
    from objectives.formula.symbolic import compiled

    once, thrice = (
        len(compiled(text).value)
        for text in ("sin(x y)", "sin(x y)^2 + exp(sin(x y)) + 1/(2 + sin(x y))")
    )
    assert once == 2
    assert thrice == once + 6
