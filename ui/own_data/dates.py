"""How people write a day or a time: in numbers, in either order, or with the name of a month.

As in `ui.own_data.numbers`, a cell is read twice, once with the day first and once with the
month first; which of the two holds is decided for the whole column.
"""

from __future__ import annotations

import datetime
import re
from typing import NamedTuple

from ui.own_data.numbers import NAN, plain
from ui.own_data.words import MONTHS

CENTURY = 69
"""Years of two digits from here on are of the last century."""
DAY = 86_400
LONGEST = 48


class Day(NamedTuple):
    """Seconds since the year 1, with the day first and with the month first; NaN if impossible."""

    day_first: float
    month_first: float


CLOCK = (
    r"(?P<hour>\d{1,2})(?::(?P<minute>[0-5]\d)(?::(?P<second>[0-5]\d(?:[.,]\d+)?))?)?"
    r"\s*(?P<half>[ap]\.?m\.?)?"
)
ZONE = r"(?:\s*(?:z|utc|gmt|cet|cest|est|edt|pst|pdt|[-+]\d\d:?(?:\d\d)?))?(?:\[[\w/]+\])?"
TAIL = rf"(?:,?(?:\s*t\s*|\s+(?:at |um )?|t){CLOCK}(?: uhr)?{ZONE})?"
WEEKDAY = r"(?:[^\W\d_]{2,12}\.?,?\s+)?"
MONTH = r"(?P<name>[^\W\d_]{3,11})\.?"

YEAR = r"(?P<year>\d{4}|'?\d\d)"
FULL_YEAR = r"(?P<year>\d{4}|'\d\d)"
IN_MONTH = r"(?P<day>\d\d?)(?:st|nd|rd|th|er|\.)?"

ISO = re.compile(rf"(?P<year>\d{{4}})([-/.])(?P<month>\d\d?)(?:\2(?P<day>\d\d?))?{TAIL}")
NUMERIC = re.compile(rf"{WEEKDAY}(\d\d?)\.?([-/. ])\s?(\d\d?)\2\s?(\d{{4}}|'?\d\d){TAIL}")
MONTH_OF_YEAR = re.compile(r"(\d\d?)[-/.](\d{4})")
NAMED = tuple(
    re.compile(pattern)
    for pattern in (
        rf"{WEEKDAY}{IN_MONTH}[-/ ]?\s*(?:de |of )?{MONTH}[-/, ]*(?:de |of )?{YEAR}{TAIL}",
        rf"{WEEKDAY}{MONTH}[-/ ]?\s*{IN_MONTH}(?:,\s*|[-/ ]\s*){FULL_YEAR}{TAIL}",
        rf"(?P<year>\d{{4}})[-/ ]{MONTH}[-/ ](?P<day>\d\d?){TAIL}",
        rf"{MONTH}[-/, ]*{FULL_YEAR}",
        rf"{MONTH}-(?P<year>\d\d)",
        r"(?P<year>\d{4})[-/ ]" + MONTH,
    )
)
QUARTER = re.compile(
    r"q(?P<quarter>[1-4])[-/ ]?(?P<year>\d{4})|(?P<before>\d{4})[-/ ]?q(?P<after>[1-4])"
)
WEEK = re.compile(r"(?P<year>\d{4})[- ]?w(?P<week>\d\d)(?:-?(?P<day>[1-7]))?")
TIME = re.compile(rf"(?=.*(?::|m\.?$)){CLOCK}")
DURATION = re.compile(
    r"(?P<sign>-?)(?P<hour>\d{1,5}):(?P<minute>[0-5]\d)(?::(?P<second>[0-5]\d(?:[.,]\d+)?))?"
)


def parsed_day(cell: str) -> Day | None:
    """A cell as a day, or None for what is none."""
    if len(cell) > LONGEST:
        return None
    text = plain(cell).lower()
    if not any(letter.isdigit() for letter in text):
        return None
    found = NUMERIC.fullmatch(text)
    if found is not None:
        first, between, second, year = found.group(1, 2, 3, 4)
        clock = _clock(found)
        # Nobody who writes points has the month first.
        months = NAN if between == "." else _moment(year, first, second, clock)
        return _either(_moment(year, second, first, clock), months)
    found = ISO.fullmatch(text)
    if found is not None:
        return _one(_moment(found["year"], found["month"], found["day"], _clock(found)))
    found = MONTH_OF_YEAR.fullmatch(text)
    if found is not None:
        return _one(_moment(found[2], found[1]))
    found = QUARTER.fullmatch(text)
    if found is not None:
        quarter = int(found["quarter"] or found["after"])
        return _one(_moment(found["year"] or found["before"], str(3 * quarter - 2)))
    found = WEEK.fullmatch(text)
    if found is not None:
        return _of_week(int(found["year"]), int(found["week"]), int(found["day"] or 1))
    return _named(text)


def _of_week(year: int, week: int, day: int) -> Day | None:
    try:
        return _one(DAY * float(datetime.date.fromisocalendar(year, week, day).toordinal()))
    except ValueError:
        return None


def _named(text: str) -> Day | None:
    for pattern in NAMED:
        found = pattern.fullmatch(text)
        if found is not None and found["name"] in MONTHS:
            groups = found.groupdict()
            month = str(MONTHS[found["name"]])
            return _one(_moment(groups["year"], month, groups.get("day"), _clock(found)))
    return None


def parsed_whole(value: float) -> Day | None:
    """A number such as 20220503 as a day."""
    if not 19000101 <= value <= 21001231 or value != int(value):
        return None
    digits = str(int(value))
    return _one(_moment(digits[:4], digits[4:6], digits[6:]))


def parsed_time(cell: str) -> float | None:
    """A time of the day, or a duration such as 36:15, in hours."""
    if len(cell) > LONGEST:
        return None
    text = plain(cell).lower()
    found = DURATION.fullmatch(text)
    if found is not None:
        hours = (3600 * int(found["hour"]) + _seconds(found)) / 3600.0
        return -hours if found["sign"] else hours
    found = TIME.fullmatch(text)
    clock = NAN if found is None else _clock(found)
    return None if clock != clock else clock / 3600.0


def _clock(found: re.Match[str]) -> float:
    """The seconds since midnight; 0 where no time is given, NaN where it is none."""
    groups = found.groupdict()
    if not groups.get("hour"):
        return 0.0
    hour, half = int(groups["hour"]), groups["half"]
    if half:
        if not 1 <= hour <= 12:
            return NAN
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    return 3600 * hour + _seconds(found) if hour <= 24 else NAN


def _seconds(found: re.Match[str]) -> float:
    return 60 * int(found["minute"] or 0) + float((found["second"] or "0").replace(",", "."))


def _moment(year: str, month: str, day: str | None = None, clock: float = 0.0) -> float:
    digits = year.removeprefix("'")
    number = int(digits)
    if len(digits) == 2:
        number += 1900 if number >= CENTURY else 2000
    try:
        return DAY * datetime.date(number, int(month), int(day or 1)).toordinal() + clock
    except ValueError:
        return NAN


def _one(value: float) -> Day | None:
    return _either(value, value)


def _either(day_first: float, month_first: float) -> Day | None:
    if day_first != day_first and month_first != month_first:
        return None
    return Day(day_first, month_first)


def written(seconds: float) -> str:
    """The day of a moment, as 2022-05-03."""
    return datetime.date.fromordinal(int(seconds // DAY)).isoformat()
