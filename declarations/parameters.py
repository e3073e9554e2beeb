"""Parameters with a default, a valid interval, a slider interval and one sentence of help."""

from __future__ import annotations

import copy
import dataclasses
import functools
import math
import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, ClassVar, Self, dataclass_transform

import numpy as np
from numpy.typing import NDArray

from declarations.arrays import Array, Mask
from declarations.conditions import Needs
from declarations.wording import close_names, shown

Number = float | Array
"""A real parameter: one number, or one number for every run of a batch, shape ``(runs,)``."""


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


def _refuse(owner: str, name: str, requirement: str, value: Any) -> ValueError:
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
            raise _refuse(owner, name, requirement, value)
        outside = ~self.valid.contains(values)
        if outside.any():
            first = float(values[outside].flat[0]) if values.ndim else value
            raise _refuse(owner, name, requirement, first)
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
            raise _refuse(owner, name, f"a whole number in {self.valid}", value)
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
            raise _refuse(owner, name, "True or False", value)
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
        raise _refuse(owner, name, requirement, value)


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
            raise _refuse(owner, name, f"{self._count} numbers", value)
        for number in point:
            if not self.valid.holds(number):
                raise _refuse(owner, name, f"numbers in {self.valid}", number)
        return point

    @property
    def _count(self) -> str:
        low, high = self.lengths
        if low == high:
            return f"{low}"
        return f"{low} to {high}" if math.isfinite(high) else f"at least {low}"


@dataclasses.dataclass(frozen=True, kw_only=True)
class Data(Parameter):
    """An array of observations; kept read-only."""

    def _checked(self, owner: str, name: str, value: Any) -> Array:
        # Labels may be given as True and False.
        values = numbers(value, kinds="iufb")
        if values is None:
            raise _refuse(owner, name, "an array of numbers", value)
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
            raise _refuse(owner, name, "a list of texts", value)
        if len(set(value)) < len(value):
            raise _refuse(owner, name, "different texts", value)
        return tuple(value)


@dataclasses.dataclass(frozen=True, kw_only=True)
class Text(Parameter):
    """One line that somebody writes."""

    longest: int

    def _checked(self, owner: str, name: str, value: Any) -> str:
        if not isinstance(value, str) or not value.strip() or len(value) > self.longest:
            raise _refuse(owner, name, f"a text of at most {self.longest} characters", value)
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
            raise _refuse(owner, name, "numbers by their names", value) from None
        for called, each in pairs.items():
            number = numbers(each)
            if not isinstance(called, str) or number is None or number.ndim:
                raise _refuse(owner, name, "numbers by their names", {called: each})
            pairs[called] = float(number)
            if not self.valid.holds(pairs[called]):
                raise _refuse(owner, f"{name}.{called}", f"in {self.valid}", each)
        return tuple(pairs.items())


def _field(parameter: Parameter) -> Any:
    return dataclasses.field(default=parameter.default, metadata={"parameter": parameter})


def real(
    *,
    default: float | None,
    valid: str = "(-inf, inf)",
    slider: tuple[float, float],
    log: bool = False,
    symbol: str = "",
    help: str,
    needs: tuple[Needs, ...] = (),
) -> Any:
    """Declare a real parameter. ``valid`` is the mathematics, ``slider`` the comfortable part."""
    if log and slider[0] <= 0:
        raise ValueError("a logarithmic slider starts above 0")
    interval = Interval.parse(valid)
    return _field(
        Real(
            default=default,
            valid=interval,
            slider=slider,
            log=log,
            symbol=symbol,
            help=help,
            needs=needs,
        )
    )


def integer(
    *,
    default: int | None,
    valid: str = "[1, inf)",
    slider: tuple[int, int],
    symbol: str = "",
    help: str,
    needs: tuple[Needs, ...] = (),
) -> Any:
    """Declare a whole-number parameter."""
    interval = Interval.parse(valid)
    return _field(
        Integer(
            default=default, valid=interval, slider=slider, symbol=symbol, help=help, needs=needs
        )
    )


def boolean(*, default: bool, symbol: str = "", help: str, needs: tuple[Needs, ...] = ()) -> Any:
    """Declare a switch."""
    return _field(Boolean(default=default, symbol=symbol, help=help, needs=needs))


def choice(
    *,
    default: Any,
    options: tuple[Any, ...],
    symbol: str = "",
    help: str,
    needs: tuple[Needs, ...] = (),
) -> Any:
    """Declare a choice between named variants."""
    return _field(Choice(default=default, options=options, symbol=symbol, help=help, needs=needs))


def vector(
    *,
    default: tuple[float, ...] | None,
    valid: str = "(-inf, inf)",
    lengths: tuple[int, float] = (1, math.inf),
    symbol: str = "",
    help: str,
) -> Any:
    """Declare a few numbers; each of them lies in ``valid``."""
    interval = Interval.parse(valid)
    return _field(
        Vector(default=default, valid=interval, lengths=lengths, symbol=symbol, help=help)
    )


def line(
    *, default: str, longest: int, symbol: str = "", help: str, needs: tuple[Needs, ...] = ()
) -> Any:
    """Declare a line of text."""
    return _field(Text(default=default, longest=longest, symbol=symbol, help=help, needs=needs))


def named(
    *,
    valid: str = "(-inf, inf)",
    slider: tuple[float, float],
    symbol: str = "",
    help: str,
    needs: tuple[Needs, ...] = (),
) -> Any:
    """Declare real numbers whose names are not known beforehand; there are none by default."""
    return _field(
        Named(
            default=(),
            valid=Interval.parse(valid),
            slider=slider,
            symbol=symbol,
            help=help,
            needs=needs,
        )
    )


def data(*, default: None = None, symbol: str = "", help: str) -> Any:
    """Declare an optional array of observations."""
    return _field(Data(default=default, symbol=symbol, help=help))


