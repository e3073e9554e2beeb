"""The one codec of links: values to text and back, and how a link is read piece by piece.

Short: what equals the default is left out. Exact: numbers are written with all their digits.
Forgiving: every piece that cannot be read is ignored with a sentence, and the rest holds.
Between parts of a value stands ``~``, which no browser escapes. What a value may be is said by its
declaration.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any, TypeVar

from declarations import (
    Boolean,
    Boundaries,
    Choice,
    Declared,
    Integer,
    Named,
    Parameter,
    Part,
    Real,
    Text,
    Vector,
    close_names,
)
from figures.quoting import plain
from ui.links.settings import EntryIndices

LONGEST = 60
"""How much of a bad piece is quoted."""
BETWEEN = "_"
"""Stands between the numbers of a list that is itself a piece of a value."""
MOST_SENTENCES = 8
"""So many bad pieces of a link are named; of more it is said that there are more."""
MOST_PIECES = 400
"""So many pieces of a link are looked at: the longest one that we write has fewer."""

Params = dict[str, list[str]]
T = TypeVar("T")


class IgnoredError(ValueError):
    """A piece of a link that cannot be read."""


# ---- writing ----


def text_of(value: Any) -> str:
    """A plain value, or some of them, as it stands in a link."""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, tuple) and value and isinstance(value[0], tuple):
        if isinstance(value[0][0], str):
            return "~".join(f"{name}-{text_of(number)}" for name, number in value)
        rows = [text_of(row) for row in value]
        # A single row could not be told from a row of examples.
        return "_".join(rows if len(rows) > 1 else [*rows, ""])
    if isinstance(value, tuple):
        return "~".join(text_of(part) for part in value)
    # The shortest digits that give the same float; "+" would have to be escaped.
    return repr(value).replace("e+", "e") if isinstance(value, float) else str(value)


def changed(value_object: Any, keys: Mapping[str, str], defaults: Any) -> Params:
    """The query parameters of those attributes that differ from the defaults, under their keys."""
    present = {key: getattr(value_object, name) for key, name in keys.items()}
    return {
        key: [text_of(value)]
        for key, value in present.items()
        if value != getattr(defaults, keys[key])
    }


# ---- reading values ----


def number(text: str) -> float:
    """A real number, perhaps infinite. Raises ValueError for other text, as all of these do."""
    try:
        value = float(text)
    except ValueError:
        raise IgnoredError("it is not a number") from None
    if math.isnan(value):
        raise IgnoredError("it is not a number")
    return value


def numbers(text: str, most: int = MOST_PIECES) -> tuple[float, ...]:
    """Some real numbers, of which only the first ``most`` are looked at one by one."""
    return tuple(number(part) for part in text.replace(BETWEEN, "~").split("~", most))


def _whole(text: str) -> int:
    if len(text) > 18 or not text.removeprefix("-").isdecimal():
        raise IgnoredError("it is not a whole number")
    return int(text)


def _switch(text: str) -> bool:
    if text not in ("0", "1"):
        raise IgnoredError("it must be 0 or 1")
    return text == "1"


def _named(text: str) -> tuple[tuple[str, float], ...]:
    pieces = [piece.partition("-") for piece in text.split("~", MOST_PIECES)]
    return tuple((name, number(value)) for name, _, value in pieces)


def one_of(options: Iterable[str]) -> Callable[[str], str]:
    """A reader of some texts and no others."""
    known = list(options)

    def parse(text: str) -> str:
        if text not in known:
            raise IgnoredError(close_names(text, known) if known else "there is none")
        return text

    return parse


def _option(parameter: Choice, text: str) -> Any:
    by_text = {text_of(option): option for option in parameter.options}
    if text not in by_text:
        raise IgnoredError("known are " + ", ".join(filter(None, by_text)))
    return by_text[text]


_READERS: dict[type[Parameter], Callable[[Any, str], Any]] = {
    Real: lambda _, text: number(text),
    Integer: lambda _, text: _whole(text),
    Boolean: lambda _, text: _switch(text),
    Choice: _option,
    Vector: lambda _, text: numbers(text),
    Boundaries: lambda _, text: numbers(text),
    Text: lambda _, text: text,
    Part: lambda _, text: text,
    Named: lambda _, text: _named(text),
    EntryIndices: lambda _, text: tuple(_whole(part) for part in text.split("~")),
}


def setting(
    owner: str, parameters: Mapping[str, Parameter], name: str, text: str
) -> tuple[str, Any]:
    """A declared parameter and its value, checked by its declaration.

    Raises:
        ValueError: there is no such parameter, a link cannot set it, or its value is not valid.
    """
    parameter = parameters.get(name)
    reader = _READERS.get(type(parameter)) if parameter is not None else None
    if parameter is None or reader is None:
        raise IgnoredError(f"{owner} has no {name!r}; {close_names(name, parameters)}")
    return name, parameter.checked(owner, name, reader(parameter, text))


def setting_of(cls: type[Declared], name: str, text: str) -> tuple[str, Any]:
    """A parameter of a declared class and its value. Raises ValueError like `setting`."""
    return setting(cls.__name__, cls.parameters, name, text)


# ---- reading links ----


class Reader:
    """Takes the pieces of a link one by one; ``sentences`` say what was ignored."""

    def __init__(self, params: Mapping[str, Sequence[str]], source: str = "link") -> None:
        self.source = source
        self.sentences: list[str] = []
        # A link of megabytes must not cost minutes.
        self.params: Params = {
            key: list(values[:MOST_PIECES])
            for key, values in itertools.islice(params.items(), MOST_PIECES)
        }

    def first(self, key: str) -> str | None:
        """The text of a piece, which is then done with; None where there is none."""
        values = self.params.pop(key, None)
        return values[0] if values else None

    def parsed(self, key: str, parse: Callable[[str], T], default: T) -> T:
        """What a piece says, or the default."""
        text = self.first(key)
        if text is None:
            return default
        try:
            return parse(text)
        except (ValueError, OverflowError) as error:
            self.ignored(key, text, str(error))
            return default

    def declared(
        self, owner: str, parameters: Mapping[str, Parameter], keys: Mapping[str, str]
    ) -> dict[str, Any]:
        """The values of those declared parameters whose keys the link has."""
        found: dict[str, Any] = {}
        for key, name in keys.items():
            text = self.first(key)
            if text is None:
                continue
            try:
                found.update([setting(owner, parameters, name, text)])
            except (ValueError, OverflowError) as error:
                self.ignored(key, text, str(error).removeprefix(f"{owner}: "))
        return found

    def ignored(self, key: str, text: str | None, why: str) -> None:
        """Say that a piece is not used."""
        self.sentences.append(ignored(key, text, why, self.source))

    def ignore_rest(self, known: Collection[str]) -> None:
        """Say of all pieces that are left that nobody knows them."""
        for key, values in itertools.islice(self.params.items(), 4 * MOST_SENTENCES):
            self.ignored(key, values[0] if values else "", close_names(key, known))

    def said(self) -> list[str]:
        """The first sentences, and how many more there are."""
        more = len(self.sentences) - MOST_SENTENCES
        if more <= 0:
            return self.sentences
        pieces = "1 more piece" if more == 1 else f"{more} more pieces"
        rest = f"{pieces} of the {self.source} could not be read either."
        return [*self.sentences[:MOST_SENTENCES], rest]


def ignored(key: str, text: str | None, why: str, source: str = "link") -> str:
    """The sentence for a piece of a link that cannot be read."""
    quoted, why = plain(f"{key}={text}", LONGEST), plain(why, 3 * LONGEST)
    end = "" if why.endswith(("?", "…")) else "."
    return f"The {source}'s {quoted} was ignored: {why}{end}"
