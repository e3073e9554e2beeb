"""The symbol of everything in a step: declared where there is a declaration, else a variable's."""

from __future__ import annotations

import re
from typing import Any

from explain.tracing import GIVEN, Hyperparameter, Node, Trace, layers
from objectives.formula.tex import GREEK as LETTERS
from optimizers.optimizer import Wrapper

GREEK = LETTERS | {"lambda"}

_TIME = re.compile(r"(_?)(?<![A-Za-z\\])t(?:-(\d))?(?![A-Za-z])")
_TRAILING = re.compile(r"^(.+?)_?(\d+)$|^(.+)$")
_PRIME = "'}"
_INDEX = re.compile(
    r"_(?:\{(?P<braced>[^{}]*|[^{}]*\{[^{}]*\}[^{}]*)\}|(?P<bare>\\?[A-Za-z0-9]+))$"
)


def _lowered(found: re.Match[str]) -> str:
    """A name in TeX, with the number at its end as an index."""
    base = found[1] or found[3]
    tex = base if len(base) == 1 else rf"\text{{{base}}}"
    return f"{tex}_{{{found[2]}}}" if found[2] else tex


def at(symbol: str, before: int) -> str:
    """The symbol of what is kept, as it stands ``before`` so many steps; 0 is after the step."""

    def earlier(found: re.Match[str]) -> str:
        back = int(found[2] or 0) + before
        moment = f"t-{back}" if back else "t"
        return f"_{{{moment}}}" if found[1] and back else found[1] + moment

    time = "t" if before == 0 else f"t-{before}"
    if _TIME.search(symbol):
        return _TIME.sub(earlier, symbol)
    index = _INDEX.search(symbol)
    if index is None:
        return f"{symbol}_{{{time}}}" if before else f"{symbol}_t"
    return f"{symbol[: index.start()]}_{{{index['braced'] or index['bare']},{time}}}"


def of_variable(name: str) -> str:
    """TeX for a name in the code: ``m_hat``, ``beta_2``, ``correction_1``, ``trial``."""
    *words, last = name.strip("_").split("_")
    if not words:
        words, last = [last], ""
    hat = last == "hat" and len(words) == 1
    if last and not hat and not last.isdigit():
        words, last = [*words, last], ""
    base = words[0] if len(words) == 1 else " ".join(words)
    short = len(base) == 1 or base in GREEK
    tex = f"\\{base}" if base in GREEK else base if short else rf"\text{{{base}}}"
    if hat:
        return rf"\hat{{{tex}}}_t"
    if last:
        return f"{tex}_{last}"
    return f"{tex}_t" if short else tex


class Symbols:
    """Which nodes have a symbol, and which; no two have the same."""

    def __init__(self, trace: Trace, scheduled: bool) -> None:
        self.of: dict[int, str] = {}
        self.given: dict[Any, str] = {}
        self.words: dict[int, str] = {}
        self._taken: dict[str, Any] = {}
        self._trace = trace
        self.full_rate = r"\alpha"
        self._rules = tuple(layers(trace.rule))[::-1]
        self.rate = self._rate(scheduled)

    def _rate(self, scheduled: bool) -> str:
        for rule in self._rules:
            if "learning_rate" in type(rule).parameters:
                symbol = type(rule).parameters["learning_rate"].symbol or r"\alpha"
                self.full_rate = self.free(symbol, "full rate") if scheduled else symbol
                return at(symbol, 0) if scheduled else symbol
        return self.full_rate

    def free(self, symbol: str, key: Any) -> str:
        """The symbol, with a prime where it means something else already."""
        while self._taken.setdefault(symbol, key) != key:
            symbol = _primed(symbol)
        return symbol

    def kept(self, name: str) -> tuple[str, str]:
        """The declared symbol of an entry of the state, and its help."""
        *inner, last = name.split(".")
        rule: Any = self._trace.rule
        for _ in inner:
            rule = rule.optimizer
        kept = type(rule).keeps[last]
        return kept.symbol or rf"\text{{{last}}}", kept.help

    def of_given(self, node: Node) -> str:
        """The symbol of what a step starts with."""
        name = node.name
        if name not in self.given:
            self.given[name] = self.free(self._declared(name), name)
        return self.given[name]

    def _declared(self, name: Any) -> str:
        if isinstance(name, Hyperparameter):
            symbol = type(name.rule).parameters[name.name].symbol
            if not symbol:
                return rf"\text{{{name.name.replace('_', ' ')}}}"
            if name.name == "learning_rate":
                return symbol
            if symbol in self._taken and isinstance(name.rule, Wrapper):
                return rf"{symbol}_{{\text{{{name.rule.title}}}}}"
            return symbol
        if name.startswith("state "):
            entry = name.removeprefix("state ")
            symbol = self.kept(entry)[0]
            before, after = self._trace.state[entry]
            # What never changes, such as the start, has no time.
            moves = before is not after or _TIME.search(symbol)
            return at(symbol, 1) if moves else symbol
        known = {"x": "x_{t-1}", "g": "g_t", "t": "t", "normal": r"\xi_t"}
        return self.rate if name == "learning rate" else known[name]

    def of_part(self, symbol: str, part: str) -> str:
        r"""The symbol of what a block holds: ``m_t`` of the block W1 is ``m_t^{(W_1)}``."""
        return f"{{{symbol}^{{({_TRAILING.sub(_lowered, part)})}}}}"

    def symbol(self, node: Node) -> str | None:
        """The symbol of a node that has one."""
        if node.kind == GIVEN:
            return self.of_given(node)
        return self.of.get(node.key)

    def name(self, node: Node, symbol: str, words: str = "") -> str:
        """Give a node a symbol; the first one stays."""
        key = node.key
        if key not in self.of:
            self.of[key] = self.free(symbol, key)
            self.words[key] = words
        return self.of[key]

    def variable(self, node: Node) -> str | None:
        """How the code calls a node."""
        return self._trace.names.get(node.key)


def _primed(symbol: str) -> str:
    """With one more prime, in front of its index."""
    index = _INDEX.search(symbol)
    base, rest = (symbol, "") if index is None else (symbol[: index.start()], index[0])
    # In braces, because a prime is an exponent and there may be another.
    return (
        f"{{{base.removeprefix('{').removesuffix('}') if base.endswith(_PRIME) else base}'}}{rest}"
    )
