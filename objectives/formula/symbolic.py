"""A tree as an expression of SymPy, its derivatives, and the programs that compute them."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable
from functools import lru_cache
from typing import Any

try:
    import sympy
except ImportError as error:  # pragma: no cover - said to those who installed NumPy alone
    raise ImportError(
        "formulas are differentiated by SymPy: pip install 'optimizer-playground[formula]'"
    ) from error

from objectives.formula.errors import FormulaError
from objectives.formula.parser import Name, Node, Number, constant, parse
from objectives.formula.program import MOST_STEPS, TOO_LARGE, Program, as_float

MOST_TERMS = 4_000
"""Nodes of the first derivatives: beyond it the second ones are not begun."""


class Where(sympy.Function):  # type: ignore[misc]
    """One of two expressions; unlike SymPy's own, its condition is a number and is left alone."""

    formula_name = "where"
    nargs = 3

    def _eval_derivative(self, symbol: sympy.Symbol) -> sympy.Expr:
        condition, *branches = self.args
        slopes = [sympy.diff(branch, symbol) for branch in branches]
        return Where(condition, *slopes) if any(slopes) else sympy.S.Zero


class Level(sympy.Function):  # type: ignore[misc]
    """A function that is constant wherever it has a derivative."""

    def _eval_derivative(self, symbol: sympy.Symbol) -> sympy.Expr:  # noqa: ARG002
        return sympy.S.Zero


class Less(Level):
    """1 where the first number is less than the second, else 0."""

    formula_name = "<"
    nargs = 2


class AtMost(Level):
    """1 where the first number is at most the second, else 0."""

    formula_name = "<="
    nargs = 2


class Sign(Level):
    """-1, 0 or 1."""

    formula_name = "sign"
    nargs = 1


class Floor(Level):
    """The next whole number below."""

    formula_name = "floor"
    nargs = 1


def _absolute(a: sympy.Expr) -> sympy.Expr:
    return Where(AtMost(sympy.S.Zero, a), a, -a)


def _power(base: sympy.Expr, exponent: sympy.Expr) -> sympy.Expr:
    # Numbers are inexact here, so that none of them grows; but x**2 shall not be exp(2 log x).
    if exponent.is_Float and exponent == int(exponent):
        exponent = sympy.Integer(int(exponent))
    return base**exponent


def _logarithm(base: float) -> Callable[[sympy.Expr], sympy.Expr]:
    scale = sympy.log(sympy.Float(base))
    return lambda a: sympy.log(a) / scale


SYMBOLIC: dict[str, Callable[..., Any]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: a / b,
    "^": _power,
    "negative": lambda a: -a,
    "<": Less,
    "<=": AtMost,
    "and": lambda a, b: a * b,
    "or": lambda a, b: a + b - a * b,
    "not": lambda a: 1 - a,
    "sin": sympy.sin,
    "cos": sympy.cos,
    "tan": sympy.tan,
    "asin": sympy.asin,
    "acos": sympy.acos,
    "atan": sympy.atan,
    "sinh": sympy.sinh,
    "cosh": sympy.cosh,
    "tanh": sympy.tanh,
    "exp": sympy.exp,
    "log": sympy.log,
    "log2": _logarithm(2.0),
    "log10": _logarithm(10.0),
    "sqrt": sympy.sqrt,
    "cbrt": lambda a: Sign(a) * _absolute(a) ** sympy.Float(1.0 / 3.0),
    "abs": _absolute,
    "sign": Sign,
    "floor": Floor,
    "min": lambda a, b: Where(AtMost(a, b), a, b),
    "max": lambda a, b: Where(AtMost(b, a), a, b),
    "where": Where,
    "sigmoid": lambda a: 1 / (1 + sympy.exp(-a)),
    "relu": lambda a: Where(AtMost(sympy.S.Zero, a), a, sympy.S.Zero),
}
"""The functions of `functions` as SymPy knows them."""


@dataclasses.dataclass(frozen=True)
class Compiled:
    """The programs of a formula; each takes the variables and, in their order, the parameters.

    ``gradient`` and ``hessian`` compute f first: where f is not a number, they are none either.
    """

    value: Program
    gradient: Program
    hessian: Program


@lru_cache(maxsize=64)
def compiled(text: str) -> Compiled:
    """What computes a formula and its derivatives.

    Raises:
        FormulaError: the text is no formula, or its derivatives are too long.
    """
    parsed = parse(text)
    symbols = [sympy.Symbol(name) for name in (*parsed.variables, *parsed.parameters)]
    try:
        return _compiled(_expression(parsed.tree), symbols, len(parsed.variables))
    except OverflowError:  # Of a number with more digits than SymPy can count.
        raise FormulaError(TOO_LARGE) from None


def _compiled(f: sympy.Expr, symbols: list[sympy.Symbol], dims: int) -> Compiled:
    variables = symbols[:dims]
    gradient = [sympy.diff(f, variable) for variable in variables]
    if sum(map(_size, gradient)) > MOST_TERMS:
        raise FormulaError(f"its derivatives take more than {MOST_STEPS:,} operations")
    upper = [
        sympy.diff(component, variable)
        for index, component in enumerate(gradient)
        for variable in variables[index:]
    ]
    return Compiled(
        Program(symbols, [f]), Program(symbols, [f, *gradient]), Program(symbols, [f, *upper])
    )


def _expression(node: Node) -> sympy.Expr:
    if isinstance(node, Name):
        return sympy.Symbol(node.name)
    number = constant(node)
    if number is not None:
        return sympy.Float(number)
    assert not isinstance(node, Number)
    first = node.arguments[0]
    if node.function == "^" and isinstance(first, Number) and first.name == "e":
        return sympy.exp(_expression(node.arguments[1]))
    found = SYMBOLIC[node.function](*map(_expression, node.arguments))
    if found.is_Float and not math.isfinite(as_float(found)):
        raise FormulaError(TOO_LARGE)
    return found


def _size(expression: sympy.Basic) -> int:
    """How many nodes an expression has, but not many more than matter."""
    nodes, waiting = 0, [expression]
    while waiting and nodes <= MOST_TERMS:
        waiting.extend(waiting.pop().args)
        nodes += 1
    return nodes
