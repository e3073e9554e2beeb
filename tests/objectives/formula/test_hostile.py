"""Whatever is typed, what comes of it is a formula or one sentence, after little work."""

from __future__ import annotations

import random
import string

import pytest

import objectives
from objectives.formula import LONGEST, FormulaError, parse
from objectives.formula.program import MOST_STEPS
from objectives.formula.symbolic import compiled
from tests.objectives.formula.random_formulas import REFUSED, formula

STRINGS = 10_000
LONGEST_SENTENCE = 220


def assert_is_a_sentence(error: BaseException) -> None:
    words = str(error)
    assert 10 < len(words) <= LONGEST_SENTENCE
    assert words.isprintable()
    assert words.isascii() or "…" in words


@pytest.mark.parametrize("family", REFUSED, ids=lambda family: family.__name__)
def test_ten_thousand_hostile_strings_leave_a_sentence_each(family: object) -> None:
    rng = random.Random(family.__name__)  # type: ignore[attr-defined]
    for _ in range(-(-STRINGS // len(REFUSED))):
        text = family(rng)  # type: ignore[operator]
        with pytest.raises(ValueError, match=r"\w") as refused:
            objectives.get("formula", text=text)
        assert_is_a_sentence(refused.value)
        if isinstance(refused.value, FormulaError) and refused.value.at is not None:
            assert 0 <= refused.value.at < len(text), text


def test_what_is_typed_at_random_is_read_or_refused() -> None:
    rng = random.Random(1)
    signs = string.printable + "xxyyaa((()))++**^^..22ππ²é"
    read = 0
    for _ in range(4_000):
        text = "".join(rng.choices(signs, k=rng.randint(1, 12)))
        try:
            parse(text)
            read += 1
        except FormulaError as error:
            assert_is_a_sentence(error)
    assert read > 20


def test_a_formula_with_a_sign_missing_is_read_or_refused() -> None:
    rng = random.Random(2)
    for _ in range(3_000):
        text = formula(rng)
        at = rng.randrange(len(text))
        try:
            parse(text[:at] + text[at + 1 :])
        except FormulaError as error:
            assert_is_a_sentence(error)


INVOLVED = [
    "*".join(f"(x+{i})" for i in range(1, 43)),
    "*".join(f"sin({i}x)" for i in range(1, 33)),
    "sin(" * 14 + "x" + ")" * 14,
    "x^" * 14 + "x",
    "+".join(f"sin({i}x y)^9" for i in range(1, 22)),
    "max(x y," * 14 + "y^2" + ")" * 14,
    "(" * 13 + "1e300x" + ")^99" * 13,
    "x" + "*1e300" * 40,
    "x - x + exp(exp(x - x + 1e300))",
    "exp(exp(exp(700 + x - x)))",
    "sqrt(x - x - 2)",
    "1/(x - x)",
    "log(x - x)",
    "acos(2 + x - x)",
]


@pytest.mark.parametrize("text", INVOLVED)
def test_what_is_short_and_involved_ends_in_few_operations_or_in_a_sentence(text: str) -> None:
    assert len(text) <= LONGEST
    try:
        programs = compiled(text)
    except FormulaError as error:
        assert_is_a_sentence(error)
    else:
        for program in (programs.value, programs.gradient, programs.hessian):
            assert 0 < len(program) <= MOST_STEPS
