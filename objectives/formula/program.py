"""What SymPy derived, as a list of NumPy's steps: nothing is computed twice, no text is run."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np

from objectives.formula.errors import FormulaError
from objectives.formula.functions import FUNCTIONS, LARGEST_EXPONENT
from objectives.objective import Array

MOST_STEPS = 3_000
"""Of one program: more come from derivatives of formulas that are too involved to be seen."""

TOO_LARGE = "a number in it or in its derivatives is too large"

NAMES = {"Where": "where", "Less": "<", "AtMost": "<=", "Sign": "sign", "Floor": "floor"} | {
    name: name
    for name in ("sin", "cos", "tan", "asin", "acos", "atan", "sinh", "cosh", "tanh", "exp", "log")
}
"""Our functions by the names of SymPy's classes: those that a formula or a derivative can hold."""


class Program:
    """Computes some expressions at once; equal parts of them are one step.

    Raises:
        FormulaError: there are too many steps, or a number or function that is not real.
    """

    def __init__(self, inputs: Sequence[Any], outputs: Iterable[Any]) -> None:
        self._slots: dict[Any, int] = {symbol: index for index, symbol in enumerate(inputs)}
        self._start: list[Any] = [None] * len(inputs)
        self._steps: list[tuple[int, Callable[..., Any], tuple[int, ...]]] = []
        self._outputs = [self._slot(output) for output in outputs]
        self._done = self._last_uses()

    def __len__(self) -> int:
        """How many steps there are."""
        return len(self._steps)

    def __call__(self, inputs: Sequence[Any], shape: tuple[int, ...], kind: Any) -> Array:
        """The outputs, ``(outputs, *shape)``, as new numbers of this kind."""
        slots = [*inputs, *self._start[len(inputs) :]]
        with np.errstate(all="ignore"):
            for (slot, function, arguments), done in zip(self._steps, self._done, strict=True):
                slots[slot] = function(*[slots[argument] for argument in arguments])
                # On a fine grid every array that is kept is a megabyte.
                for argument in done:
                    slots[argument] = None
        found = np.empty((len(self._outputs), *shape), kind)
        for index, slot in enumerate(self._outputs):
            found[index] = slots[slot]
        return found

    def _last_uses(self) -> list[tuple[int, ...]]:
        """After every step, what no further one needs."""
        seen = set(self._outputs)
        done: list[tuple[int, ...]] = []
        for _, _, arguments in reversed(self._steps):
            computed = {slot for slot in arguments if self._start[slot] is None}
            done.append(tuple(computed - seen))
            seen |= computed
        return done[::-1]

    def _slot(self, expression: Any) -> int:
        """Where the value of an expression will be."""
        found = self._slots.get(expression)
        if found is None:
            found = self._slots[expression] = self._compiled(expression)
        return found

    def _number(self, value: float) -> int:
        if not math.isfinite(value):
            raise FormulaError(TOO_LARGE)
        self._start.append(value)
        return len(self._start) - 1

    def _step(self, name: str, *arguments: int) -> int:
        if len(self._steps) == MOST_STEPS:
            raise FormulaError(f"its derivatives take more than {MOST_STEPS:,} operations")
        self._start.append(None)
        slot = len(self._start) - 1
        self._steps.append((slot, FUNCTIONS[name], arguments))
        return slot

    def _compiled(self, expression: Any) -> int:
        if expression.is_Float or expression.is_Rational:
            return self._number(as_float(expression))
        if expression.is_Add:
            return self._sum(expression)
        if expression.is_Mul:
            return self._product(expression)
        if expression.is_Pow:
            return self._power(*expression.args)
        name = NAMES.get(type(expression).__name__)
        if name is None:
            raise FormulaError("it or one of its derivatives is no real function")
        return self._step(name, *map(self._slot, expression.args))

    def _sum(self, expression: Any) -> int:
        total: int | None = None
        for term in sorted(expression.args, key=lambda term: term.could_extract_minus_sign()):
            if total is None:
                total = self._slot(term)
            elif term.could_extract_minus_sign():
                total = self._step("-", total, self._slot(-term))
            else:
                total = self._step("+", total, self._slot(term))
        assert total is not None
        return total

    def _product(self, expression: Any) -> int:
        above, below = _fraction(expression)
        product = self._slot(above[0]) if above else self._number(1.0)
        for factor in above[1:]:
            product = self._step("*", product, self._slot(factor))
        for factor in below:
            product = self._step("/", product, self._slot(factor))
        return product

    def _power(self, base: Any, exponent: Any) -> int:
        if exponent.is_Rational and 2 * exponent == 1:
            return self._step("sqrt", self._slot(base))
        if not exponent.is_Integer or abs(exponent) > LARGEST_EXPONENT:
            return self._step("^", self._slot(base), self._slot(exponent))
        if exponent < 0:
            return self._step("/", self._number(1.0), self._slot(base**-exponent))
        # By squaring: quicker than a power, and exact to rounding for complex numbers.
        half = self._slot(base ** (exponent // 2))
        square = self._step("*", half, half)
        return self._step("*", square, self._slot(base)) if exponent % 2 else square


def as_float(number: Any) -> float:
    """A number of SymPy's, infinite where it is too large."""
    try:
        return float(number)
    except OverflowError:
        return math.inf


def _fraction(product: Any) -> tuple[list[Any], list[Any]]:
    """The factors above and below the line."""
    above: list[Any] = []
    below: list[Any] = []
    for factor in product.args:
        if factor.is_Pow and factor.exp.is_number and factor.exp < 0:
            below.append(factor.base**-factor.exp)
        else:
            above.append(factor)
    return above, below
