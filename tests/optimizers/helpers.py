"""What several tests share: gradients that are fed by hand, landscapes, and runs on them."""

from __future__ import annotations

import dataclasses
import math
import operator
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
from numpy.testing import assert_allclose, assert_array_equal

import objectives
import optimizers
from declarations.arrays import Array
from optimizers import Adam, Evaluations, Optimizer, Schedule, Trajectory

SPHERE = objectives.get("sphere")
ROSENBROCK = objectives.get("rosenbrock")
START = (-1.2, 1.0)
STARTS = np.array([[-1.2, 1.5, 0.3], [1.0, 0.5, -0.8]])
ADAM = Adam(learning_rate=0.1)

# A point, a gradient, and what is often made of them.

X = np.array([1.0, -2.0])
G = np.array([0.3, -0.4])
SIZE = np.array([0.3, 0.4])
SIGN = np.array([1.0, -1.0])
ZERO = np.zeros(2)
RMS_X = np.sqrt(2.5)
NORM_X = np.sqrt(5.0)


@contextmanager
def named(*case: Any) -> Iterator[None]:
    """Of many cases that one test looks at, the one in which it fails is told."""
    try:
        yield
    except Exception as error:
        error.add_note(f"In the case {', '.join(map(str, case))}.")
        raise


def walked(rule: Optimizer, *gradients: Array, rates: Any = None) -> Array:
    """The point after one step for every gradient, from X."""
    point, state = X, rule.init(X)
    for gradient, rate in zip(gradients, rates or [None] * len(gradients), strict=True):
        point, state = rule.step(point, gradient, state, learning_rate=rate)
    return point


def walk(
    rule: Optimizer, start: Any, gradients: list[Any], objective: Any = None, **options: Any
) -> list[Array]:
    """The points after each of the given gradients."""
    point, state = np.array(start, dtype=float), rule.init(start)
    points = []
    for gradient in gradients:
        point, state = rule.step(point, gradient, state, objective, **options)
        points.append(point)
    return points


def states(rule: Optimizer, start: Any, gradients: list[Any]) -> list[dict[str, Any]]:
    """The states after each of the given gradients."""
    point, state = np.array(start, dtype=float), rule.init(start)
    found = []
    for gradient in gradients:
        point, state = rule.step(point, gradient, state)
        found.append(state)
    return found


def close(actual: Any, expected: Any, tolerance: float = 1e-14) -> None:
    assert_allclose(actual, expected, rtol=tolerance, atol=1e-300)


class Foreign:
    """Somebody's own function, in plain Python."""

    def value(self, point: Any) -> float:
        x, y = map(float, point)
        return (1.0 - x) * (1.0 - x) + 100.0 * (y - x * x) * (y - x * x)

    def gradient(self, point: Any) -> tuple[float, float]:
        x, y = map(float, point)
        wall = 200.0 * (y - x * x)
        return 2.0 * (x - 1.0) - 2.0 * x * wall, wall


class Ellipse:
    """f(x) = (a . x^2) / 2 + lowest, whose Hessian is diag(a)."""

    vectorized = True

    def __init__(self, *curvatures: float, lowest: float = 0.0) -> None:
        self.curvatures = np.array(curvatures)
        self.fmin = lowest
        self.dims = len(curvatures)

    def value(self, point: Array) -> Array:
        return 0.5 * np.tensordot(self.curvatures, point * point, axes=1) + self.fmin

    def gradient(self, point: Array) -> Array:
        return (self.curvatures * point.T).T

    def hessian(self, point: Array) -> Array:
        diagonal = np.zeros((self.dims, *point.shape))
        for i, curvature in enumerate(self.curvatures):
            diagonal[i, i] = curvature
        return diagonal


class Layered(Ellipse):
    """A bowl whose point is made of arrays, given by their shapes."""

    def __init__(self, shapes: dict[str, tuple[int, ...]]) -> None:
        self.blocks = tuple(shapes.items())
        super().__init__(*np.linspace(1.0, 3.0, sum(map(math.prod, shapes.values()))))

    def arrays(self, point: Array) -> list[Array]:
        ends = np.cumsum([math.prod(shape) for _, shape in self.blocks])
        parts = np.split(point, ends[:-1])
        return [part.reshape(shape) for part, (_, shape) in zip(parts, self.blocks, strict=True)]


class Landscape:
    """An objective that counts how often it is called."""

    vectorized = True

    def __init__(self, value: Any, gradient: Any, hessian: Any) -> None:
        self._value, self._gradient, self._hessian = value, gradient, hessian
        self.calls = {"value": 0, "gradient": 0, "hessian": 0}

    def value(self, point: np.ndarray) -> np.ndarray:
        self.calls["value"] += 1
        return self._value(point)

    def gradient(self, point: np.ndarray) -> np.ndarray:
        self.calls["gradient"] += 1
        return self._gradient(point)

    def hessian(self, point: np.ndarray) -> np.ndarray:
        self.calls["hessian"] += 1
        return self._hessian(point)


