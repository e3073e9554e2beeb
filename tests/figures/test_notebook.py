"""The figure for a notebook: of any run, on any objective."""

from __future__ import annotations

import math
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import plotly.graph_objects as go
import pytest

import figures
import objectives
import optimizers
from optimizers import SGD, Trajectory

ROSENBROCK = objectives.get("rosenbrock")


def wave(point: Any) -> float:
    return float((point[0] - 1) ** 2 + math.sin(3 * point[1]) + point[1] ** 2)


def slope(point: Any) -> list[float]:
    return [2 * (point[0] - 1), 3 * math.cos(3 * point[1]) + 2 * point[1]]


PAIR = wave, slope
WALK = optimizers.minimize(PAIR, SGD(learning_rate=0.1), (3.0, 2.0), 30)


def named(figure: go.Figure, name: str) -> list[Any]:
    return [each for each in figure.data if each.name == name]


@pytest.mark.parametrize("name", objectives.names())
def test_every_objective_of_ours(name: str) -> None:
    objective = objectives.get(name)
    run = optimizers.minimize(objective, "adam", steps=20)
    figure = figures.plot(run)
    assert isinstance(figure, go.Figure)
    ground, *others = figure.data
    assert ground.type == ("scatter" if objective.dims == 1 else "contour")
    (curve,) = named(figure, "Adam")[1:]
    assert (curve.xaxis, curve.yaxis) == ("x2", "y2")
    assert list(curve.x) == run.steps.tolist()
    floor = objective.fmin or 0.0
    assert np.allclose(np.array(curve.y, dtype=float), run.judged[1] - floor, rtol=1e-12)
    stars = [each for each in others if each.name == "minimum"]
    assert len(stars) == (objective.dims <= 2 and bool(objective.minimisers))
    assert bool(figure.layout.title.text) is (objective.dims > 2)


def test_a_map_shows_the_heights_and_the_path() -> None:
    figure = figures.plot(WALK)
    ground = figure.data[0]
    row, column = 10, 20
    point = np.array([ground.x[column], ground.y[row]], dtype=float)
    assert ground.customdata[row][column] == pytest.approx(wave(point), rel=1e-5)
    path = named(figure, "SGD")[0]
    assert np.allclose(np.column_stack([path.x, path.y]), WALK.points, rtol=1e-6)
    assert list(path.customdata) == WALK.steps.tolist()
    low, high = WALK.points.min(axis=0), WALK.points.max(axis=0)
    for axis, start, end in zip((figure.layout.xaxis, figure.layout.yaxis), low, high, strict=True):
        assert axis.range[0] < start < end < axis.range[1]


def test_a_curve_of_one_variable() -> None:
    pair = (lambda p: float(p[0] ** 4 - p[0]), lambda p: 4 * p**3 - 1)
    run = optimizers.minimize(pair, "bfgs", (2.0,), 30)
    figure = figures.plot(run, domain=[(-2, 3)])
    graph, path = figure.data[0], named(figure, "BFGS")[0]
    x = np.array(graph.x, dtype=float)
    assert (x.min(), x.max()) == (-2.0, 3.0)
    assert np.allclose(np.array(graph.y, dtype=float), x**4 - x, atol=1e-4)
    assert np.allclose(np.array(path.x), run.points[:, 0], rtol=1e-6)
    assert np.allclose(np.array(path.y), run.values, rtol=1e-6)


def test_a_plane_of_more_variables() -> None:
    weights = np.arange(1.0, 6.0)
    pair = (lambda p: float((weights * p * p).sum()), lambda p: 2 * weights * p)
    run = optimizers.minimize(pair, SGD(learning_rate=0.05), np.ones(5), 30)
    figure = figures.plot(run)
    assert "principal components" in figure.layout.title.text
    path = named(figure, "SGD")[0]
    assert (path.x[-1], path.y[-1]) == (0.0, 0.0)
    distance = math.hypot(path.x[0], path.y[0])
    assert distance == pytest.approx(np.linalg.norm(run.points[0] - run.points[-1]), rel=1e-2)


def test_the_objective_may_be_another_than_the_one_that_is_held(tmp_path: Path) -> None:
    file = tmp_path / "run"
    WALK.save(file)
    loaded = optimizers.load(file)
    assert figures.plot(loaded, PAIR) == figures.plot(WALK)
    assert figures.plot(WALK, ROSENBROCK) != figures.plot(WALK)


def test_several_runs_and_batches() -> None:
    batch = optimizers.minimize(ROSENBROCK, SGD(learning_rate=[1e-4, 1e-3, 1.0]), (-1.5, 2.0), 20)
    other = optimizers.minimize(ROSENBROCK, "adam", (-1.5, 2.0), 20)
    figure = figures.plot([batch, other])
    curves = [each for each in figure.data if each.xaxis == "x2"]
    assert [curve.name for curve in curves] == ["SGD 1", "SGD 2", "SGD 3", "Adam"]
    assert len({curve.line.color for curve in curves}) == 4
    assert named(figure, "SGD 3, diverged")
    assert not named(figure, "SGD 3, end")
    renamed = figures.plot([batch, other], names=["a", "b", "c", "<b>"])
    assert [each.name for each in renamed.data if each.xaxis == "x2"][-1] == "&lt;b&gt;"


