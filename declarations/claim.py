"""What texts claim of landscapes, rules and scenes, as data: a setting, a quantity and a bound.

Plain values only: who runs the optimizers of a setting and measures is `experiments.claims`.
"""

from __future__ import annotations

import dataclasses
import math
import re
from collections.abc import Mapping
from typing import Any

Point = tuple[float, ...]

RATES = tuple(float(f"{10 ** (k / 12 - 5):.2g}") for k in range(85))
"""The learning rates that "at its best learning rate" looks at: 1e-5 to 100, twelve a decade."""

ZERO = 1e-6
"""What the bound "0" lets through."""


@dataclasses.dataclass(frozen=True)
class Grid:
    """Points on a regular grid, so many along each axis of the domain or of another box."""

    count: int
    box: tuple[tuple[float, float], ...] | None = None


@dataclasses.dataclass(frozen=True)
class Circle:
    """Points at equal angles on a circle, the first at angle 0."""

    radius: float
    count: int
    center: Point = (0.0, 0.0)


@dataclasses.dataclass(frozen=True)
class Random:
    """The random starts of a race with this seed."""

    count: int
    seed: int = 0


Points = Point | tuple[Point, ...] | Grid | Circle | Random


@dataclasses.dataclass(frozen=True)
class Run:
    """A setting to run: an optimizer, or several, with the options of `optimizers.minimize`.

    Attributes:
        optimizer: an id, some ids, or "all" for every rule.
        learning_rate: one, several (`RATES`), or None for the one suggested for the landscape.
        steps: how many.
        start: one or many; None is the landscape's own.
        values: further hyperparameters.
        schedule: the id of a schedule, with its settings in ``schedule_values``.
        seeds: so many runs with the seeds 0, 1, ... .
    """

    optimizer: str | tuple[str, ...]
    learning_rate: float | tuple[float, ...] | None = None
    steps: int = 200
    start: Points | None = None
    values: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    schedule: str = ""
    schedule_values: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    clip: float | None = None
    box: str = "free"
    noise: float = 0.0
    seeds: int = 1
    batch_size: int | None = None
    shuffle: bool = True

    def __hash__(self) -> int:
        return hash(repr(self))

    def replace(self, **changes: Any) -> Run:
        """A copy with some fields changed."""
        return dataclasses.replace(self, **changes)


@dataclasses.dataclass(frozen=True)
class Claim:
    """One thing that a text says, and how it is measured.

    Attributes:
        says: the piece of text that it holds, letter by letter; every number in it is one of
            the setting or of the bound.
        quantity: what is measured; see `experiments.claims.QUANTITIES`.
        bound: where it lies; see `Bound`. A tuple for a point, one bound for every coordinate.
        run: the setting; None where nothing is run.
        at: without a run, where the quantity is taken: a point, many, or "minimisers" for all
            that are declared; None is the first of them.
        to: what a distance is measured to; None is the nearest minimiser.
        along: what is made of the numbers along a run: "end", "min", "max", "late mean" and
            "late range" (of the second half), "turns" (how often they turn from rising to
            falling or back), and with ``when``: "first" (the first step at which it holds),
            "stays" (the first from which it holds to the end), "count" (at how many rows).
        over: what is made of several runs or points: "each" must lie in the bound, "min", "max",
            "median", "mean", "share" and "number" of those for which ``when`` holds, "borders":
            between how many neighbours on the grid of starts it differs by more than 0.1.
        when: a bound.
        versus: another measurement, by which this one is divided.
        parameters: those of the landscape that differ from their defaults.
    """

    says: str
    quantity: str
    bound: str | tuple[str, ...]
    run: Run | None = None
    at: Points | str | None = None
    to: Point | None = None
    along: str = "end"
    over: str = "each"
    when: str = ""
    versus: Claim | None = None
    parameters: Mapping[str, Any] = dataclasses.field(default_factory=dict)

    @property
    def slow(self) -> bool:
        """Whether it takes seconds: many learning rates of every optimizer there is."""
        run = self.run
        return run is not None and run.optimizer == "all" and isinstance(run.learning_rate, tuple)

    def replace(self, **changes: Any) -> Claim:
        """A copy with some fields changed."""
        return dataclasses.replace(self, **changes)


@dataclasses.dataclass(frozen=True)
class Seen:
    """What the text beside a race claims of some entries, by their indices, or of its landscape.

    With ``changes`` it is claimed of the race with some fields changed.
    """

    claim: Claim
    entries: tuple[int, ...] = ()
    changes: Mapping[str, Any] = dataclasses.field(default_factory=dict)


NUMBER = r"[-+]?(?:\d+\.?\d*(?:e[-+]?\d+)?|inf)%?"


@dataclasses.dataclass(frozen=True)
class Bound:
    """An interval, as it is written.

    "0.37" is what rounds to it, "0" what is smaller than `ZERO`, "34%" is 0.34; "<3e-4", ">=2"
    and "3%..4%" (ends included) say what they say, and "2550+-20" is as far from 2550 as that.
    """

    low: float
    high: float
    low_counts: bool = True
    high_counts: bool = True

    def holds(self, number: float) -> bool:
        """Whether a number lies in it; nan never does."""
        above = number >= self.low if self.low_counts else number > self.low
        below = number <= self.high if self.high_counts else number < self.high
        return bool(above and below)

    @classmethod
    def parse(cls, text: str) -> Bound:
        """The interval that a text stands for. Raises ValueError when it stands for none."""
        if match := re.fullmatch(rf"({NUMBER})", text):
            middle, half = _number(text), _half_unit(text)
            return cls(middle - half, middle + half)
        if match := re.fullmatch(rf"({NUMBER})\.\.({NUMBER})", text):
            return cls(_number(match[1]), _number(match[2]))
        if match := re.fullmatch(rf"({NUMBER})\+-({NUMBER})", text):
            middle, half = _number(match[1]), _number(match[2])
            return cls(middle - half, middle + half)
        if match := re.fullmatch(rf"([<>])(=?)({NUMBER})", text):
            number, counts = _number(match[3]), match[2] == "="
            if match[1] == "<":
                return cls(-math.inf, number, high_counts=counts)
            return cls(number, math.inf, low_counts=counts)
        raise ValueError(f"{text!r} is not a bound")


def _number(text: str) -> float:
    return float(text[:-1]) / 100 if text.endswith("%") else float(text)


def _half_unit(text: str) -> float:
    """Half of the last digit that is written."""
    if _number(text) == 0:
        return ZERO
    mantissa, _, exponent = text.rstrip("%").partition("e")
    decimals = len(mantissa.partition(".")[2])
    unit = 10.0 ** (int(exponent or 0) - decimals)
    return 0.5 * unit / (100 if text.endswith("%") else 1)
