"""The rows of a file: comments and drawn lines are no rows, and all rows are of one width."""

from __future__ import annotations

import dataclasses
import re

from ui.own_data.separators import BLANKS, GAPS, UNREADABLE, Dialect, Row

COMMENT = re.compile(r"\s*(?:#(?!\d+\s*$)|//|%(?!\s?\d))")
"""How a line begins that is for people; %5 is how percents are written in Turkish."""
RULE = re.compile(r"(?=.*(?:-{3}|={3}|_{3}|-\+-))[-=_+|: \t]+")
"""A line that only draws a line."""


@dataclasses.dataclass(frozen=True)
class Rows:
    """What the lines of a file hold."""

    rows: list[Row]
    comments: list[Row]
    """Those above the first row come first; they may hold the names of the columns."""


def found_rows(lines: list[str], dialect: Dialect) -> Rows:
    """The rows of a file and its comments.

    Raises:
        ValueError: a quotation mark is not closed, or a cell is far too long.
    """
    rows: list[Row] = []
    comments: list[Row] = []
    width = dialect.width
    for line, cells in dialect.rows(lines):
        first = cells[0] if cells else ""
        # A row of nothing but separators is counted among the empty ones, if it is within.
        if not first and not any(cell.strip() for cell in cells) and (not rows or len(cells) < 2):
            continue
        if first[:1] in "#%/ " and _is_comment(cells, bool(rows), width):
            comments.append((line, cells))
        elif first[:1] in "-=_+|:" and RULE.fullmatch(lines[line - 1]):
            continue
        else:
            while len(cells) > width and not cells[-1].strip():
                cells.pop()
            rows.append((line, cells))
    while rows and not any(cell.strip() for cell in rows[-1][1]):
        rows.pop()
    # What is quoted goes on to the end of the file.
    if rows and rows[-1][1][-1].endswith("\n"):
        raise ValueError(UNREADABLE)
    # A table of nothing but comments is a table of something else.
    return Rows(rows, comments) if rows else Rows(comments, [])


def _is_comment(cells: list[str], within: bool, width: int) -> bool:
    """Whether a row is for people: at the top, or of another width than the table."""
    if COMMENT.match(cells[0]) is None:
        return False
    alone = cells[0].strip() in ("#", "%")
    return len(cells) != width or not (within or alone)


def even_rows(
    rows: list[Row], lines: list[str], dialect: Dialect, width: int
) -> tuple[list[Row], list[str]]:
    """Rows of one width, and what was said of the others."""
    wide = sum(len(cells) > width for _, cells in rows)
    said = _left_out(wide, f"more than {width}")
    if wide:
        rows = [row for row in rows if len(row[1]) <= width]
    if all(len(cells) == width for _, cells in rows):
        return rows, said
    if dialect.separator not in (BLANKS, GAPS):
        return [(line, cells + [""] * (width - len(cells))) for line, cells in rows], said
    # Between blanks nobody sees which cell is missing, unless the columns stand one below another.
    cut = _fixed_columns([lines[line - 1] for line, _ in rows], width)
    if cut is not None:
        return [(line, cells) for (line, _), cells in zip(rows, cut, strict=True)], said
    short = sum(len(cells) < width for _, cells in rows)
    said += _left_out(short, f"fewer than {width}")
    return [row for row in rows if len(row[1]) == width], said


def _left_out(count: int, words: str) -> list[str]:
    if not count:
        return []
    rows = "1 row has" if count == 1 else f"{count:,} rows have"
    return [f"{rows} {words} cells and {'was' if count == 1 else 'were'} left out."]


def _fixed_columns(lines: list[str], width: int) -> list[list[str]] | None:
    """The cells of lines that are blank at the same positions, if so many columns come of it."""
    if any("\t" in line for line in lines):
        return None
    length = max(map(len, lines))
    used = [
        any(line[position : position + 1].strip() for line in lines) for position in range(length)
    ]
    edges = [
        position for position in range(length + 1)
        if (position < length and used[position]) != (position > 0 and used[position - 1])
    ]  # fmt: skip
    spans = list(zip(edges[::2], edges[1::2], strict=True))
    if len(spans) != width:
        return None
    return [[line[start:end].strip() for start, end in spans] for line in lines]
