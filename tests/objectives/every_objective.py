"""All objectives of the registry and points of their domains, for tests of what each promises."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

import objectives
from declarations import Boolean, Choice, Integer, Parameter, Real
from objectives import Objective

Array = Any

MOST_MESHED = 9
"""The most dimensions in which three points along every axis are not too many."""

IMAGINARY = 1e-30
"""The step of complex-step derivatives: far below rounding, so nothing is lost."""

SMALLEST = 1e-300
"""Added to what divides: gradients on a numerically level plain are of this size or 0."""


def ends(parameter: Parameter) -> tuple[Any, ...]:
    """The values of a parameter that are tried besides the default."""
    if isinstance(parameter, Real | Integer):
        return parameter.slider
    if isinstance(parameter, Choice):
        return tuple(option for option in parameter.options if option != parameter.default)
    if isinstance(parameter, Boolean):
        return (not parameter.default,)
    return ()


def variants() -> Iterator[tuple[str, Objective]]:
    for name in objectives.names():
        yield name, objectives.get(name)
        for key, parameter in objectives.registry[name].parameters.items():
            for value in ends(parameter):
                yield f"{name}[{key}={value}]", objectives.get(name, **{key: value})


DEFAULTS = {name: objectives.get(name) for name in objectives.names()}
VARIANTS = dict(variants())
every = pytest.mark.parametrize("objective", DEFAULTS.values(), ids=DEFAULTS.keys())
every_variant = pytest.mark.parametrize("objective", VARIANTS.values(), ids=VARIANTS.keys())


def box(objective: Objective) -> tuple[Array, Array]:
    """The lower and upper corner of the domain."""
    low, high = np.array(objective.domain).T
    return low, high


def inside(objective: Objective, count: int, seed: int = 0) -> Array:
    """Random points of the domain, (dims, count)."""
    low, high = box(objective)
    spread = np.random.default_rng(seed).random((objective.dims, count))
    return low[:, np.newaxis] + (high - low)[:, np.newaxis] * spread


def grid(objective: Objective, stretch: float = 1.0) -> Array:
    """Points all over the domain, or over one so many times as wide.

    A mesh with the corners, or random points where there are too many dimensions for one.
    """
    low, high = box(objective)
    middle, reach = 0.5 * (low + high), 0.5 * stretch * (high - low)
    if objective.dims > MOST_MESHED:
        spread = np.random.default_rng(9).uniform(-1.0, 1.0, (objective.dims, 2000))
        return middle[:, np.newaxis] + reach[:, np.newaxis] * spread
    a_side = {1: 4001, 2: 151, 3: 25, 4: 11, 5: 7}.get(objective.dims, 3)
    axes = [np.linspace(m - r, m + r, a_side) for m, r in zip(middle, reach, strict=True)]
    return np.array(np.meshgrid(*axes)).reshape(objective.dims, -1)


def by_complex_step(function: Callable[[Array], Array], points: Array) -> Array:
    """The derivative of a function by every coordinate, which becomes the first axis."""
    columns = []
    for i in range(len(points)):
        moved = points.astype(complex)
        moved[i] += IMAGINARY * 1j
        columns.append(np.imag(function(moved)) / IMAGINARY)
    return np.array(columns)


def size(array: Array, axes: int = 1) -> Array:
    """The Euclidean norm over the first axes."""
    return np.sqrt((array * array).sum(axis=tuple(range(axes))))
