"""Examples chosen from the columns of a table."""

from __future__ import annotations

from typing import Any

from ui.own_data import Examples, examples, read_table


def numbers_of(content: bytes, *features: str, target: str, **options: Any) -> Examples:
    return examples(read_table(content), features, target, **{"labels": False} | options)
