"""What stands between two cells of a line, found by looking at what the cells would then be."""

from __future__ import annotations

import csv
import dataclasses
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice

from ui.own_data.columns import is_nothing
from ui.own_data.dates import parsed_day, parsed_time
from ui.own_data.numbers import parsed

SAMPLE = 60
"""The separator is found in so many lines."""
BLANKS = "blanks"
"""Any number of blanks and tabs."""
GAPS = "gaps"
"""Two blanks at least, or tabs: names and words may have single blanks."""
SEPARATORS = ("\t", ";", "|", ",", GAPS, BLANKS)
"""Where two suit as well, the earlier one holds."""
WORDS = 0.3
"""How much a cell of text speaks for a separator, beside one with a number."""

UNREADABLE = "The table cannot be read: a quotation mark is not closed, or a cell is far too long."

Row = tuple[int, list[str]]
"""The line in which a row begins, and its cells."""


@dataclasses.dataclass(frozen=True)
class Dialect:
    """How the cells of a line are kept apart and quoted, and how many a line has."""

    separator: str
    width: int = 1
    quote: str = '"'

    def rows(self, lines: Iterable[str]) -> Iterator[Row]:
        """The rows of some lines.

        Raises:
            ValueError: a cell is far too long.
        """
        delimiter = {GAPS: "\x1f", BLANKS: " "}.get(self.separator, self.separator)
        reader = csv.reader(
            map(self._prepared, lines),
            delimiter=delimiter,
            quotechar=self.quote,
            skipinitialspace=True,
        )
        line = 1
        try:
            for cells in reader:
                yield line, cells
                line = reader.line_num + 1
        except csv.Error:
            raise ValueError(UNREADABLE) from None

    def _prepared(self, line: str) -> str:
        """A line with its end, and with a single sign for what may be several."""
        if self.separator == GAPS:
            return re.sub(r" {2,}|\s*\t\s*", "\x1f", line.strip()) + "\n"
        if self.separator == BLANKS:
            return line.strip().replace("\t", " ") + "\n"
        return line + "\n"


def found_dialect(lines: list[str], forced: str = "") -> Dialect:
    """The dialect that suits some lines best; of width 1 if none makes a table of them."""
    quote = _quote(lines)
    best, most = Dialect(",", 1, quote), 0.0
    for separator in (forced,) if forced else SEPARATORS:
        dialect = Dialect(separator, 1, quote)
        rows = [cells for _, cells in islice(dialect.rows(lines), SAMPLE) if any(cells)]
        widths = Counter(len(cells) for cells in rows if len(cells) > 1)
        if not widths:
            continue
        # Of equally many the wider one: shorter lines may only lack their last cells.
        width = max(widths, key=lambda each: (widths[each], each))
        share = widths[width] / len(rows)
        suits = share * _sense([cells for cells in rows if len(cells) == width])
        if suits > most + 1e-9:
            best, most = dataclasses.replace(dialect, width=width), suits
    return best


def _quote(lines: list[str]) -> str:
    """Cells are between double quotation marks, or all between single ones."""
    text = "\n".join(lines[:SAMPLE])
    single = re.findall(r"(?:^|[,;\t|])\s*'[^'\n]*'\s*(?=[,;\t|]|$)", text, re.MULTILINE)
    return "'" if '"' not in text and len(single) >= min(len(lines), SAMPLE) else '"'


def _sense(rows: list[list[str]]) -> float:
    """How much like numbers, days and words the cells are, from 0 to 1."""
    cells = Counter(cell for row in rows for cell in row)
    return sum(count * _worth(cell) for cell, count in cells.items()) / cells.total()


def _worth(cell: str) -> float:
    if not cell.strip():
        # Empty cells say nothing; lines of them are what a wrong separator makes.
        return 0.6
    if is_nothing(cell) or parsed(cell) is not None:
        return 1.0
    if parsed_day(cell) is not None or parsed_time(cell) is not None:
        return 1.0
    return 0.0 if re.search(r"[;|\t]", cell) else WORDS
