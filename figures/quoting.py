"""Foreign text in figures: names of columns and the like are shown, not obeyed."""

from __future__ import annotations

import html
import unicodedata

LONGEST = 200
"""Characters of a text that are shown, unless the caller asks for fewer."""

JOINER = "\u2060"
"""Has no width. Between two signs it keeps a reader of markup from taking them as one."""


def plain(text: object, limit: int = LONGEST) -> str:
    """A text in one line, without signs that cannot be seen, cut off after ``limit`` characters."""
    shown = "".join(_visible(sign) for sign in str(text)[: 4 * limit])
    shown = " ".join(shown.split())
    return shown if len(shown) <= limit else shown[: limit - 1] + "…"


def in_figure(text: object, limit: int = LONGEST) -> str:
    """The text for Plotly, which reads some HTML, formulas between dollar signs, and templates."""
    escaped = html.escape(plain(text, limit), quote=False).replace("$", "&#36;")
    return escaped.replace("%{", "&#37;{")


def in_space(text: object, limit: int = LONGEST) -> str:
    """The text for the axes of a surface: WebGL reads a few tags, but no entities."""
    return plain(text, limit).replace("<", "<" + JOINER)


def _visible(sign: str) -> str:
    """A sign as it is shown; those that hide, turn or break the text are replaced."""
    kind = unicodedata.category(sign)
    if sign.isspace() or kind in ("Zl", "Zp"):
        return " "
    return "\ufffd" if kind in ("Cc", "Cf", "Cs", "Co", "Cn") else sign
