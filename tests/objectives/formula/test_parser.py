"""Which character is to blame, and what is said of it."""

from __future__ import annotations

import numpy as np
import pytest

import objectives
from objectives.formula import LONGEST, FormulaError, parse
from objectives.formula.tex import tex


@pytest.mark.parametrize(
    ("text", "at", "words"),
    [
        ("x + sinn(y)", 4, "no function is called 'sinn'; did you mean 'sin'"),
        ("x^2 + (y", 6, "never closed"),
        ("x^2 + y)", 7, "never opened"),
        ("x +", 2, "something is missing after this"),
        ("x + * y", 4, "does not fit here"),
        ("sin x + y", 0, "sin needs brackets"),
        ("x + cos", 4, "cos needs brackets"),
        ("x + y.real", 5, "a dot stands in numbers only"),
        ("f = x^2", 2, "write f alone"),
        ("|x|", 0, "write abs"),
        ("x + 3xy", 5, "write x*y for the product"),
        ("x1^2 + x2^2", 0, "the variables are called x and y"),
        ("x + y^1000", 6, "an exponent is at most 100"),
        ("x + 9^9^9^9", 8, "an exponent is at most 100"),
        ("x * log(-1)", 4, "no finite real number"),
        ("x + 1e400", 4, "too large"),
        ("x + lambda", 4, "'lambda' cannot be a name here"),
        ("x + \u0443", 4, "the sign 'cyrillic small letter u' is none of those"),
        ("x + \0", 4, "U+0000"),
        ("where(x < y, 1)", 0, "where takes 3 arguments, got 2"),
        ("min(x)", 0, "min takes at least 2 arguments, got 1"),
        ("x + _y", 4, "a name begins with a letter"),
        ("x + a__b", 4, "no __"),
        ("x + averylongname1", 4, "at most 12 letters"),
        ("x" + " + x" * LONGEST, None, f"at most {LONGEST} characters"),
        ("a + b", None, "must depend on x"),
        ("  ", None, "there is no formula"),
    ],
)
def test_errors_point_at_the_character(text: str, at: int | None, words: str) -> None:
    with pytest.raises(FormulaError) as refused:
        parse(text)
    assert refused.value.at == at
    assert words.lower() in refused.value.sentence.lower()
    assert (at is None) != (f"character {(at or 0) + 1}:" in str(refused.value))


def test_other_names_are_parameters_with_the_value_one() -> None:
    objective = objectives.get("formula", text="omega x + b_2", constants={"b_2": 5})
    assert objective.values_of_parameters == {"b_2": 5.0, "omega": 1.0}  # type: ignore[attr-defined]
    assert float(objective.value((2.0,))) == 7.0
    assert objective.dims == 1
    assert "y_range" in objective.idle()
    same = objectives.get("formula", text=" omega x + b_2 ", constants=(("b_2", 5.0),))
    assert same == objective
    assert hash(same) == hash(objective)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"constants": {"b": 1.0}}, "Formula: no parameter is called 'b'; known are a"),
        ({"constants": {"a": np.inf}}, "constants.a must be in"),
        ({"constants": {"a": "1"}}, "constants must be numbers by their names"),
        ({"constants": 3}, "constants must be numbers by their names"),
        ({"text": "x^2", "constants": {"a": 1.0}}, "'a'; it has none"),
        ({"x_range": (2.0, 2.0)}, "x_range must rise, got 2 to 2"),
        ({"text": "log(-1 - x^2)"}, "no finite value anywhere in the domain"),
        ({"text": 3}, "text must be a text of at most 300 characters"),
    ],
)
def test_bad_values_are_refused(values: dict[str, object], words: str) -> None:
    with pytest.raises(ValueError, match=r"\w") as refused:
        objectives.get("formula", **values)
    assert words in str(refused.value)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x^2 + a sin(3x)", r"x^{2}+a\,\sin\left(3x\right)"),
        ("x - (y - 1)", r"x-\left(y-1\right)"),
        ("(x + 1) y / 2", r"\frac{\left(x+1\right)y}{2}"),
        ("-x^2 - -y", r"-x^{2}-\left(-y\right)"),
        ("(-x)^2", r"\left(-x\right)^{2}"),
        ("x 2", r"x\cdot 2"),
        ("exp(-omega_2 x)", r"e^{-\omega_{2}x}"),
        ("sqrt(abs(x)) + cbrt(y)", r"\sqrt{\left|x\right|}+\sqrt[3]{y}"),
        ("where(x < y, 1, 2)", r"\begin{cases}1&x<y\\2&\text{otherwise}\end{cases}"),
        ("log10(x) rate", r"\log_{10}\left(x\right)\,\mathrm{rate}"),
        ("1e-9 x pi", r"(1\cdot10^{-9})x\,\pi"),
    ],
)
def test_what_is_typed_is_typeset(text: str, expected: str) -> None:
    assert tex(parse(text).tree) == expected
