r"""A tree as TeX, in the order in which it was typed: ``x^2/a`` is ``\frac{x^{2}}{a}``."""

from __future__ import annotations

import re

from objectives.formula.parser import Call, Name, Node, Number

OR, AND, NOT, RELATION, SUM, PRODUCT, PREFIX, POWER, ATOM = range(9)
"""How tightly a piece of TeX holds together."""

GREEK = frozenset(
    {
        *("alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa"),
        *("mu", "nu", "xi", "rho", "sigma", "tau", "upsilon", "phi", "chi", "psi", "omega"),
        *("Gamma", "Delta", "Theta", "Xi", "Sigma", "Upsilon", "Phi", "Psi", "Omega"),
    }
)
INFIX = {
    "or": (r"\;\vee\;", OR),
    "and": (r"\;\wedge\;", AND),
    "<": ("<", RELATION),
    "<=": (r"\le ", RELATION),
    "+": ("+", SUM),
    "-": ("-", SUM),
}
WORDS = {"asin": "arcsin", "acos": "arccos", "atan": "arctan"}
TYPESET = {"sin", "cos", "tan", "sinh", "cosh", "tanh", "log", "min", "max"} | set(WORDS.values())
"""The functions that TeX knows by name; the logarithm is the natural one."""
AROUND = {
    "abs": (r"\left|", r"\right|"),
    "floor": (r"\left\lfloor ", r"\right\rfloor "),
    "sqrt": (r"\sqrt{", "}"),
    "cbrt": (r"\sqrt[3]{", "}"),
    "exp": ("e^{", "}"),
}


def tex(tree: Node) -> str:
    """The TeX of a tree."""
    return _tex(tree)[0]


def name_tex(name: str) -> str:
    """The TeX of a variable or parameter: omega is a letter, w_1 and w1 have an index."""
    match = re.fullmatch(r"([A-Za-z]+)_?([0-9]*)_?", name)
    letters, index = match.groups() if match else (name.replace("_", r"\_"), "")
    if letters in GREEK:
        letters = "\\" + letters
    elif len(letters) > 1:
        letters = rf"\mathrm{{{letters}}}"
    return letters + (f"_{{{index}}}" if index else "")


def _tex(node: Node) -> tuple[str, int]:
    if isinstance(node, Name):
        return name_tex(node.name), ATOM
    if isinstance(node, Number):
        return _number(node), ATOM
    first, *others = node.arguments
    if node.function in INFIX:
        sign, level = INFIX[node.function]
        return _within(first, level) + sign + _within(others[0], level + 1), level
    if node.function in ("*", "/", "^", "negative", "not"):
        return _operator(node)
    if node.function == "where":
        then, otherwise = (_tex(each)[0] for each in others)
        return (
            rf"\begin{{cases}}{then}&{_tex(first)[0]}\\{otherwise}&\text{{otherwise}}\end{{cases}}",
            PREFIX,
        )
    if node.function in AROUND:
        before, after = AROUND[node.function]
        return before + _tex(first)[0] + after, POWER if node.function == "exp" else ATOM
    return _called(node), PREFIX


def _operator(node: Call) -> tuple[str, int]:
    first = node.arguments[0]
    if node.function == "negative":
        return "-" + _within(first, PRODUCT), SUM
    if node.function == "not":
        return r"\neg " + _within(first, ATOM), NOT
    second = node.arguments[1]
    if node.function == "/":
        return rf"\frac{{{_tex(first)[0]}}}{{{_tex(second)[0]}}}", PRODUCT
    if node.function == "^":
        return f"{_within(first, ATOM)}^{{{_tex(second)[0]}}}", POWER
    leading = isinstance(first, Call) and first.function == "negative"
    left, right = _within(first, SUM if leading else PRODUCT), _within(second, PREFIX)
    dot = r"\cdot " if right[0].isdigit() else r"\," if right[0] == "\\" else ""
    return left + dot + right, SUM if leading else PRODUCT


def _called(node: Call) -> str:
    name = WORDS.get(node.function, node.function)
    arguments = r",\,".join(_tex(argument)[0] for argument in node.arguments)
    shown = "\\" + name if name in TYPESET else rf"\operatorname{{{name}}}"
    if name in ("log2", "log10"):
        shown = rf"\log_{{{name.removeprefix('log')}}}"
    return rf"{shown}\left({arguments}\right)"


def _within(node: Node, level: int) -> str:
    """The TeX of a node, in brackets where it would fall apart beside what is around it."""
    text, own = _tex(node)
    return text if own >= level else rf"\left({text}\right)"


def _number(number: Number) -> str:
    if number.name:
        return r"\pi" if number.name == "pi" else number.name
    mantissa, _, exponent = f"{number.value:.12g}".partition("e")
    return rf"({mantissa}\cdot10^{{{int(exponent)}}})" if exponent else mantissa
