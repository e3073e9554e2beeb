"""Breaking a long line changes nothing but how it looks."""

from __future__ import annotations

import ast

import pytest

from explain.code.layout import WIDTH, laid_out
from explain.code.literal import literal

LONG = [
    f"value = call(first, {', '.join(f'name_{i}={i}' for i in range(20))})",
    f"value = [{', '.join(f'{i}.25' for i in range(60))}]",
    f"value = ({' + '.join(f'x{i}' for i in range(40))}) * (a + b)",
    f"value = 0.25 * ({' + '.join(f'x{i}' for i in range(40))})",
    f"value = call(lambda x: other(x, {', '.join(map(repr, 'abcdefghij'))}), text='), (' + \"[\")",
    f"value = total({' + '.join(f'x{i}' for i in range(30))} for i in range(3))",
    f"value = call({', '.join(f'((0.{i}, {i}), [{i}])' for i in range(20))},)",
]


@pytest.mark.parametrize("line", LONG)
def test_it_says_the_same(line: str) -> None:
    assert ast.dump(ast.parse(laid_out(line))) == ast.dump(ast.parse(line))


@pytest.mark.parametrize("line", [LONG[0], LONG[1], LONG[4], LONG[6]])
def test_no_line_is_long_that_can_be_broken(line: str) -> None:
    assert max(map(len, laid_out(line).splitlines())) <= WIDTH


def test_a_text_is_left_as_it_is() -> None:
    text = f'"""{"word " * 40}\n\ncall({"a, " * 60})\n"""\n'
    assert laid_out(text) == text


@pytest.mark.parametrize(
    "value",
    [0.1, -0.0, 1e300, float("inf"), 7, True, None, "it's", '"', "a\nb", "\\", (1.0,), [0.5, (2,)]],
    ids=repr,
)
def test_a_literal_is_what_it_says(value: object) -> None:
    written = literal(value)
    if value == float("inf"):
        assert written == 'float("inf")'
    else:
        assert repr(ast.literal_eval(written)) == repr(value)


def test_an_object_is_no_literal() -> None:
    with pytest.raises(TypeError, match="object cannot be written as a literal"):
        literal(object())
