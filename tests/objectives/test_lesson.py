"""A lesson was measured on the shape that a landscape opens with, and says so of another."""

from __future__ import annotations

import pytest

import objectives


@pytest.mark.parametrize("name", ["matrix_quadratic", "mlp", "ellipse", "noisy_line"])
def test_as_it_opens_it_is_the_lesson_of_the_class(name: str) -> None:
    assert objectives.get(name).lesson_here == objectives.registry[name].lesson


@pytest.mark.parametrize(
    ("name", "changed"),
    [("matrix_quadratic", {"rows": 12}), ("mlp", {"second": 6}), ("ellipse", {"kappa": 3.0})],
)
def test_of_another_shape_it_says_whose_it_is(name: str, changed: dict[str, float]) -> None:
    shaped = objectives.get(name, **changed)
    assert shaped.lesson_here == f"As it opens: {objectives.registry[name].lesson}"


def test_a_stretched_landscape_says_what_the_one_below_says() -> None:
    shaped = objectives.get("ellipse", kappa=3.0)
    assert objectives.transformed(shaped, scale=(2.0, 2.0)).lesson_here == shaped.lesson_here


def test_what_nobody_has_measured_says_so_already() -> None:
    other = objectives.get("linear_regression", features=[0, 1, 2], targets=[1, 3, 4])
    assert other.lesson_here == other.lesson != type(other).lesson
    typed = objectives.get("formula", text="x^2 + y^2")
    assert typed.lesson_here == typed.lesson
