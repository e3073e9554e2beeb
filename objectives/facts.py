"""What is said of an objective, by its class or because of the parameters of one object."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

from objectives.objective import Box, Point


@dataclasses.dataclass(frozen=True)
class Facts:
    """What the parameters of an objective change of what its class says; None is as that says.

    The fields are the attributes of `Objective` and `LearningProblem` with these names.
    """

    title: str | None = None
    formula: str | None = None
    gradient_formula: str | None = None
    hessian_formula: str | None = None
    domain: Box | None = None
    minimisers: tuple[Point, ...] | None = None
    minimisers_note: str | None = None
    infimum: float | None = None
    start: Point | None = None
    color: str | None = None
    landscape: str | None = None
    lesson: str | None = None
    show: str | None = None
    learning_rates: Mapping[str, float] | None = None
    smooth: bool | None = None
    convex: bool | None = None
    plane: str | None = None
    plane_axes: tuple[int, int] | None = None
    plane_at: Point | None = None
    filters: tuple[tuple[int, ...], ...] | None = None
    numbers_per_example: int | None = None


class Fact:
    """An attribute: of the class what it states, of an object what its `Facts` say, if they do."""

    def __init__(self, name: str, stated: Any) -> None:
        self.name = name
        self.stated = stated

    def __get__(self, problem: Any, cls: type[Any]) -> Any:
        fact = None if problem is None else getattr(problem.facts, self.name)
        if fact is not None:
            return fact
        if self.stated is dataclasses.MISSING:
            raise AttributeError(f"{cls.__name__} does not state its {self.name}")
        return self.stated


def state_facts(cls: type[Any]) -> None:
    """Make a `Fact` of every attribute of a class that is one and is not computed by itself."""
    for field in dataclasses.fields(Facts):
        stated = getattr(cls, field.name, dataclasses.MISSING)
        if not hasattr(stated, "__get__"):
            setattr(cls, field.name, Fact(field.name, stated))
