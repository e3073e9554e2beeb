"""Objectives of somebody else, in plain Python or with habits of their own."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import optimizers
from optimizers import SGD
from tests.optimizers.helpers import (
    ROSENBROCK,
    SPHERE,
    START,
    STARTS,
    Array,
    Foreign,
    assert_equal,
    run,
)


@pytest.mark.parametrize("start", [START, STARTS])
def test_an_objective_in_plain_python(start: Any) -> None:
    result = run(start, objective=Foreign())
    np.testing.assert_allclose(result.points, run(start).points, rtol=1e-12)
    np.testing.assert_allclose(result.values, run(start).values, rtol=1e-10)


def test_whole_numbers_are_good_enough() -> None:
    class Whole:
        def value(self, point: Array) -> int:
            return int(point[0])

        def gradient(self, point: Array) -> list[int]:
            return [1]

    result = run((3,), 3, Whole(), SGD(learning_rate=0.5))
    assert result.points.ravel().tolist() == [3.0, 2.5, 2.0, 1.5]
    assert result.values.tolist() == [3.0, 2.0, 2.0, 1.0]


@pytest.mark.parametrize("vectorized", [False, True])
@pytest.mark.parametrize("start", [START, STARTS], ids=["single", "batch"])
def test_a_gradient_may_be_the_point_itself(vectorized: bool, start: Any) -> None:
    """What an objective returns may be its argument: the loop must not write into it."""

    class Bowl:
        def value(self, point: Array) -> Any:
            return 0.5 * (point * point).sum(axis=0)

        def gradient(self, point: Array) -> Array:
            return point

    objective = Bowl()
    objective.vectorized = vectorized  # type: ignore[attr-defined]
    rule = SGD(learning_rate=0.1, momentum=0.9, nesterov=True, weight_decay=0.5)
    assert_equal(
        run(start, objective=objective, rule=rule), run(start, objective=SPHERE, rule=rule)
    )


@pytest.mark.parametrize("vectorized", [False, True])
@pytest.mark.parametrize("start", [START, STARTS], ids=["single", "batch"])
def test_a_gradient_may_come_in_the_same_array_every_time(vectorized: bool, start: Any) -> None:
    class Reusing:
        """Rosenbrock that gives all its gradients in one array."""

        def value(self, point: Array) -> Any:
            return ROSENBROCK.value(point)

        def gradient(self, point: Array) -> Array:
            if not hasattr(self, "buffer") or self.buffer.shape != point.shape:
                self.buffer = np.empty_like(point)
            self.buffer[...] = ROSENBROCK.gradient(point)
            return self.buffer

    objective = Reusing()
    objective.vectorized = vectorized  # type: ignore[attr-defined]
    for name in ("barzilai_borwein", "gradient_descent_wolfe"):
        rule = optimizers.get(name)
        assert_equal(run(start, objective=objective, rule=rule), run(start, rule=rule))
    rule = SGD(learning_rate=1e9)
    diverged = run(start, objective=objective, rule=rule)
    assert_equal(diverged, run(start, rule=rule))


@pytest.mark.parametrize("start", [START, STARTS], ids=["single", "batch"])
def test_an_objective_may_scribble_on_its_argument(start: Any) -> None:
    class Scribbling:
        def value(self, point: Array) -> float:
            value = float(SPHERE.value(point))
            point[...] = 99.0
            return value

        def gradient(self, point: Array) -> Array:
            gradient = point.copy()
            point[...] = 99.0
            return gradient

    assert_equal(
        run(start, objective=Scribbling()), run(start, objective=SPHERE), besides=("status",)
    )


def test_what_an_objective_raises_is_heard() -> None:
    class Raising(Foreign):
        def gradient(self, point: Any) -> Any:
            raise RuntimeError("no gradient here")

    with pytest.raises(RuntimeError, match="no gradient here"):
        run(objective=Raising())


@pytest.mark.parametrize("vectorized", [False, True])
def test_a_gradient_of_the_wrong_shape(vectorized: bool) -> None:
    class Wrong(Foreign):
        def gradient(self, point: Any) -> Any:
            return [1.0, 2.0, 3.0]

    objective = Wrong()
    objective.vectorized = vectorized  # type: ignore[attr-defined]
    message = r"^Wrong: gradient must return an array of the shape \(2,\), got one of \(3,\)$"
    with pytest.raises(ValueError, match=message):
        run(objective=objective)
