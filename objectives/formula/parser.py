"""From a text to a tree of what a formula may be made of; whatever else is refused by a sentence.

The text is cut into tokens first. That bounds it, makes ``^`` a power and ``2x`` a product, and
leaves Python's own parser nothing to read but numbers, names, operators, brackets and commas. Of
the tree that it returns every node must be of a kind that is listed here.
"""

from __future__ import annotations

import ast
import bisect
import dataclasses
import keyword
import re
import unicodedata
from functools import lru_cache

import numpy as np

from declarations import close_names
from objectives.formula.errors import FormulaError
from objectives.formula.functions import (
    ALIASES,
    ARGUMENTS,
    CALLED,
    FUNCTIONS,
    LARGEST_EXPONENT,
    NUMBERS,
    VARIABLES,
)

LONGEST = 300
"""Characters of a formula."""
LONGEST_NAME = 12
DEEPEST = 15
"""So many brackets, powers and signs may stand within each other."""
MOST_PARAMETERS = 8

_TOKEN = re.compile(
    r"(?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)"
    r"|(?P<name>[A-Za-z][A-Za-z0-9_]*)"
    r"|(?P<sign>\*\*|<=|>=|[-+*/^(),<>])"
    r"|(?P<space>[ \t\r\n]+)"
)

_TYPESET = {
    "−": "-",
    "–": "-",
    "×": "*",
    "·": "*",
    "⋅": "*",
    "÷": "/",
    "≤": "<=",
    "≥": ">=",
    "²": "^2",
    "³": "^3",
    "π": "pi",
}
"""Signs of typeset mathematics, and what is typed for them."""

_HINTS = {
    "=": "write f alone, without an equals sign; comparisons are <, <=, > and >=",
    "|": "write abs(…) for an absolute value",
    "[": "only round brackets are known",
    "]": "only round brackets are known",
    "{": "only round brackets are known",
    "}": "only round brackets are known",
    "_": "a name begins with a letter",
    ".": "a dot stands in numbers only, such as 0.5",
    ";": "arguments are separated by commas",
    "%": "there is no remainder; a - b*floor(a/b) is one",
    "!": "there is no factorial",
    "'": "there are no derivatives or texts in a formula",
    '"': "there are no texts in a formula",
}
_WORDS = ("and", "or", "not")
_ADDRESSED = re.compile(r"[xy]_?[0-9]+")


@dataclasses.dataclass(frozen=True)
class Number:
    """A number as it was written."""

    value: float
    name: str = ""
    """pi or e, if it is one of them."""


@dataclasses.dataclass(frozen=True)
class Name:
    """A variable or a parameter."""

    name: str


@dataclasses.dataclass(frozen=True)
class Call:
    """One of `FUNCTIONS` of some arguments; its value, where they are all numbers."""

    function: str
    arguments: tuple[Node, ...]
    value: float | None = None


Node = Number | Name | Call


@dataclasses.dataclass(frozen=True)
class Parsed:
    """A formula that may be computed."""

    tree: Node
    variables: tuple[str, ...]
    """("x",) or ("x", "y")."""
    parameters: tuple[str, ...]
    """The other names, in alphabetical order."""
    functions: frozenset[str]
    """The functions and operators that are used."""


@lru_cache(maxsize=256)
def parse(text: str) -> Parsed:
    """The tree of a formula in x, or in x and y; every other name is a parameter.

    Raises:
        FormulaError: it is too long or too deep, or holds what is not known.

    Example:
        >>> parse("a x^2 + sin(y)").parameters
        ('a',)
        >>> parse("2x + sinn(y)")
        Traceback (most recent call last):
        objectives.formula.errors.FormulaError: formula, character 6: no function is called...
    """
    if len(text) > LONGEST:
        raise FormulaError(f"a formula has at most {LONGEST} characters, got {len(text):,}")
    tokens = _multiplied(_tokens(text))
    if not tokens:
        raise FormulaError("there is no formula; write for instance x^2 + y^2")
    _check_brackets(tokens)
    reader = _Reader(tokens)
    tree = reader.read()
    names = sorted(reader.names)
    parameters = tuple(name for name in names if name not in VARIABLES)
    if len(parameters) > MOST_PARAMETERS:
        raise FormulaError(
            f"a formula has at most {MOST_PARAMETERS} parameters, got {len(parameters)}"
        )
    if len(parameters) == len(names):
        raise FormulaError("a formula must depend on x, or on x and y")
    variables = VARIABLES if "y" in names else VARIABLES[:1]
    return Parsed(tree, variables, parameters, frozenset(reader.functions))


# ---- tokens ----


