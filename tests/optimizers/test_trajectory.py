"""A run is pleasant to hold: what it says of itself, and how it is kept."""

from __future__ import annotations

import copy
import pickle
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import objectives
import optimizers
from optimizers import Trajectory

ROSENBROCK = objectives.get("rosenbrock")
START = (-1.5, 2.0)
ADAM = optimizers.get("adam", learning_rate=0.05)
RATES = optimizers.get("sgd", learning_rate=[1e-4, 1e-3, 1.0, 2e-3])


def single(**options: Any) -> Trajectory:
    return optimizers.minimize(ROSENBROCK, ADAM, START, 20, **options)


def batch(**options: Any) -> Trajectory:
    """Runs of which one converges and one diverges."""
    tolerance = optimizers.Tolerance(loss=2.0)
    return optimizers.minimize(ROSENBROCK, RATES, START, 20, tolerance=tolerance, **options)


def averaged(start: Any = START) -> Trajectory:
    rule = optimizers.get("weight_average", optimizer=optimizers.get("momentum"))
    return optimizers.minimize(objectives.get("sphere"), rule, start, 20, record_state=True)


RUNS: dict[str, Trajectory] = {
    "single": single(),
    "diverged": optimizers.minimize(ROSENBROCK, optimizers.get("sgd"), START, 20),
    "state": single(record_state=True),
    "no state": optimizers.minimize(ROSENBROCK, RATES, START, 5, record_state=True),
    "averaged": averaged(),
    "averaged batch": averaged(np.array([[1.0, 2.0], [3.0, 4.0]])),
    "nested state": optimizers.minimize(
        ROSENBROCK, optimizers.get("lookahead", optimizer=ADAM), START, 5, record_state=True
    ),
    "batch": batch(),
    "ends": batch(record="ends"),
    "no steps": optimizers.minimize(ROSENBROCK, ADAM, START, 0),
    "no rate": optimizers.minimize(ROSENBROCK, optimizers.get("nelder_mead"), START, 5),
}
every_run = pytest.mark.parametrize("name", RUNS)


# Words


def test_a_run_in_one_line() -> None:
    assert repr(single()) == (
        "<Trajectory: Adam on rosenbrock; 20 steps; 12.5 -> 5.84242; step limit; "
        "21 values, 21 gradients>"
    )
    assert repr(batch()) == (
        "<Trajectory: SGD on rosenbrock; 4 runs of at most 20 steps; lowest 1.42615; "
        "2 step limit, 1 diverged, 1 converged; 110 values, 52 gradients>"
    )


@every_run
def test_words_are_short(name: str) -> None:
    run = RUNS[name]
    assert len(repr(run)) < 200
    assert "\n" not in repr(run)
    shown = run._repr_html_()
    assert shown.startswith("<table><tr>")
    assert shown.count("<tr>") == shown.count("</tr>") == 5
    assert len(shown) < 1000


def test_names_of_strangers_are_escaped() -> None:
    class Foreign:
        id = "<script>"
        value, gradient = ROSENBROCK.value, ROSENBROCK.gradient

    shown = optimizers.minimize(Foreign(), ADAM, START, 3)._repr_html_()
    assert "Adam on &lt;script&gt;" in shown
    assert "<script" not in shown


# Equality


@every_run
@pytest.mark.parametrize("other", RUNS)
def test_equal_is_a_bool(name: str, other: str) -> None:
    equal: Any = RUNS[name] == RUNS[other]
    assert equal is (name == other)
    assert (RUNS[name] != RUNS[other]) is (name != other)


def test_equal_runs_may_be_made_apart() -> None:
    assert single() == single()
    assert batch() == batch()
    for index in range(4):
        rule = RATES.take([index])  # type: ignore[arg-type]
        alone = optimizers.minimize(
            ROSENBROCK, rule, START, 20, tolerance=optimizers.Tolerance(loss=2.0)
        )
        assert batch().run(index) == alone.run(0)


@pytest.mark.parametrize("field", ["points", "values", "steps", "status", "evaluations"])
def test_every_number_counts(field: str) -> None:
    run = single(record_state=True)
    other = copy.copy(run)
    value = getattr(run, field)
    if field == "evaluations":
        changed: Any = optimizers.Evaluations(value.value, value.gradient + 1, value.hessian)
    elif field == "status":
        changed = "converged"
    else:
        changed = value.copy()
        changed[-1] += 1
    other.__dict__[field] = changed
    assert run != other


def test_states_count() -> None:
    run = single(record_state=True)
    assert run.state is not None
    other = copy.copy(run)
    other.__dict__["state"] = dict(run.state) | {"m": np.zeros(3)}
    assert run != other
    other.__dict__["state"] = {"m": run.state["m"]}
    assert run != other


def test_not_a_number_is_not_a_number() -> None:
    run, other = single(), single()
    for each in (run, other):
        each.__dict__["values"] = np.append(each.values[:-1], np.nan)
    assert run == other
    assert run != single()


def test_a_run_is_no_key() -> None:
    with pytest.raises(TypeError, match="unhashable"):
        hash(single())
    assert single() != "a run"


def test_counts_are_equal_run_by_run() -> None:
    evaluations = batch().evaluations
    equal: Any = evaluations == batch().evaluations
    assert equal is True
    assert evaluations != batch(record="ends").evaluations_at


# The result


def test_names_of_scipy() -> None:
    run = single()
    assert run.x.tolist() == run.points[-1].tolist()
    assert (run.fun, run.nit, run.nfev, run.njev, run.nhev) == (run.values[-1], 20, 21, 21, 0)
    assert type(run.fun) is float
    assert run.success is False
    assert run.message == "Still going after 20 steps."
    converged = single(tolerance=optimizers.Tolerance(loss=12.0))
    assert converged.success is True
    assert converged.message == "Converged after 1 step."
    assert RUNS["diverged"].message == "Diverged: step 7 led to a number that is not finite."
    stopped = single(box="stop", domain=((-1.6, -1.4), (1.8, 2.2)))
    assert stopped.message == f"Outside the box after {stopped.nit} steps."


