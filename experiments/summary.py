"""What a run comes to, in numbers and in one sentence."""

from __future__ import annotations

import dataclasses
from weakref import WeakKeyDictionary

import numpy as np

import objectives
from declarations import counted
from experiments import course
from experiments.course import TOLERANCE, TOLERANCE_TEXT, courses, is_reached
from experiments.race import Race, Runner
from experiments.runs import in_domain, is_stochastic
from experiments.scene import Scene
from optimizers import Trajectory

SMALL = 1e30
"""A run that diverges where f is below this has not grown beyond all bounds."""


@dataclasses.dataclass(frozen=True)
class Summary:
    """One line of the table; None where a number has no meaning."""

    status: str
    course: str
    """How it ends; one of `experiments.course.COURSES`."""
    inside: bool
    """Whether it ends in the domain, or hardly outside; True where the domain is no border."""
    steps: int
    final_value: float
    best_value: float
    gap: float | None
    distance: float | None
    steps_to_tolerance: int | None
    evaluations_to_tolerance: int | None
    path_length: float
    evaluations: int
    found: bool = False
    """Whether the minimum is the lowest one that a search has found, and not a known one."""
    off_edge: bool = False
    """Whether it diverged by a step to where f has no value, and not by growing."""
    ascends: bool = False
    """Whether it was told to go uphill."""

    @property
    def minimum(self) -> str:
        """What the gap is above, in words."""
        return minimum_words(self.found)


def minimum_words(found: bool) -> str:
    """What the lowest point is called: known, or found by a search."""
    return "the lowest minimum found" if found else "the minimum"


def summarise(
    run: Trajectory,
    objective: objectives.Objective,
    *,
    stochastic: bool = False,
    ascends: bool = False,
) -> Summary:
    """The summary of a single run.

    ``stochastic`` where its steps have random numbers in them, ``ascends`` where its rule goes
    uphill.
    """
    points, values = run.judged
    reached = np.flatnonzero(is_reached(objective, points, values))
    first = int(reached[0]) if reached.size else None
    gap = None if objective.fmin is None else float(values[-1] - objective.fmin)
    # Of a path with gaps nothing is said that only all of its points could show.
    whole = len(run.steps) == run.last_step + 1
    (code,) = courses(
        objective,
        points if whole else points[-1:],
        values if whole else values[-1:],
        run.status,
        stochastic=stochastic,
        ascends=ascends,
    )
    return Summary(
        status=str(run.status),
        course=course.COURSES[code],
        inside=bool(in_domain(objective, points[-1][:, np.newaxis])[0]),
        steps=run.diverged_at if run.status == "diverged" else run.last_step,
        final_value=float(values[-1]),
        best_value=float(values.min()),
        gap=gap,
        distance=distance_to_minimisers(points[-1], objective),
        steps_to_tolerance=None if first is None else int(run.steps[first]),
        evaluations_to_tolerance=None if first is None else int(run.evaluations_at.total[first]),
        path_length=float(np.sqrt((np.diff(run.points, axis=0) ** 2).sum(axis=1)).sum()),
        # Of a run that diverged, the step which led astray has no row, but it was paid for.
        evaluations=run.evaluations.total,
        found=objective.minimisers_found,
        off_edge=run.status == "diverged"
        and not objective.well_behaved
        and abs(float(values[-1])) < SMALL,
        ascends=ascends,
    )


_kept: WeakKeyDictionary[Runner, Summary] = WeakKeyDictionary()


def of_runner(runner: Runner, race: Race) -> Summary:
    """The summary of the run of a race that is shown; kept as long as its runner."""
    found = _kept.get(runner)
    if found is None:
        stochastic = is_stochastic(race.scene, runner.entry)
        ascends = runner.entry.rule(race.objective).ascends
        found = summarise(runner.trajectory, race.objective, stochastic=stochastic, ascends=ascends)
        _kept[runner] = found
    return found


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


UPHILL = "; it was told to go uphill"

