"""One optimizer of a library with one set of arguments, and the same in our words."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any, Protocol

from declarations.arrays import Array
from tests.reference.problems import Problem

Names = Mapping[str, str | tuple[str, ...] | None]

EVERYWHERE = ("script", "rosenbrock", "beale", "himmelblau", "ellipsoid")
SHORT = ("script", "rosenbrock")
"""For a second name of a rule that is run everywhere under the first, and single options."""
OPEN = ("script",)


@dataclasses.dataclass(frozen=True, kw_only=True)
class Case:
    """What is run.

    Attributes:
        optimizer: the library's name of the optimizer.
        arguments: its arguments, as the library takes them.
        before: what the library does to the gradient first: (name, argument).
        id: our name of the rule.
        preset: the preset of ours that is this library's form.
        keywords: what is changed in that preset to get the same rule.
        rate_decay: the learning rate is multiplied with it after every step.
        objectives: where it is run.
        needs: what the optimizer is told besides the gradient: "value", "hessian".
    """

    optimizer: str
    arguments: Mapping[str, Any]
    before: tuple[tuple[str, float], ...] = ()
    id: str
    preset: str
    keywords: Mapping[str, Any]
    rate_decay: float = 1.0
    objectives: tuple[str, ...] = EVERYWHERE
    needs: tuple[str, ...] = ()


class Run(Protocol):
    """An optimizer of a library at work on one point."""

    def point(self) -> Array: ...

    def move(self, point: Array) -> None:
        """Put the point elsewhere, as rounding would."""

    def evaluation_point(self) -> Array | None:
        """The point to be judged, where it is not the iterate."""

    def step(self, gradient: Array, problem: Problem, rate: float) -> None:
        """One step; ``rate`` is the learning rate where it changes."""


def renamed(
    arguments: Mapping[str, Any], names: Names, implied: tuple[str, ...] = ()
) -> dict[str, Any]:
    """A library's arguments under our names.

    A tuple of names takes a tuple of values apart; None, as being ``implied``, leaves out what
    our name of the rule or its preset already says.
    """
    keywords: dict[str, Any] = {}
    for name, value in arguments.items():
        ours = None if name in implied else names.get(name, name)
        if isinstance(ours, tuple):
            keywords |= dict(zip(ours, value, strict=True))
        elif ours is not None:
            keywords[ours] = value
    return keywords
