"""A visitor's own table: from the bytes of a file to the examples of a learning problem.

Everything that cannot be used is said in a sentence: what makes a table useless raises a
ValueError with one, what is left out or assumed is among the sentences of the result. Their words
are plain text with foreign words in it; `ui.words.quoting.sentence` shows them.
"""

from __future__ import annotations

import dataclasses

from ui.own_data.choosing import counting_columns, suggested_columns
from ui.own_data.decoding import MEGABYTES, MOST_BYTES, decoded
from ui.own_data.examples import MOST_FEATURES, MOST_ROWS, Examples, examples
from ui.own_data.layout import MOST_COLUMNS, arranged
from ui.own_data.table import Table

__all__ = [
    "EXAMPLE",
    "MEGABYTES",
    "MOST_BYTES",
    "MOST_COLUMNS",
    "MOST_FEATURES",
    "MOST_ROWS",
    "Examples",
    "Table",
    "examples",
    "read_table",
    "suggested_columns",
]

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


def read_table(content: bytes) -> Table:
    """The table in a CSV file; encoding, separator, header and notation are found out.

    Raises:
        ValueError: there is no table of at least two columns and two rows, or it is too large.
    """
    text, of_encoding = decoded(content)
    table = arranged(text)
    of_counting = [
        f"'{name}' counts or names the rows, so it is not suggested as a feature."
        for name in counting_columns(table)
    ]
    return dataclasses.replace(table, layout=(*of_encoding, *table.layout, *of_counting))
