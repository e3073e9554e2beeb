"""Menus find what people type, and what is shown stays as it is."""

from __future__ import annotations

import json

import pytest

import objectives
import optimizers
from declarations import Declared
from tests.ui.driver import assert_fine, opened, typed, words
from ui.desk.catalogue import catalogue
from ui.words import search, wording

LANDSCAPES = wording.landscape_names()
RULES = [name for names in wording.groups().values() for name in names]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("x^2", "parabola_1d"),
        ("x**2", "parabola_1d"),
        ("x²", "parabola_1d"),
        ("x² + y²", "sphere"),
        ("x**2+10*sin(x)", "sine_parabola_1d"),
        ("banana", "rosenbrock"),
        ("BANANA ", "rosenbrock"),
        ("ravine", "ellipse"),
        ("Himmel", "himmelblau"),
        ("egg-box", "rastrigin"),
        ("MSE", "linear_regression"),
    ],
)
def test_a_landscape_is_found(text: str, first: str) -> None:
    assert search.landscapes(text, LANDSCAPES)[0] == first


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("RMSProp", "rmsprop"),
        ("rms prop", "rmsprop"),
        ("momentum", "momentum"),
        ("heavy ball", "momentum"),
        ("NAG", "nesterov"),
        ("gradient descent", "sgd"),
        ("LBFGS", "lbfgs"),
        ("adam", "adam"),
    ],
)
def test_an_optimizer_is_found(text: str, first: str) -> None:
    assert search.rules(text, RULES)[0] == first


def test_everything_is_found_by_its_name_and_by_every_other_one() -> None:
    for find, registry, names in (
        (search.landscapes, objectives.registry, LANDSCAPES),
        (search.rules, optimizers.registry, RULES),
    ):
        for name in names:
            cls = registry[name]  # type: ignore[attr-defined]
            assert find(cls.title, names)[0] == name
            for text in cls.keywords:
                assert name in find(text, names), text


def test_no_one_inherits_the_names_of_another() -> None:
    for registry in (objectives.registry, optimizers.registry):
        for name in registry:
            cls = registry[name]
            # A rule's card states them for it; a rule that it is a form of does not.
            cards = [base for base in cls.__bases__ if not issubclass(base, Declared)]
            assert any("keywords" in vars(each) for each in (cls, *cards)) or not cls.keywords, name


def test_nothing_typed_finds_all_and_nonsense_nothing() -> None:
    assert search.landscapes("  ", LANDSCAPES) == LANDSCAPES
    assert search.landscapes("zzz", LANDSCAPES) == []


def test_the_menu_of_landscapes_takes_what_is_typed() -> None:
    app = opened()
    menu = app.selectbox(key="landscape")
    assert menu.options == [wording.landscape_label(name) for name in LANDSCAPES]
    typed(app, "landscape", "camel")
    assert_fine(app)
    assert app.query_params["f"] == "six_hump_camel"
    assert "'camel' also finds Three-hump camel." in words(app.toast)
    assert app.selectbox(key="landscape").value == "six_hump_camel"
    typed(app, "landscape", "no such <b>thing</b>")
    assert_fine(app)
    assert "No landscape is found by 'no such" in words(app.toast)
    assert app.query_params["f"] == "six_hump_camel"


def test_the_desk_knows_the_other_names() -> None:
    assert "heavy ball" in json.loads(catalogue())["optimizers"]["momentum"]["keywords"]
