"""What every landscape is: a value, a gradient and what is known about them."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from declarations import Declared
from declarations.claim import Claim

Array = NDArray[Any]
"""Real numbers, or complex ones where a gradient is checked by complex steps."""
Point = tuple[float, ...]
Box = tuple[tuple[float, float], ...]
Blocks = tuple[tuple[str, tuple[int, ...]], ...]


@dataclasses.dataclass(frozen=True)
class StationaryPoint:
    """A point without slope that is no global minimiser."""

    kind: str
    """ "minimum", "saddle", "maximum" or "degenerate"."""
    point: Point


@dataclasses.dataclass(frozen=True)
class Slice:
    """A plane through a space, spanned by any two directions."""

    directions: tuple[Point, Point]
    ranges: tuple[tuple[float, float], tuple[float, float]]
    """From where to where it is drawn, in lengths of the directions from `Objective.plane_at`."""
    labels: tuple[str, str]


SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


class Objective(Declared):
    """A landscape to walk on.

    ``value``, ``gradient`` and ``hessian`` take a point ``(dims,)`` or any number of points
    ``(dims, ...)``, a meshgrid for instance, and broadcast over the further axes; they write to
    no argument. ``value`` and ``gradient`` accept complex points as well, so that the gradient
    can be checked by complex steps.
    """

    vectorized: ClassVar[bool] = True
    well_behaved: ClassVar[bool] = True
    """Writes to no argument, returns new arrays, and f can overflow only together with its
    gradient or further than 1e30 from the origin; so `optimizers.minimize` need not look."""

    id: ClassVar[str]
    """The name in `objectives.get`; the name of the file."""
    title: ClassVar[str]
    group: ClassVar[str]
    formula: ClassVar[str]
    """f in TeX."""
    gradient_formula: ClassVar[str]
    hessian_formula: ClassVar[str] = ""
    domain: ClassVar[Box]
    """The part of the plane that is drawn, a pair for every dimension."""
    bounded: ClassVar[bool] = True
    """False where nothing is lost outside the domain: the parameters of a model have no border."""
    minimisers: ClassVar[tuple[Point, ...]]
    """All global minimisers, to 16 digits; representatives where they form a curve."""
    minimisers_note: ClassVar[str] = ""
    minimisers_found: ClassVar[bool] = False
    """True where the minimisers were found by a search, and nobody knows whether these are all."""
    start: ClassVar[Point]
    """A start that shows something."""
    color: ClassVar[str] = "linear"
    """The transform of f - fmin that shows the shape best: "linear", "sqrt" or "log"."""
    landscape: ClassVar[str] = ""
    """What there is to see, in words."""
    stationary_points: ClassVar[tuple[StationaryPoint, ...]] = ()
    lesson: ClassVar[str]
    """What one learns here; measured."""
    show: ClassVar[str] = ""
    """What to run to see the lesson."""
    claims: ClassVar[tuple[Claim, ...]] = ()
    """What the texts state, to be measured; every number in them is in one of these."""
    learning_rates: ClassVar[Mapping[str, float]] = MappingProxyType({})
    """Suggested learning rates by family: gd, hb (momentum 0.9), adagrad, rms, adam."""
    source: ClassVar[str]
    smooth: ClassVar[bool] = True
    convex: ClassVar[bool] = False
    minimum_on_border: ClassVar[bool] = False
    lower_outside: ClassVar[bool] = False
    """True where f falls below the stated minimum outside the domain."""
    featured: ClassVar[bool] = False
    """True for the landscapes that are offered first."""
    plane: ClassVar[str] = ""
    """For more than two dimensions: which plane through the space is drawn, in words."""
    plane_axes: ClassVar[tuple[int, int]] = (0, 1)
    """The two coordinates that span it."""
    plane_at: ClassVar[Point] = ()
    """The point at which the others are held."""
    plane_slice: ClassVar[Slice | None] = None
    """Two directions that span it where coordinates would show little."""
    filters: ClassVar[tuple[tuple[int, ...], ...]] = ()
    """Of a network: the coordinates of every unit, its incoming weights with their bias."""
    blocks: ClassVar[Blocks] = ()
    """Of which arrays a point is made: names and shapes in order, each in C order; nothing where it
    is one vector. Rules that work on matrices or layers see these."""
    examples: ClassVar[int | None] = None
    """Of a learning problem: how many examples its loss is a mean over."""

    @property
    def lesson_here(self) -> str:
        """The lesson; where the shape was changed, it says that it is that of the opening one."""
        changed = not self.is_default and self.lesson == type(self).lesson
        return f"As it opens: {self.lesson}" if changed else self.lesson

    @property
    def value_source(self) -> str:
        """`value` of one point as a function of NumPy, where the method does not show what it does.

        With ``self`` as its first argument it may use what the objective has.
        """
        return ""

    def value(self, point: Array) -> Array:
        """f, shape ``point.shape[1:]``."""
        raise NotImplementedError

    def gradient(self, point: Array) -> Array:
        """The gradient of f, in the shape of ``point``."""
        raise NotImplementedError

    def hessian(self, point: Array) -> Array:
        """The Hessian of f, shape ``(dims, dims) + point.shape[1:]``, where it is written."""
        raise NotImplementedError

    def random_points(self, generator: np.random.Generator, count: int) -> Array:
        """Random starts, ``(dims, count)``: uniform in the domain."""
        low, high = np.array(self.domain).T
        uniform = generator.uniform(size=(count, len(low)))
        return np.ascontiguousarray((low + uniform * (high - low)).T)

    @property
    def coordinates(self) -> tuple[str, ...]:
        """The names of the variables, as in the formula."""
        if self.dims <= 2:
            return ("x", "y")[: self.dims]
        return tuple(f"x{index}".translate(SUBSCRIPTS) for index in range(1, self.dims + 1))

    @property
    def has_hessian(self) -> bool:
        """Whether `hessian` is written for this objective."""
        return type(self).hessian is not Objective.hessian

    @property
    def dims(self) -> int:
        """The number of variables."""
        return len(self.domain)

    @property
    def fmin(self) -> float | None:
        """The smallest value, computed from the first minimiser; None where it is not known."""
        if not self.minimisers:
            return None
        return float(self.value(np.array(self.minimisers[0])))
