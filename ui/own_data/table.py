"""A table as it was written, and as it is read."""

from __future__ import annotations

import dataclasses
from functools import cached_property

from declarations.arrays import Array, Indices, Mask
from ui.own_data.columns import Column
from ui.own_data.reading import Habits, Reading, reading

MOST_SENTENCES = 8
"""Of a table so many things are said."""


@dataclasses.dataclass(frozen=True, eq=False)
class Table:
    """The columns of a file, and how they are to be read.

    Attributes:
        columns: what was written.
        rows: of every row the line of the file in which it begins, counted from 1.
        layout: what was left out or assumed to find rows and columns.
        separator: what stands between two cells.
        decimal: "." or ",", the decimal mark of numbers that can be read in two ways; empty to
            find it out.
        day_first: whether the day comes first in dates that can be read in two ways; None to
            find it out.
    """

    columns: tuple[Column, ...]
    rows: Indices
    layout: tuple[str, ...] = ()
    separator: str = ","
    decimal: str = ""
    day_first: bool | None = None

    @property
    def names(self) -> list[str]:
        """The names of the columns."""
        return [column.name for column in self.columns]

    def __len__(self) -> int:
        return len(self.rows)

    def written(self, decimal: str = "", day_first: bool | None = None) -> Table:
        """The same table, with numbers and days read in another way where there are two."""
        return dataclasses.replace(self, decimal=decimal, day_first=day_first)

    def column(self, name: str) -> Column:
        """A column by its name."""
        return self.columns[self.names.index(name)]

    def numbers(self, name: str) -> Array:
        """A column as numbers; NaN where there is none."""
        return self.reading(name).values[self.column(name).codes]

    def nothing(self, name: str) -> Mask:
        """Where a column has no value."""
        column = self.column(name)
        return column.missing[column.codes]

    def reading(self, name: str) -> Reading:
        """How a column is read."""
        if name not in self._readings:
            self._readings[name] = reading(self.column(name), self._habits)
        return self._readings[name]

    def quantity(self, name: str) -> str:
        """What the numbers of a column are: its name, with what they count."""
        unit = self.reading(name).unit
        return f"{name} ({unit})" if unit else name

    @cached_property
    def _readings(self) -> dict[str, Reading]:
        return {}

    @cached_property
    def _habits(self) -> Habits:
        marks = {mark for each in self.columns if each.kind == "number" for mark in each.marks_seen}
        orders = {order for column in self.columns for order in column.orders_seen}
        return Habits(
            separator=self.separator,
            decimal=self.decimal,
            day_first=self.day_first,
            decimal_seen=marks.pop() if len(marks) == 1 else "",
            day_first_seen=orders.pop() if len(orders) == 1 else None,
        )

    @cached_property
    def sentences(self) -> tuple[str, ...]:
        """What was left out or assumed."""
        said = [
            sentence
            for column in self.columns
            if column.kind not in ("text", "truth", "empty")
            for sentence in self.reading(column.name).sentences
        ]
        if len(said) > MOST_SENTENCES:
            rest = len(said) - MOST_SENTENCES
            said = [*said[:MOST_SENTENCES], f"And {rest:,} more, which are said of chosen columns."]
        return (*self.layout, *said)

    def _two_ways(self, *kinds: str) -> bool:
        return any(
            self.reading(column.name).two_ways for column in self.columns if column.kind in kinds
        )

    @property
    def two_decimals(self) -> bool:
        """Whether some numbers can be read with a decimal point and with a decimal comma."""
        return self._two_ways("number")

    @property
    def two_orders(self) -> bool:
        """Whether some days can be read with the day first and with the month first."""
        return self._two_ways("day")
