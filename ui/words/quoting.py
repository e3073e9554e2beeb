"""Foreign text, made harmless: what stands in links, files and tables is shown, not obeyed."""

from __future__ import annotations

import re

from figures.quoting import JOINER, LONGEST, plain

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


def in_cell(text: object, limit: int = LONGEST) -> str:
    """The text for a cell of a CSV file: a spreadsheet must not take it for a formula."""
    shown = plain(text, limit)
    return f"'{shown}" if shown.startswith(("=", "+", "-", "@")) else shown
