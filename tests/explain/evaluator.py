"""Works out what is printed: TeX of numbers, and of symbols whose values are printed elsewhere."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import numpy as np

NUMBER = re.compile(r"\d+(\.\d+)?(e[+-]?\d+)?")

FUNCTIONS: dict[str, Any] = {
    r"\mathrm{sign}": np.sign,
    r"\mathrm{clip}": np.clip,
    r"\mathrm{largest}": lambda a: a.max(axis=0),
    r"\mathrm{smallest}": lambda a: a.min(axis=0),
    r"\mathrm{sum}": lambda a: a.sum(axis=0),
    r"\max": np.maximum,
    r"\min": np.minimum,
    r"\exp": np.exp,
    r"\ln": np.log,
}


class Turned:
    """A column as a row, or a matrix the other way about."""

    def __init__(self, of: Any) -> None:
        self.of = of


class Evaluator:
    """Reads one formula from left to right."""

    def __init__(self, tex: str, known: Mapping[str, Any]) -> None:
        self.tex, self.at = tex, 0
        self.known = sorted(known.items(), key=lambda pair: -len(pair[0]))

    def result(self) -> Any:
        value = _upright(self.sum())
        self.skip()
        assert self.at == len(self.tex), f"unread: {self.tex[self.at :]!r} of {self.tex!r}"
        return value

    def skip(self) -> None:
        while self.tex.startswith((" ", r"\,"), self.at):
            self.at += 1 if self.tex[self.at] == " " else 2

    def take(self, token: str) -> bool:
        self.skip()
        if self.tex.startswith(token, self.at):
            self.at += len(token)
            return True
        return False

    def need(self, token: str) -> None:
        assert self.take(token), f"{token!r} expected at {self.tex[self.at :]!r}"

    def sum(self) -> Any:
        value = -_upright(self.product()) if self.take("-") else self.product()
        while True:
            if self.take("+"):
                value = _upright(value) + _upright(self.product())
            elif self.take("-"):
                value = _upright(value) - _upright(self.product())
            else:
                return value

    def product(self) -> Any:
        value = self.powered()
        while not self.ends():
            self.take(r"\cdot")
            value = _times(value, self.powered())
        return value

    def ends(self) -> bool:
        self.skip()
        rest = self.tex[self.at :]
        return not rest or rest.startswith(
            ("+", "-", ",", ")", "}", "&", r"\\", r"\right", r"\end")
        )

    def powered(self) -> Any:
        value = self.atom()
        while self.take("^"):
            if self.take(r"\top"):
                value = Turned(value)
            elif self.take("{"):
                value = np.power(value, self.sum())
                self.need("}")
            else:
                self.at += 1
                value = np.power(value, float(self.tex[self.at - 1]))
        return value

    def atom(self) -> Any:
        self.skip()
        for symbol, value in self.known:
            if self.take(symbol):
                return value
        number = NUMBER.match(self.tex, self.at)
        if number:
            self.at = number.end()
            return np.float64(number[0])
        return self.construction()

    def construction(self) -> Any:
        for name, function in FUNCTIONS.items():
            if self.take(name + r"\left("):
                parts = [_upright(self.sum())]
                while self.take(","):
                    parts.append(_upright(self.sum()))
                self.need(r"\right)")
                return function(*parts)
        if self.take(r"\frac{"):
            over = _upright(self.sum())
            self.need("}{")
            under = _upright(self.sum())
            self.need("}")
            return over / under
        for opening, function in ((r"\sqrt{", np.sqrt), (r"\sqrt[3]{", np.cbrt)):
            if self.take(opening):
                inner = self.sum()
                self.need("}")
                return function(inner)
        if self.take(r"\left("):
            inner = self.sum()
            self.need(r"\right)")
            return inner
        if self.take(r"\left\|"):
            inner = self.sum()
            self.need(r"\right\|")
            one = self.take("_1")
            return np.abs(inner).sum() if one else np.sqrt((inner * inner).sum())
        if self.take(r"\left|"):
            inner = self.sum()
            self.need(r"\right|")
            return np.abs(inner)
        if self.take(r"\begin{pmatrix}"):
            return self.matrix()
        if self.take(r"\infty"):
            return np.inf
        if self.take(r"\text{undefined}"):
            return np.nan
        raise AssertionError(f"not known: {self.tex[self.at :]!r} of {self.tex!r}")

    def matrix(self) -> Any:
        rows = [[self.sum()]]
        while not self.take(r"\end{pmatrix}"):
            if self.take("&"):
                rows[-1].append(self.sum())
            else:
                self.need(r"\\")
                rows.append([self.sum()])
        array = np.array(rows, dtype=float)
        return array[:, 0] if array.shape[1] == 1 else array


def _upright(value: Any) -> Any:
    return np.transpose(value.of) if isinstance(value, Turned) else value


def _times(first: Any, second: Any) -> Any:
    if isinstance(first, Turned) and np.ndim(first.of):
        if np.ndim(_upright(second)) == 0:
            return Turned(first.of * second)
        return np.transpose(first.of) @ _upright(second)
    if isinstance(second, Turned):
        return np.outer(first, second.of) if np.ndim(first) == 1 else Turned(first * second.of)
    return first * second


def evaluated(tex: str, known: Mapping[str, Any] | None = None) -> Any:
    """The value of a formula; ``known`` are the values of symbols."""
    with np.errstate(all="ignore"):
        return Evaluator(tex, known or {}).result()