def names(*, help: str) -> Any:
    """Declare an optional list of names."""
    return _field(Names(default=(), symbol="", help=help))


def declared(cls: type[Any]) -> Mapping[str, Parameter]:
    """The parameters among the fields of a dataclass, by name."""
    return MappingProxyType(
        {
            field.name: field.metadata["parameter"]
            for field in dataclasses.fields(cls)
            if "parameter" in field.metadata
        }
    )


def check(
    value_object: Any, owner: str, parameters: Mapping[str, Parameter], per_run: bool = False
) -> None:
    """Give every parameter of a new value object its canonical type.

    Raises:
        ValueError: a value is not valid, or an array where there is one number for all runs.
    """
    for name, parameter in parameters.items():
        value = parameter.checked(owner, name, getattr(value_object, name))
        if isinstance(value, np.ndarray) and isinstance(parameter, Real) and not per_run:
            raise _refuse(owner, name, "one number for all runs", value)
        object.__setattr__(value_object, name, value)


class Titled:
    """What has a name, and others by which it is found."""

    title: ClassVar[str] = ""
    keywords: ClassVar[tuple[str, ...]] = ()
    """What else people call it, or would look for: a search finds it, the title stays."""


@dataclass_transform(
    kw_only_default=True,
    frozen_default=True,
    field_specifiers=(real, integer, boolean, choice, vector, data, names, line, named),
)
class Declared(Titled):
    """A value object made of declared parameters.

    Subclasses become frozen, keyword-only dataclasses; every value is checked on construction.
    They are hashable as long as their parameters are scalars.
    """

    per_run: ClassVar[bool] = False
    """Whether a real parameter may be an array, with one value for every run of a batch."""
    parameters: ClassVar[Mapping[str, Parameter]] = MappingProxyType({})

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        dataclasses.dataclass(frozen=True, kw_only=True, repr=False, eq=False)(cls)
        cls.parameters = declared(cls)
        cls.__init__ = _refusing_unknown_names(cls)  # type: ignore[method-assign]

    def __post_init__(self) -> None:
        check(self, self._owner(), self.parameters, self.per_run)

    @classmethod
    def _owner(cls) -> str:
        """The name under which errors are reported."""
        return cls.__name__

    def __repr__(self) -> str:
        changed = [
            f"{field.name}={getattr(self, field.name)!r}"
            for field in dataclasses.fields(self)  # type: ignore[arg-type]
            if not _same(getattr(self, field.name), field.default)
        ]
        return f"{type(self).__name__}({', '.join(changed)})"

    def _identity(self) -> tuple[Any, ...]:
        """What makes two objects equal."""
        return tuple(getattr(self, field.name) for field in dataclasses.fields(self))  # type: ignore[arg-type]

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        assert isinstance(other, Declared)
        pairs = zip(self._identity(), other._identity(), strict=True)
        return all(
            np.array_equal(a, b)
            if isinstance(a, np.ndarray) or isinstance(b, np.ndarray)
            else a == b
            for a, b in pairs
        )

    def __hash__(self) -> int:
        observations = {name for name, p in self.parameters.items() if isinstance(p, Data)}
        values = (getattr(self, name) for name in observations)
        content = tuple(None if value is None else value.tobytes() for value in values)
        names = (field.name for field in dataclasses.fields(self))  # type: ignore[arg-type]
        rest = tuple(getattr(self, name) for name in names if name not in observations)
        return hash((type(self), content, rest))

    def replace(self, **changes: Any) -> Self:
        """A copy with some parameters changed, checked like the original."""
        return dataclasses.replace(self, **changes)  # type: ignore[type-var]

    def idle(self, steps: int | None = None, rises: bool = True) -> dict[str, str]:  # noqa: ARG002
        """The parameters that have no effect in the present setting, each with the reason.

        ``steps`` is the length of the run, where that is known, and ``rises`` is False where it is
        known that the learning rate never gets larger in it.
        """
        reasons = {}
        for name, parameter in self.parameters.items():
            unmet = (need.otherwise for need in parameter.needs if not need.met_by(self))
            reason = next(unmet, None)
            if reason is not None:
                reasons[name] = reason
        return reasons

    def batch_sizes(self) -> set[int]:
        """The lengths of those real parameters that hold one value for every run."""
        return {
            len(getattr(self, name))
            for name, parameter in self.parameters.items()
            if isinstance(parameter, Real) and isinstance(getattr(self, name), np.ndarray)
        }

    def take(self, runs: NDArray[Any] | slice) -> Self:
        """A copy for some of the runs only."""
        if not self.batch_sizes():
            return self
        selected = copy.copy(self)
        for name, parameter in self.parameters.items():
            value = getattr(self, name)
            if isinstance(parameter, Real) and isinstance(value, np.ndarray):
                selected.__dict__[name] = value[runs]
        return selected


def _refusing_unknown_names(cls: type[Declared]) -> Callable[..., None]:
    """The constructor that a dataclass has, with our sentence for what is no parameter."""
    construct, known = cls.__init__, frozenset(cls.__dataclass_fields__)  # type: ignore[attr-defined]

    @functools.wraps(construct)
    def checked(self: Declared, **values: Any) -> None:
        for name in values.keys() - known:
            hint = close_names(name, cls.parameters)
            raise ValueError(f"{cls._owner()}: no parameter is called {shown(name)}; {hint}")
        construct(self, **values)

    return checked


def _same(value: Any, default: Any) -> bool:
    if isinstance(value, np.ndarray) or isinstance(default, np.ndarray):
        return value is default
    if isinstance(value, float) and isinstance(default, float):
        return value == default or (math.isnan(value) and math.isnan(default))
    return type(value) is type(default) and bool(value == default)
