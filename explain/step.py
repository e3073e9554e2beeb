"""One step of a run worked out: every quantity with its formula, and the formula with numbers."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

import numpy as np

from declarations.arrays import Array
from explain.reading import is_alias
from explain.replay import Replayed
from explain.symbols import Symbols, at, of_variable
from explain.tracing import EVALUATION, GIVEN, LITERAL, Hyperparameter, Node, Trace, layers
from explain.writing import Slots, Writer, filled
from optimizers.problem import Problem

MOST_ASKED = 8
"""So many of the last values and gradients that a search has asked for are told."""

SHORT = 3
"""A formula of so many symbols and operations may be written more than once."""

MOST_LINES = 120
"""A longer list would not be read; a search may have hundreds of numbers."""


@dataclasses.dataclass(frozen=True)
class Line:
    r"""One quantity of a step.

    Attributes:
        symbol: TeX.
        formula: what it is made of, in TeX; "" for what the step starts with.
        numbers: the same with numbers, each a slot as `explain.writing` has them.
        value: the numbers that come out, as slots in TeX.
        words: what it is, in a sentence, where something says so.
        role: "gradient", "kept", "step", "rate", "point", "asked", "given" or "" for what is
            between.
    """

    symbol: str
    formula: str
    numbers: str
    value: str
    words: str = ""
    role: str = ""


@dataclasses.dataclass(frozen=True)
class WorkedStep:
    r"""One step of a run.

    Attributes:
        t: its number, from 1.
        lines: in the order in which they are worked out.
        slots: the numbers, by the slots in the lines.
        point: where the step leads.

    Example:
        >>> from experiments import Entry, Scene
        >>> from explain.replay import replay
        >>> scene, entry = Scene("sphere"), Entry("sgd", values=(("learning_rate", 0.25),))
        >>> step = worked_steps(replay(scene, entry, (2.0, -4.0), 1, 1))[0]
        >>> print(step.lines[-3].symbol, "=", step.lines[-3].formula)
        x_t = x_{t-1} - \alpha\,g_t
    """

    t: int
    lines: tuple[Line, ...]
    slots: tuple[float, ...]
    point: Array

    def text(self, tex: str, digits: int = 6) -> str:
        """TeX of a line with the numbers of this step."""
        return filled(tex, self.slots, digits)


def worked_steps(replayed: Replayed) -> list[WorkedStep]:
    """The steps of a run, worked out."""
    return [_Work(trace, replayed).step() for trace in replayed.traces]


class _Work:
    """The lines of one step while they are collected."""

    def __init__(self, trace: Trace, replayed: Replayed) -> None:
        self.trace, self.replayed = trace, replayed
        self.symbols = Symbols(trace, replayed.schedule is not None)
        self.slots = Slots()
        self.writer = Writer(self.symbols, self.slots)
        self.aside = 0
        self.blocks = _blocks(replayed, len(trace.x[0].value))
        self.new = self._landed()
        self.parts = self._parted()
        self.serve = self._serving()

    def step(self) -> WorkedStep:
        self.reached = _below(self._roots())
        self._name_all()
        renamed, end = self._renamed(), self._end()
        lines = (*self._lines(), *renamed, *end)
        return WorkedStep(self.trace.t, lines, tuple(self.slots.numbers), self.new.value)

    def _roots(self) -> list[Node]:
        """All that is to be explained."""
        trace = self.trace
        changed = [after for before, after in trace.state.values() if before is not after]
        whole = [self.new, trace.x[1], *(each for each in changed if each.key not in self.parts)]
        parts = [part for written in self.parts.values() for part in written.values()]
        return [*whole, *parts, *trace.evaluations[-MOST_ASKED:]]

    def _serving(self) -> dict[str, dict[int, Node]]:
        """What the new numbers of every block are made of."""
        made: dict[str, list[Node]] = {}
        for parts in self.parts.values():
            for block, node in parts.items():
                made.setdefault(block, []).append(node)
        return {block: _below(nodes) for block, nodes in made.items()}

    def _parted(self) -> dict[int, dict[str, Node]]:
        """Of what was written block by block, the last that was written to each of them."""
        ends = [self.trace.x[1], *(after for _, after in self.trace.state.values())]
        parted = {end.key: _written(end, self.blocks) for end in ends}
        return {key: parts for key, parts in parted.items() if parts}

    def _landed(self) -> Node:
        """The new point, back in the box if that is asked for."""
        end, borders = self.trace.x[1], self.replayed.borders
        if borders is None:
            return end
        landed = np.clip(end.value, *borders)
        if np.array_equal(landed, end.value):
            return end
        return Node("clip", landed, (end, *(Node(LITERAL, border) for border in borders)))

    # ---- which quantities have a symbol ----

    def _name_all(self) -> None:
        trace, symbols = self.trace, self.symbols
        given = [node for node in self.reached.values() if node.kind == GIVEN]
        for node in [trace.x[0], trace.g, *sorted(given, key=_rank)]:
            symbols.of_given(node)
        for point in (self.new, trace.x[1]):
            if _is_new(point) or _is_aside(point):
                symbols.name(point, "x_t", "The new point.")
        self._name_parts(given)
        for name, (before, after) in trace.state.items():
            symbol, words = symbols.kept(name)
            if after.key in self.parts:
                continue
            if before is not after and (_is_new(after) or _is_aside(after)):
                symbols.name(after, at(symbol, 0), words)
        shared = self._shared()
        for node in sorted(self.reached.values(), key=lambda node: node.serial):
            variable = symbols.variable(node)
            slope = node.kind == EVALUATION and node.name == "gradient"
            if variable and (_is_new(node) or _is_aside(node) or slope):
                symbol, block = of_variable(variable), self._block_of(node)
                symbols.name(node, symbols.of_part(symbol, block) if block else symbol)
            elif (_is_aside(node) or node.key in shared) and symbols.symbol(node) is None:
                self.aside += 1
                symbol, block = rf"\tau_{{{self.aside}}}", self._block_of(node)
                symbols.name(node, symbols.of_part(symbol, block) if block else symbol)

    def _name_parts(self, given: list[Node]) -> None:
        """What the blocks hold, before the step and after it."""
        symbols = self.symbols
        for node in self.reached.values():
            block = self._read_from(node)
            if block and node.parts[0] in given:
                symbols.name(node, symbols.of_part(symbols.of_given(node.parts[0]), block))
        kept = {after.key: symbols.kept(name) for name, (_, after) in self.trace.state.items()}
        for end, parts in self.parts.items():
            symbol, words = kept.get(end, ("x_t", "The new point."))
            for block, node in parts.items():
                if _is_new(node) or _is_aside(node):
                    symbols.name(node, symbols.of_part(at(symbol, 0), block), words)

    def _read_from(self, node: Node) -> str | None:
        """Of which block a node is a part of what the step starts with."""
        if node.kind != "index" or node.parts[0].kind != GIVEN or not isinstance(node.name, slice):
            return None
        return next((name for name, where in self.blocks.items() if where == node.name), None)

    def _block_of(self, node: Node) -> str | None:
        """The only block that a node serves."""
        serving = [block for block, nodes in self.serve.items() if id(node) in nodes]
        return serving[0] if len(serving) == 1 else None

    def _shared(self) -> set[int]:
        """What is used more than once and is too long to be written twice."""
        users: dict[int, int] = {}
        for node in self.reached.values():
            for part in {part.key for part in node.parts}:
                users[part] = users.get(part, 0) + 1
        return {
            node.key
            for node in self.reached.values()
            if users.get(node.key, 0) > 1 and _is_new(node) and _length(node) > SHORT
        }

    # ---- the lines ----

    def _lines(self) -> list[Line]:
        """A line for everything that another one needs, from the last to the first."""
        wanted = {node.key for node in self._roots()}
        made: list[tuple[Node, list[Line]]] = []
        for node in sorted(self.reached.values(), key=lambda node: -node.serial):
            if node.key not in wanted | self.writer.used:
                continue
            if node.kind == EVALUATION:
                made.append((node, [self._asked(node)]))
            elif self._read_from(node):
                made.append((node, [self._part(node)]))
            elif node.kind != GIVEN and self.symbols.symbol(node):
                made.append((node, [self._made(node), *self._entries(node)]))
        given = [*self._first(), *sorted(self._needed(), key=_rank)]
        lines = [line for node in dict.fromkeys(given) for line in self._start(node)]
        lines += list(dict.fromkeys(line for _, some in reversed(made) for line in some))
        return lines[: MOST_LINES // 2] + lines[MOST_LINES // 2 :][-MOST_LINES // 2 :]

    def _part(self, node: Node) -> Line:
        """What a block holds before the step."""
        symbol, whole = self.symbols.symbol(node), node.parts[0]
        assert symbol is not None
        words = {
            self.trace.x[0].key: "Where the step starts.",
            self.trace.g.key: "The gradient there.",
        }
        meaning = words.get(whole.key) or self._meaning(whole.name)
        return Line(symbol, "", "", self.writer.value(node), meaning, "given")

    def _entries(self, node: Node) -> list[Line]:
        """Those of several that a formula speaks of."""
        words = self.symbols.words.get(node.key, "")
        return [
            Line(symbol, "", "", self.writer.value(entry), words, "kept")
            for symbol, entry in sorted(self.writer.entries.get(node.key, {}).items())
        ]

    def _first(self) -> list[Node]:
        """The point, and the gradient of a rule that asks for it."""
        trace = self.trace
        return [trace.x[0], trace.g] if "gradient" in trace.rule.needs else [trace.x[0]]

    def _needed(self) -> list[Node]:
        used = self.writer.used
        return [node for node in self.reached.values() if node.kind == GIVEN and node.key in used]

    def _start(self, node: Node) -> list[Line]:
        """What the step starts with."""
        if node is self.trace.x[0]:
            return [self._given(node, "The point where the step starts.")]
        if node is self.trace.g:
            return [self._given(node, "The gradient there.", "gradient")]
        if node.name == "learning rate" and self.replayed.schedule is not None:
            return self._scheduled(node)
        return [self._given(node, self._meaning(node.name))]

    def _given(self, node: Node, words: str, role: str = "given") -> Line:
        return Line(self.symbols.of_given(node), "", "", self.writer.value(node), words, role)

    def _meaning(self, name: Any) -> str:
        if isinstance(name, Hyperparameter):
            return str(type(name.rule).parameters[name.name].help)
        if name == "learning rate":
            for rule in layers(self.trace.rule):
                if "learning_rate" in type(rule).parameters:
                    return str(type(rule).parameters["learning_rate"].help)
        if name.startswith("state "):
            return self.symbols.kept(name.removeprefix("state "))[1]
        return {"t": "The number of the step.", "normal": "Standard normal numbers."}.get(name, "")

    def _scheduled(self, node: Node) -> list[Line]:
        """The learning rate of the step, after the schedule."""
        schedule, trace = self.replayed.schedule, self.trace
        assert schedule is not None
        own: Any = trace.rule
        factor = Node(LITERAL, schedule.factor(trace.t - 1, self.replayed.steps))
        rate = Node(LITERAL, float(own.learning_rate))
        symbol = self.symbols.of_given(node)
        full = self.symbols.full_rate
        share = self.symbols.free("s_{t-1}", "schedule")
        value = self.writer.value
        return [
            Line(full, "", "", value(rate), self._meaning("learning rate"), "given"),
            Line(share, "", "", value(factor), f"The schedule: {schedule.title}.", "given"),
            Line(
                symbol,
                rf"{full}\,{share}",
                rf"{value(rate)} \cdot {value(factor, kind='signed')}",
                value(node),
                "The learning rate of this step.",
                "kept",
            ),
        ]

    def _asked(self, node: Node) -> Line:
        words = f"The {node.name} there, asked of the landscape."
        asked, value = self.writer.evaluation(node), self.writer.value(node)
        symbol = self.symbols.symbol(node)
        if symbol is not None:
            return Line(symbol, asked, "", value, words, "asked")
        return Line(asked, "", "", value, words, "asked")

    def _made(self, node: Node) -> Line:
        symbol = self.symbols.symbol(node)
        assert symbol is not None
        words = self.symbols.words.get(node.key, "")
        value = self.writer.value(node)
        role = "point" if node is self.new else "kept" if words else ""
        if not self.writer.is_written(node):
            return Line(symbol, "", "", value, words or "Worked out aside.", role)
        formula = self.writer.formula(node, numbers=False)
        numbers = self.writer.formula(node, numbers=True)
        return Line(symbol, formula, numbers, value, words, role)

    def _renamed(self) -> list[Line]:
        """What of the state is now something else that has a symbol."""
        lines, trace = [], self.trace
        for name, (before, after) in trace.state.items():
            kept, words = self.symbols.kept(name)
            symbol = at(kept, 0)
            if after.key in self.parts:
                continue
            if before is not after and _bare(self._sign(after)) != _bare(symbol):
                lines.append(self._alias(symbol, after, words, "kept"))
        if self._sign(self.new) != "x_t":
            lines.append(self._alias("x_t", self.new, "The new point.", "point"))
        return lines

    def _sign(self, node: Node) -> str:
        return self.writer.formula(node, numbers=False, whole=False)

    def _alias(self, symbol: str, node: Node, words: str, role: str) -> Line:
        numbers = self.writer.formula(node, numbers=True, whole=False)
        return Line(symbol, self._sign(node), numbers, self.writer.value(node), words, role)

    def _end(self) -> list[Line]:
        """How far the step has led, and with what learning rate plain descent would have."""
        old, trace = self.trace.x[0], self.trace
        way = Node("subtract", self.new.value - old.value, (self.new, old))
        self.symbols.name(self.new, "x_t")
        self.symbols.name(way, r"\Delta x_t", "The step.")
        ends = [(way, "step")]
        if "gradient" in trace.rule.needs:
            with np.errstate(all="ignore"):
                ratio = Node("divide", way.value / trace.g.value, (way, trace.g))
            rate = Node("negative", -ratio.value, (ratio,))
            self.symbols.name(rate, r"\alpha^{\text{eff}}_t", EFFECTIVE)
            ends.append((rate, "rate"))
        return [dataclasses.replace(self._made(node), role=role) for node, role in ends]


EFFECTIVE = "With this learning rate plain gradient descent would have made the same step."


def _below(roots: list[Node]) -> dict[int, Node]:
    """The nodes and all that they are made of."""
    found: dict[int, Node] = {}
    waiting = list(reversed(roots))
    while waiting:
        node = waiting.pop()
        if id(node) not in found:
            found[id(node)] = node
            waiting += node.parts
    return found


def _blocks(replayed: Replayed, dims: int) -> dict[str, slice]:
    """Where the arrays of a point are that is made of several."""
    variables = Problem(replayed.objective).variables(dims)
    return {each.name: each.at for each in variables if isinstance(each.at, slice)}


def _written(node: Node, blocks: Mapping[str, slice]) -> dict[str, Node]:
    """What was last written to each block, if it was written block by block."""
    found: dict[str, Node] = {}
    while node.kind == "replaced":
        block = next((name for name, at in blocks.items() if at == node.name), None)
        if block is None:
            return {}
        found.setdefault(block, node.parts[1])
        node = node.parts[0]
    return found


def _is_new(node: Node) -> bool:
    """Whether it is made in the step, and not an answer of the objective."""
    return node.kind not in (GIVEN, LITERAL, EVALUATION) and not is_alias(node)


def _length(node: Node) -> int:
    """How many nodes a formula has, or that it has many."""
    length, waiting = 0, [node]
    while waiting and length <= SHORT:
        length += 1
        waiting += waiting.pop().parts
    return length


def _bare(tex: str) -> str:
    return tex.replace(r"\left", "").replace(r"\right", "")


def _is_aside(node: Node) -> bool:
    """Whether it is an array that was worked out aside."""
    return node.kind == LITERAL and node.source is not None


def _rank(node: Node) -> tuple[int, int]:
    """The state first, then the hyperparameters."""
    name = node.name
    kind = 2 if isinstance(name, Hyperparameter) else 1 if name in ("learning rate", "t") else 0
    return kind, node.serial
