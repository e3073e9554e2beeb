"""The kinds of parameters: what each of them accepts, and in which words it refuses the rest."""

from __future__ import annotations

import dataclasses
import itertools
import math
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from declarations.arrays import Array, Mask
from declarations.conditions import Needs
from declarations.wording import shown

if TYPE_CHECKING:
    from declarations.parameters import Declared
    from declarations.registry import Registry

Number = float | Array
"""A real parameter: one number, or one number for every run of a batch, shape ``(runs,)``."""

MOST_BOUNDARIES = 50
"""So many boundaries are a list that is typed, and fit into a link."""


@dataclasses.dataclass(frozen=True)
class Interval:
    """An interval of the real line, written as in mathematics: ``[0, 1)``, ``(0, inf)``."""

    low: float
    high: float
    includes_low: bool
    includes_high: bool

    @classmethod
    def parse(cls, text: str) -> Interval:
        match = re.fullmatch(r"([\[(])\s*([^,\s]+)\s*,\s*([^,\s]+)\s*([\])])", text)
        if match is None:
            raise ValueError(f"an interval is written like [0, 1), got {text!r}")
        opening, low, high, closing = match.groups()
        return cls(float(low), float(high), opening == "[", closing == "]")

    def contains(self, values: float | NDArray[Any]) -> Mask:
        """True where ``values`` lie inside; NaN lies in no interval."""
        values = np.asarray(values)
        above = values >= self.low if self.includes_low else values > self.low
        below = values <= self.high if self.includes_high else values < self.high
        return np.asarray(above & below)

    def holds(self, number: float) -> bool:
        """Whether one number lies inside: the same without the cost of arrays."""
        above = number >= self.low if self.includes_low else number > self.low
        return above and (number <= self.high if self.includes_high else number < self.high)

    def __str__(self) -> str:
        opening = "[" if self.includes_low else "("
        closing = "]" if self.includes_high else ")"
        return f"{opening}{_exact(self.low)}, {_exact(self.high)}{closing}"


def _exact(end: float) -> str:
    """An end as short as it can be said without rounding."""
    short = f"{end:g}"
    return short if float(short) == end else f"{end:.17g}"


@dataclasses.dataclass(frozen=True, kw_only=True)
class Parameter:
    """What every kind of parameter declares.

    ``default`` is None only where None itself has a meaning, such as "no clipping"; such a
    parameter accepts None. ``needs`` are the conditions without which it has no effect.
    """

    default: Any
    symbol: str
    help: str
    needs: tuple[Needs, ...] = ()

    @property
    def meaning(self) -> str:
        """The help, and the sentences that say when there is no effect."""
        return " ".join([self.help, *(need.otherwise for need in self.needs)])

    def checked(self, owner: str, name: str, value: Any) -> Any:
        """The value in its canonical type. Raises ValueError when it is not valid."""
        if value is None and self.default is None:
            return None
        return self._checked(owner, name, value)

    def _checked(self, owner: str, name: str, value: Any) -> Any:
        raise NotImplementedError


def numbers(value: Any, kinds: str = "iuf") -> Array | None:
    """A new array of float64, or None for what is no array of real numbers."""
    try:
        values = np.asarray(value)
    except Exception:  # Ragged lists, and objects that refuse to be looked into.
        return None
    return values.astype(np.float64) if values.dtype.kind in kinds else None


def _plain_numbers(value: Any) -> tuple[float, ...] | None:
    """A tuple of floats, or None for what is no list of real numbers."""
    if type(value) is tuple and all(type(number) is float for number in value):
        return value
    values = numbers(value)
    return tuple(values.tolist()) if values is not None and values.ndim == 1 else None


def refuse(owner: str, name: str, requirement: str, value: Any) -> ValueError:
    """The error of a value that is not what is required."""
    return ValueError(f"{owner}: {name} must be {requirement}, got {shown(value)}")


@dataclasses.dataclass(frozen=True, kw_only=True)
class Real(Parameter):
    """A real number, or one for every run of a batch as an array of shape ``(runs,)``."""

    valid: Interval
    slider: tuple[float, float]
    log: bool

    def _checked(self, owner: str, name: str, value: Any) -> Number:
        if type(value) is float and self.valid.holds(value):
            return value
        requirement = f"in {self.valid}"
        values = numbers(value)
        if values is None or values.ndim > 1 or values.size == 0:
            raise refuse(owner, name, requirement, value)
        outside = ~self.valid.contains(values)
        if outside.any():
            first = float(values[outside].flat[0]) if values.ndim else value
            raise refuse(owner, name, requirement, first)
        if values.ndim == 0:
            return float(values)
        values.setflags(write=False)
        return values


@dataclasses.dataclass(frozen=True, kw_only=True)
class Integer(Parameter):
    """A whole number."""

    valid: Interval
    slider: tuple[int, int]

    def _checked(self, owner: str, name: str, value: Any) -> int:
        whole = isinstance(value, int | np.integer) or (
            isinstance(value, float) and value.is_integer()
        )
        if isinstance(value, bool) or not whole or not self._contains(value):
            raise refuse(owner, name, f"a whole number in {self.valid}", value)
        return int(value)

    def _contains(self, value: Any) -> bool:
        """Whether a whole number is valid, and not too large to count with."""
        try:
            return self.valid.holds(float(value))
        except OverflowError:
            return False


