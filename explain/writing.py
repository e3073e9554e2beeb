r"""Formulas in TeX, with symbols or with numbers.

Where a number stands, the TeX has a slot: ``\slot{3}`` for the third number of the step, counted
from 0, ``\signed{3}`` where a negative one needs brackets, and ``\base{3}`` where one
that is written with a power of ten needs them too. The steps of a run then mostly have
the same TeX, and differ in their numbers.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from explain.reading import Call, Product, Read, Sum, nowhere, read, seen
from explain.symbols import Symbols
from explain.tracing import EVALUATION, LITERAL, Node

SUM, PRODUCT, ATOM = range(3)
"""How firmly a formula holds together."""

MOST_COORDINATES = 4
"""A longer vector is cut short; a larger matrix is not written out."""

ASKED = {"value": "f", "gradient": r"\nabla f", "hessian": r"\nabla^2 f"}

_CALLS = {
    "abs": r"\left|{}\right|",
    "norm": r"\left\|{}\right\|",
    "norm 1": r"\left\|{}\right\|_1",
    "square norm": r"\left\|{}\right\|^2",
    "root": r"\sqrt{{{}}}",
    "cube root": r"\sqrt[3]{{{}}}",
    "sign": r"\mathrm{{sign}}\left({}\right)",
    "exp": r"\exp\left({}\right)",
    "log": r"\ln\left({}\right)",
    "max": r"\max\left({},\,{}\right)",
    "min": r"\min\left({},\,{}\right)",
    "clip": r"\mathrm{{clip}}\left({},\,{},\,{}\right)",
    "largest": r"\mathrm{{largest}}\left({}\right)",
    "smallest": r"\mathrm{{smallest}}\left({}\right)",
    "sum": r"\mathrm{{sum}}\left({}\right)",
}

_DIGIT = re.compile(r"[\d-]|\\(slot|signed|base)")

_SLOT = re.compile(r"\\(slot|signed|base)\{(\d+)\}")


class Slots:
    """The numbers of a step, each once."""

    def __init__(self) -> None:
        self.numbers: list[float] = []
        self._of: dict[int, tuple[Node, list[int]]] = {}

    def of(self, node: Node) -> list[int]:
        """Where the numbers of a node are: only those that are written."""
        key = node.key
        if key not in self._of:
            flat = np.asarray(node.value, dtype=float)
            if flat.ndim == 2 and max(flat.shape) > MOST_COORDINATES:
                flat = flat[:0]
            elif flat.size > MOST_COORDINATES and flat.ndim == 1:
                flat = flat[: MOST_COORDINATES - 1]
            first = len(self.numbers)
            self.numbers += flat.ravel().tolist()
            self._of[key] = node, list(range(first, len(self.numbers)))
        return self._of[key][1]


class Writer:
    """Writes nodes, with symbols or with the numbers for which the symbols stand.

    Attributes:
        used: the keys of all nodes that were written by their symbols.
        entries: by the key of what there are several of, those that were written, by symbol.
    """

    def __init__(self, symbols: Symbols, slots: Slots) -> None:
        self.symbols, self.slots = symbols, slots
        self.used: set[int] = set()
        self.entries: dict[int, dict[str, Node]] = {}

    def formula(self, node: Node, *, numbers: bool, whole: bool = True) -> str:
        """The formula of a node; with ``whole`` it is looked into although it has a symbol."""
        return self._write(node, numbers, node if whole else None)[0]

    def value(self, node: Node, *, kind: str = "slot") -> str:
        """The numbers of a node."""
        shape, at = np.shape(node.value), self.slots.of(node)
        if not shape:
            return rf"\{kind}{{{at[0]}}}"
        if not at:
            return rf"\text{{{' × '.join(map(str, shape))} numbers}}"
        rows = [rf"\slot{{{index}}}" for index in at]
        if len(shape) == 2:
            rows = [" & ".join(rows[i : i + shape[1]]) for i in range(0, len(rows), shape[1])]
        elif len(at) < shape[0]:
            rows.append(r"\vdots")
        if len(rows) == 1:
            return rows[0].replace("slot", kind)
        return r"\begin{pmatrix}" + r"\\".join(rows) + r"\end{pmatrix}"

    def evaluation(self, node: Node) -> str:
        """What was asked of the objective, and where."""
        where = self.formula(node.parts[0], numbers=False, whole=False)
        return rf"{ASKED[node.name]}\left({where}\right)"

    def is_written(self, node: Node) -> bool:
        """Whether there is more to write of a node than its numbers."""
        node = seen(node, nowhere)
        return read(node, self._stops(node)) is not None

    def _stops(self, root: Node | None) -> Callable[[Node], bool]:
        def stops(node: Node) -> bool:
            return node is not root and (
                node.kind == EVALUATION or self.symbols.symbol(node) is not None
            )

        return stops

    def _write(self, node: Node, numbers: bool, root: Node | None, kind: str = "slot") -> Any:
        stops = self._stops(root)
        node = seen(node, stops)
        if stops(node):
            self.used.add(node.key)
            if numbers:
                return self.value(node, kind=kind), ATOM
            symbol = self.symbols.symbol(node) or self.evaluation(node)
            return symbol, PRODUCT if is_composite(symbol) else ATOM
        if node.kind == LITERAL and not np.ndim(node.value) and node.source is None:
            return literal(node.value), ATOM if node.value >= 0 else SUM
        found = read(node, stops)
        if found is None:
            entry = self._entry(node)
            return (None if numbers else entry) or self.value(node, kind=kind), ATOM
        return self._operation(found, numbers)

    def _entry(self, node: Node) -> str | None:
        """One of several numbers or points that have a symbol together, such as the last steps."""
        if node.kind != "index" or not isinstance(node.name, int):
            return None
        symbol = self.symbols.symbol(node.parts[0])
        if symbol is None:
            return None
        several = node.parts[0]
        self.used.add(several.key)
        found = entry(symbol, node.name % len(several.value) + 1)
        self.entries.setdefault(several.key, {})[found] = node
        return found

    def _operation(self, found: Read, numbers: bool) -> tuple[str, int]:
        if isinstance(found, Sum):
            return self._sum(found, numbers), SUM
        if isinstance(found, Product):
            return self._product(found, numbers)
        return self._call(found, numbers)

    def _sum(self, found: Sum, numbers: bool) -> str:
        tex = ""
        for sign, term in found.terms:
            part, firmness = self._write(
                term, numbers, None, kind="signed" if tex or sign < 0 else "slot"
            )
            if firmness == SUM and part.startswith("-"):
                sign, part = -sign, part[1:]
            tex += (" - " if sign < 0 else " + " if tex else "") + part
        return tex.strip() if not tex.startswith(" - ") else "-" + tex[3:]

    def _product(self, found: Product, numbers: bool) -> tuple[str, int]:
        over = self._factors(found.over, numbers) or "1"
        minus = "-" if found.sign < 0 else ""
        if found.under:
            alone = len(found.over) == 1
            if alone:
                over = self._write(found.over[0], numbers, None)[0]
            under = (
                self._write(found.under[0], numbers, None)[0]
                if len(found.under) == 1
                else self._factors(found.under, numbers)
            )
            return rf"{minus}\frac{{{over}}}{{{under}}}", SUM if minus else PRODUCT
        if len(found.over) == 1 and minus:
            return minus + over, SUM
        return minus + over, SUM if minus else PRODUCT

    def _factors(self, factors: Sequence[Node], numbers: bool) -> str:
        """Factors side by side, the same one twice as its square, single numbers first."""
        counted: list[tuple[Node, int]] = []
        for factor in factors:
            known = next((i for i, (node, _) in enumerate(counted) if node is factor), None)
            if known is None:
                counted.append((factor, 1))
            else:
                counted[known] = factor, counted[known][1] + 1
        counted.sort(key=lambda each: (np.ndim(each[0].value) > 0, each[0].kind != LITERAL))
        parts = []
        for factor, times in counted:
            kind = "base" if times > 1 else "signed"
            part, firmness = self._write(factor, numbers, None, kind=kind)
            if firmness == SUM or (times > 1 and firmness == PRODUCT):
                part = bracketed(part)
            parts.append(f"{part}^{times}" if times > 1 else part)
        return "".join(
            part if not i else (r" \cdot " if numbers or _DIGIT.match(part) else r"\,") + part
            for i, part in enumerate(parts)
        )

    def _call(self, found: Call, numbers: bool) -> tuple[str, int]:
        if found.name in ("dot", "transposed times"):
            first, second = (self._inner(part, numbers) for part in found.parts)
            return (rf"{first}^\top {second}", PRODUCT)
        if found.name == "outer":
            first, second = (self._inner(part, numbers) for part in found.parts)
            return rf"{first} {second}^\top", PRODUCT
        if found.name == "transpose":
            return rf"{self._inner(found.parts[0], numbers)}^\top", PRODUCT
        if found.name in ("power", "square"):
            base = self._inner(found.parts[0], numbers)
            power = self._write(found.parts[1], numbers, None)[0] if found.name == "power" else "2"
            return rf"{base}^{{{power}}}", PRODUCT
        if found.name == "choice":
            return self._choice(found, numbers), SUM
        parts = [self._write(part, numbers, None)[0] for part in found.parts]
        return _CALLS[found.name].format(*parts), ATOM

    def _choice(self, found: Call, numbers: bool) -> str:
        """Some coordinates have the one, the others the other."""
        terms = []
        for part, mask in zip(found.parts, (found.mask, ~found.mask), strict=True):
            if part.kind == LITERAL and np.all(part.value == 0.0):
                continue
            which = Node(LITERAL, mask.astype(float))
            terms.append(f"{self.value(which)} {self._inner(part, numbers)}")
        return " + ".join(terms) or "0"

    def _inner(self, node: Node, numbers: bool) -> str:
        part, firmness = self._write(node, numbers, None, kind="base")
        return part if firmness == ATOM else bracketed(part)


def is_composite(symbol: str) -> bool:
    """Whether a symbol is itself a formula, such as a maximum over the steps."""
    return " " in re.sub(r"\\text\{[^}]*\}|\\bar .|_\{[^}]*\}", "", symbol).strip()


def bracketed(tex: str) -> str:
    """In brackets that grow with what is in them."""
    return rf"\left({tex}\right)"


def entry(symbol: str, which: int) -> str:
    """The symbol of one of several, which are counted by i where the symbol says so."""
    counted, times = re.subn(r"(?<=[_{])i(?![A-Za-z])", str(which), symbol)
    return counted if times else f"{{{symbol}}}_{{[{which}]}}"


def literal(value: float) -> str:
    """A number of the code, in full."""
    if isinstance(value, int) or (abs(value) < 1e6 and float(value).is_integer()):
        return str(int(value))
    return number(value, 17) if abs(value) < 1e-4 else repr(float(value))


def number(value: float, digits: int) -> str:
    """A number in TeX with so many significant digits."""
    if not math.isfinite(value):
        return r"\text{undefined}" if math.isnan(value) else r"-\infty" if value < 0 else r"\infty"
    mantissa, _, exponent = f"{value:.{digits}g}".partition("e")
    return rf"{mantissa} \cdot 10^{{{int(exponent)}}}" if exponent else mantissa


def filled(tex: str, numbers: Sequence[float], digits: int) -> str:
    """TeX with the numbers in its slots."""

    def fill(slot: re.Match[str]) -> str:
        value = numbers[int(slot[2])]
        text = number(value, digits)
        guarded = (slot[1] != "slot" and value < 0) or (slot[1] == "base" and r"\cdot" in text)
        return bracketed(text) if guarded else text

    return _SLOT.sub(fill, tex)
