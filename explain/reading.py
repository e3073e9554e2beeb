"""The tree of a trace as one reads it: sums and products laid flat, norms seen as such."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import numpy as np

from explain.tracing import LITERAL, Node

Stops = Callable[[Node], bool]
"""Whether a node is written by a name of its own, so that one does not look into it."""


def nowhere(node: Node) -> bool:  # noqa: ARG001
    """Look into everything."""
    return False


@dataclasses.dataclass(frozen=True)
class Sum:
    """Terms with their signs, in the order of the code."""

    terms: tuple[tuple[int, Node], ...]


@dataclasses.dataclass(frozen=True)
class Product:
    """What is multiplied over what it is divided by; the sign is 1 or -1."""

    sign: int
    over: tuple[Node, ...]
    under: tuple[Node, ...]


@dataclasses.dataclass(frozen=True)
class Call:
    """Any other operation, by its usual name."""

    name: str
    parts: tuple[Node, ...]
    mask: Any = None


Read = Sum | Product | Call

_NAMES = {
    "absolute": "abs",
    "sign": "sign",
    "sqrt": "root",
    "cbrt": "cube root",
    "exp": "exp",
    "log": "log",
    "maximum": "max",
    "fmax": "max",
    "minimum": "min",
    "fmin": "min",
    "clip": "clip",
    "power": "power",
    "float_power": "power",
    "reduce maximum": "largest",
    "reduce minimum": "smallest",
    "choice": "choice",
    "transpose": "transpose",
    "square": "square",
}


def read(node: Node, stops: Stops) -> Read | None:
    """One operation as it is written, or None for what has no usual form."""
    if node.kind in ("add", "subtract"):
        terms = tuple(_terms(node, 1, stops))
        return Sum(terms) if len(terms) > 1 else None
    if is_outer(node):
        return Call("outer", node.parts)
    if node.kind in ("multiply", "divide", "negative"):
        sign, over, under = _factors(node, stops)
        return Product(sign, tuple(over), tuple(under))
    if node.kind == "reduce add":
        return _summed(node.parts[0], stops)
    if node.kind == "sqrt":
        inner = seen(node.parts[0], stops)
        found = None if stops(inner) else read(inner, stops)
        if isinstance(found, Call) and found.name == "square norm":
            return Call("norm", found.parts)
    name = _NAMES.get(node.kind)
    return None if name is None else Call(name, node.parts, node.name)


def seen(node: Node, stops: Stops) -> Node:
    """The node without what only changes its axes, or nothing."""
    while not stops(node):
        if node.kind == "same" or (node.kind == "index" and _only_axes(node)):
            node = node.parts[0]
        elif node.kind == "index" and node.parts[0].kind == "accumulate add" and node.name == -1:
            # The sum of many rows, added one after another.
            node = Node("reduce add", node.value, node.parts[0].parts, serial=node.serial)
        elif node.kind in ("multiply", "divide", "add", "subtract") and _is_idle(node):
            first, second = node.parts
            node = second if node.kind in ("multiply", "add") and _neutral(node, first) else first
        else:
            break
    return node


def _only_axes(node: Node) -> bool:
    """Whether an index takes everything and only adds or moves axes."""
    return np.size(node.value) == np.size(node.parts[0].value) and not _is_reversed(node.name)


def _is_reversed(key: Any) -> bool:
    keys = key if isinstance(key, tuple) else (key,)
    return any(isinstance(each, slice) and (each.step or 1) < 0 for each in keys)


def _neutral(node: Node, part: Node) -> bool:
    """Whether the code multiplies with 1 or adds 0: a number that stands in it as such."""
    nothing = 0.0 if node.kind in ("add", "subtract") else 1.0
    return part.kind == LITERAL and not np.ndim(part.value) and bool(part.value == nothing)


def _is_idle(node: Node) -> bool:
    first, second = node.parts
    forward = node.kind in ("multiply", "add") and _neutral(node, first)
    kept = second if forward else first
    return (forward or _neutral(node, second)) and np.shape(kept.value) == np.shape(node.value)


def is_outer(node: Node) -> bool:
    """Whether a column and a row are multiplied."""
    if node.kind != "multiply":
        return False
    first, second = (np.shape(part.value) for part in node.parts)
    return len(first) == 2 and first[1] == 1 and len(second) == 1


def is_alias(node: Node) -> bool:
    """Whether it is only another node once more: spread, or multiplied with 1."""
    return node.kind not in ("index", "given") and seen(node, nowhere) is not node


def _terms(node: Node, sign: int, stops: Stops) -> list[tuple[int, Node]]:
    node = seen(node, stops)
    if not stops(node):
        if node.kind in ("add", "subtract"):
            first, second = node.parts
            other = sign if node.kind == "add" else -sign
            return [*_terms(first, sign, stops), *_terms(second, other, stops)]
        if node.kind == "negative":
            return _terms(node.parts[0], -sign, stops)
    return [(sign, node)]


def _factors(node: Node, stops: Stops) -> tuple[int, list[Node], list[Node]]:
    node = seen(node, stops)
    if not stops(node):
        if node.kind == "negative":
            sign, over, under = _factors(node.parts[0], stops)
            return -sign, over, under
        if node.kind in ("multiply", "divide") and not is_outer(node):
            first, second = (_factors(part, stops) for part in node.parts)
            others = second[1:] if node.kind == "multiply" else second[:0:-1]
            return (first[0] * second[0], first[1] + others[0], first[2] + others[1])
    if node.kind == LITERAL and not np.ndim(node.value) and node.value == 1.0:
        return 1, [], []
    return 1, [node], []


def _summed(rows: Node, stops: Stops) -> Call:
    """A sum over the coordinates."""
    rows = seen(rows, stops)
    if not stops(rows) and rows.kind == "multiply":
        a, b = (seen(part, stops) for part in rows.parts)
        if a is b:
            return Call("square norm", (a,))
        if np.ndim(a.value) == 2 and np.ndim(b.value) == 1:
            return Call("transposed times", (a, b))
        if np.ndim(a.value) == np.ndim(b.value) == 1:
            return Call("dot", (a, b))
    if not stops(rows) and rows.kind == "absolute":
        return Call("norm 1", rows.parts)
    return Call("sum", (rows,))