@dataclasses.dataclass(frozen=True, kw_only=True)
class Boolean(Parameter):
    """A switch."""

    def _checked(self, owner: str, name: str, value: Any) -> bool:
        if not isinstance(value, bool | np.bool_):
            raise refuse(owner, name, "True or False", value)
        return bool(value)


@dataclasses.dataclass(frozen=True, kw_only=True)
class Choice(Parameter):
    """One of a few named variants."""

    options: tuple[Any, ...]

    def _checked(self, owner: str, name: str, value: Any) -> Any:
        # 1 == True in Python, so the type has to agree as well.
        for option in self.options:
            if type(option) is type(value) and option == value:
                return option
        requirement = "one of " + ", ".join(repr(option) for option in self.options)
        raise refuse(owner, name, requirement, value)


@dataclasses.dataclass(frozen=True, kw_only=True)
class Vector(Parameter):
    """A few real numbers, such as a point."""

    valid: Interval
    lengths: tuple[int, float]
    """How many there are at least and at most."""

    def _checked(self, owner: str, name: str, value: Any) -> tuple[float, ...]:
        low, high = self.lengths
        point = _plain_numbers(value)
        if point is None or not low <= len(point) <= high:
            raise refuse(owner, name, f"{self._count} numbers", value)
        for number in point:
            if not self.valid.holds(number):
                raise refuse(owner, name, self.each, number)
        return point

    @property
    def each(self) -> str:
        """What they are, in words."""
        return f"numbers in {self.valid}"

    @property
    def _count(self) -> str:
        low, high = self.lengths
        if low == high:
            return f"{low}"
        return f"{low} to {high}" if math.isfinite(high) else f"at least {low}"


@dataclasses.dataclass(frozen=True, kw_only=True)
class Boundaries(Vector):
    """The steps at which something changes: whole numbers, each larger than the one before."""

    def _checked(self, owner: str, name: str, value: Any) -> tuple[int, ...]:
        point = super()._checked(owner, name, value)
        steps = tuple(int(number) for number in point)
        if steps != point or any(later <= earlier for earlier, later in itertools.pairwise(steps)):
            raise refuse(owner, name, self.each, value)
        return steps

    @property
    def each(self) -> str:
        return f"whole numbers in {self.valid}, in increasing order"


@dataclasses.dataclass(frozen=True, kw_only=True)
class Part(Parameter):
    """An object with declared parameters of its own, or the id of one, which has its defaults."""

    among: Callable[[], Registry[Any]]
    """Returns the registry of what it may be; asked only when everything has been found."""

    @property
    def options(self) -> list[str]:
        """The ids of what has no such part itself, and so can be chosen by its id."""
        registry = self.among()
        return [
            name
            for name in registry
            if not any(isinstance(each, Part) for each in registry[name].parameters.values())
        ]

    def _checked(self, owner: str, name: str, value: Any) -> Declared:
        registry = self.among()
        if isinstance(value, registry.base):
            return value
        if not isinstance(value, str) or value not in self.options:
            ids = ", ".join(repr(option) for option in self.options)
            raise refuse(owner, name, f"a {registry.kind} or one of {ids}", value)
        return registry[value]()


@dataclasses.dataclass(frozen=True, kw_only=True)
class Data(Parameter):
    """An array of observations; kept read-only."""

    def _checked(self, owner: str, name: str, value: Any) -> Array:
        # Labels may be given as True and False.
        values = numbers(value, kinds="iufb")
        if values is None:
            raise refuse(owner, name, "an array of numbers", value)
        if values.size == 0 or not np.isfinite(values).all():
            raise ValueError(f"{owner}: {name} must hold finite numbers and not be empty")
        values.setflags(write=False)
        return values


@dataclasses.dataclass(frozen=True, kw_only=True)
class Names(Parameter):
    """What some things are called: different texts, in order; none where they have no names."""

    def _checked(self, owner: str, name: str, value: Any) -> tuple[str, ...]:
        listed = isinstance(value, list | tuple)
        if not listed or not all(isinstance(each, str) and each.strip() for each in value):
            raise refuse(owner, name, "a list of texts", value)
        if len(set(value)) < len(value):
            raise refuse(owner, name, "different texts", value)
        return tuple(value)


@dataclasses.dataclass(frozen=True, kw_only=True)
class Text(Parameter):
    """One line that somebody writes."""

    longest: int

    def _checked(self, owner: str, name: str, value: Any) -> str:
        if not isinstance(value, str) or not value.strip() or len(value) > self.longest:
            raise refuse(owner, name, f"a text of at most {self.longest} characters", value)
        return value.strip()


@dataclasses.dataclass(frozen=True, kw_only=True)
class Named(Parameter):
    """Real numbers by their names: pairs, or a mapping; kept as pairs."""

    valid: Interval
    slider: tuple[float, float]

    def _checked(self, owner: str, name: str, value: Any) -> tuple[tuple[str, float], ...]:
        try:
            pairs = dict(value)
        except (TypeError, ValueError):
            raise refuse(owner, name, "numbers by their names", value) from None
        for called, each in pairs.items():
            number = numbers(each)
            if not isinstance(called, str) or number is None or number.ndim:
                raise refuse(owner, name, "numbers by their names", {called: each})
            pairs[called] = float(number)
            if not self.valid.holds(pairs[called]):
                raise refuse(owner, f"{name}.{called}", f"in {self.valid}", each)
        return tuple(pairs.items())
