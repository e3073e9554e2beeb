"""Formulas as browsers show them: MathML, with places that JavaScript fills with numbers."""

from __future__ import annotations

import re
from functools import lru_cache

_SLOT = re.compile(r"\\(slot|signed|base)\{(\d+)\}")
_COLUMN = re.compile(r"<mo>&#x00028;</mo>(<mtable>.*?</mtable>)<mo>&#x00029;</mo>")
_PLACE = re.compile(r"<mtext>(slot|signed|base)(\d+)</mtext>")


@lru_cache(maxsize=4096)
def mathml(tex: str) -> str:
    """The MathML of a formula of `explain`; `explain.writing` tells of the kinds of places."""
    if not tex:
        return ""
    # Imported here because most visitors never open the inspector.
    from latex2mathml.converter import convert

    # Words as words: letter by letter they would be a product.
    words = tex.replace(r"\mathrm{", r"\text{")
    made = convert(_SLOT.sub(r"\\text{\1\2}", words))
    # Brackets of a column are borders: only fonts for mathematics have tall ones.
    made = _COLUMN.sub(r"\1", made)
    return _PLACE.sub(r'<mn data-kind="\1" data-slot="\2"></mn>', made)