def test_names_of_scipy_in_a_batch() -> None:
    runs = batch()
    assert runs.x.shape == (2, 4)
    assert runs.fun.tolist() == runs.values[-1].tolist()
    assert runs.success.tolist() == [status == "converged" for status in runs.status]
    for index in range(4):
        run = runs.run(index)
        assert run.x.tolist() == runs.x[:, index].tolist()
        assert (run.fun, run.nit) == (runs.fun[index], runs.nit[index])
        assert run.message == runs.message[index]
        assert (run.nfev, run.njev) == (runs.nfev[index], runs.njev[index])


def test_the_best_is_the_first_of_the_lowest() -> None:
    oscillating = optimizers.get("sgd", learning_rate=[0.25, 2.0, 1.5])
    runs = optimizers.minimize(objectives.get("sphere"), oscillating, (1.0, 2.0), 5)
    assert runs.best.step.tolist() == [5, 0, 5]
    assert runs.best.point.shape == (2, 3)
    for index in range(3):
        best = runs.run(index).best
        assert (best.step, best.value) == (runs.best.step[index], runs.best.value[index])
        assert best.point.tolist() == runs.best.point[:, index].tolist()
    every = optimizers.minimize(objectives.get("sphere"), oscillating, (1.0, 2.0), 5, record=2)
    assert every.best.step.tolist() == [5, 0, 5]


def test_what_is_judged_is_the_average_where_there_is_one() -> None:
    run = averaged()
    assert run.averages is not None
    assert run.average_values is not None
    assert run.x.tolist() == run.averages[-1].tolist()
    assert run.fun == run.average_values[-1]
    assert run.best.value == run.average_values.min()


def test_what_is_not_a_number_is_not_best() -> None:
    run = single()
    run.__dict__["values"] = np.array([np.nan, 3.0, 2.0, *[np.nan] * 18])
    assert run.best.step == 2


# Data frames


def test_the_frame_of_a_run() -> None:
    run = single(record=7)
    frame = run.to_frame()
    assert isinstance(frame, pd.DataFrame)
    columns = ["step", "x", "y", "value", "gradient_norm", "learning_rate", "evaluations"]
    assert list(frame.columns) == columns
    assert frame["step"].tolist() == [0, 7, 14, 20]
    assert frame[["x", "y"]].to_numpy().tolist() == run.points.tolist()
    assert frame["value"].tolist() == run.values.tolist()
    assert frame["evaluations"].tolist() == [0, 7, 14, 20]
    assert np.isnan(frame["learning_rate"][0])
    assert frame["learning_rate"][1:].tolist() == [0.05] * 3


@pytest.mark.parametrize("name", ["batch", "ends", "averaged batch"])
def test_the_frame_of_a_batch_is_those_of_its_runs(name: str) -> None:
    runs = RUNS[name]
    assert runs.runs is not None
    frame = runs.to_frame()
    assert frame.columns[0] == "run"
    for index in range(runs.runs):
        own = frame[frame["run"] == index].drop(columns="run").reset_index(drop=True)
        pd.testing.assert_frame_equal(own, runs.run(index).to_frame())


def test_frames_of_other_rules() -> None:
    assert "average_value" in RUNS["averaged"].to_frame()
    assert "learning_rate" not in RUNS["no rate"].to_frame()
    wide = optimizers.minimize(objectives.get("rosenbrock_4d"), ADAM, (1.0, 2.0, 3.0, 4.0), 2)
    assert list(wide.to_frame().columns[1:5]) == ["x1", "x2", "x3", "x4"]


def test_pandas_is_asked_for_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(ModuleNotFoundError, match=r"^to_frame: pandas must be installed \(pip"):
        single().to_frame()


# Files


@every_run
def test_files(name: str, tmp_path: Path) -> None:
    run = RUNS[name]
    path = tmp_path / "a run"
    run.save(path)
    assert [entry.name for entry in tmp_path.iterdir()] == ["a run"]
    loaded = optimizers.load(path)
    assert loaded == run
    assert repr(loaded) == repr(run)
    assert loaded.calls == run.calls
    assert loaded.objective is None
    assert type(loaded.status) is type(run.status)
    assert type(loaded.last_step) is type(run.last_step)
    assert not loaded.points.flags.writeable


def test_what_is_no_run_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "run.npz"
    single().save(path)
    whole = path.read_bytes()
    form = r"^load: path must be that of a file made by save, got "
    other = tmp_path / "other.npz"
    np.savez(other, points=np.zeros(3))
    objects = tmp_path / "objects.npz"
    np.savez(objects, about=np.array([{"format": 1}], dtype=object))
    texts = [b"", b"no such thing", whole[: len(whole) // 2], other.read_bytes()]
    for text in [*texts, objects.read_bytes(), pickle.dumps(single())]:
        path.write_bytes(text)
        with pytest.raises(ValueError, match=form):
            optimizers.load(path)
    with pytest.raises(FileNotFoundError):
        optimizers.load(tmp_path / "nowhere")


def test_a_run_of_functions_can_be_pickled() -> None:
    class Local:
        value, gradient = ROSENBROCK.value, ROSENBROCK.gradient

    run = optimizers.minimize(Local(), ADAM, START, 3)
    assert isinstance(run.objective, Local)
    kept = pickle.loads(pickle.dumps(run))
    assert kept == run
    assert kept.objective is None
