"""The arrays of which a point is made: its variables, as a network has weights and biases.

Points, gradients and what a rule keeps are flat, ``(dims,)`` or ``(dims, runs)``. A rule that
works on matrices or layers asks `Iteration.variables` where these lie in them.
"""

from __future__ import annotations

import math
from types import EllipsisType
from typing import Any, NamedTuple

import numpy as np

from declarations import shown
from declarations.arrays import Array

Blocks = tuple[tuple[str, tuple[int, ...]], ...]
"""Names and shapes in order; nothing where the point is one vector."""

WHOLE = "x"
"""The name of a point that is one vector."""


class Variable(NamedTuple):
    """One of the arrays.

    Attributes:
        name: what the objective calls it.
        shape: its axes in a single run.
        at: where its numbers are in a flat array, in C order.
    """

    name: str
    shape: tuple[int, ...]
    at: slice | EllipsisType

    @property
    def is_matrix(self) -> bool:
        """Whether it has rows and columns, and be it one of them."""
        return len(self.shape) == 2

    @property
    def sides(self) -> tuple[int, ...]:
        """The length of every axis; a single number has one."""
        return self.shape or (1,)

    @property
    def factors(self) -> tuple[int, ...]:
        """How many numbers are kept in place of one for every number, where that is factored."""
        return self.shape if self.is_matrix else (math.prod(self.shape),)

    def of(self, flat: Array) -> Array:
        """Its numbers in a flat array, as a view of the shape ``shape`` or ``(*shape, runs)``."""
        return flat[self.at].reshape(*self.shape, *flat.shape[1:])


def variables(blocks: Blocks, dims: int) -> tuple[Variable, ...]:
    """Where the blocks of a point with so many numbers are; without blocks it is one vector.

    >>> [(each.name, each.at) for each in variables((("W", (2, 3)), ("b", (2,))), 8)]
    [('W', slice(0, 6, None)), ('b', slice(6, 8, None))]
    """
    if len(blocks) < 2:
        # All of an array rather than a part of it: the step inspector can then write its formula.
        name, shape = blocks[0] if blocks else (WHOLE, (dims,))
        return (Variable(name, shape, ...),)
    made, first = [], 0
    for name, shape in blocks:
        end = first + math.prod(shape)
        made.append(Variable(name, shape, slice(first, end)))
        first = end
    return tuple(made)


def squares(variables: tuple[Variable, ...]) -> tuple[tuple[slice, ...], ...]:
    """Of every variable, where the square matrices of its axes are in a flat array of them all."""
    made, first = [], 0
    for variable in variables:
        own = []
        for side in variable.sides:
            own.append(slice(first, first + side * side))
            first += side * side
        made.append(tuple(own))
    return tuple(made)


def factors(variables: tuple[Variable, ...]) -> tuple[tuple[slice, ...], ...]:
    """Of every variable, where what is factored is in a flat array of it all.

    Of a matrix that is something for every row, and for every column; of all else it is not
    factored.
    """
    made, first = [], 0
    for variable in variables:
        own = []
        for count in variable.factors:
            own.append(slice(first, first + count))
            first += count
        made.append(tuple(own))
    return tuple(made)


def checked_blocks(owner: str, blocks: Any) -> Blocks:
    """The blocks of an objective in plain words.

    Raises:
        ValueError: they are no pairs of a name and a shape, or two have the same name.
    """
    try:
        made = tuple((name, tuple(map(_checked_size, shape))) for name, shape in blocks)
        sound = all(isinstance(name, str) for name, _ in made)
    except (TypeError, ValueError):
        sound = False
    if not sound or len({name for name, _ in made}) < len(made):
        raise ValueError(
            f"{owner}: blocks must be pairs of a name of their own and a shape, got {shown(blocks)}"
        )
    return made


def check_sizes(owner: str, blocks: Blocks, dims: int) -> None:
    """Refuse blocks that do not make up a point.

    Raises:
        ValueError: they hold more or fewer numbers.
    """
    held = sum(math.prod(shape) for _, shape in blocks)
    if blocks and held != dims:
        raise ValueError(f"{owner}: blocks must hold {dims} numbers, those of a point, got {held}")


def _checked_size(size: Any) -> int:
    if isinstance(size, bool) or not isinstance(size, int | np.integer) or size < 1:
        raise ValueError("not a size")
    return int(size)