@dataclasses.dataclass(frozen=True)
class _Token:
    kind: str
    text: str
    at: int


def _tokens(text: str) -> list[_Token]:
    found: list[_Token] = []
    at = 0
    while at < len(text):
        typeset = _TYPESET.get(text[at])
        if typeset:
            found += [dataclasses.replace(token, at=at) for token in _tokens(typeset)]
            at += 1
            continue
        match = _TOKEN.match(text, at)
        if match is None:
            raise FormulaError(_unknown_sign(text[at]), at)
        kind = str(match.lastgroup)
        if kind != "space":
            found.append(_Token(kind, match.group(), at))
        at = match.end()
    return found


def _unknown_sign(sign: str) -> str:
    if sign in _HINTS:
        return _HINTS[sign]
    if sign.isascii() and sign.isprintable():
        return f"{sign!r} has no meaning in a formula"
    name = unicodedata.name(sign, f"U+{ord(sign):04X}").lower()
    return f"the sign '{name}' is none of those on an English keyboard"


def _multiplied(tokens: list[_Token]) -> list[_Token]:
    """With the signs of multiplication that were left out, as in 2x, 3(x+1) and x y."""
    found: list[_Token] = []
    for token in tokens:
        if found and _ends(found[-1]) and _begins(token) and not _is_call(found[-1], token):
            found.append(_Token("sign", "*", token.at))
        found.append(token)
    return found


def _is_word(token: _Token) -> bool:
    return token.kind == "name" and token.text in _WORDS


def _ends(token: _Token) -> bool:
    return token.text == ")" or (token.kind in ("number", "name") and not _is_word(token))


def _begins(token: _Token) -> bool:
    return token.text == "(" or (token.kind in ("number", "name") and not _is_word(token))


def _is_call(name: _Token, bracket: _Token) -> bool:
    """Whether a name before a bracket is meant as a function: a letter is a factor."""
    function = ALIASES.get(name.text, name.text)
    if function in CALLED and bracket.text != "(":
        raise FormulaError(f"{name.text} needs brackets: {name.text}(…)", name.at)
    return bracket.text == "(" and name.kind == "name" and (len(name.text) > 1)


def _check_brackets(tokens: list[_Token]) -> None:
    opened: list[int] = []
    for token in tokens:
        if token.text == "(":
            opened.append(token.at)
            if len(opened) > DEEPEST:
                raise FormulaError(f"at most {DEEPEST} brackets within each other", token.at)
        elif token.text == ")":
            if not opened:
                raise FormulaError("this bracket was never opened", token.at)
            opened.pop()
    if opened:
        raise FormulaError("this bracket is never closed", opened[-1])


# ---- the tree ----

_BINARY: dict[type[ast.operator], str] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.Pow: "^",
}
_COMPARED: dict[type[ast.cmpop], tuple[str, bool]] = {
    ast.Lt: ("<", False),
    ast.LtE: ("<=", False),
    ast.Gt: ("<", True),
    ast.GtE: ("<=", True),
}
"""The comparison, and whether its sides are swapped."""


