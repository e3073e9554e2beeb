"""A landscape as a function ``loss`` in the words of a library, which then differentiates it."""

from __future__ import annotations

import csv
import dataclasses
import io

import numpy as np

import objectives
from declarations.arrays import Array
from explain.code.dialect import NUMPY
from explain.code.literal import literal
from explain.code.translation import Translation, UntranslatableError

MOST_WRITTEN = 300
"""So many numbers of a table are written into the code; more are read from the file beside it."""

DATA_FILE = "data.csv"


@dataclasses.dataclass(frozen=True)
class Loss:
    """What of the code is the landscape.

    Attributes:
        lines: functions and constants; the last function is ``loss``.
        translated: whether ``loss`` is in the library's words; else it asks our package.
        batches: whether it takes ``rows`` and ``targets`` of a mini-batch.
        data: the file that has to be beside the code, or nothing.
    """

    lines: list[str]
    translated: bool = True
    batches: bool = False
    data: str = ""


def loss(objective: objectives.Objective, translation: Translation) -> Loss:
    """The landscape for the code; ``translation`` takes in what it needs.

    Where it cannot be said in the words of the library there are no lines, and it is not
    ``translated``.
    """
    problem = _learning(objective)
    try:
        if problem is None:
            known = {"examples": None} if _takes_examples(objective) else {}
            translation.function(objective.value, "loss", **known)
            return Loss([])
        return _of_examples(objective, problem, translation)
    except (UntranslatableError, OSError):
        return Loss([], translated=False)


def _learning(objective: objectives.Objective) -> objectives.LearningProblem | None:
    inner = getattr(objective, "objective", objective)
    return inner if isinstance(inner, objectives.LearningProblem) else None


def _takes_examples(objective: objectives.Objective) -> bool:
    return objective.examples is not None and _learning(objective) is None


def _of_examples(
    objective: objectives.Objective, problem: objectives.LearningProblem, translation: Translation
) -> Loss:
    """The examples, and the mean of their losses."""
    features, targets = np.ascontiguousarray(problem.inputs.T), problem.observations[1]
    names = ", ".join(map(literal, problem.feature_names))
    scaled = "" if problem.scaling == "none" else f", scaled ({problem.scaling})"
    lines = [f"# The examples: {names}{scaled}; the target is {literal(problem.target_name)}."]
    written = features.size + len(targets) <= MOST_WRITTEN
    if written:
        lines += [f"FEATURES = np.array({literal(features)})", f"TARGETS = {_of(targets)}"]
    else:
        lines += [
            f'TABLE = np.loadtxt("{DATA_FILE}", delimiter=",", skiprows=1, ndmin=2)',
            "FEATURES, TARGETS = TABLE[:, :-1], TABLE[:, -1]",
        ]
    plain = Translation(NUMPY)
    design = plain.function(problem.design)
    dialect = translation.dialect
    array = f"{dialect.module}.{'tensor' if dialect.module == 'torch' else 'asarray'}"
    lines += ["", "", *plain.functions[design].splitlines(), "", ""]
    lines += [
        f"ROWS = {array}({design}(FEATURES.T))",
        f"TARGETS = {array}(TARGETS)",
    ]
    wanted = translation.free("loss" if objective is problem else problem.id)
    mean = translation.function(problem.plain_loss, "mean_loss")
    translation.functions[wanted] = (
        f"def {wanted}(point, rows=ROWS, targets=TARGETS):\n"
        f'    """The mean loss of the examples."""\n'
        f"    return {mean}(point, rows, targets)"
    )
    if objective is not problem:
        translation.stand_in(problem, "value", wanted)
        translation.function(objective.value, "loss")
    data = "" if written else table(features, targets)
    return Loss(lines, batches=objective is problem, data=data)


def _of(values: Array) -> str:
    return f"np.array({literal(values)})"


def table(features: Array, targets: Array) -> str:
    """The examples as CSV, all digits: a column for every feature, and the targets."""
    rows = io.StringIO()
    writer = csv.writer(rows)
    writer.writerow([*(f"x{index + 1}" for index in range(features.shape[1])), "y"])
    writer.writerows([*row, y] for row, y in zip(features.tolist(), targets.tolist(), strict=True))
    return rows.getvalue()
