"""Foreign text, made harmless: what stands in links, files and tables is shown, not obeyed."""

from __future__ import annotations

import html
import re
import unicodedata

LONGEST = 200
"""Characters of a text that are shown, unless the caller asks for fewer."""

JOINER = "\u2060"
"""Has no width. Between two signs it keeps Streamlit from reading them as one."""

_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")
# Streamlit replaces these in texts that Markdown has already been read from, so that a backslash
# does not help: names of emoji and icons, arrows made of hyphens, and addresses.
_REPLACED = re.compile(
    r":(?=[a-zA-Z0-9+_-]|\\?/)|[<>-](?=\\?[-=>])|www(?=\\?\.)|[\w+.-](?=\\?@)", re.IGNORECASE
)


def plain(text: object, limit: int = LONGEST) -> str:
    """A text in one line, without signs that cannot be seen, cut off after ``limit`` characters."""
    shown = "".join(_visible(sign) for sign in str(text)[: 4 * limit])
    shown = " ".join(shown.split())
    return shown if len(shown) <= limit else shown[: limit - 1] + "…"


def literal(text: object, limit: int = LONGEST) -> str:
    """Markdown that shows exactly this text, in one line: no link, picture, heading or formula."""
    escaped = _PUNCTUATION.sub(r"\\\1", plain(text, limit))
    return _REPLACED.sub(lambda match: match.group(0) + JOINER, escaped)


def in_figure(text: object, limit: int = LONGEST) -> str:
    """The text for Plotly, which reads some HTML, and formulas between dollar signs."""
    return html.escape(plain(text, limit), quote=False).replace("$", "&#36;")


def in_cell(text: object, limit: int = LONGEST) -> str:
    """The text for a cell of a CSV file: a spreadsheet must not take it for a formula."""
    shown = plain(text, limit)
    return f"'{shown}" if shown.startswith(("=", "+", "-", "@")) else shown


def _visible(sign: str) -> str:
    """A sign as it is shown; those that hide, turn or break the text are replaced."""
    kind = unicodedata.category(sign)
    if sign.isspace() or kind in ("Zl", "Zp"):
        return " "
    return "\ufffd" if kind in ("Cc", "Cf", "Cs", "Co", "Cn") else sign