def test_losses_of_many_sizes_are_logarithmic() -> None:
    long = optimizers.minimize(ROSENBROCK, "bfgs", (-1.5, 2.0), 100, tolerance=1e-8)
    assert figures.plot(long).layout.yaxis2.type == "log"
    assert figures.plot(WALK).layout.yaxis2.type is None


def test_a_run_that_diverged_does_not_flatten_the_others() -> None:
    deep = (lambda point: wave(point) - 10.0), slope
    rates = SGD(learning_rate=[0.1, 1e6])
    runs = optimizers.minimize(deep, rates, (3.0, 2.0), 30)
    assert runs.status.tolist() == ["step limit", "diverged"]
    bottom, top = figures.plot(runs).layout.yaxis2.range
    values = runs.run(0).values
    assert bottom < values.min() < values.max() < top < 10


@pytest.mark.parametrize("vectorized", [False, True])
def test_holes_where_the_objective_is_undefined(vectorized: bool) -> None:
    class Root:
        def value(self, point: Any) -> Any:
            if np.any(point[0] < 0):
                raise ValueError("math domain error")
            return point[0] ** 0.5 + point[1] ** 2

        def gradient(self, point: Any) -> Any:
            return np.array([0.5 * point[0] ** -0.5, 2 * point[1]])

    objective: Any = Root()
    objective.vectorized = vectorized
    run = optimizers.minimize(objective, SGD(learning_rate=0.1), (2.0, 1.0), 10)
    ground = figures.plot(run, domain=((-1, 3), (-2, 2))).data[0]
    missing = np.isnan(np.array(ground.customdata, dtype=float))
    assert (missing == (np.array(ground.x) < 0)).all()
    assert missing.any()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_themes(theme: str) -> None:
    assert figures.plot(WALK, theme=theme).layout.paper_bgcolor in ("#ffffff", "#0e1117")
    assert figures.plot(WALK) == figures.plot(WALK, theme="light")


def test_runs_without_a_step() -> None:
    for objective in ("rosenbrock", "quartic_1d", "wood"):
        run = optimizers.minimize(objectives.get(objective), "adam", steps=0)
        assert isinstance(figures.plot(run), go.Figure)


def without_objective() -> Trajectory:
    run = optimizers.minimize(PAIR, "adam", (3.0, 2.0), 3)
    run.__dict__["objective"] = None
    return run


many = optimizers.minimize(ROSENBROCK, "adam", np.ones((2, 13)), 3)
flat = optimizers.minimize(objectives.get("quartic_1d"), "adam", steps=3)
WRONG: dict[str, tuple[Callable[[], Any], str]] = {
    "objective": (
        lambda: figures.plot(without_objective()),
        "plot: objective must be given for a run from a file, got None",
    ),
    "another objective": (
        lambda: figures.plot(WALK, objectives.get("wood")),
        "plot: objective must have 2 variables as the runs, got 4",
    ),
    "nothing": (lambda: figures.plot([]), "plot: runs must be a run or several, got []"),
    "a race": (
        lambda: figures.plot(["run"]),  # type: ignore[list-item]
        "plot: runs must be what minimize returns, got 'run'",
    ),
    "too many": (
        lambda: figures.plot(many),
        "plot: runs must be at most 12, got more; run(index) chooses one",
    ),
    "other variables": (
        lambda: figures.plot([WALK, flat]),
        "plot: runs must have the same variables, got different numbers of them",
    ),
    "theme": (
        lambda: figures.plot(WALK, theme="blue"),
        "plot: theme must be 'light' or 'dark', got 'blue'",
    ),
    "names": (
        lambda: figures.plot(WALK, names=["a", "b"]),
        "plot: names must be 1 texts, got ['a', 'b']",
    ),
    "domain": (
        lambda: figures.plot(WALK, domain=[(0, 1)]),
        "plot: domain must be 2 pairs (low, high), got [(0, 1)]",
    ),
    "domain turned": (
        lambda: figures.plot(WALK, domain=[(1, 0), (0, 1)]),
        "plot: domain must be 2 pairs (low, high), got [(1, 0), (0, 1)]",
    ),
}


@pytest.mark.parametrize("what", WRONG)
def test_refused(what: str) -> None:
    call, message = WRONG[what]
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        call()


def test_plotly_is_asked_for_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "plotly.graph_objects", None)
    with pytest.raises(ModuleNotFoundError, match=r"^plot: plotly must be installed \(pip install"):
        figures.plot(WALK)
