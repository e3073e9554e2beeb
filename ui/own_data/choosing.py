"""Which columns a person would begin with."""

from __future__ import annotations

import re

import numpy as np

from ui.own_data.columns import Column
from ui.own_data.table import Table
from ui.own_data.words import COUNTERS

IDENTITY = re.compile(r"(?:^|[^A-Za-z])(?:id|ID|Id)$|[a-z]I[dD]$")
"""How names end of what something is called by."""
LAST = {"number": 0, "truth": 1, "day": 2, "time": 2}
"""Kinds of columns that can be features, those that are taken first before the others."""


def suggested_columns(
    table: Table, most: int, *, labels: bool, most_classes: int = 2
) -> tuple[list[str], str]:
    """Columns to begin with: up to ``most`` features, and the target.

    The target is the last column that varies and is a number, or for ``labels`` the last one of
    two values; where there may be more classes, rather one of a few words. No feature is a column
    that counts the rows, is the same everywhere, or is text.
    """
    counting = set(counting_columns(table))
    useful = [each for each in table.columns if each.name not in counting and _varies(table, each)]
    target = _target(table, useful, most_classes if labels else 0).name
    features = [each for each in useful if each.name != target and each.kind in LAST]
    features.sort(key=lambda column: LAST[column.kind])
    if not features:
        features = [
            column for column in table.columns if column.name != target and column.kind in LAST
        ]
    return [column.name for column in features[:most]], target


def counting_columns(table: Table) -> list[str]:
    """The columns that only count or name the rows."""
    found = [column.name for column in table.columns if _counts(table, column)]
    others = [c for c in table.columns if c.kind in LAST and c.name not in found]
    # Somebody who has nothing else means it.
    return found if len(others) > 1 or (others and len(table.columns) > 2) else []


def _counts(table: Table, column: Column) -> bool:
    if column.kind != "number":
        return False
    if _is_code(column):
        return True
    name = re.sub(r"\s", "", column.name).casefold()
    called = name in COUNTERS or (not column.named and column is table.columns[0])
    identity = IDENTITY.search(column.name) is not None
    values = table.numbers(column.name) if called or identity else np.full(1, np.nan)
    if not np.isfinite(values).all() or (values != np.floor(values)).any():
        return False
    if called and (np.diff(values) == 1.0).all():
        return True
    # A number by which something is called differs in every row.
    return identity and len(np.unique(values)) == len(values)


def _is_code(column: Column) -> bool:
    """Whether the numbers are names, such as postcodes: of one length, and some begin with 0.

    Hours and months of two digits are numbers.
    """
    filled = [column.texts[index].strip() for index in np.flatnonzero(~column.missing).tolist()]
    if len({len(text) for text in filled}) != 1 or not all(map(str.isdecimal, filled)):
        return False
    return len(filled[0]) > 3 and any(text.startswith("0") for text in filled)


def _target(table: Table, useful: list[Column], most_classes: int) -> Column:
    """Of numbers, or of labels of so many classes."""
    if most_classes > 2:
        few = [column for column in useful if _repeats(column, most_classes)]
        likely = [c for c in few if c.kind == "text"] or [c for c in few if _distinct(c) > 2]
        if likely or few:
            return (likely or few)[-1]
    if most_classes:
        twofold = [c for c in useful if _distinct(c) == 2 and c.counts[~c.missing].sum() > 2]
        if twofold:
            return twofold[-1]
        words = [column for column in useful if column.kind == "text" and column.counts.max() > 1]
        return (words or useful or list(table.columns))[-1]
    others = [column for column in useful if column.kind in LAST]
    if len(others) < 2:
        # The one number is needed as the feature.
        return next((c for c in reversed(table.columns) if c not in others), table.columns[-1])
    return ([column for column in others if column.kind == "number"] or others)[-1]


def _repeats(column: Column, most: int) -> bool:
    """Whether a column has at most so many different values, each more than once on average."""
    distinct = _distinct(column)
    return distinct <= most and bool(column.counts[~column.missing].sum() >= 2 * distinct)


def _varies(table: Table, column: Column) -> bool:
    """Whether a column has different values."""
    if column.kind == "empty":
        return False
    if column.kind == "text":
        return _distinct(column) > 1
    values = table.reading(column.name).values
    values = values[np.isfinite(values)]
    return bool(values.size) and bool(np.ptp(values) > 0.0)


def _distinct(column: Column) -> int:
    """How many different values a column has, without missing ones."""
    filled = np.flatnonzero(~column.missing).tolist()
    if len(filled) > 100:
        return len(filled)
    return len({column.word(index) for index in filled})
