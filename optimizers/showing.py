"""A run in one line, as a small table of HTML, and as a data frame."""

from __future__ import annotations

import html as markup
from collections import Counter
from typing import TYPE_CHECKING, Any

import numpy as np

from declarations import counted
from optimizers.ends import Ends

if TYPE_CHECKING:
    from optimizers.trajectory import Trajectory


def line(run: Trajectory) -> str:
    """The run in one line."""
    return f"<Trajectory: {'; '.join([*_made(run), *_facts(run).values()])}>"


def html(run: Trajectory) -> str:
    """The run as a small table."""
    rows = "".join(
        f"<tr><th style='text-align:left'>{markup.escape(name)}</th>"
        f"<td style='text-align:left'>{markup.escape(words)}</td></tr>"
        for name, words in {"run": ", ".join(_made(run)) or "Trajectory", **_facts(run)}.items()
    )
    return f"<table>{rows}</table>"


def _made(run: Trajectory) -> list[str]:
    return [" on ".join(filter(None, (run.optimizer, run.landscape)))] if run.optimizer else []


def _facts(run: Trajectory) -> dict[str, str]:
    """What there is to say of a run, in words."""
    if run.runs is None:
        value = f"{run.judged[1][0]:.6g} -> {run.fun:.6g}"
        facts = {"steps": counted(run.last_step, "step"), "value": value, "status": str(run.status)}
    else:
        statuses = Counter(np.asarray(run.status).tolist()).most_common()
        facts = {
            "steps": f"{counted(run.runs, 'run')} of at most {counted(int(run.steps[-1]), 'step')}",
            "value": f"lowest {run.best.value.min(initial=np.inf):.6g}",
            "status": ", ".join(f"{count:,} {status}" for status, count in statuses),
        }
    calls = zip(("value", "gradient", "Hessian"), (run.nfev, run.njev, run.nhev), strict=True)
    made = [counted(int(np.sum(count)), kind) for kind, count in calls if np.any(count)]
    return facts | {"calls": ", ".join(made)}


def frame(run: Trajectory) -> Any:
    """The rows of a run, or of all runs of a batch, as a data frame."""
    try:
        import pandas as pd
    except ModuleNotFoundError as error:
        raise ModuleNotFoundError(
            "to_frame: pandas must be installed (pip install pandas), got no module of that name",
            name="pandas",
        ) from error
    points = run.points if run.runs is not None else run.points[..., np.newaxis]
    last = np.atleast_1d(run.last_step)
    own = Ends(run.steps, last).own.T
    rows, runs = len(run.steps), len(last)

    def column(values: Any) -> Any:
        """Values ``(rows[, runs])``, run after run."""
        return np.broadcast_to(np.reshape(values, (rows, -1)), (rows, runs)).T[own]

    columns: dict[str, Any] = {}
    if run.runs is not None:
        columns["run"] = np.nonzero(own)[0]
    columns["step"] = column(np.minimum(run.steps[:, np.newaxis], last))
    for index, name in enumerate(_coordinates(run)):
        columns[name] = column(points[:, index])
    columns["value"] = column(run.values)
    if run.average_values is not None:
        columns["average_value"] = column(run.average_values)
    columns["gradient_norm"] = column(run.gradient_norms)
    if run.learning_rates is not None:
        first = np.full((1, *run.learning_rates.shape[1:]), np.nan)
        columns["learning_rate"] = column(np.concatenate([first, run.learning_rates]))
    columns["evaluations"] = column(run.evaluations_at.total)
    return pd.DataFrame(columns)


def _coordinates(run: Trajectory) -> list[str]:
    """The names of the columns of the coordinates."""
    dims = run.points.shape[1]
    return ["x", "y"][:dims] if dims <= 2 else [f"x{index}" for index in range(1, dims + 1)]
