"""Nelder-Mead: what theory promises of it, in numbers."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import objectives
import optimizers
from optimizers import minimize
from tests.optimizers.helpers import Landscape, himmelblau, random_starts


def test_nelder_mead_takes_the_path_of_scipy() -> None:
    """SciPy 1.17.1, Nelder-Mead with its defaults: 92 iterations, 179 values."""
    recorded = {
        1: (-1.4249999999999998, 2.0999999999999996),
        5: (-1.4414062499999998, 2.09375),
        20: (-0.6671905517578058, 0.3844482421875206),
        40: (0.05738144165954756, -0.020601444644799433),
        60: (0.86584925417859, 0.7427827203758611),
        92: (1.0000045869104266, 1.0000067020258583),
    }
    run = minimize(
        objectives.get("rosenbrock"), optimizers.get("nelder_mead"), (-1.5, 2.0), steps=92
    )
    for step, point in recorded.items():
        assert run.points[step] == pytest.approx(point, abs=1e-13), step
    assert run.evaluations == optimizers.Evaluations(value=179, gradient=0, hessian=0)


def staircase() -> Landscape:
    return Landscape(
        lambda p: np.floor(20.0 * np.abs(p)).sum(axis=0), lambda p: np.zeros_like(p), None
    )


def test_nelder_mead_shrinks_like_scipy() -> None:
    """SciPy 1.17.1 on a staircase, whose ties force every kind of move: 55 steps, 130 values."""
    run = minimize(staircase(), optimizers.get("nelder_mead"), (1.3, 0.5, -2.1), steps=55)
    end = (-0.01914999857941177, 0.42956771625792267, -0.025841553396177313)
    assert run.evaluations.value == 130
    assert run.points[-1] == pytest.approx(end, abs=1e-13)


def test_nelder_mead_counts_the_shrinking_runs_only() -> None:
    start = np.array([[1.3, 1.0, 0.4], [0.5, -0.2, 0.0], [-2.1, 0.7, 3.0]])
    batch = minimize(staircase(), optimizers.get("nelder_mead"), start, steps=55)
    for i in range(3):
        alone = minimize(staircase(), optimizers.get("nelder_mead"), start[:, i], steps=55)
        assert alone.evaluations.value == batch.evaluations.value[i]
        assert np.array_equal(alone.points, batch.run(i).points)


REFLECTED, EXPANDED, OUTSIDE, INSIDE = (1.0, -1.0), (1.5, -2.0), (0.75, -0.5), (0.25, 0.5)


@pytest.mark.parametrize(
    ("value", "second_point", "second_value", "kept", "evaluations"),
    [
        (-1.0, EXPANDED, -2.0, EXPANDED, 2),
        (-1.0, EXPANDED, -1.0, REFLECTED, 2),
        (0.0, None, None, REFLECTED, 1),
        (0.9, None, None, REFLECTED, 1),
        (1.0, OUTSIDE, 1.0, OUTSIDE, 2),
        (2.0, OUTSIDE, 3.0, None, 4),
        (4.0, INSIDE, 3.9, INSIDE, 2),
        (9.0, INSIDE, 4.0, None, 4),
        (np.nan, INSIDE, 1.0, INSIDE, 2),
        (-np.inf, INSIDE, np.inf, None, 4),
    ],
)
def test_the_moves_of_nelder_and_mead(
    value: float, second_point: Any, second_value: Any, kept: Any, evaluations: int
) -> None:
    """From the simplex (0, 0), (1, 0), (0, 1) with the values 0, 1 and 4."""
    values = {REFLECTED: value, second_point: second_value, (0.5, 0.0): 0.5, (0.0, 0.5): 2.0}
    table = Landscape(lambda p: np.asarray(values[tuple(p.tolist())]), None, None)
    chosen, best = optimizers.get("nelder_mead"), [(0.0, 0.0), (1.0, 0.0)]
    state = {
        "simplex": np.array([*best, (0.0, 1.0)]),
        "values": np.array([0.0, 1.0, 4.0]),
        "t": 1,
    }
    point, after = chosen.step((0.0, 0.0), (0.0, 0.0), state, table)
    vertices = {tuple(vertex) for vertex in after["simplex"].tolist()}
    assert vertices == ({*best, kept} if kept else {best[0], (0.5, 0.0), (0.0, 0.5)})
    assert table.calls["value"] == evaluations
    assert point.tolist() == after["simplex"][0].tolist()
    assert (np.diff(after["values"]) >= 0).all()


def test_nelder_mead_finds_a_minimum_of_himmelblau() -> None:
    minima = np.array(
        [
            [3.0, -2.805118086952745, -3.779310253377747, 3.584428340330492],
            [2.0, 3.131312518250573, -3.283185991286170, -1.848126526964404],
        ]
    )
    run = minimize(himmelblau(), optimizers.get("nelder_mead"), random_starts(50), steps=200)
    away = np.abs(run.points[-1][:, :, np.newaxis] - minima[:, np.newaxis]).max(axis=0).min(axis=1)
    assert away.max() < 1e-6


def test_the_point_is_the_best_vertex() -> None:
    run = minimize(
        himmelblau(), optimizers.get("nelder_mead"), random_starts(8), 40, record_state=True
    )
    assert run.state is not None
    simplex, values = run.state["simplex"][1:], run.state["values"][1:]
    assert np.array_equal(simplex[:, 0], run.points[1:])
    assert np.array_equal(values[:, 0], run.values[1:])
    assert (np.diff(values, axis=1) >= 0).all()
    assert np.array_equal(himmelblau().value(np.moveaxis(simplex, 2, 0)), values)
