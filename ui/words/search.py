"""What a typed text finds: by names, by what else people call things, by formulas."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

import objectives
import optimizers

POWERS = str.maketrans({sign: f"^{digit}" for digit, sign in enumerate("⁰¹²³⁴⁵⁶⁷⁸⁹")})
IGNORED = str.maketrans("", "", " \t\n-_*·{}()'\u2060")


def landscapes(text: str, names: Iterable[str]) -> list[str]:
    """Those of some landscapes that a text finds, the nearest first."""
    registry = objectives.registry
    return _found(
        text,
        {
            name: (
                (registry[name].title, name, *registry[name].keywords),
                (registry[name].group, registry[name].landscape, registry[name].formula),
            )
            for name in names
        },
    )


def rules(text: str, names: Iterable[str]) -> list[str]:
    """Those of some optimizers that a text finds, the nearest first."""
    registry = optimizers.registry
    return _found(
        text,
        {
            name: (
                (registry[name].title, name, *registry[name].keywords),
                (registry[name].group, registry[name].intuition),
            )
            for name in names
        },
    )


def _found(text: str, known: dict[str, tuple[tuple[str, ...], tuple[str, ...]]]) -> list[str]:
    """A whole name comes before the beginning of one, a part of one, a part of a description."""
    wanted = folded(text)
    if not wanted:
        return list(known)
    ranked = []
    for name, (names, texts) in known.items():
        called = [folded(each) for each in names]
        tests = (
            wanted in called,
            any(each.startswith(wanted) for each in called),
            any(wanted in each for each in called),
            any(wanted in folded(each) for each in texts),
        )
        if any(tests):
            ranked.append((tests.index(True), name))
    # Sorting keeps the order that was given among the equally near.
    return [name for _, name in sorted(ranked, key=lambda pair: pair[0])]


def folded(text: str) -> str:
    """A text without what people write in different ways: x**2, x^2 and x² are the same."""
    powers = text.replace("**", "^").translate(POWERS)
    plain = unicodedata.normalize("NFKD", powers).casefold()
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return plain.translate(IGNORED)
