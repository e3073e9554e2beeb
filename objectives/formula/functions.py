"""What a formula may be made of, and how NumPy computes it: real or complex, any shape.

Where an argument is outside of a function's domain the result is NaN, and so is everything that is
made of it. A comparison is 1 where it holds and 0 where it does not.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from types import MappingProxyType
from typing import Any

import numpy as np

from objectives.objective import Array

Value = Array | float


def _real(a: Value) -> Array:
    return np.asarray(a).real


def compared(relation: Callable[[Any, Any], Array]) -> Callable[[Value, Value], Array]:
    """1.0 where the real parts are so related, 0.0 where not, NaN where one of them is NaN."""

    def truth(a: Value, b: Value) -> Array:
        left, right = _real(a), _real(b)
        gap = np.isnan(left) | np.isnan(right)
        return np.where(gap, np.nan, relation(left, right))

    return truth


def where(condition: Value, then: Value, otherwise: Value) -> Array:
    """The one where the condition is not 0, else the other; NaN where there is no condition."""
    chosen = np.where(_real(condition) != 0.0, then, otherwise)
    return np.where(np.isnan(condition), np.nan, chosen)


def floor(a: Value) -> Array:
    """The next whole number below the real part."""
    return np.floor(_real(a))


less, at_most = compared(np.less), compared(np.less_equal)


def absolute(a: Value) -> Array:
    """|a|, in complex steps along the real line."""
    return where(at_most(0.0, a), a, np.negative(a))


def sign(a: Value) -> Array:
    """-1, 0 or 1."""
    return less(0.0, a) - less(a, 0.0)


def smaller(a: Value, b: Value) -> Array:
    """The smaller one."""
    return where(at_most(a, b), a, b)


def larger(a: Value, b: Value) -> Array:
    """The larger one."""
    return where(at_most(b, a), a, b)


def cube_root(a: Value) -> Array:
    """The real cube root, also of a negative number."""
    return sign(a) * np.power(absolute(a), 1.0 / 3.0)


FUNCTIONS: MappingProxyType[str, Callable[..., Any]] = MappingProxyType(
    {
        "+": np.add,
        "-": np.subtract,
        "*": np.multiply,
        "/": np.divide,
        "^": np.power,
        "negative": np.negative,
        "<": less,
        "<=": at_most,
        "and": np.multiply,
        "or": lambda a, b: a + b - a * b,
        "not": lambda a: 1.0 - a,
        "sin": np.sin,
        "cos": np.cos,
        "tan": np.tan,
        "asin": np.arcsin,
        "acos": np.arccos,
        "atan": np.arctan,
        "sinh": np.sinh,
        "cosh": np.cosh,
        "tanh": np.tanh,
        "exp": np.exp,
        "log": np.log,
        "log2": np.log2,
        "log10": np.log10,
        "sqrt": np.sqrt,
        "cbrt": cube_root,
        "abs": absolute,
        "sign": sign,
        "floor": floor,
        "min": smaller,
        "max": larger,
        "where": where,
        "sigmoid": lambda a: 1.0 / (1.0 + np.exp(-a)),
        "relu": lambda a: larger(a, 0.0),
    }
)
"""By name; those that are no word are operators."""

ARGUMENTS = {"where": 3, "min": 2, "max": 2}
"""How many arguments a function takes, if it is not one; of min and max at least."""

ALIASES = {
    "ln": "log",
    "lg": "log10",
    "arcsin": "asin",
    "arccos": "acos",
    "arctan": "atan",
    "sgn": "sign",
    "absolute": "abs",
    "minimum": "min",
    "maximum": "max",
    "if": "where",
}
"""What else people call them."""

OPERATORS = ("and", "or", "not", "negative")
CALLED = tuple(name for name in FUNCTIONS if name.isalnum() and name not in OPERATORS)
"""The functions that are written with brackets."""

NUMBERS = {"pi": math.pi, "e": math.e}
"""Names that are numbers."""

LARGEST_EXPONENT = 100.0
"""A larger number is no exponent."""

VARIABLES = ("x", "y")