def saddle() -> Landscape:
    """x^2/2 - y^2/2 + y^4/4: a saddle at the origin, minima at (0, 1) and (0, -1)."""

    def hessian(point: np.ndarray) -> np.ndarray:
        x, y = point
        zero = np.zeros_like(x)
        return np.array([[zero + 1.0, zero], [zero, 3.0 * y * y - 1.0]])

    return Landscape(
        lambda p: 0.5 * p[0] * p[0] - 0.5 * p[1] * p[1] + 0.25 * (p[1] * p[1]) * (p[1] * p[1]),
        lambda p: np.array([p[0], p[1] * (p[1] * p[1]) - p[1]]),
        hessian,
    )


def banana() -> Landscape:
    """Rosenbrock, with products for powers: these are the same for a number and for an array."""

    def value(point: np.ndarray) -> np.ndarray:
        x, y = point
        wall, floor = y - x * x, 1.0 - x
        return 100.0 * wall * wall + floor * floor

    rosenbrock = objectives.get("rosenbrock")
    return Landscape(value, rosenbrock.gradient, rosenbrock.hessian)


def himmelblau() -> Landscape:
    def parts(point: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
        x, y = point
        return x, y, x * x + y - 11.0, x + y * y - 7.0

    def value(point: np.ndarray) -> np.ndarray:
        _, _, a, b = parts(point)
        return a * a + b * b

    def gradient(point: np.ndarray) -> np.ndarray:
        x, y, a, b = parts(point)
        return np.array([4.0 * x * a + 2.0 * b, 2.0 * a + 4.0 * y * b])

    def hessian(point: np.ndarray) -> np.ndarray:
        x, y, a, b = parts(point)
        mixed = 4.0 * x + 4.0 * y
        return np.array(
            [[4.0 * a + 8.0 * x * x + 2.0, mixed], [mixed, 4.0 * b + 8.0 * y * y + 2.0]]
        )

    return Landscape(value, gradient, hessian)


def bowl(dims: int, condition: float, seed: int = 0) -> tuple[Landscape, np.ndarray]:
    """(x - 1)' A (x - 1) / 2 with turned axes, and the matrix A."""
    axes, _ = np.linalg.qr(np.random.default_rng(seed).normal(size=(dims, dims)))
    matrix = axes @ np.diag(condition ** np.linspace(0.0, 1.0, dims)) @ axes.T
    matrix = 0.5 * (matrix + matrix.T)

    def gradient(point: np.ndarray) -> np.ndarray:
        away = point - 1.0
        return sum(np.multiply.outer(matrix[:, i], away[i]) for i in range(dims))

    def value(point: np.ndarray) -> np.ndarray:
        products = 0.5 * (point - 1.0) * gradient(point)
        return sum(products[i] for i in range(dims))

    def hessian(point: np.ndarray) -> np.ndarray:
        return np.zeros((dims, *point.shape)) + matrix.reshape(
            dims, dims, *(1 for _ in point.shape[1:])
        )

    return Landscape(value, gradient, hessian), matrix


def flat() -> Landscape:
    return Landscape(
        lambda p: 0.0 * p[0] + 3.0, lambda p: 0.0 * p, lambda p: np.zeros((len(p), *p.shape))
    )


def random_starts(count: int, dims: int = 2, seed: int = 7) -> np.ndarray:
    return np.random.default_rng(seed).uniform(-3.0, 3.0, (dims, count))


def run(
    start: Any = START,
    steps: int = 10,
    objective: Any = ROSENBROCK,
    rule: Any = ADAM,
    **options: Any,
) -> Trajectory:
    """A run, by default of Adam on Rosenbrock."""
    return optimizers.minimize(objective, rule, start, steps, **options)


def run_of(rule: Optimizer, steps: int = 20, **options: Any) -> Trajectory:
    """A run of that rule on Rosenbrock."""
    return run(START, steps, rule=rule, **options)


def arrays(result: Trajectory) -> dict[str, Any]:
    """Everything in a trajectory, by name, but for the calls, which depend on the company."""
    found = {}
    for field in filter(operator.attrgetter("compare"), dataclasses.fields(result)):
        value = getattr(result, field.name)
        if isinstance(value, Evaluations):
            value = [value.value, value.gradient, value.hessian]
        if isinstance(value, dict):
            found |= {f"state.{name}": entry for name, entry in value.items()}
        else:
            found[field.name] = value
    return found


def assert_equal(one: Trajectory, other: Trajectory, *, besides: tuple[str, ...] = ()) -> None:
    first, second = arrays(one), arrays(other)
    assert first.keys() == second.keys()
    for name in first.keys() - set(besides):
        assert_array_equal(first[name], second[name], err_msg=name)


def around(name: str, optimizer: Optimizer, **values: Any) -> Optimizer:
    return optimizers.get(name, optimizer=optimizer, **values)


def agree(points: Array, expected: Any) -> None:
    """The path of a library, given without its start."""
    assert_allclose(points[1:], expected, rtol=1e-14)


COMPLETED = (0, 1, 2, 3, 4, 5, 7, 8, 9, 12, 13, 16, 19, 20, 23)
"""The completed steps, of 20, at which the libraries were asked: in float64, with the rate 1.

Keras 3.15.1 on JAX (with float64 where it would use float32), PyTorch 2.13.0, Optax 0.2.8.
"""


def factors_of(schedule: Schedule) -> list[float]:
    """What a schedule makes of the learning rate after the completed steps."""
    return [schedule.factor(step, 20) for step in COMPLETED]
