"""Where a table begins: titles above it, the names of its columns, and rows that explain them."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence
from itertools import pairwise

from ui.own_data.columns import is_nothing
from ui.own_data.dates import parsed_day, parsed_time
from ui.own_data.numbers import parsed
from ui.own_data.separators import SEPARATORS, Dialect, Row

SAMPLE = 200
"""By so many rows it is seen which columns hold numbers."""
DECIMAL_COMMAS = (
    "If commas are decimal or between thousands in this table, separate its columns by semicolons."
)
MOST_ABOVE = 60
"""So many rows may be above the names of the columns."""
NO_HEADER = "The first row holds numbers, so it was not taken for a header."


@dataclasses.dataclass(frozen=True)
class Header:
    """The names of the columns, and the rows below them.

    Attributes:
        names: one for every column, as it is in the file; empty where there is none.
        rows: the rows below.
        written: whether the file has names.
        sentences: what was left out or assumed.
    """

    names: list[str]
    rows: list[Row]
    written: bool
    sentences: list[str]


def split_header(
    rows: list[Row], comments: list[Row], lines: list[str], dialect: Dialect
) -> Header:
    """The names of the columns and the rows below them."""
    width = dialect.width
    top = _below_gap(rows, width)
    preamble, rows = rows[:top], rows[top:]
    begin = _first_of_data(rows, width)
    rows = [row for row in rows[:begin] if _filled(row[1])] + rows[begin:]
    begin = _first_of_data(rows, width)
    if begin == 0:
        above = [line for line, _ in comments if line < rows[0][0]]
        text = lines[above[-1] - 1].strip().lstrip("#%/ ") if above else ""
        names = _split(text, width, dialect)
        if len(names) == width and not any(map(_is_value, names)):
            said = _left_out(comments[:-1], "for people")
            return Header(names, rows, True, [*said, "The names are from the comment on top."])
        return Header([""] * width, rows, False, [*_left_out(comments, "for people"), NO_HEADER])
    said = [*_left_out(comments, "for people"), *_left_out(preamble, "above the header")]
    index, names = _names(rows[:begin], lines, dialect)
    size = _filled(names)
    # A single word at the left is a title; elsewhere it is the name beside a nameless column.
    if size < 2 and (width > 2 or not names or names[0].strip()):
        said += [*_left_out(rows[:begin], "above the table"), "No row with names was found."]
        return Header([""] * width, rows[begin:], False, said)
    said += _left_out(rows[:index], "above the header")
    said += _left_out(rows[index + 1 : begin], "below the header, without numbers")
    if _filled(rows[index][1]) < size:
        said.append("The names of the columns are separated in another way than the rows.")
    below = rows[begin:]
    if len(names) == width - 1 and all(names) and _are_row_names([cells for _, cells in below]):
        names = ["", *names]
        said.append("The rows have one cell more than there are names: the first has no name.")
        if dialect.separator == ",":
            said.append(DECIMAL_COMMAS)
    names = (names + [""] * width)[: max(width, len(names))]
    if len(names) > width:
        below = [(line, cells + [""] * (len(names) - len(cells))) for line, cells in below]
    return Header(names, below, True, said)


def _names(above: Sequence[Row], lines: list[str], dialect: Dialect) -> tuple[int, list[str]]:
    """Which of the rows above the data has the names, and the names."""
    sizes = [_filled(cells[: dialect.width]) for _, cells in above]
    index = sizes.index(max(sizes))
    if sizes[index] > 1 and sizes[index] >= dialect.width - 1:
        return index, above[index][1]
    # Separated in another way: then the nearest to the data.
    found = [_split(lines[line - 1], dialect.width, dialect, cells) for line, cells in above]
    sizes = [_filled(names) for names in found]
    index = len(sizes) - 1 - sizes[::-1].index(max(sizes))
    return index, found[index]


def _filled(cells: Sequence[str]) -> int:
    return sum(bool(cell.strip()) for cell in cells)


def _first_of_data(rows: list[Row], width: int) -> int:
    """The index of the first row that holds values where the others do.

    Without any values it is the second row: the first has the names.
    """
    body = [cells for _, cells in (rows[1 : SAMPLE + 1] or rows)]
    columns = [column for column in range(width) if _hold_values(body, column)]
    if not columns:
        return min(1, len(rows))
    for index, (_, cells) in enumerate(rows):
        held = [cells[column] for column in columns if column < len(cells)]
        values = sum(_is_value(cell) for cell in held)
        others = sum(not _is_value(cell) and not is_nothing(cell) for cell in held)
        if values and values >= others:
            years = index == 0 and len(rows) > 1 and _are_years(held, cells, rows[1][1], columns)
            return 1 if years else index
    return min(1, len(rows))


def _below_gap(rows: list[Row], width: int) -> int:
    """The index of a row of names under an empty line, where the lines above have values; else 0.

    They say what was measured, and when: "Date,2024-05-03".
    """
    body = [cells for _, cells in rows[1 : SAMPLE + 1]]
    columns = [column for column in range(width) if _hold_values(body, column)]
    for index in range(min(MOST_ABOVE, len(rows) // 2), 0, -1):
        (line, cells), (above, _) = rows[index], rows[index - 1]
        held = [cells[column] for column in columns if column < len(cells)]
        if line == above + 1 or not held or any(_is_value(cell) for cell in held):
            continue
        if all(cell.strip() for cell in held) and any(
            _is_value(cell) for _, before in rows[:index] for cell in before
        ):
            return index
    return 0


def _hold_values(body: Sequence[Sequence[str]], column: int) -> bool:
    cells = [cells[column] for cells in body if column < len(cells)]
    filled = [cell for cell in cells if not is_nothing(cell)]
    return 2 * sum(map(_is_value, filled)) > len(filled)


def _is_value(cell: str) -> bool:
    """Whether a cell is a number, a day or a time."""
    return parsed(cell) is not None or parsed_day(cell) is not None or parsed_time(cell) is not None


def _are_years(held: list[str], first: list[str], second: list[str], columns: list[int]) -> bool:
    """Whether the cells are years that follow each other, as names above other numbers."""
    year = re.compile(r"[12]\d{3}")
    if len(held) < 2 or len(columns) == len(first) or not all(map(year.fullmatch, held)):
        return False
    years = [int(cell) for cell in held]
    below = [second[column] for column in columns if column < len(second)]
    steps = {after - before for before, after in pairwise(years)}
    return len(steps) == 1 and not all(map(year.fullmatch, below))


def _split(
    text: str, width: int, dialect: Dialect, cells: Sequence[str] | None = None
) -> list[str]:
    """The cells of a line, by the table's separator or by the one that gives as many cells."""
    own = list(cells) if cells is not None else _cells(text, dialect)
    if len(own) == width or sum(map(bool, own)) > width:
        return own
    for separator in SEPARATORS:
        other = _cells(text, dataclasses.replace(dialect, separator=separator))
        while len(other) > width and not other[-1].strip():
            other.pop()
        if len(other) == width and all(cell.strip() for cell in other):
            return other
    return own


def _cells(text: str, dialect: Dialect) -> list[str]:
    try:
        return next((cells for _, cells in dialect.rows([text])), [])
    except ValueError:
        return []


def _are_row_names(body: list[list[str]]) -> bool:
    """Whether the first cells tell the rows apart: texts that differ, or 1, 2, 3, ..."""
    first = [cells[0].strip() for cells in body if cells]
    if len(set(first)) < len(first):
        return False
    return not any(map(_is_value, first[:SAMPLE])) or _count_up(first)


def _count_up(cells: list[str]) -> bool:
    if not all(cell.isdecimal() and len(cell) < 10 for cell in cells):
        return False
    return [int(cell) - int(cells[0]) for cell in cells] == list(range(len(cells)))


def _left_out(rows: Sequence[Row], where: str) -> list[str]:
    """The sentence about rows that are no part of the table; it quotes the first."""
    if not rows:
        return []
    line, cells = rows[0]
    text = " ".join(cell.strip() for cell in cells if cell.strip())
    text = text if len(text) <= 40 else text[:39] + "…"
    count = "1 line was" if len(rows) == 1 else f"{len(rows):,} lines were"
    return [f"{count} left out, {where}: '{text}' in row {line}."]
