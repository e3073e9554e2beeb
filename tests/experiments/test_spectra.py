"""Singular values over a run."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import objectives
from experiments import Entry, Scene, run_entry, spectra
from experiments.spectra import matrices, singular_values
from optimizers import SGD, Muon, Trajectory, minimize
from optimizers.trajectory import Evaluations
from optimizers.variables import Variable

BLOCKS = (("b", (2,)), ("W", (2, 3)), ("row", (1, 4)), ("V", (3, 2)), ("kernel", (2, 2, 2)))
W = Variable("W", (2, 3), slice(2, 8))


class Bowl(objectives.Objective):
    """Half the squared distance from 1, in blocks of all kinds."""

    blocks = BLOCKS
    domain = ((-2.0, 2.0),) * 26
    start = (0.0,) * 26

    def value(self, point: Any) -> Any:
        return 0.5 * ((point - 1.0) ** 2).sum(axis=0)

    def gradient(self, point: Any) -> Any:
        return point - 1.0


def by_hand(points: Any, gradients: Any, steps: Any = None) -> Trajectory:
    """A run with these points and gradients, ``(rows, 8)``."""
    steps = np.arange(len(points)) if steps is None else np.asarray(steps)
    counts = Evaluations(*(np.zeros(len(points), dtype=np.int64),) * 3)
    return Trajectory(
        steps=steps,
        points=np.asarray(points, dtype=np.float64),
        values=np.zeros(len(points)),
        gradients=np.asarray(gradients, dtype=np.float64),
        status="step limit",
        last_step=int(steps[-1]),
        diverged_at=-1,
        evaluations=counts[-1],
        evaluations_at=counts,
        calls=counts[-1],
    )


def drawn(rows: int, seed: int = 0) -> Any:
    return np.random.default_rng(seed).standard_normal((rows, 8))


def svd(flat: Any) -> Any:
    return np.array([np.linalg.svd(row[2:].reshape(2, 3))[1] for row in flat])


def test_only_blocks_with_rows_and_columns_are_matrices() -> None:
    assert [each.name for each in matrices(Bowl())] == ["W", "V"]
    assert matrices(objectives.get("rosenbrock")) == ()
    assert [each.name for each in matrices(objectives.get("xor_mlp"))] == ["W"]


def test_they_are_those_of_weights_gradient_and_update() -> None:
    points, gradients = drawn(7), drawn(7, seed=1)
    found = singular_values(by_hand(points, gradients), W)
    np.testing.assert_array_equal(found.steps, np.arange(7))
    np.testing.assert_allclose(found.weights, svd(points), rtol=1e-12)
    np.testing.assert_allclose(found.gradient, svd(gradients), rtol=1e-12)
    np.testing.assert_allclose(found.update[1:], svd(np.diff(points, axis=0)), rtol=1e-12)
    assert np.isnan(found.update[0]).all()


def test_the_update_is_what_was_moved_with_momentum_and_decay() -> None:
    problem = objectives.get("xor_mlp")
    rule = Muon(learning_rate=0.05, weight_decay=0.1)
    run = minimize(problem, rule, start=problem.start, steps=30)
    (matrix,) = matrices(problem)
    moved = np.diff(run.points, axis=0)[:, :4].reshape(-1, 2, 2)
    found = singular_values(run, matrix)
    np.testing.assert_allclose(found.update[1:], np.linalg.svd(moved)[1], rtol=1e-9)


def test_what_rounding_alone_could_have_made_is_nothing() -> None:
    """The update of a matrix of rank 1 has no second singular value, nor has a stored sum."""
    one = np.concatenate([np.zeros(2), np.outer([1.0, 0.3], [0.7, 0.1, 0.9]).ravel()])
    start = drawn(1)[0]
    points = np.cumsum([start, *(0.1 * one,) * 5], axis=0)
    found = singular_values(by_hand(points, [one] * 6), W)
    assert (svd(np.diff(points, axis=0))[:, 1] > 0).any(), "rounding has made something"
    assert (found.update[1:, 1] == 0).all()
    assert (found.update[1:, 0] > 0).all()
    assert (found.gradient[:, 1] == 0).all()
    assert found.spread == np.inf


def test_a_small_update_of_small_numbers_is_not_rounding() -> None:
    points = 1e-18 * drawn(4)
    found = singular_values(by_hand(points, drawn(4)), W)
    np.testing.assert_allclose(found.update[1:], svd(np.diff(points, axis=0)), rtol=1e-9)


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_what_is_not_finite_has_none(bad: float) -> None:
    points, gradients = drawn(5), drawn(5, seed=1)
    points[3, 4] = bad
    gradients[2, 4] = bad
    found = singular_values(by_hand(points, gradients), W)
    assert np.isnan(found.weights).all(axis=1).tolist() == [False, False, False, True, False]
    assert np.isnan(found.gradient).all(axis=1).tolist() == [False, False, True, False, False]
    assert np.isnan(found.update).all(axis=1).tolist() == [True, False, False, True, True]
    assert found.spread is not None


def test_large_numbers_do_not_overflow() -> None:
    points = 1e200 * drawn(3)
    found = singular_values(by_hand(points, points), W)
    np.testing.assert_allclose(found.weights / 1e200, svd(points / 1e200), rtol=1e-12)
    assert (found.update[1:] > 0).all()


def test_the_spread_is_the_median_over_the_steps_that_moved() -> None:
    def move(*values: float) -> Any:
        return [0.0, 0.0, values[0], 0.0, 0.0, 0.0, values[1], 0.0]

    moves = [move(0, 0), move(2, 1), move(3, 1), move(0, 0), move(40, 1)]
    run = by_hand(np.cumsum(moves, axis=0), np.zeros((5, 8)))
    assert singular_values(run, W).spread == pytest.approx(3.0)


def test_there_is_no_spread_where_nothing_moved() -> None:
    still = by_hand([drawn(1)[0]] * 4, drawn(4))
    assert singular_values(still, W).spread is None
    assert singular_values(by_hand(drawn(1), drawn(1)), W).spread is None


def test_there_is_no_spread_of_sums_of_steps() -> None:
    problem = objectives.get("xor_mlp")
    (matrix,) = matrices(problem)
    runs = [
        minimize(problem, SGD(learning_rate=0.1), start=problem.start, steps=20, record=every)
        for every in (1, 4)
    ]
    all_steps, some = (singular_values(run, matrix) for run in runs)
    assert some.spans.tolist() == [1, 4, 4, 4, 4, 4]
    assert all_steps.spread is not None
    assert some.spread is None


def test_a_long_run_is_looked_at_here_and_there(monkeypatch: pytest.MonkeyPatch) -> None:
    points = np.cumsum(drawn(5000), axis=0)
    run = by_hand(points, points)
    found = singular_values(run, W)
    assert len(found.steps) == spectra.MOST_ROWS
    assert (found.steps[0], found.steps[-1]) == (0, 4999)
    assert (found.spans == 1).all()
    steps = found.steps[1:]
    moved = points[steps] - points[steps - 1]
    np.testing.assert_allclose(found.update[1:], svd(moved), rtol=1e-9)
    monkeypatch.setattr(spectra, "MOST_WORK", 36 * 50)
    assert len(singular_values(run, W).steps) == 50


def test_a_batch_and_a_vector_are_refused() -> None:
    problem = objectives.get("xor_mlp")
    starts = np.array([problem.start, problem.start]).T
    batch = minimize(problem, SGD(), start=starts, steps=3)
    with pytest.raises(ValueError, match="cut one run out"):
        singular_values(batch, matrices(problem)[0])
    with pytest.raises(ValueError, match="'b' is no matrix"):
        singular_values(batch.run(0), Variable("b", (2,), slice(4, 6)))


def test_muon_moves_all_directions_alike() -> None:
    scene = Scene("mlp", steps=200, entries=())
    matrix = matrices(scene.landscape())[0]

    def spread(rule: str) -> float:
        found = singular_values(run_entry(scene, Entry(rule)).trajectory, matrix).spread
        assert found is not None
        return found

    assert spread("muon") < 1.14 / 0.68 < min(spread("adam"), spread("sgd"))
