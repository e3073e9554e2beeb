"""Parameters with a default, a valid interval, a slider interval and one sentence of help."""

from __future__ import annotations

import copy
import dataclasses
import functools
import math
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar, Self, dataclass_transform

import numpy as np
from numpy.typing import NDArray

from declarations.conditions import Needs
from declarations.kinds import (
    MOST_BOUNDARIES,
    Boolean,
    Boundaries,
    Choice,
    Data,
    Integer,
    Interval,
    Named,
    Names,
    Parameter,
    Part,
    Real,
    Text,
    Vector,
    refuse,
)
from declarations.wording import close_names, shown

if TYPE_CHECKING:
    from declarations.registry import Registry


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
    needs: tuple[Needs, ...] = (),
) -> Any:
    """Declare a few numbers; each of them lies in ``valid``."""
    interval = Interval.parse(valid)
    return _field(
        Vector(
            default=default, valid=interval, lengths=lengths, symbol=symbol, help=help, needs=needs
        )
    )


def boundaries(
    *, default: tuple[int, ...], symbol: str = "", help: str, needs: tuple[Needs, ...] = ()
) -> Any:
    """Declare the steps at which something changes, at least one and at most `MOST_BOUNDARIES`."""
    return _field(
        Boundaries(
            default=default,
            valid=Interval.parse("[1, 1000000]"),
            lengths=(1, MOST_BOUNDARIES),
            symbol=symbol,
            help=help,
            needs=needs,
        )
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


def part(
    *,
    default: Any,
    among: Callable[[], Registry[Any]],
    symbol: str = "",
    help: str,
    needs: tuple[Needs, ...] = (),
) -> Any:
    """Declare a part that has parameters of its own."""
    return _field(Part(default=default, among=among, symbol=symbol, help=help, needs=needs))


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
            raise refuse(owner, name, "one number for all runs", value)
        object.__setattr__(value_object, name, value)


class Titled:
    """What has a name, and others by which it is found."""

    title: ClassVar[str] = ""
    keywords: ClassVar[tuple[str, ...]] = ()
    """What else people call it, or would look for: a search finds it, the title stays."""


@dataclass_transform(
    kw_only_default=True,
    frozen_default=True,
    field_specifiers=(
        real,
        integer,
        boolean,
        choice,
        vector,
        boundaries,
        part,
        data,
        names,
        line,
        named,
    ),
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

    @property
    def is_default(self) -> bool:
        """Whether every parameter has its default; an array never is one."""
        return all(
            not isinstance(value := getattr(self, name), np.ndarray) and value == parameter.default
            for name, parameter in self.parameters.items()
        )

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
