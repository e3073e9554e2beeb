"""What a run comes to, in numbers and in one sentence."""

from __future__ import annotations

import dataclasses

import numpy as np

import objectives
from experiments.scene import Scene
from optimizers import Trajectory

TOLERANCE = 1e-6
"""The gap to the minimum that counts as reached in the table."""


@dataclasses.dataclass(frozen=True)
class Summary:
    """One line of the table; None where a number has no meaning."""

    status: str
    steps: int
    final_value: float
    best_value: float
    gap: float | None
    distance: float | None
    steps_to_tolerance: int | None
    evaluations_to_tolerance: int | None
    path_length: float
    evaluations: int


def judged(run: Trajectory) -> tuple[np.ndarray, np.ndarray]:
    """The points and values to be judged: the averages, where the rule keeps one."""
    if run.averages is None or run.average_values is None:
        return run.points, run.values
    return run.averages, run.average_values


def summarise(run: Trajectory, objective: objectives.Objective) -> Summary:
    """The summary of a single run."""
    points, values = judged(run)
    gaps = None if objective.fmin is None else values - objective.fmin
    reached = None
    if gaps is not None:
        inside = np.flatnonzero(gaps <= TOLERANCE)
        reached = int(inside[0]) if inside.size else None
    calls = run.evaluations_at.value + run.evaluations_at.gradient + run.evaluations_at.hessian
    return Summary(
        status=run.status,
        steps=run.diverged_at if run.status == "diverged" else run.last_step,
        final_value=float(values[-1]),
        best_value=float(values.min()),
        gap=None if gaps is None else float(gaps[-1]),
        distance=distance_to_minimisers(points[-1], objective),
        steps_to_tolerance=None if reached is None else int(run.steps[reached]),
        evaluations_to_tolerance=None if reached is None else int(calls[reached]),
        path_length=float(np.sqrt((np.diff(run.points, axis=0) ** 2).sum(axis=1)).sum()),
        evaluations=int(calls[-1]),
    )


def distance_to_minimisers(point: np.ndarray, objective: objectives.Objective) -> float | None:
    """The distance to the nearest of the known minimisers."""
    if not objective.minimisers:
        return None
    differences = np.array(objective.minimisers) - point
    return float(np.sqrt((differences**2).sum(axis=1)).min())


def stop_rules(scene: Scene) -> str:
    """What ends a run early, in words."""
    rules = {
        "f changed by": scene.loss_change,
        "the gradient was": scene.gradient_norm,
        "f was": scene.loss,
    }
    return " or ".join(
        f"{words} at most {threshold:g}"
        for words, threshold in rules.items()
        if threshold is not None
    )


def sentence(name: str, run: Trajectory, summary: Summary, rules: str = "") -> str:
    """The run in words: "Adam reached 1.2e-5 above the minimum in 143 steps, then crawled".

    ``rules`` says why it may have stopped early; see `stop_rules`.
    """
    where = "a value of" if summary.gap is None else ""
    level = summary.final_value if summary.gap is None else max(summary.gap, 0.0)
    height = f"{where} {level:.2g}".strip()
    above = height if summary.gap is None else f"{height} above the minimum"
    if run.status == "diverged":
        cause = "its numbers grew beyond all bounds"
        advice = "" if run.learning_rates is None else "; try a smaller learning rate"
        return f"{name} diverged at step {run.diverged_at}: {cause}{advice}."
    if run.status == "left the box":
        return f"{name} left the picture and was at {above} after {_steps(summary.steps)}."
    if run.status == "converged":
        because = f" because {rules}" if rules else ""
        return f"{name} stopped after {_steps(summary.steps)}{because}: it was at {above}."
    if summary.steps_to_tolerance is not None and summary.gap is not None:
        if summary.gap <= TOLERANCE:
            return (
                f"{name} came within {TOLERANCE:.0e} of the minimum in "
                f"{_steps(summary.steps_to_tolerance)}."
            )
        return (
            f"{name} came within {TOLERANCE:.0e} of the minimum at step "
            f"{summary.steps_to_tolerance}, then left it again and ended at {above}."
        )
    return f"{name} was at {above} after {_steps(summary.steps)}{manner(run)}."


def of_starts(batch: Trajectory, objective: objectives.Objective) -> str:
    """What came of all runs from several starts, in words."""
    diverged = int(np.sum(batch.status == "diverged"))
    parts = []
    if objective.fmin is not None:
        values = batch.values if batch.average_values is None else batch.average_values
        with np.errstate(invalid="ignore"):
            reached = int(np.sum(values[-1] - objective.fmin <= TOLERANCE))
        parts.append(f"{reached} ended within {TOLERANCE:.0e} of the minimum")
    parts.append(f"{diverged} diverged")
    return f"Of its {batch.runs} starts {' and '.join(parts)}."


def _steps(count: int) -> str:
    return f"{count} step" if count == 1 else f"{count} steps"


def manner(run: Trajectory) -> str:
    """How the last fifth of a run went: it crawled, it oscillated, or it was still falling."""
    _, values = judged(run)
    tail = values[-max(len(values) // 5, 3) :]
    if len(values) < 10:
        return ""
    fall, low = tail[0] - tail[-1], float(values.min())
    scale = max(abs(float(values[0]) - low), np.finfo(float).tiny)
    turns = np.sum(np.diff(np.sign(np.diff(tail))) != 0) / len(tail)
    if turns > 0.3 and np.ptp(tail) > 1e-6 * scale:
        return " and was swinging to and fro"
    if abs(fall) < 1e-3 * max(abs(float(tail[0]) - low), 1e-3 * scale):
        return " and hardly moved any more"
    return " and was still going down" if fall > 0 else " and was going up again"
