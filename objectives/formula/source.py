"""A tree as the source of a function of NumPy, for those who take the landscape home."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from objectives.formula.evaluate import evaluated
from objectives.formula.parser import Call, Name, Node, Number

WORDS = {"asin": "arcsin", "acos": "arccos", "atan": "arctan"}
INFIX = {"+": "+", "-": "-", "*": "*", "/": "/", "^": "**"}
RELATIONS = ("<", "<=")
TAKEN = ("point", "np", "jnp", "torch", "math")


def source(tree: Node, variables: Sequence[str], values: Mapping[str, float]) -> str:
    """The function ``value(point)``.

    Parts without a variable are numbers: other libraries take sin(a) of an array alone. Only
    parameters that stand by themselves keep their names.

    Args:
        tree: what is computed.
        variables: the names of the coordinates.
        values: those of the parameters, by name.
    """
    writer = _Writer(set(variables), values)
    formula = writer.text(tree)
    unpacked = f"{', '.join(variables)}{',' * (len(variables) == 1)} = point"
    named = [f"{_safe(name)} = {values[name]!r}" for name in values if name in writer.named]
    lines = [unpacked, *named, f"return {formula}"]
    return "\n".join(["def value(point):", *(f"    {line}" for line in lines)])


def _safe(name: str) -> str:
    """A parameter's name that is none that the function uses, in whatever library."""
    return f"{name}_" if name in TAKEN else name


class _Writer:
    def __init__(self, variables: set[str], values: Mapping[str, float]) -> None:
        self.variables = variables
        self.values = {name: np.asarray(value) for name, value in values.items()}
        self.named: set[str] = set()

    def text(self, node: Node) -> str:
        """An expression, in brackets where it has an operator."""
        if isinstance(node, Name):
            if node.name in self.variables:
                return node.name
            self.named.add(node.name)
            return _safe(node.name)
        if isinstance(node, Number):
            return "np.pi" if node.name == "pi" else repr(node.value)
        if not self._varies(node):
            return repr(float(evaluated(node, self.values)))
        if node.function in RELATIONS:
            return f"np.where({self._relation(node)}, 1.0, 0.0)"
        written = [self.text(argument) for argument in node.arguments]
        return self._call(node, written)

    def _call(self, node: Call, written: list[str]) -> str:
        first, second = written[0], written[-1]
        match node.function:
            case name if name in INFIX:
                return f"({first} {INFIX[name]} {second})"
            case "negative":
                return f"(-{first})"
            case "and":
                return f"({first} * {second})"
            case "or":
                return f"({first} + {second} - {first} * {second})"
            case "not":
                return f"(1.0 - {first})"
            case "where":
                return f"np.where({self._condition(node.arguments[0])}, {written[1]}, {second})"
            case "min":
                return f"np.where({first} <= {second}, {first}, {second})"
            case "max":
                return f"np.where({second} <= {first}, {first}, {second})"
            case "relu":
                return f"np.where(0.0 <= {first}, {first}, 0.0)"
            case "sigmoid":
                return f"(1.0 / (1.0 + np.exp(-{first})))"
            case "cbrt":
                return f"(np.sign({first}) * np.abs({first}) ** (1.0 / 3.0))"
            case name:
                return f"np.{WORDS.get(name, name)}({first})"

    def _condition(self, node: Node) -> str:
        is_relation = isinstance(node, Call) and node.function in RELATIONS and self._varies(node)
        return self._relation(node) if is_relation else f"({self.text(node)}) != 0.0"  # type: ignore[arg-type]

    def _relation(self, node: Call) -> str:
        left, right = (self.text(argument) for argument in node.arguments)
        return f"{left} {node.function} {right}"

    def _varies(self, node: Node) -> bool:
        if isinstance(node, Call):
            return any(map(self._varies, node.arguments))
        return isinstance(node, Name) and node.name in self.variables
