"""From the text of a file to a table: separator, rows, header, columns."""

from __future__ import annotations

import csv
import io
import re

import numpy as np

from ui.own_data.columns import Column
from ui.own_data.header import DECIMAL_COMMAS, split_header
from ui.own_data.numbers import BLANKS as THIN
from ui.own_data.numbers import UNSEEN
from ui.own_data.rows import COMMENT, even_rows, found_rows
from ui.own_data.separators import SAMPLE, Dialect, Row, found_dialect
from ui.own_data.summaries import without_summaries
from ui.own_data.table import Table

MOST_COLUMNS = 100
LONGEST_NAME = 60
"""Of a longer name of a column so much is kept."""
SEPARATOR_LINE = re.compile(r"\s*\"?sep=(.)\"?[;,\s]*", re.IGNORECASE)
"""With it Excel says what stands between the cells below."""
VISIBLE = str.maketrans(dict.fromkeys(THIN, " ") | dict.fromkeys(UNSEEN))


def arranged(text: str) -> Table:
    """The table in a text.

    Raises:
        ValueError: there is no table of at least two columns and two rows.
    """
    lines = text.split("\n")
    while lines and not lines[-1].strip():
        lines.pop()
    if not lines:
        raise ValueError("The table is empty.")
    dialect = _dialect(lines)
    if dialect.width < 2:
        unwrapped = _unwrapped(lines)
        if unwrapped is not None:
            return arranged(unwrapped)
        raise ValueError("The table has one column; it needs one for a feature and one for y.")
    if dialect.width > MOST_COLUMNS:
        width = f"{dialect.width:,}"
        raise ValueError(f"The table has {width} columns; at most {MOST_COLUMNS} are read.")
    found = found_rows(lines, dialect)
    header = split_header(found.rows, found.comments, lines, dialect)
    rows, of_width = even_rows(header.rows, lines, dialect, len(header.names))
    rows, of_summaries = without_summaries(rows, header.names)
    if len(rows) < 2:
        count = "one row" if rows else "no row below the header"
        raise ValueError(f"The table has {count}; at least 2 are needed.")
    columns, of_names = _columns(rows, header.names, header.written, dialect)
    if len(columns) < 2:
        raise ValueError("The table has one column; it needs one for a feature and one for y.")
    said = (*header.sentences, *of_width, *of_summaries, *of_names)
    numbers = np.array([line for line, _ in rows], dtype=np.int64)
    return Table(tuple(columns), numbers, said, dialect.separator)


def _dialect(lines: list[str]) -> Dialect:
    """How the lines are written; a line that only says so is emptied."""
    first = next(index for index, line in enumerate(lines) if line.strip())
    forced = SEPARATOR_LINE.fullmatch(lines[first])
    if forced is not None:
        lines[first] = ""
    filled = [line for line in lines[: 4 * SAMPLE] if line.strip()]
    sample = [line for line in filled if COMMENT.match(line) is None] or filled
    return found_dialect(sample or [""], "" if forced is None else forced[1])


def _unwrapped(lines: list[str]) -> str | None:
    """The lines without the quotation marks that stand around each of them as a whole."""
    filled = [line for line in lines if line.strip()]
    if not all(re.fullmatch(r'\s*"(?:[^"]|"")+"[\s,;]*', line) for line in filled):
        return None
    rows = csv.reader(io.StringIO("\n".join(filled)))
    text = "\n".join(cells[0] for cells in rows if cells)
    return None if text.split("\n") == lines else text


def _columns(
    rows: list[Row], header: list[str], written: bool, dialect: Dialect
) -> tuple[list[Column], list[str]]:
    """The columns, all with names that differ, without those that have neither name nor value."""
    names, twice = _names(header)
    columns = []
    for index, cells in enumerate(zip(*(cells for _, cells in rows), strict=True)):
        column = Column.of(names[index], cells, named=bool(header[index].strip()))
        if column.named or any(text.strip() for text in column.texts):
            columns.append(column)
    said = []
    if twice:
        shown = ", ".join(f"'{name}'" for name in twice)
        said.append(f"Some columns have the same name; now called {shown}.")
    nameless = [column.name for column in columns if not column.named]
    if written and nameless and not (len(nameless) == 1 and columns[0].name == nameless[0]):
        shown = ", ".join(f"'{name}'" for name in nameless)
        said.append(f"The first row has no name for {shown}.")
        if dialect.separator == ",":
            said[-1] += f" {DECIMAL_COMMAS}"
    return columns, said


def _names(header: list[str]) -> tuple[list[str], list[str]]:
    """A name for every column, and those that were made up because another has it already."""
    names: list[str] = []
    twice = []
    for index, cell in enumerate(header):
        text = " ".join(cell.translate(VISIBLE).split())
        if len(text) > LONGEST_NAME:
            text = text[: LONGEST_NAME - 1] + "…"
        first = name = text or f"column {index + 1}"
        count = 1
        while name in names:
            count += 1
            name = f"{first} ({count})"
        if name != first:
            twice.append(name)
        names.append(name)
    return names, twice
