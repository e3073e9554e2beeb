"""Foreign text, made harmless: what stands in links, files and tables is shown, not obeyed."""

from __future__ import annotations

import re
from collections.abc import Iterable

from figures.quoting import JOINER, LONGEST, in_figure, plain

__all__ = ["JOINER", "LONGEST", "distinct", "in_cell", "in_figure", "literal", "plain"]

LONGEST_NAME = 100
"""So many characters has the name of a column or of a class at most."""

_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")
# Streamlit replaces these in texts that Markdown has already been read from, so that a backslash
# does not help: names of emoji and icons, arrows made of hyphens, and addresses.
_REPLACED = re.compile(
    r":(?=[a-zA-Z0-9+_-]|\\?/)|[<>-](?=\\?[-=>])|www(?=\\?\.)|[\w+.-](?=\\?@)", re.IGNORECASE
)


def literal(text: object, limit: int = LONGEST) -> str:
    """Markdown that shows exactly this text, in one line: no link, picture, heading or formula."""
    escaped = _PUNCTUATION.sub(r"\\\1", plain(text, limit))
    return _REPLACED.sub(lambda match: match.group(0) + JOINER, escaped)


def distinct(texts: Iterable[str]) -> tuple[str, ...]:
    """Texts as names: each in one line and not long, and no two the same."""
    names: list[str] = []
    for text in texts:
        first = name = plain(text, LONGEST_NAME) or "nameless"
        count = 1
        while name in names:
            count += 1
            mark = f" ({count})"
            name = plain(first, LONGEST_NAME - len(mark)) + mark
        names.append(name)
    return tuple(names)


def in_cell(text: object, limit: int = LONGEST) -> str:
    """The text for a cell of a CSV file: a spreadsheet must not take it for a formula."""
    shown = plain(text, limit)
    return f"'{shown}" if shown.startswith(("=", "+", "-", "@")) else shown
