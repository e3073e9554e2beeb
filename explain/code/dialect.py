"""What a library calls NumPy's functions."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

SAME = frozenset(
    [
        "abs",
        "arccos",
        "arcsin",
        "arctan",
        "arctan2",
        "asarray",
        "cos",
        "cosh",
        "exp",
        "expm1",
        "floor",
        "log",
        "log10",
        "log1p",
        "log2",
        "ones",
        "ones_like",
        "sign",
        "sin",
        "sinh",
        "sqrt",
        "square",
        "sum",
        "tan",
        "tanh",
        "where",
        "zeros",
        "zeros_like",
    ]
)
"""What all of them have under NumPy's name, or under the one in `Dialect.renamed`."""


@dataclasses.dataclass(frozen=True)
class Dialect:
    """A library of arrays.

    Attributes:
        module: the name of its module in the code.
        array: what makes an array of numbers.
        stack: what makes an array of a list of arrays.
        concatenate: what joins arrays along their first axis.
        renamed: NumPy's functions that have another name.
        strict: whether its functions refuse plain numbers.
    """

    module: str
    array: str
    stack: str
    concatenate: str
    renamed: Mapping[str, str] = dataclasses.field(default_factory=dict)
    strict: bool = False


NUMPY = Dialect("np", "array", "array", "concatenate")
JAX = Dialect("jnp", "array", "array", "concatenate")
TORCH = Dialect(
    "torch",
    "tensor",
    "stack",
    "cat",
    {"arctan": "atan", "arctan2": "atan2", "asarray": "as_tensor"},
    strict=True,
)