class _Reader:
    """Reads tokens by Python's grammar and turns every node into one of ours."""

    def __init__(self, tokens: list[_Token]) -> None:
        self.tokens = tokens
        self.names: set[str] = set()
        self.functions: set[str] = set()
        self.columns: list[int] = []
        """Where every token begins in the source that Python reads."""
        pieces: list[str] = []
        column = 0
        for token in tokens:
            piece = self._piece(token)
            self.columns.append(column)
            pieces.append(piece)
            column += len(piece) + 1
        self.source = " ".join(pieces)

    @staticmethod
    def _piece(token: _Token) -> str:
        """A token as Python writes it."""
        if token.kind == "number":
            number = float(token.text)
            if not np.isfinite(number):
                raise FormulaError("this number is too large", token.at)
            return repr(number)
        if token.kind == "name":
            if token.text in ALIASES:
                return ALIASES[token.text]
            if keyword.iskeyword(token.text) and token.text not in _WORDS:
                raise FormulaError(f"{token.text!r} cannot be a name here", token.at)
        return "**" if token.text == "^" else token.text

    def read(self) -> Node:
        last = self.tokens[-1]
        if not _ends(last):
            raise FormulaError("something is missing after this", last.at)
        try:
            expression = ast.parse(self.source, mode="eval").body
        except SyntaxError as error:
            at = self._at((error.offset or 1) - 1)
            raise FormulaError("this does not fit here", at) from None
        return self._node(expression, 0)

    def _at(self, column: int) -> int:
        """The index, in the text that was typed, of what Python read at a column."""
        index = bisect.bisect_right(self.columns, column) - 1
        return self.tokens[max(index, 0)].at

    def _node(self, node: ast.expr, depth: int) -> Node:
        at = self._at(node.col_offset)
        if depth > DEEPEST:
            raise FormulaError(
                f"at most {DEEPEST} functions, powers and signs within each other", at
            )
        match node:
            case ast.Constant(value=float() as value):
                return Number(value)
            case ast.Name(id=name):
                return self._name(name, at)
            case ast.UnaryOp(op=ast.UAdd(), operand=operand):
                return self._node(operand, depth + 1)
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return self._call("negative", (self._node(operand, depth + 1),), at)
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return self._call("not", (self._node(operand, depth + 1),), at)
            case ast.BinOp(op=op, left=left, right=right) if type(op) in _BINARY:
                return self._binary(_BINARY[type(op)], left, right, depth)
            case ast.BoolOp(op=op, values=values):
                word = "and" if isinstance(op, ast.And) else "or"
                return self._joined(word, [self._node(each, depth + 1) for each in values], at)
            case ast.Compare(left=left, ops=ops, comparators=others):
                return self._comparison([left, *others], ops, depth, at)
            case ast.Call(func=ast.Name(id=name), args=arguments):
                return self._function(name, arguments, depth, at)
        raise FormulaError("this does not fit here", at)

    def _name(self, name: str, at: int) -> Node:
        if name in NUMBERS:
            return Number(NUMBERS[name], name)
        if name in CALLED:
            raise FormulaError(f"{name} needs brackets: {name}(…)", at)
        if len(name) > 1 and set(name) <= set(VARIABLES):
            raise FormulaError(f"write {'*'.join(name)} for the product", at)
        if _ADDRESSED.fullmatch(name):
            raise FormulaError("the variables are called x and y", at)
        if len(name) > LONGEST_NAME or "__" in name:
            raise FormulaError(f"a name has at most {LONGEST_NAME} letters, and no __", at)
        self.names.add(name)
        return Name(name)

    def _binary(self, sign: str, left: ast.expr, right: ast.expr, depth: int) -> Node:
        # A long sum is no deep one: it leans to the left.
        first = self._node(left, depth + (sign == "^"))
        second = self._node(right, depth + 1)
        at = self._at(right.col_offset)
        exponent = constant(second)
        if sign == "^" and exponent is not None and abs(exponent) > LARGEST_EXPONENT:
            raise FormulaError(f"an exponent is at most {LARGEST_EXPONENT:g} in size", at)
        return self._call(sign, (first, second), at)

    def _comparison(self, sides: list[ast.expr], ops: list[ast.cmpop], depth: int, at: int) -> Node:
        nodes = [self._node(side, depth + 1) for side in sides]
        parts: list[Node] = []
        for op, first, second in zip(ops, nodes, nodes[1:], strict=False):
            sign, swapped = _COMPARED[type(op)]
            parts.append(self._call(sign, (second, first) if swapped else (first, second), at))
        return self._joined("and", parts, at)

    def _function(self, name: str, arguments: list[ast.expr], depth: int, at: int) -> Node:
        if name not in CALLED:
            raise FormulaError(
                f"no function is called {name[:LONGEST_NAME]!r}; {close_names(name, CALLED)}", at
            )
        needed = ARGUMENTS.get(name, 1)
        joins = name in ("min", "max")
        if len(arguments) < needed or (len(arguments) > needed and not joins):
            least = "at least " if joins else ""
            things = "argument" if needed == 1 else "arguments"
            raise FormulaError(f"{name} takes {least}{needed} {things}, got {len(arguments)}", at)
        nodes = [self._node(argument, depth + 1) for argument in arguments]
        return self._joined(name, nodes, at) if joins else self._call(name, tuple(nodes), at)

    def _joined(self, function: str, nodes: list[Node], at: int) -> Node:
        """A function of two arguments for any number of them."""
        joined = nodes[0]
        for node in nodes[1:]:
            joined = self._call(function, (joined, node), at)
        return joined

    def _call(self, function: str, arguments: tuple[Node, ...], at: int) -> Node:
        """The function of its arguments; of numbers alone it must be a number."""
        self.functions.add(function)
        numbers = [constant(argument) for argument in arguments]
        if any(number is None for number in numbers):
            return Call(function, arguments)
        with np.errstate(all="ignore"):
            value = float(FUNCTIONS[function](*map(np.float64, numbers)))
        if not np.isfinite(value):
            raise FormulaError("this is no finite real number", at)
        return Call(function, arguments, value)


def constant(node: Node) -> float | None:
    """The value of a node without names."""
    return None if isinstance(node, Name) else node.value