ENDS = {
    course.CLIMBING: UPHILL,
    course.STILL: " and had stopped moving",
    course.PLATEAU: " and was moving where f hardly changes",
    course.WANDERING: " and was wandering in the noise",
    course.SWINGING: " and was swinging up and down",
    course.RISING: " and was going up",
    course.CRAWLING: " and was creeping down",
    course.FALLING: " and was still going down",
}
"""The end of a sentence, by the course of a run."""


def sentence(name: str, run: Trajectory, summary: Summary, rules: str = "") -> str:
    """The run in words: "Adam came within 1e-6 of the minimum in 143 steps".

    ``rules`` says why it may have stopped early; see `stop_rules`.
    """
    height = _height(summary)
    if run.status == "diverged":
        reason = (
            "it stepped to where f has no finite value"
            if summary.off_edge
            else "its numbers grew beyond all bounds"
        )
        advice = "" if run.learning_rates is None else "; try a smaller learning rate"
        if summary.ascends:
            advice = UPHILL
        return f"{name} diverged at step {run.diverged_at}: {reason}{advice}."
    if summary.course == course.REACHED and run.status != "converged":
        assert summary.steps_to_tolerance is not None
        return (
            f"{name} came within {TOLERANCE_TEXT} of {summary.minimum} in "
            f"{counted(summary.steps_to_tolerance, 'step')}."
        )
    if run.status == "converged":
        because = f" because {rules}" if rules else ""
        return f"{name} stopped after {counted(summary.steps, 'step')}{because}: it was {height}."
    if summary.course == course.GROWING:
        return (
            f"{name} is diverging: after {counted(summary.steps, 'step')} it was {height}, "
            "higher than where it began."
        )
    if run.status == "left the box":
        return f"{name} left the picture: after {counted(summary.steps, 'step')} it was {height}."
    if summary.steps_to_tolerance is not None and not summary.ascends:
        return (
            f"{name} came within {TOLERANCE_TEXT} of {summary.minimum} at step "
            f"{summary.steps_to_tolerance}, then left it again and ended {height}."
        )
    return f"{name} was {height} after {counted(summary.steps, 'step')}{_end(run, summary)}."


def _end(run: Trajectory, summary: Summary) -> str:
    """How the run ended, in words."""
    if summary.course == course.CYCLING:
        points = counted(course.period(run.judged[0]), "point")
        return f" and was going round in a cycle of {points}"
    return ENDS.get(summary.course, "")


def _height(summary: Summary) -> str:
    """Where a run ended: how far above the minimum, or below what is said to be the minimum."""
    if summary.gap is None:
        return f"at a value of {_plain(summary.final_value)}"
    if abs(summary.gap) <= TOLERANCE and summary.inside:
        return f"within {TOLERANCE_TEXT} of {summary.minimum}"
    if summary.gap >= 0.0:
        outside = "" if summary.inside else ", outside the domain"
        return f"at {_plain(summary.gap)} above {summary.minimum}{outside}"
    where = "inside" if summary.inside else "outside"
    minimum = summary.minimum if summary.found else "the stated minimum"
    return f"at {_plain(-summary.gap)} below {minimum}, {where} the domain"


def of_starts(batch: Trajectory, objective: objectives.Objective) -> str:
    """What came of all runs from several starts, in words."""
    diverged = int(np.sum(batch.status == "diverged"))
    minimum = minimum_words(objective.minimisers_found)
    parts = []
    if objective.fmin is not None:
        points, values = batch.judged
        reached = int(is_reached(objective, points[-1:], values[-1:]).sum())
        parts.append(f"{reached} ended within {TOLERANCE_TEXT} of {minimum}")
    parts.append(f"{diverged} diverged")
    return f"Of its {counted(batch.runs or 1, 'start')} {' and '.join(parts)}."


def _plain(value: float) -> str:
    """Two digits, and 420 rather than 4.2e+02."""
    return f"{float(f'{value:.2g}'):g}"
