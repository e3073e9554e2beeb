"""A visitor's own table: from the bytes of a file to the examples of a learning problem.

Everything that cannot be used is said in a sentence: what makes a table useless raises a
ValueError with one, what is left out or assumed is among the sentences of the result.
"""

from __future__ import annotations

import csv
import dataclasses
import io
import re
from collections import Counter
from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from objectives.learning_problem import LARGEST

MEGABYTES = 5
MOST_BYTES = MEGABYTES * 1_000_000
MOST_ROWS = 2000
"""Of a longer table so many rows are drawn at random."""
MOST_COLUMNS = 100
SAMPLE = 40
"""The separator is found in so many lines."""
SEPARATORS = ("\t", ";", "|", ",", " ")
"""In this order: a table with decimal commas has the same number of commas in every line too."""
NOTHING = ("", "na", "n/a", "nan", "null", "none", "-", "?")
"""How a missing value is written, in small letters."""
STREAM = 40
"""The stream of the seed by which rows are drawn."""

EXAMPLE = """hours,score,passed
0.5,31,no
1,42,no
1.5,38,no
2,47,no
2.5,55,yes
3,52,no
3.5,61,yes
4,58,no
4.5,70,yes
5,66,yes
5.5,78,yes
6,81,yes
"""
"""A table that shows what is expected."""

UNREADABLE = "The table cannot be read: a quotation mark is not closed, or a cell is far too long."

Mask = NDArray[np.bool_]


@dataclasses.dataclass(frozen=True)
class Table:
    """A table as it was written: every cell is text."""

    cells: pd.DataFrame
    comma_is_decimal: bool
    sentences: tuple[str, ...] = ()

    @property
    def names(self) -> list[str]:
        """The names of the columns."""
        return list(self.cells.columns)

    def __len__(self) -> int:
        return len(self.cells)

    def numbers(self, name: str) -> NDArray[np.float64]:
        """A column as numbers; NaN where there is none."""
        text = self.cells[name].str.strip()
        if self.comma_is_decimal:
            text = text.str.replace(",", ".", regex=False)
        try:
            # Four times as fast, where nothing is wrong.
            return np.asarray(text.astype(np.float64))
        except ValueError:
            return np.asarray(pd.to_numeric(text, errors="coerce"), dtype=np.float64)

    def looks_numeric(self, name: str) -> bool:
        """Whether most of the first cells of a column are numbers."""
        head = Table(self.cells.head(SAMPLE), self.comma_is_decimal)
        return bool(np.isfinite(head.numbers(name)).mean() > 0.5)

    def nothing(self, name: str) -> Mask:
        """Where a column has no value."""
        return np.asarray(self.cells[name].str.strip().str.lower().isin(NOTHING), dtype=bool)


@dataclasses.dataclass(frozen=True)
class Examples:
    """Plain values, as a scene holds them, and what has been left out or assumed."""

    features: tuple[tuple[float, ...], ...]
    targets: tuple[float, ...]
    sentences: tuple[str, ...] = ()


# ---- reading ----


def read_table(content: bytes) -> Table:
    """The table in a CSV file; separator, encoding and header are found out.

    Raises:
        ValueError: there is no table of at least two columns and two rows, or it is too large.
    """
    if len(content) > MOST_BYTES:
        size = len(content) / 1e6
        raise ValueError(f"The file has {size:,.1f} MB; at most {MEGABYTES} MB are read.")
    text, sentences = _decoded(content)
    lines = [line for line in text.splitlines() if line.strip()]
    if not lines:
        raise ValueError("The table is empty.")
    separator, width = _separator(lines[:SAMPLE])
    if width < 2:
        raise ValueError("The table has one column; it needs one for a feature and one for y.")
    if width > MOST_COLUMNS:
        raise ValueError(f"The table has {width:,} columns; at most {MOST_COLUMNS} are read.")
    cells = _cells(text, separator, width)
    if len(cells) < len(lines):
        sentences += _too_wide(text, separator, width)
    cells, header = _with_header(cells)
    sentences += header
    if len(cells) < 2:
        rows = "no row below the header" if cells.empty else "one row"
        raise ValueError(f"The table has {rows}; at least 2 are needed.")
    return Table(cells.reset_index(drop=True), separator != ",", tuple(sentences))


