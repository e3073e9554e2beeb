"""Rows that are no examples: sums and means of the others, notes below them, names once more."""

from __future__ import annotations

import math
import re

from ui.own_data.columns import is_nothing
from ui.own_data.numbers import parsed
from ui.own_data.separators import Row
from ui.own_data.words import PLAIN_TOTALS, TOTALS

CLOSE = 1e-6
"""A sum may be rounded by this share of it."""

ROW_COUNT = re.compile(r"\(?\d+ rows?\)?", re.IGNORECASE)
"""What a database prints below a table."""


NOTE = re.compile(
    r"\W*(?:data )?(?:sources?|notes?|quellen?|anmerkung(?:en)?|hinweise?|fuentes?|font[ei])\s?:",
    re.IGNORECASE,
)
"""How a line below a table begins that may have separators in it."""


def without_summaries(rows: list[Row], names: list[str]) -> tuple[list[Row], list[str]]:
    """The rows that are examples, and what was said of the others."""
    said: list[str] = []
    header = [name for name in names if name]
    kept = [row for row in rows if row[1] != names] if header else rows
    if len(kept) < len(rows):
        times = "once" if len(rows) - len(kept) == 1 else f"{len(rows) - len(kept):,} times"
        said.append(f"The header stands between the rows {times} more; left out.")
    end = len(kept)
    while end > 2 and (_is_note(kept[end - 1][1]) or _label(kept[end - 1][1]) in TOTALS):
        end -= 1
    if end == len(kept) > 3 and _sums_up(kept):
        end -= 1
    last = kept[end:]
    # Numbers first, because there may be a million of them.
    wordy = [row for row in kept[:end] if not row[1][0][:1].isdecimal()]
    between = [row for row in wordy if _label(row[1]) in PLAIN_TOTALS]
    # In a column of kinds, total may be one of them.
    if len(between) > max(1, end // 4):
        between = []
    lines = {line for line, _ in between}
    while last and end > 2 and not any(cell.strip() for cell in kept[end - 1][1]):
        end -= 1
    kept = [row for row in kept[:end] if row[0] not in lines] if between else kept[:end]
    for line, cells in [*between, *last][:3]:
        text = next(cell.strip() for cell in cells if cell.strip())
        words = "a note" if _is_note(cells) else "a sum or a mean of the others"
        said.append(f"Row {line} was left out, as {words}: it begins with '{text[:40]}'.")
    if len(between) + len(last) > 3:
        said.append(f"So were {len(between) + len(last) - 3:,} more.")
    return kept, said


def _label(cells: list[str]) -> str:
    """The first cell that is filled, if it is no number, in small letters."""
    text = next((cell.strip() for cell in cells if cell.strip()), "")
    if text[:1].isdecimal():
        return ""
    return text.casefold().rstrip(":. ").replace("(", "").replace(")", "")


def _is_note(cells: list[str]) -> bool:
    """Whether there is only a text, at the left, or one that says where the data are from."""
    return NOTE.match(cells[0]) is not None or (
        not any(cell.strip() for cell in cells[1:])
        and not is_nothing(cells[0])
        and (parsed(cells[0]) is None or ROW_COUNT.fullmatch(cells[0].strip()) is not None)
    )


def _sums_up(rows: list[Row]) -> bool:
    """Whether the last row, which leaves some cell empty, has the sums of all above it."""
    last = rows[-1][1]
    if all(cell.strip() for cell in last):
        return False
    sums = 0
    for column, cell in enumerate(last):
        if not cell.strip():
            continue
        end = parsed(cell)
        above = [parsed(cells[column]) for _, cells in rows[:-1]]
        values = [number for number in above if number is not None]
        if end is None or len(values) < 3:
            return False
        # A reading in which some number is none gives no sum.
        point, comma = (
            math.fsum(numbers) for numbers in zip(*(n[:2] for n in values), strict=True)
        )
        if end.point == 0.0 or not (_near(end.point, point) or _near(end.comma, comma)):
            return False
        sums += 1
    return sums > 0


def _near(value: float, total: float) -> bool:
    return math.isclose(value, total, rel_tol=CLOSE)
