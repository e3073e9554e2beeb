"""The common hyperparameters: chosen by the rules, not declared again."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import optimizers
from optimizers import vocabulary

RULES = Path(optimizers.__file__).parent / "rules"
ANOTHER_MEANING = {("radam", "epsilon_hat")}
"""Where a library's form takes the place that Keras' has elsewhere."""


def declared_anew(source: str) -> list[str]:
    """The names of the vocabulary that a source declares by itself."""
    statements = [
        statement
        for cls in ast.parse(source).body
        if isinstance(cls, ast.ClassDef)
        for statement in cls.body
    ]
    return [
        each.target.id
        for each in statements
        if isinstance(each, ast.AnnAssign)
        and isinstance(each.target, ast.Name)
        and isinstance(each.value, ast.Call)
        and isinstance(each.value.func, ast.Name)
        and hasattr(vocabulary, each.target.id)
    ]


@pytest.mark.parametrize("file", sorted(RULES.glob("*.py")), ids=lambda file: file.stem)
def test_a_common_hyperparameter_is_chosen(file: Path) -> None:
    found = {(file.stem, name) for name in declared_anew(file.read_text())}
    assert found == {each for each in ANOTHER_MEANING if each[0] == file.stem}


def test_what_is_declared_anew_is_found() -> None:
    source = "class Rule:\n    beta_1: Number = real(default=0.9, valid='[0, 1)')\n"
    assert declared_anew(source) == ["beta_1"]
    assert declared_anew(source.replace("real", "vocabulary.beta_1")) == []