def _decoded(content: bytes) -> tuple[str, list[str]]:
    """The text of a file, and what was assumed to read it."""
    not_text = ValueError(
        "This is not a text file. A spreadsheet can be saved as CSV and then be read here."
    )
    sentences = []
    encoding = _encoding(content)
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        if encoding != "utf-8-sig":
            raise not_text from None
        text = content.decode("latin-1")
        sentences = ["The file is not in UTF-8; it was read as Latin-1."]
    controls = re.findall(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]", text[:100_000])
    if controls:
        raise not_text
    return text, sentences


def _encoding(content: bytes) -> str:
    """UTF-16 by its mark, or by every other byte being 0; else UTF-8."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    head = content[:1000]
    even, odd = head[0::2], head[1::2]
    if head and odd.count(0) > 0.7 * len(odd) and not even.count(0):
        return "utf-16-le"
    if head and even.count(0) > 0.7 * len(even) and not odd.count(0):
        return "utf-16-be"
    return "utf-8-sig"


def _separator(lines: list[str]) -> tuple[str, int]:
    """What stands between two cells, and how many cells a row has."""
    for separator in SEPARATORS:
        widths = Counter(len(row) for row in _rows("\n".join(lines), separator))
        width, count = widths.most_common(1)[0]
        if width > 1 and 2 * count > widths.total():
            return separator, width
    return ",", 1


def _rows(text: str, separator: str) -> list[list[str]]:
    try:
        return list(csv.reader(io.StringIO(text), delimiter=separator, skipinitialspace=True))
    except csv.Error:
        raise ValueError(UNREADABLE) from None


def _cells(text: str, separator: str, width: int) -> pd.DataFrame:
    try:
        return pd.read_csv(
            io.StringIO(text),
            sep=separator,
            header=None,
            names=range(width),
            index_col=False,
            dtype=str,
            keep_default_na=False,
            skipinitialspace=True,
            on_bad_lines="skip",
        ).fillna("")
    except pd.errors.ParserError:
        raise ValueError(UNREADABLE) from None


def _with_header(cells: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """The table with names for its columns, all different."""
    first = [str(cell).strip() for cell in cells.iloc[0]]
    if all(_is_number(cell) for cell in first):
        cells.columns = pd.Index([f"column {i + 1}" for i in range(len(first))])
        return cells, ["The first row holds numbers, so it was not taken for a header."]
    names: list[str] = []
    twice = []
    for i, cell in enumerate(first):
        plain = name = cell or f"column {i + 1}"
        count = 1
        while name in names:
            count += 1
            name = f"{plain} ({count})"
        if name != plain:
            twice.append(name)
        names.append(name)
    cells = cells.iloc[1:]
    cells.columns = pd.Index(names)
    sentences = []
    if twice:
        sentences.append(f"Some columns have the same name; now called {_quoted(twice)}.")
    nameless = [
        name for name, cell in zip(names, first, strict=True) if not cell and cells[name].any()
    ]
    if nameless:
        sentences.append(
            f"The first row has no name for {_quoted(nameless)}. If commas are decimal in this "
            "table, separate its columns by semicolons."
        )
    return cells, sentences


def _quoted(names: list[str]) -> str:
    return ", ".join(f"'{name}'" for name in names)


def _is_number(text: str) -> bool:
    return re.fullmatch(r"[-+]?(\d+([.,]\d*)?|[.,]\d+)([eE][-+]?\d+)?", text) is not None


# ---- choosing ----


def suggested_columns(table: Table, most: int, *, labels: bool) -> tuple[list[str], str]:
    """Columns to begin with: up to ``most`` features, and the target."""
    numeric = [name for name in table.names if table.looks_numeric(name)]
    others = [name for name in table.names if name not in numeric]
    if labels:
        target = others[-1] if others else table.names[-1]
    else:
        target = numeric[1] if len(numeric) > 1 else table.names[-1]
    features = [name for name in [*numeric, *others] if name != target]
    return features[:most], target


def examples(
    table: Table, features: Sequence[str], target: str, *, labels: bool, seed: int = 0
) -> Examples:
    """The examples of a learning problem, from some columns of a table.

    Args:
        table: what was read.
        features: the names of the columns that the model sees.
        target: the name of the column that it should answer.
        labels: whether the targets are two classes rather than numbers.
        seed: by which the rows of a long table are drawn.

    Raises:
        ValueError: the columns cannot be used, with a sentence that says why.
    """
    if not features:
        raise ValueError("Choose a column for the feature.")
    if target in features:
        raise ValueError(f"'{target}' cannot be both a feature and the target.")
    used = [*features, target]
    numeric = list(features) if labels else used
    columns = {name: table.numbers(name) for name in numeric}
    kept, sentences = _usable(table, used, columns)
    inputs = np.column_stack([columns[name] for name in features])
    if labels:
        answers, said = _classes(table, target, kept)
        sentences += said
    else:
        answers = columns[target]
    chosen = np.flatnonzero(kept)
    if len(chosen) < 2:
        rest = "No row is" if len(chosen) == 0 else "Only one row is"
        raise ValueError(" ".join([*sentences, f"{rest} left; at least 2 are needed."]))
    if len(chosen) > MOST_ROWS:
        sentences.append(
            f"{MOST_ROWS:,} of {len(chosen):,} rows are used, drawn at random with seed {seed}."
        )
        rng = np.random.default_rng([seed, STREAM])
        chosen = np.sort(rng.choice(chosen, MOST_ROWS, replace=False))
    inputs, answers = inputs[chosen], answers[chosen]
    for name, column in zip([*features, target], [*inputs.T, answers], strict=True):
        if np.ptp(column) == 0.0:
            sentences.append(f"'{name}' is the same in all rows; there is nothing to learn from.")
    return Examples(tuple(map(tuple, inputs.tolist())), tuple(answers.tolist()), tuple(sentences))


def _usable(
    table: Table, used: Sequence[str], columns: dict[str, NDArray[np.float64]]
) -> tuple[Mask, list[str]]:
    """Which rows have all that is needed, and why the others have not."""
    missing = {name: table.nothing(name) for name in used}
    empty = np.logical_and.reduce(list(missing.values()))
    left: Mask = ~empty
    reasons = [(int(empty.sum()), "is empty", "are empty")]
    for name in used:
        wrong = [(missing[name], f"nothing in '{name}'")]
        if name in columns:
            values = columns[name]
            wrong += [
                (np.isnan(values), f"no number in '{name}'"),
                (~(np.abs(values) <= LARGEST), f"too large a number in '{name}'"),
            ]
        for mask, words in wrong:
            count = int((left & mask).sum())
            reasons.append((count, f"has {words}", f"have {words}"))
            left = left & ~mask
    found = [f"{count:,} {one if count == 1 else many}" for count, one, many in reasons if count]
    if not found:
        return left, []
    out = len(left) - int(left.sum())
    verb = "was" if out == 1 else "were"
    return left, [f"{out:,} of {len(left):,} rows {verb} left out: {', '.join(found)}."]


def _classes(table: Table, target: str, kept: Mask) -> tuple[NDArray[np.float64], list[str]]:
    """The labels 0 and 1, and which value is which."""
    text = table.cells[target].str.strip()
    numbers = table.numbers(target)
    if np.isfinite(numbers[kept]).all():
        values: NDArray[np.generic] = numbers
        found = [f"{value:g}" for value in np.unique(numbers[kept]).tolist()]
        distinct = list(np.unique(numbers[kept]).tolist())
    else:
        values = np.asarray(text, dtype=object)
        distinct = sorted(set(values[kept].tolist()))
        found = [str(value) for value in distinct]
    if len(distinct) < 2 and kept.any():
        raise ValueError(f"'{target}' is '{found[0]}' in all rows; two classes are needed.")
    if len(distinct) > 2:
        some = ", ".join(f"'{value}'" for value in found[:3])
        some += ", …" if len(found) > 3 else ""
        raise ValueError(
            f"'{target}' has {len(distinct):,} different values ({some}); "
            "this model tells two classes apart."
        )
    if not distinct:
        return np.zeros(len(kept)), []
    labels = np.asarray(values == distinct[1], dtype=np.float64)
    return labels, [f"1 stands for '{found[1]}' in '{target}', 0 for '{found[0]}'."]


def _too_wide(text: str, separator: str, width: int) -> list[str]:
    """What is said of the rows that have more cells than the others."""
    count = sum(len(row) > width for row in _rows(text, separator))
    if not count:
        return []
    rows = "1 row has" if count == 1 else f"{count:,} rows have"
    return [f"{rows} more than {width} cells and {'was' if count == 1 else 'were'} left out."]
