"""What the libraries and our rules are both run on: one NumPy gradient for all of them.

Polynomials only, evaluated in a fixed order: IEEE arithmetic gives the same bits everywhere,
which sines and exponentials do not.
"""

from __future__ import annotations

from typing import Any, ClassVar, Protocol

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]

SCRIPT_STEPS = 100


class Problem(Protocol):
    start: ClassVar[tuple[float, ...]]

    def value(self, point: Array) -> Any: ...

    def gradient(self, point: Array) -> Array: ...


class Rosenbrock:
    """(1 - x)^2 + 100 (y - x^2)^2: a curved valley, steep and flat."""

    start = (-1.2, 1.0)
    fmin = 0.0

    def value(self, point: Array) -> Any:
        x, y = point
        return (1.0 - x) ** 2 + 100.0 * (y - x * x) ** 2

    def gradient(self, point: Array) -> Array:
        x, y = point
        wall = 200.0 * (y - x * x)
        return np.array([2.0 * (x - 1.0) - 2.0 * x * wall, wall])

    def hessian(self, point: Array) -> Array:
        x, y = point
        mixed = -400.0 * x
        return np.array([[2.0 - 400.0 * (y - 3.0 * x * x), mixed], [mixed, np.full_like(x, 200.0)]])


class Beale:
    """A plateau with steep corners; the start has a slope of exactly 0 in x."""

    start = (1.0, 1.0)
    fmin = 0.0

    def value(self, point: Array) -> Any:
        first, second, third, *_ = self._terms(point)
        return first * first + second * second + third * third

    def gradient(self, point: Array) -> Array:
        first, second, third, x, y = self._terms(point)
        in_x = first * (y - 1.0) + second * (y * y - 1.0) + third * (y * y * y - 1.0)
        in_y = first * x + second * (2.0 * x * y) + third * (3.0 * x * y * y)
        return np.array([2.0 * in_x, 2.0 * in_y])

    def _terms(self, point: Array) -> tuple[Any, ...]:
        x, y = point
        return (
            1.5 + x * (y - 1.0),
            2.25 + x * (y * y - 1.0),
            2.625 + x * (y * y * y - 1.0),
            x,
            y,
        )


class Himmelblau:
    """Four minima; the start is the origin, where the norm of the point is 0."""

    start = (0.0, 0.0)
    fmin = 0.0

    def value(self, point: Array) -> Any:
        x, y = point
        return (x * x + y - 11.0) ** 2 + (x + y * y - 7.0) ** 2

    def gradient(self, point: Array) -> Array:
        x, y = point
        first, second = x * x + y - 11.0, x + y * y - 7.0
        return np.array([4.0 * x * first + 2.0 * second, 2.0 * first + 4.0 * y * second])


class Ellipsoid:
    """A rotated quadratic bowl in three dimensions, 1 + x'Ax / 2, whose least value is not 0."""

    start = (1.5, -2.0, 0.75)
    fmin = 1.0
    matrix = ((3.0, -1.25, 0.5), (-1.25, 2.0, 0.25), (0.5, 0.25, 0.5))

    def value(self, point: Array) -> Any:
        x, y, z = point
        in_x, in_y, in_z = self.gradient(point)
        return 1.0 + 0.5 * (x * in_x + y * in_y + z * in_z)

    def gradient(self, point: Array) -> Array:
        x, y, z = point
        return np.array([a * x + b * y + c * z for a, b, c in self.matrix])

    def hessian(self, point: Array) -> Array:
        shape = (3, 3) + (1,) * (point.ndim - 1)
        return np.array(self.matrix).reshape(shape) + np.zeros_like(point[0])


class Script:
    """Gradients that are given in advance, whatever the iterate: nothing can become chaotic."""

    start = (0.75, -1.25)

    def __init__(self, gradients: Array) -> None:
        self.gradients = gradients


OBJECTIVES: dict[str, Problem] = {
    "rosenbrock": Rosenbrock(),
    "beale": Beale(),
    "himmelblau": Himmelblau(),
    "ellipsoid": Ellipsoid(),
}


def written_script() -> Array:
    """The gradients of the open loop.

    Two scales (1 and 0.001), changes of sign, exact zeros in one coordinate and in both, a run
    of zeros, and a spike a thousand times as high.
    """
    rng = np.random.default_rng(20150501)
    scale = np.array([1.0, 1e-3])
    rows = rng.normal(size=(SCRIPT_STEPS, 2)) + 0.5 * np.sin(np.arange(SCRIPT_STEPS) / 6.0)[:, None]
    rows[0, 0] = 0.0
    rows[7::9, 1] = 0.0
    rows[12::11, 0] = 0.0
    rows[20] = 0.0
    rows[30:34, 0] = 0.0
    rows[45] *= 1000.0
    return np.round(rows * scale, 9)
