"""How the texts of a column become numbers: one notation for all of them.

A notation that every number of the column needs holds. Where two would do, the visitor's choice
decides, else the other columns of the file, else what people usually mean; that is always said.
"""

from __future__ import annotations

import dataclasses
import re

import numpy as np

from declarations.arrays import Array, Mask
from ui.own_data.columns import Column
from ui.own_data.dates import DAY, parsed_time, written
from ui.own_data.numbers import NAN, plain

NINES = re.compile(r"-9{3,5}(?:\.[09]+)?|-99\.90*")
"""How instruments and weather stations write a missing number."""
MONEY = {"$", "€", "£", "¥", "₹", "R$", "CHF", "kr", "zł"}
CHOSEN = ", as chosen"
MOST = ", as in most rows"
ELSEWHERE = ", as elsewhere in the file"
GUESS = " (a guess)"


@dataclasses.dataclass(frozen=True)
class Habits:
    """How numbers and days are written in a file, as far as that is known.

    ``decimal`` and ``day_first`` are what the visitor has chosen, for what can be read in two
    ways; ``decimal_seen`` and ``day_first_seen`` are what the other columns show.
    """

    separator: str = ","
    decimal: str = ""
    day_first: bool | None = None
    decimal_seen: str = ""
    day_first_seen: bool | None = None


@dataclasses.dataclass(frozen=True)
class Reading:
    """The texts of a column as numbers, NaN where there is none, and what was assumed."""

    values: Array
    sentences: tuple[str, ...] = ()
    two_ways: bool = False
    """Whether the column could be read in another notation as well."""
    unit: str = ""
    """What the values count, where that is not what is written in the cells."""


def reading(column: Column, habits: Habits) -> Reading:
    """The texts of a column as numbers; days since the first one, times in hours, yes as 1."""
    name = column.name
    if column.kind == "day":
        return _days(column, habits)
    if column.kind == "time":
        hours = [parsed_time(text) for text in column.texts]
        values = np.array([NAN if hour is None else hour for hour in hours])
        return Reading(values, (f"'{name}' is read as times, in hours.",), unit="hours")
    if column.kind == "truth" and column.truth is not None:
        no, yes = column.truth
        words = [column.word(index) for index in range(len(column.texts))]
        values = np.array([{no: 0.0, yes: 1.0}.get(word, NAN) for word in words])
        return Reading(values, (f"In '{name}' 1 stands for '{yes}', 0 for '{no}'.",))
    return _numbers(column, habits)


# ---- numbers ----


def _numbers(column: Column, habits: Habits) -> Reading:
    point, comma = column.numbers
    either = ~np.isnan(point) & ~np.isnan(comma) & (point != comma)
    mark, why = _mark(column, habits, either)
    values, other = (point.copy(), comma) if mark == "." else (comma.copy(), point)
    sentences = []
    if why and either.any():
        index = _first(column, either)
        sentences.append(
            f"'{column.name}' can be read in two ways: '{column.texts[index].strip()}' was read as "
            f"{values[index]:.15g}, not as {other[index]:.15g}{why}."
        )
    elif why:
        words = ("point", "comma") if mark == "." else ("comma", "point")
        sentences.append(
            f"'{column.name}' has numbers with a decimal {words[0]} and others with a decimal "
            f"{words[1]}; those with a {words[0]} were read{why}."
        )
    sentences += [*_units(column, values), *_nines(column, values)]
    return Reading(values, tuple(sentences), two_ways=bool(why))


def _mark(column: Column, habits: Habits, either: Mask) -> tuple[str, str]:
    """The decimal mark, and why it was taken where another would do as well."""
    seen = column.marks_seen
    if len(seen) == 1:
        (mark,) = seen
        return mark, ""
    if not seen and not either.any():
        return ".", ""
    if habits.decimal:
        return habits.decimal, CHOSEN
    if seen:
        point, comma = (column.counts[~np.isnan(values)].sum() for values in column.numbers)
        return "," if comma > point else ".", MOST
    if habits.decimal_seen:
        return habits.decimal_seen, ELSEWHERE
    return _usual_mark(column, habits, either), GUESS


def _usual_mark(column: Column, habits: Habits, either: Mask) -> str:
    """The decimal mark of numbers such as 1,234, by what people usually mean."""
    texts = [plain(column.texts[index]) for index in np.flatnonzero(either).tolist()]
    mark = "," if any("," in text for text in texts) else "."
    as_thousands = "." if mark == "," else ","
    point, _ = column.numbers
    found = zip(point.tolist(), column.texts, strict=True)
    whole = [abs(value) for value, text in found if re.fullmatch(r"\D*\d+\D*", plain(text))]
    # 640, 980, 1,150: only the long ones have a mark.
    if whole and np.nanmax(whole) < 1000.0:
        return as_thousands
    # Amounts have cents or none, but not three digits of them.
    if {number.unit for number in column.special.values()} & MONEY:
        return as_thousands
    # 98,500 and 141,000: nobody writes a last digit that is always 0.
    if len(texts) > 1 and all(re.search(r"0\D*$", text) for text in texts):
        return as_thousands
    if mark == ",":
        return mark if habits.separator == ";" else as_thousands
    return mark


