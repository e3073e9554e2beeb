"""What the search for minima finds, and where it says that it has found none."""

from __future__ import annotations

import numpy as np
import pytest

import objectives
from objectives import Objective
from optimizers import minimize


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("100 (y - x^2)^2 + (1 - x)^2", [(1.0, 1.0)]),
        (
            "(x^2 + y - 11)^2/100 + (x + y^2 - 7)^2/100",
            [(-2.805118086952745, 3.131312518250573), (3.0, 2.0)],
        ),
        ("(x^2 - 2)^2 + y^2", [(-np.sqrt(2), 0.0), (np.sqrt(2), 0.0)]),
        ("abs(x - 1) + abs(y - 0.3)", [(1.0, 0.3)]),
        ("max(abs(x), abs(y - 1))", [(0.0, 1.0)]),
        ("log(x)^2 + y^2", [(1.0, 0.0)]),
        ("sqrt(abs(x - 0.1234)) + sqrt(abs(y))", [(0.1234, 0.0)]),
        ("-exp(-100 ((x - 1.234)^2 + (y + 2)^2))", [(1.234, -2.0)]),
        ("x^2 + 10 sin(2x)", [(-0.7479649567252862,)]),
    ],
)
def test_the_lowest_minima_are_found(text: str, expected: list[tuple[float, ...]]) -> None:
    objective = objectives.get("formula", text=text, x_range=(-3.3, 3.2), y_range=(-3.1, 3.4))
    found = sorted(objective.minimisers)
    assert len(found) == len(expected)
    np.testing.assert_allclose(found, expected, atol=1e-7)
    assert objective.minimisers_found


POLES = [
    "1/x",
    "1/(x - 0.1234)",
    "tan(x)",
    "1/(x - y)",
    "log(abs(x))",
    "log(abs(x - 0.1234)) + y^2",
]


@pytest.mark.parametrize("text", ["x", "x^2 - y^2", "x^3 - 3x", "-x^2 - y^2", "0x", *POLES])
def test_none_is_found_where_the_border_is_lowest_or_there_is_no_ground(text: str) -> None:
    objective = objectives.get("formula", text=text)
    assert objective.minimisers == ()
    assert objective.fmin is None
    assert "none was found" in objective.minimisers_note


def test_of_a_curve_a_few_points_are_named() -> None:
    objective = objectives.get("formula", text="(x^2 + y^2 - 1)^2")
    radii = np.hypot(*np.array(objective.minimisers).T)
    assert 3 < len(radii) <= 12
    np.testing.assert_allclose(radii, 1.0, atol=1e-6)


def test_the_class_says_what_is_found_out_of_its_own_formula() -> None:
    """The facts of the default formula are written down, so that nothing has to be derived."""
    cls = objectives.registry["formula"]
    written = objectives.get("formula")
    derived = objectives.get("formula", x_range=(-3.0, 3.000001))
    rates = derived._learning_rates(written.domain, (written.start, *written.minimisers))  # type: ignore[attr-defined]
    assert rates == cls.learning_rates
    assert written.formula == derived.formula == cls.formula
    np.testing.assert_allclose(written.minimisers, derived.minimisers, atol=1e-9)


@pytest.mark.parametrize(
    "text", ["x^2 + y^2", "100 (y - x^2)^2 + (1-x)^2", "log(x)^2 + y^2", "abs(x) + y^4", "x^2"]
)
@pytest.mark.parametrize("rule", ["sgd", "adam"])
def test_suggested_learning_rates_go_down(text: str, rule: str) -> None:
    from experiments import Entry

    objective: Objective = objectives.get("formula", text=text)
    start = np.array(objective.start)
    run = minimize(objective, Entry(rule).rule(objective), start=start, steps=100)
    assert run.status != "diverged"
    assert run.values[-1] < 0.9 * objective.value(start)
