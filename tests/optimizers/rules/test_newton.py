"""Newton: what theory promises of it, in numbers."""

from __future__ import annotations

import numpy as np
import pytest

import optimizers
from optimizers import minimize
from tests.optimizers.helpers import banana, bowl, random_starts, saddle


@pytest.mark.parametrize("form", ["line_search", "textbook"])
@pytest.mark.parametrize("dims", [1, 2, 3, 5])
def test_newton_solves_a_bowl_in_one_step(form: str, dims: int) -> None:
    objective, _ = bowl(dims, 1e4)
    run = minimize(objective, optimizers.get("newton", form=form), random_starts(20, dims), steps=1)
    assert np.abs(run.points[1] - 1.0).max() < 1e-11


def test_newton_doubles_the_digits() -> None:
    run = minimize(banana(), optimizers.get("newton", form="textbook"), (1.2, 1.3), steps=6)
    errors = np.abs(run.points - 1.0).max(axis=1)
    small = errors[errors > 1e-14]
    assert len(small) >= 4
    assert (small[1:] <= 10.0 * small[:-1] ** 2).all()
    assert errors[-1] < 1e-15


@pytest.mark.parametrize("form", ["line_search", "levenberg"])
def test_safe_newton_solves_rosenbrock(form: str) -> None:
    run = minimize(
        banana(), optimizers.get("newton", form=form), (-1.2, 1.0), steps=100, tolerance=1e-10
    )
    assert run.status == "converged"
    assert run.last_step <= 35
    assert run.values[-1] < 1e-20


@pytest.mark.parametrize("form", ["line_search", "levenberg"])
def test_safe_newton_leaves_the_saddle(form: str) -> None:
    start = np.array([[1.0, -0.5, 0.3], [0.1, -0.2, 1e-6]])
    run = minimize(saddle(), optimizers.get("newton", form=form), start, steps=60)
    assert np.abs(np.abs(run.points[-1]) - [[0.0], [1.0]]).max() < 1e-6


def test_negative_curvature_counts_by_its_size() -> None:
    """At (1, 0.1) the slopes are (1, -0.099) and the curvatures (1, -0.97)."""
    run = minimize(saddle(), optimizers.get("newton"), (1.0, 0.1), steps=1)
    assert run.points[1] == pytest.approx([0.0, 0.1 + 0.099 / 0.97], abs=1e-15)
    run = minimize(
        saddle(),
        optimizers.get("newton", form="levenberg", initial_damping=0.5),
        (1.0, 0.1),
        steps=1,
    )
    assert run.points[1] == pytest.approx([1.0 / 3.0, 0.1 + 0.099 / 1.47], abs=1e-15)


def test_textbook_newton_is_attracted_by_the_saddle() -> None:
    start = np.array([[1.0, -0.5, 0.3], [0.1, -0.2, 0.4]])
    run = minimize(saddle(), optimizers.get("newton", form="textbook"), start, steps=20)
    assert np.abs(run.points[-1]).max() < 1e-12
    assert (run.values[-1] > run.values[0] - 0.6).all()


def test_levenberg_adapts_its_damping() -> None:
    run = minimize(
        banana(),
        optimizers.get("newton", form="levenberg", initial_damping=1.0),
        (-1.2, 1.0),
        6,
        record_state=True,
    )
    assert run.state is not None
    damping, tried = run.state["damping"], np.diff(run.evaluations_at.value) - [1, 0, 0, 0, 0, 0]
    assert damping[1:] == pytest.approx(damping[:-1] * 10.0 ** (tried - 2.0))
    assert tried.max() > 1


def test_newton_without_a_hessian_uses_differences() -> None:
    class Bare:
        vectorized = True
        value = staticmethod(banana()._value)
        gradient = staticmethod(banana()._gradient)

    bare = minimize(Bare(), optimizers.get("newton"), (-1.2, 1.0), steps=25)
    exact = minimize(banana(), optimizers.get("newton"), (-1.2, 1.0), steps=25)
    assert bare.values[-1] < 1e-15
    assert exact.evaluations.hessian == 25
    assert bare.evaluations.hessian == 0
    assert bare.evaluations.gradient == exact.evaluations.gradient + 4 * 25
