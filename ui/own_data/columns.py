"""A column of a table: its different texts, and what each says in every possible reading."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Iterable
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from declarations.arrays import Array, Mask
from ui.own_data.dates import Day, parsed_day, parsed_time, parsed_whole
from ui.own_data.numbers import NAN, Number, parsed, plain
from ui.own_data.words import FALSE_TRUE, NOTHING

SAMPLE = 200
"""By so many texts it is seen at once that a column holds neither days nor times."""
SMALL = {"m": "M", "b": "B", "t": "T"}
"""Beside K and B these are millions, and not metres."""


@dataclasses.dataclass(frozen=True, eq=False)
class Column:
    """A column as it is written: the different texts, and which of them stands in each row."""

    name: str
    texts: tuple[str, ...]
    codes: NDArray[np.int32]
    named: bool = True
    """Whether the name is from the file."""

    @classmethod
    def of(cls, name: str, cells: Iterable[str], named: bool = True) -> Column:
        """A column from the cells of all rows."""
        index: dict[str, int] = {}
        codes = [index.setdefault(cell, len(index)) for cell in cells]
        return cls(name, tuple(index), np.array(codes, dtype=np.int32), named)

    @cached_property
    def counts(self) -> NDArray[np.int64]:
        """In how many rows each text stands."""
        return np.bincount(self.codes, minlength=len(self.texts))

    @cached_property
    def missing(self) -> Mask:
        """Which of the texts mean that there is no value."""
        if {plain(text) for text in self.texts[:9]} - {""} == {"+", "-"} and len(self.texts) < 9:
            return np.array([not text.strip() for text in self.texts])
        return np.array([is_nothing(text) for text in self.texts])

    @cached_property
    def kind(self) -> str:
        """What most cells are that hold something.

        "number", "day", "time", "truth" (two words for no and yes), "text", or "empty".
        """
        if self.missing.all():
            return "empty"
        if self.truth is not None:
            return "truth"
        point, comma = self.numbers
        if self._share(~(np.isnan(point) & np.isnan(comma))) > 0.5:
            return "day" if self._are_whole_days else "number"
        if self._most(parsed_day):
            return "day"
        return "time" if self._most(parsed_time) else "text"

    def _share(self, chosen: Mask) -> float:
        """The share of some texts in the cells that hold something."""
        counts = self.counts
        return float(counts[chosen].sum() / counts[~self.missing].sum())

    def _most(self, read: Callable[[str], object]) -> bool:
        """Whether most cells can be read in a way."""
        head = [text for text in self.texts[:SAMPLE] if not is_nothing(text)]
        if 2 * sum(read(text) is not None for text in head) <= len(head):
            return False
        return self._share(np.array([read(text) is not None for text in self.texts])) > 0.5

    # Numbers.

    @cached_property
    def _parsed(self) -> tuple[Array, Array, dict[int, Number]]:
        """The texts with a decimal point and with a comma, and those with a unit or a factor."""
        point, comma = np.full((2, len(self.texts)), NAN)
        special: dict[int, Number] = {}
        missing = self.missing.tolist()
        for index, text in enumerate(self.texts):
            number = None if missing[index] else parsed(text)
            if number is not None:
                point[index], comma[index], unit, scaled = number
                if unit or scaled:
                    special[index] = number
        if any(number.scaled for number in special.values()):
            for index, number in list(special.items()):
                again = self._respelled(self.texts[index].strip(), number)
                if again is not None:
                    special[index] = again
                    point[index], comma[index] = again.point, again.comma
        return point, comma, special

    def _respelled(self, text: str, number: Number) -> Number | None:
        """A number with a letter that means one thing beside K and B, another in kelvin."""
        if number.unit in SMALL:
            return parsed(text[:-1] + SMALL[number.unit])
        if text.endswith("K") and re.search("temp|kelvin", self.name, re.IGNORECASE):
            return parsed(text[:-1] + "°K")
        return None

    @property
    def numbers(self) -> tuple[Array, Array]:
        """The texts with a decimal point, and with a decimal comma; NaN where impossible."""
        return self._parsed[:2]

    @property
    def special(self) -> dict[int, Number]:
        """Those numbers that have a unit, or a factor such as K, by their index."""
        return self._parsed[2]

    @cached_property
    def marks_seen(self) -> frozenset[str]:
        """The decimal marks without which some number of the column could not be read."""
        point, comma = self.numbers
        needs = {".": np.isnan(comma) & ~np.isnan(point), ",": np.isnan(point) & ~np.isnan(comma)}
        return frozenset(mark for mark, texts in needs.items() if texts.any())

    # Days.

    @cached_property
    def _are_whole_days(self) -> bool:
        """Whether the numbers are days such as 20220503, all of them."""
        point, _ = self.numbers
        found = point[~np.isnan(point)]
        if len(found) < 2 or self.special or found.min() < 19000101 or found.max() > 21001231:
            return False
        return all(parsed_whole(value) is not None for value in found.tolist())

    @cached_property
    def days(self) -> tuple[Array, Array]:
        """The texts as moments with the day first, and with the month first."""
        found: list[Day | None]
        if self._are_whole_days:
            found = [parsed_whole(value) for value in self.numbers[0].tolist()]
        else:
            found = [parsed_day(text) for text in self.texts]
        nothing = Day(NAN, NAN)
        first, second = np.array([day or nothing for day in found], dtype=np.float64).T
        return first, second

    @cached_property
    def orders_seen(self) -> frozenset[bool]:
        """Whether the day, or the month, must come first for some text to be a day.

        What is written with points says nothing of what is written with slashes.
        """
        if self.kind != "day":
            return frozenset()
        days, months = self.days
        slashes = np.array([re.search(r"\d\.\s?\d", text) is None for text in self.texts])
        needs = {True: np.isnan(months) & ~np.isnan(days) & slashes}
        needs[False] = np.isnan(days) & ~np.isnan(months)
        return frozenset(order for order, texts in needs.items() if texts.any())

    # Words.

    @cached_property
    def truth(self) -> tuple[str, str] | None:
        """The words for 0 and 1, in small letters, where the column has no others."""
        if len(self.texts) > SAMPLE:
            return None
        words = {self.word(index) for index in np.flatnonzero(~self.missing).tolist()}
        return next((pair for pair in FALSE_TRUE if words == set(pair)), None)

    def word(self, index: int) -> str:
        """A text in small letters."""
        return plain(self.texts[index]).casefold()


def is_nothing(text: str) -> bool:
    """Whether a cell says that there is no value."""
    if text[:1].isdecimal():
        return False
    return text.strip().casefold() in NOTHING or plain(text).casefold() in NOTHING
