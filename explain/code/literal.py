"""Values and names as Python writes them; text from outside cannot get out of its quotes."""

from __future__ import annotations

import keyword
import math
import re
from collections.abc import Mapping
from typing import Any

import numpy as np


class Code(str):
    """What is written as it is: a piece of code."""


def literal(value: Any) -> str:
    """The value as Python writes it, to the last digit.

    Raises:
        TypeError: it is not made of numbers, texts, truths and nothing.
    """
    if isinstance(value, Code):
        return value
    if isinstance(value, np.ndarray | np.generic):
        value = value.tolist()
    if isinstance(value, float) and not math.isfinite(value):
        return f'float("{value}")'
    if value is None or type(value) in (bool, int, float):
        return repr(value)
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, list):
        return f"[{', '.join(map(literal, value))}]"
    if isinstance(value, tuple):
        return f"({', '.join(map(literal, value))}{',' * (len(value) == 1)})"
    raise TypeError(f"{type(value).__name__} cannot be written as a literal")


def quoted(text: str) -> str:
    """A text in quotes, on one line whatever is in it: double ones, as these files have them."""
    written = repr(str(text))
    return written if '"' in written or "\\" in written else f'"{written[1:-1]}"'


def call(function: str, arguments: Mapping[str, Any], *first: str) -> str:
    """A call with named arguments, after ``first``, which is code."""
    named = (f"{name}={literal(value)}" for name, value in arguments.items())
    return f"{function}({', '.join((*first, *named))})"


def name_of(text: str) -> str:
    """A name for the code, from a name or a title of ours."""
    name = re.sub(r"\W+", "_", text, flags=re.ASCII).strip("_") or "value"
    return f"{name}_" if keyword.iskeyword(name) or name[0].isdigit() else name
