"""A tree as an expression of SymPy, its derivatives, and the programs that compute them.

SymPy is optional, and slow to import: it is asked for when the first formula is to be derived.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from typing import Any

from objectives.formula.errors import FormulaError
from objectives.formula.parser import Name, Node, Number, constant, parse
from objectives.formula.program import MOST_STEPS, TOO_LARGE, Program, as_float

MOST_TERMS = 4_000
"""Nodes of the first derivatives: beyond it the second ones are not begun."""

Expression = Any
"""One of SymPy, which has no types."""


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
        ModuleNotFoundError: there is no SymPy.
    """
    parsed = parse(text)
    algebra = _algebra()
    symbols = [algebra.sympy.Symbol(name) for name in (*parsed.variables, *parsed.parameters)]
    variables = symbols[: len(parsed.variables)]
    differentiate = algebra.sympy.diff
    try:
        f = algebra.expression(parsed.tree)
        gradient = [differentiate(f, variable) for variable in variables]
        if sum(map(_size, gradient)) > MOST_TERMS:
            raise FormulaError(f"its derivatives take more than {MOST_STEPS:,} operations")
        upper = [
            differentiate(component, variable)
            for index, component in enumerate(gradient)
            for variable in variables[index:]
        ]
        return Compiled(*(Program(symbols, each) for each in ([f], [f, *gradient], [f, *upper])))
    except OverflowError:  # Of a number with more digits than can be counted.
        raise FormulaError(TOO_LARGE) from None


def _size(expression: Expression) -> int:
    """How many nodes an expression has, but not many more than matter."""
    nodes, waiting = 0, [expression]
    while waiting and nodes <= MOST_TERMS:
        waiting.extend(waiting.pop().args)
        nodes += 1
    return nodes


@dataclasses.dataclass(frozen=True)
class _Algebra:
    """SymPy, and the functions of a formula as it knows them."""

    sympy: Any
    functions: Mapping[str, Callable[..., Expression]]

    def expression(self, node: Node) -> Expression:
        """A tree as SymPy holds it. Numbers are inexact, so that none of them grows."""
        if isinstance(node, Name):
            return self.sympy.Symbol(node.name)
        number = constant(node)
        if number is not None:
            return self.sympy.Float(number)
        assert not isinstance(node, Number)
        first = node.arguments[0]
        if node.function == "^" and isinstance(first, Number) and first.name == "e":
            return self.sympy.exp(self.expression(node.arguments[1]))
        found = self.functions[node.function](*map(self.expression, node.arguments))
        if found.is_Float and not math.isfinite(as_float(found)):
            raise FormulaError(TOO_LARGE)
        return found


@cache
def _algebra() -> _Algebra:
    try:
        import sympy
    except ModuleNotFoundError:
        raise ModuleNotFoundError(
            "formulas are derived by SymPy: pip install 'optimizer-playground[formula]'",
            name="sympy",
        ) from None

    class Where(sympy.Function):  # type: ignore[misc]
        """One of two expressions; unlike SymPy's own, it never looks into its condition."""

        nargs = 3

        def _eval_derivative(self, symbol: Expression) -> Expression:
            condition, *branches = self.args
            slopes = [sympy.diff(branch, symbol) for branch in branches]
            return Where(condition, *slopes) if any(slopes) else sympy.S.Zero

    class Level(sympy.Function):  # type: ignore[misc]
        """A function that is constant wherever it has a derivative."""

        def _eval_derivative(self, symbol: Expression) -> Expression:  # noqa: ARG002
            return sympy.S.Zero

    class Less(Level):
        """1 where the first number is less than the second, else 0."""

        nargs = 2

    class AtMost(Level):
        """1 where the first number is at most the second, else 0."""

        nargs = 2

    class Sign(Level):
        """-1, 0 or 1."""

        nargs = 1

    class Floor(Level):
        """The next whole number below."""

        nargs = 1

    def absolute(a: Expression) -> Expression:
        return Where(AtMost(sympy.S.Zero, a), a, -a)

    def power(base: Expression, exponent: Expression) -> Expression:
        # As an exponent a whole number is one: x**2.0 would be a root in SymPy's eyes.
        whole = exponent.is_Float and exponent == int(exponent)
        return base ** (sympy.Integer(int(exponent)) if whole else exponent)

    functions: dict[str, Callable[..., Expression]] = {
        "+": lambda a, b: a + b,
        "-": lambda a, b: a - b,
        "*": lambda a, b: a * b,
        "/": lambda a, b: a / b,
        "^": power,
        "negative": lambda a: -a,
        "<": Less,
        "<=": AtMost,
        "and": lambda a, b: a * b,
        "or": lambda a, b: a + b - a * b,
        "not": lambda a: 1 - a,
        "sqrt": sympy.sqrt,
        "log2": lambda a: sympy.log(a) / sympy.Float(math.log(2.0)),
        "log10": lambda a: sympy.log(a) / sympy.Float(math.log(10.0)),
        "cbrt": lambda a: Sign(a) * absolute(a) ** sympy.Float(1.0 / 3.0),
        "abs": absolute,
        "sign": Sign,
        "floor": Floor,
        "min": lambda a, b: Where(AtMost(a, b), a, b),
        "max": lambda a, b: Where(AtMost(b, a), a, b),
        "where": Where,
        "sigmoid": lambda a: 1 / (1 + sympy.exp(-a)),
        "relu": lambda a: Where(AtMost(sympy.S.Zero, a), a, sympy.S.Zero),
    }
    same = ("sin", "cos", "tan", "asin", "acos", "atan", "sinh", "cosh", "tanh", "exp", "log")
    return _Algebra(sympy, {name: getattr(sympy, name) for name in same} | functions)