def _first(column: Column, chosen: Mask) -> int:
    """Of some texts the one that stands first in the column."""
    return int(column.codes[np.argmax(chosen[column.codes])])


def _units(column: Column, values: Array) -> list[str]:
    """What stands beside the digits; in another unit than most, a cell holds no number."""
    counts: dict[str, int] = {}
    for index, number in column.special.items():
        if number.unit and not np.isnan(values[index]):
            counts[number.unit] = counts.get(number.unit, 0) + int(column.counts[index])
    said = []
    if counts:
        unit = max(counts, key=lambda name: counts[name])
        # 3a, 4b and 5c are names, not numbers.
        usual = 2 * counts[unit] > sum(counts.values())
        for index, number in column.special.items():
            if number.unit and not (usual and number.unit == unit):
                values[index] = NAN
        bare = int(column.counts[~np.isnan(values)].sum()) - counts[unit]
        if usual:
            said.append(f"'{column.name}' is in {unit}{_without(bare)}.")
    scaled = [index for index, number in column.special.items() if number.scaled]
    scaled = [index for index in scaled if not np.isnan(values[index])]
    if scaled:
        text = column.texts[scaled[0]].strip()
        said.append(f"In '{column.name}' '{text}' was read as {values[scaled[0]]:.15g}.")
    return said


def _without(bare: int) -> str:
    if not bare:
        return ""
    cells = "1 cell without it is" if bare == 1 else f"{bare:,} cells without it are"
    return f"; {cells} taken for the same"


def _nines(column: Column, values: Array) -> list[str]:
    """-9999 far below all others stands for nothing."""
    # Looked at first, because it is quick.
    rare = ["99" in text and NINES.fullmatch(plain(text)) is not None for text in column.texts]
    nines = np.array(rare)
    others = values[~nines & np.isfinite(values)]
    if not nines.any() or not others.size or others.min() < -50.0:
        return []
    values[nines] = NAN
    rows = int(column.counts[nines].sum())
    text = column.texts[_first(column, nines)]
    where = "1 row" if rows == 1 else f"{rows:,} rows"
    return [f"'{text}' in {where} of '{column.name}' was taken for a missing value."]


# ---- days ----


def _days(column: Column, habits: Habits) -> Reading:
    days, months = column.days
    either = ~np.isnan(days) & ~np.isnan(months) & (days != months)
    day_first, why = _order(column, habits, either)
    values = days if day_first else months
    first = float(np.nanmin(values)) if np.isfinite(values).any() else float(DAY)
    sentences = [f"'{column.name}' is read as dates, in days since {written(first)}."]
    if why:
        chosen = either & ~np.isnan(values)
        example = ""
        if chosen.any():
            index = _first(column, chosen)
            example = f", so '{column.texts[index].strip()}' is {written(float(values[index]))}"
        words = "day" if day_first else "month"
        sentences.append(
            f"'{column.name}' can be read in two ways: the {words} was taken to come first"
            f"{why}{example}."
        )
    unit = f"days since {written(first)}"
    return Reading((values - first) / DAY, tuple(sentences), two_ways=bool(why), unit=unit)


def _order(column: Column, habits: Habits, either: Mask) -> tuple[bool, str]:
    """Whether the day comes first, and why that was taken where the month would do as well."""
    seen = column.orders_seen
    if len(seen) == 1:
        (order,) = seen
        return order, ""
    if not seen and not either.any():
        return True, ""
    if habits.day_first is not None:
        return habits.day_first, CHOSEN
    days, months = column.days
    if seen:
        fits = [column.counts[~np.isnan(values)].sum() for values in (days, months)]
        return bool(fits[0] >= fits[1]), MOST
    if habits.day_first_seen is not None:
        return habits.day_first_seen, ELSEWHERE
    in_order = [_goes_one_way(values[column.codes]) for values in (days, months)]
    if in_order[0] != in_order[1]:
        return in_order[0], ", because the rows are then in order"
    slashes = any("/" in text for text in column.texts)
    return not slashes or "," in (habits.decimal, habits.decimal_seen), GUESS


def _goes_one_way(values: Array) -> bool:
    steps = np.diff(values[~np.isnan(values)])
    return bool((steps >= 0).all() or (steps <= 0).all())
