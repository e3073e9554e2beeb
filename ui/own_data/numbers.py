"""How people write one number: signs, marks, currencies, units, powers of a thousand.

A cell is read twice, once with a decimal point and once with a decimal comma; which of the two
holds is decided for the whole column (`ui.own_data.columns`), never for a cell.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from ui.own_data.words import CURRENCIES, MONTHS, MULTIPLIERS, NO_UNITS, SAME_CURRENCY, SHORT

NAN = float("nan")
LONGEST = 64
"""No number is written longer."""

DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d"
BLANKS = "\u00a0\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
UNSEEN = (
    "\u200b\u200c\u200d\u200e\u200f\u2060"
    "\u2066\u2067\u2068\u2069\u202a\u202b\u202c\u202d\ufeff\u00ad"
)
APOSTROPHES = "\u2019\u2018\u02bc\u00b4`\u2032\uff07\u066c"
OTHERS = {"\uff0b": "+", "\uff0c": ",", "\uff0e": ".", "\u066b": ".", "\uff04": "$", "\u2044": "/"}
PERCENTS = "\uff05\u066a\ufe6a"
PLAIN = str.maketrans(
    dict.fromkeys(DASHES, "-")
    | dict.fromkeys(BLANKS, " ")
    | dict.fromkeys(UNSEEN)
    | dict.fromkeys(APOSTROPHES, "'")
    | dict.fromkeys(PERCENTS, "%")
    | OTHERS
)
"""One way to write what has many: minus, blank, apostrophe."""

RAISED = "\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079\u207b\u207a"
LOWERED = str.maketrans(RAISED, "0123456789-+")
TEN_RAISED = re.compile(f"10([{RAISED}]+)")
DIGIT = re.compile(r"\d")
OTHER_DIGIT = re.compile(r"(?![0-9])\d")


class Number(NamedTuple):
    """What one cell says, read with a decimal point and with a decimal comma.

    NaN where it cannot be read in that way; ``unit`` is what stands beside the digits, and
    ``scaled`` whether a word such as K or Mio. multiplies them, or a footnote follows.
    """

    point: float
    comma: float
    unit: str = ""
    scaled: bool = False


SIMPLE = re.compile(r"[-+]?(\d+)(?:\.(\d+))?", re.ASCII)
"""Most cells of most files; read at once."""

BODY = re.compile(
    r"""(?P<sign>[-+]?)\s*
        (?P<prefix>[^\s\d+\-.,'()]{1,4}\.?)?\s*
        (?P<inner>[-+]?)\s*
        (?P<core>(?:\d|[.,](?=\d))(?:[\d.,]|[' ](?=\d))*)
        (?P<power>(?:[eE]|[dD](?=[-+]\d\d)|\s?[x\u00d7*\u00b7\u22c5]\s?10(?:\s?(?:\^|\*\*)\s?\(?|(?=[-+])))
            [-+]?\d{1,5}\)?)?
        (?:\s*(?P<suffix>[^\s\d.,'()+\-][^()+]{0,19}?))?
        \s*(?P<last>[-+]?)""",
    re.VERBOSE | re.ASCII,
)
NO_CENTS = re.compile(r"(?<=\d)[.,]\s?-{1,2}(?=$|\s?[^\s\d])")
"""12,- and 12.-- are prices without cents, and not below zero."""
FOOTNOTE = re.compile(r"(?<=\d)\s?(?:\*{1,3}|[\u2020\u2021]|\[\w{1,3}\])$")
BRACKETED = re.compile(r"([^()\d]{0,6})\(([^()]*\d[^()]*)\)([^()\d]{0,6})")

WHOLE = {
    ".": re.compile(r"\d+|[1-9]\d{0,2}(?:([,' ])\d{3})(?:\1\d{3})*|[1-9]\d?(?:,\d\d)+,\d{3}"),
    ",": re.compile(r"\d+|[1-9]\d{0,2}(?:([.' ])\d{3})(?:\1\d{3})*"),
}
"""The digits before the decimal mark, by that mark: plain, in groups of three, or as in India."""

UNIT = re.compile(
    r"(?:[^\W\d_]|[\u00b0%\u2030\u2031\"\u2033$\u20ac\u00a3\u00a5\u20b9]|/(?=[^\W\d_]))"
    r"[^\d\s,;:=<>()]*\d?(?:/[^\s,;:=<>()]{1,6})?(?: [^\W\d_]{1,10})?"
)
"""What may stand behind a number: kg, m2, kg/m3, degrees, %, sq ft."""
LONGEST_UNIT = 14


def parsed(cell: str) -> Number | None:
    """A cell as a number, or None for what is none."""
    simple = SIMPLE.fullmatch(cell)
    if simple is not None:
        return _simple(cell, simple[1], simple[2])
    if len(cell) > LONGEST:
        return None
    text = plain(cell)
    if DIGIT.search(text) is None:
        return _infinite(text)
    if re.match(r"[-+]?0[xXbBoO][0-9a-fA-F]", text):
        return None
    text, notes = FOOTNOTE.subn("", NO_CENTS.sub("", text))
    bracketed = BRACKETED.fullmatch(text)
    if bracketed is not None:
        text = " ".join(bracketed.groups()).strip()
    match = BODY.fullmatch(text)
    if match is None:
        return None
    signs = match["sign"] + match["inner"] + match["last"]
    around = _around(match["prefix"] or "", (match["suffix"] or "").strip())
    if len(signs) > 1 or around is None:
        return None
    power, unit = around
    sign = "-" if bracketed is not None or "-" in signs else ""
    exponent = _exponent(match["power"])
    point, comma = (_value(sign, match["core"], mark, exponent, power) for mark in ".,")
    if point != point and comma != comma:
        return None
    return Number(point, comma, unit, power > 0 or notes > 0)


def plain(cell: str) -> str:
    """A cell without what cannot be seen or only protects it, and with plain marks."""
    text = cell if cell.isascii() else _plain_digits(cell.translate(PLAIN))
    text = text.strip()
    # Excel's ways to keep a text a text, and quotation marks within other ones.
    if text.startswith('="') and text.endswith('"') and len(text) > 3:
        text = text[2:-1].strip()
    if len(text) > 2 and text[0] in "\"'\u201c\u201e" and text[-1] in "\"'\u201d\u201c":
        return text[1:-1].strip()
    return text[1:] if re.match(r"'[-+]?\d", text) else text


def _plain_digits(text: str) -> str:
    """The exponent of 10 as 10^3, and digits of other scripts as those of ours."""
    if "10" in text:
        text = TEN_RAISED.sub(lambda found: "10^" + found[1].translate(LOWERED), text)
    return OTHER_DIGIT.sub(lambda found: str(unicodedata.decimal(found[0])), text)


def _simple(cell: str, whole: str, fraction: str | None) -> Number:
    value = float(cell)
    if fraction is None:
        return Number(value, value)
    thousands = len(fraction) == 3 and len(whole) <= 3 and whole[0] != "0"
    return Number(value, float(cell.replace(".", "")) if thousands else NAN)


def _infinite(text: str) -> Number | None:
    found = re.fullmatch(r"([-+]?)\s*(?:inf|infinity|\u221e)", text, re.IGNORECASE)
    if found is None:
        return None
    value = float(found[1] + "inf")
    return Number(value, value)


def _exponent(text: str | None) -> int | None:
    """The exponent of a number in scientific notation."""
    found = re.search(r"[-+]?\d+(?=\)?$)", text or "")
    return None if found is None else int(found[0])


def _value(sign: str, core: str, mark: str, exponent: int | None, power: int) -> float:
    """The digits as a number, if they can be read with this decimal mark."""
    whole, _, fraction = core.partition(mark)
    if (fraction and not fraction.isdecimal()) or (whole and not WHOLE[mark].fullmatch(whole)):
        return NAN
    digits = re.sub(r"[.,' ]", "", whole)
    # Nobody groups the digits of 1,234e5.
    if exponent is not None and len(digits) != len(whole):
        return NAN
    # Put together as text, so that 2.3 M is 2300000 to the last digit.
    return float(f"{sign}{digits or 0}.{fraction or 0}e{(exponent or 0) + power}")


@lru_cache(maxsize=4096)
def _around(prefix: str, suffix: str) -> tuple[int, str] | None:
    """The power of ten and the unit that stand beside the digits; None for other words."""
    if prefix and prefix != "%" and not is_currency(prefix):
        return None
    power, unit = multiplied(suffix, bool(prefix))
    if unit and not (is_currency(unit) or is_unit(unit)):
        return None
    before, after = _same(prefix), _same(unit)
    # $5 USD, and $5 each.
    both = f"{before} {after}" if before and after and before != after else before or after
    return power, both


def _same(unit: str) -> str:
    return SAME_CURRENCY.get(unit.rstrip(".").upper(), unit)


def is_currency(text: str) -> bool:
    """Whether a word or a sign is a currency."""
    if text.rstrip(".").casefold() in CURRENCIES:
        return True
    rest = [letter for letter in text if unicodedata.category(letter) != "Sc"]
    return len(rest) == len(text) - 1 <= 3 and all(map(str.isalpha, rest))


def multiplied(suffix: str, money: bool = False) -> tuple[int, str]:
    """The power of ten of a suffix such as K or Mio. EUR, and the rest of it.

    ``money`` is whether a currency stands before the digits: only then m is a million.
    """
    for end in range(len(suffix) + 1):
        head, tail = suffix[:end].strip(), suffix[end:].strip()
        for word, unit in ((head, tail), (tail, head)):
            if word and (not unit or is_currency(unit)):
                power = MULTIPLIERS.get(word.rstrip(".")) or MULTIPLIERS.get(
                    word.rstrip(".").casefold() if len(word) > 1 else ""
                )
                power = power or (SHORT.get(word) if money or unit else None)
                if power:
                    return power, unit
    return 0, suffix


def is_unit(text: str) -> bool:
    """Whether a word may be a unit."""
    return (
        len(text) <= LONGEST_UNIT
        and UNIT.fullmatch(text) is not None
        and text.casefold().rstrip(".") not in MONTHS.keys() | NO_UNITS
    )
