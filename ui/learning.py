"""What the runs of a race have learned: parameters, equations, losses, accuracies."""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st

import objectives
from experiments import Race, Runner
from experiments.runs import judged
from objectives import LearningProblem
from ui import wording
from ui.table import show

MOST_PARAMETERS = 9
"""Of a larger model only losses and accuracies are shown."""

CLOSED_FORM = "closed form"
MINIMUM = "minimum"


def learned(race: Race, names: list[str]) -> None:
    """The models at the end of their runs, where the landscape is a learning problem."""
    problem = race.objective
    if not isinstance(problem, LearningProblem):
        return
    linear = isinstance(problem, objectives.LinearRegression)
    ends = {
        name: judged(runner.trajectory)[0][-1]
        for runner, name in zip(race.runners, names, strict=True)
    }
    rows: list[dict[str, Any]] = [
        {"run": name, **_parameters(problem, ends[name])}
        | _scores(problem, ends[name])
        | _length(race, runner)
        for runner, name in zip(race.runners, names, strict=True)
    ]
    if problem.minimisers:
        solution = np.array(problem.minimisers[0])
        name = CLOSED_FORM if linear else MINIMUM
        ends[name] = solution
        rows.append({"run": name, **_parameters(problem, solution), **_scores(problem, solution)})
    st.markdown("**What was learned**")
    if linear and problem.observations[0].shape[1] == 1:
        lines = "; ".join(f"{name}: {_line(problem, end)}" for name, end in ends.items())
        scaled = problem.scaling != "none"
        st.markdown(
            f"{lines}."
            + (" That is in the units of the data; θ below belongs to the scaled x." * scaled)
        )
    show(rows, "learned", 6)


def _parameters(problem: LearningProblem, point: Any) -> dict[str, float | None]:
    if problem.dims > MOST_PARAMETERS:
        return {}
    return {name: _finite(value) for name, value in zip(problem.coordinates, point, strict=True)}


def _scores(problem: LearningProblem, point: Any) -> dict[str, float | None]:
    """Loss and accuracy, on the examples that are trained on and on the others."""
    sets = {"training": False}
    if problem.held_out is not None:
        sets["held-out"] = True
    scores = {}
    with np.errstate(all="ignore"):
        for words, held_out in sets.items():
            scores[f"{words} loss"] = _finite(problem.losses(point, held_out).mean())
            if problem.are_labels:
                share = float(problem.accuracy(point, held_out))
                scores[f"{words} accuracy (%)"] = 100.0 * share
    return scores


def _length(race: Race, runner: Runner) -> dict[str, float]:
    """How long the run was: an epoch has seen every example once."""
    updates = runner.trajectory.last_step
    examples = race.objective.examples or 1
    batch = min(race.scene.batch_size or examples, examples)
    return {"updates": int(updates), "epochs": float(updates * batch / examples)}


def _line(problem: LearningProblem, point: Any) -> str:
    """The line in the units of the data, whatever the features were scaled to."""
    weights, bias = problem.in_raw_features(np.asarray(point[1:]), np.asarray(point[0]))
    intercept, slope = float(bias), float(weights[0])
    if not np.isfinite([intercept, slope]).all():
        return "not a line any more"
    sign = "−" if slope < 0 else "+"
    return f"y = {_plain(intercept)} {sign} {wording.number(abs(slope))} x"


def _plain(value: float) -> str:
    return wording.number(value).replace("-", "−", 1)


def _finite(value: Any) -> float | None:
    return float(value) if np.isfinite(value) else None
