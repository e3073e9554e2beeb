"""What the runs of a race have learned: parameters, equations, losses, accuracies."""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st

import objectives
from experiments import Race, Runner
from objectives import LearningProblem
from objectives.single_unit import SingleUnit
from ui.words import wording
from ui.words.quoting import literal
from ui.words.tables import show

MOST_PARAMETERS = 9
"""Of a larger model only losses and accuracies are shown."""

LONGEST_NAME = 60
"""So many characters of a name are in an equation."""

CLOSED_FORM = "closed form"
MINIMUM = "minimum"


def learned(race: Race, names: list[str]) -> None:
    """The models at the end of their runs, where the landscape is a learning problem."""
    problem = race.objective
    if not isinstance(problem, LearningProblem):
        return
    linear = isinstance(problem, objectives.LinearRegression)
    ends = {
        name: runner.trajectory.judged[0][-1]
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
    if isinstance(problem, SingleUnit):
        lines = "; ".join(f"{name}: {equation(problem, end)}" for name, end in ends.items())
        st.markdown(f"{lines}.{_of_scaling(problem)}")
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


def equation(problem: SingleUnit, point: Any) -> str:
    """The model in the units of the data, whatever the features were scaled to, as Markdown."""
    bias_at = 0 if problem.bias_first else -1
    weights, bias = problem.in_raw_features(
        np.delete(np.asarray(point), bias_at), np.asarray(point[bias_at])
    )
    if not np.isfinite([*weights, bias]).all():
        return "not a line any more" if not problem.activation else "not a curve any more"
    times = " · " if problem.column_names else " "
    right = _coefficient(float(bias))
    for weight, name in zip(weights.tolist(), problem.feature_names, strict=True):
        sign = "−" if weight < 0 else "+"
        right += f" {sign} {_coefficient(abs(weight))}{times}{literal(name, LONGEST_NAME)}"
    answer = literal(problem.target_name, LONGEST_NAME)
    if problem.are_labels:
        answer = f"P({answer} = {literal(problem.label_names[1], LONGEST_NAME)})"
    if problem.activation:
        right = f"{problem.activation}({right})"
    return f"{answer} = {right}"


def _coefficient(value: float) -> str:
    """A number in four digits: amounts of money as they are written, not 1.235e+05."""
    amount = 1e4 <= abs(value) < 1e9
    text = f"{value:,.0f}" if amount else wording.number(value, 4)
    return f"−{text[1:]}" if text.startswith("-") else text


def _of_scaling(problem: SingleUnit) -> str:
    """Why the numbers of the equation are others than those of the table."""
    if problem.scaling == "none":
        return ""
    letter = "θ" if problem.bias_first else "w"
    features = "features" if problem.column_names else "x"
    return f" That is in the units of the data; {letter} below belongs to the scaled {features}."


def _finite(value: Any) -> float | None:
    return float(value) if np.isfinite(value) else None
