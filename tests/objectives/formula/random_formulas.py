"""Formulas made at random from all that is known, and texts that are none."""

from __future__ import annotations

import random

from objectives.formula.functions import ARGUMENTS, CALLED

LEAVES = ("x", "y", "x", "y", "a", "2", "0.5", "3", "pi", "e", "1.5")
OPERATORS = ("+", "-", "*", "/", "+", "*")
SMOOTH = tuple(name for name in CALLED if name not in ("floor", "sign", "where"))


def formula(rng: random.Random, depth: int = 3) -> str:
    """A formula that may well be undefined in most points."""
    if depth == 0 or rng.random() < 0.1:
        return rng.choice(LEAVES)
    kind = rng.random()
    if kind < 0.4:
        return f"({formula(rng, depth - 1)} {rng.choice(OPERATORS)} {formula(rng, depth - 1)})"
    if kind < 0.5:
        return f"({formula(rng, depth - 1)})^{rng.choice(('2', '3', '-1', '0.5', 'y', '-2'))}"
    if kind < 0.6:
        return f"-{formula(rng, depth - 1)}"
    if kind < 0.7:
        condition = f"{formula(rng, 1)} {rng.choice(('<', '>', '<=', '>='))} {formula(rng, 1)}"
        return f"where({condition}, {formula(rng, depth - 1)}, {formula(rng, depth - 1)})"
    name = rng.choice(SMOOTH)
    arguments = [formula(rng, depth - 1) for _ in range(ARGUMENTS.get(name, 1))]
    return f"{name}({', '.join(arguments)})"


# ---- what must be refused ----

ATTACKS = (
    "__import__('os').system('true')",
    "x.__class__.__mro__[1].__subclasses__()",
    "sin.__globals__",
    "(lambda: x)()",
    "lambda x: x",
    "[x for x in (1, 2)]",
    "{x: y}",
    "x if y else 1",
    "(x := 3)",
    "f'{x}'",
    "eval('x')",
    "exec(x)",
    "open('/etc/passwd')",
    "getattr(x, 'real')",
    "globals()",
    "sympify('x')",
    "x; import os",
    "import os",
    "print(x)",
    "sin(*x)",
    "sin(x=1)",
    "sin(**x)",
    "x[0]",
    "x @ y",
    "x // y",
    "x % y",
    "x << 3",
    "x & y",
    "~x",
    "x == y",
    "x != y",
    "not_a_function(x)",
    "await x",
    "yield x",
    "None",
    "True + x",
    "'x'",
    '"x"',
    "b'x' + x",
    "...",
    "x, y",
    "(x, y)",
    "\\x",
    "x $ y",
    "`x`",
    "#x",
    "x # y",
    "_x",
    "x__y + x",
    "sin",
    "sin()",
    "sin(x, y)",
    "where(x, y)",
    "min(x)",
    "",
    "   ",
    "1 + 1",
    "a + b",
    "0/0 + x",
    "log(-1) x",
    "1e999 x",
)
LOOK_ALIKE = {
    "x": "\u0445\uff58\U0001d465\u2179\u00d7\u03c7",
    "y": "\u0443\uff59\U0001d466\u03b3",
    "a": "\u0430\uff41\u0251",
    "s": "\u0455\uff53",
    "i": "\u0456\u0131\uff49",
    "n": "\uff4e\u0578",
    "1": "\uff11\u0661\u2081",
    "2": "\uff12\u0662",
    "(": "\uff08\u207d",
    "+": "\uff0b\u207a",
    "-": "\u2010\u2011\ufe63",
    "*": "\u2217\uff0a",
}
UNSEEN = "\0\x01\x07\x1b\x7f\x85\u00ad\u200b\u200d\u202e\u2066\ufeff\ufffe\ud800\U000e0041"


def attack(rng: random.Random) -> str:
    return "".join(rng.choice((" ", "")) for _ in range(3)) + rng.choice(ATTACKS)


def with_attack(rng: random.Random) -> str:
    return f"{formula(rng, 1)} + {rng.choice(ATTACKS[:30])}"


def tower(rng: random.Random) -> str:
    sign = rng.choice(("**", "^"))
    digits = [str(rng.randint(4, 99)) for _ in range(rng.randint(4, 60))]
    return "x + " + sign.join(digits)


def overflow(rng: random.Random) -> str:
    large = f"{rng.randint(1, 9)}e{rng.randint(200, 308)}"
    return f"x + {large} * {large}" if rng.random() < 0.5 else f"exp({large}) + x"


def brackets(rng: random.Random) -> str:
    count = rng.randint(16, 1_000)
    opening, closing = "(" * count, ")" * rng.choice((0, count, count + 1, count - 1))
    return opening + "x" + closing


def unbalanced(rng: random.Random) -> str:
    text = f"({formula(rng, 2)})"
    at = rng.choice([index for index, sign in enumerate(text) if sign in "()"])
    return text[:at] + text[at + 1 :]


def deep(rng: random.Random) -> str:
    count = rng.randint(20, 1_000)
    kinds = ("-" * count + "x", "x^" * count + "x", "sin(" * count + "x" + ")" * count)
    return rng.choice((*kinds, "not " * count + "x", "where(x<y," * count + "x"))


def long(rng: random.Random) -> str:
    return " + ".join(["sin(x) y"] * rng.randint(40, 4_000))


def look_alike(rng: random.Random) -> str:
    """Signs that look like others; that for a product alone is read as it looks."""
    text = "sin(x) + a - 12 * y"
    sign = rng.choice([sign for sign in text if sign in LOOK_ALIKE])
    same = rng.choice([each for each in LOOK_ALIKE[sign] if each != "\u00d7"])
    return text.replace(sign, same, 1)


def unseen(rng: random.Random) -> str:
    text = f"({formula(rng, 2)})"
    at = rng.randint(1, len(text) - 1)
    return text[:at] + rng.choice(UNSEEN) + text[at:]


def many_names(rng: random.Random) -> str:
    return "x + " + "+".join(f"{chr(97 + i)}{rng.randint(0, 9)}" for i in range(9))


def unfinished(rng: random.Random) -> str:
    return formula(rng, 2) + rng.choice(("+", "*", "^", "/", "(", ",", "<", " and", "**", "+)"))


REFUSED = (
    attack,
    with_attack,
    tower,
    overflow,
    brackets,
    unbalanced,
    deep,
    long,
    look_alike,
    unseen,
    many_names,
    unfinished,
)
