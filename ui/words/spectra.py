"""What is said of the singular values of runs."""

from __future__ import annotations

import math
from collections.abc import Sequence

from declarations import counted
from experiments.spectra import Spectra
from figures.spectra import LABELS
from optimizers.variables import Variable
from ui.words import wording


def shaped(matrix: Variable) -> str:
    """A matrix with its rows and columns."""
    return f"{matrix.name} ({' × '.join(map(str, matrix.shape))})"


def title(part: str, matrix: Variable, runs: Sequence[Spectra]) -> str:
    """What is decomposed; of long runs that keep some steps only, what was moved by several."""
    span = max((int(run.spans.max()) for run in runs), default=1)
    several = f", up to {counted(span, 'step')} together" if part == "update" and span > 1 else ""
    return f"{LABELS[part]} of {matrix.name}{several}"


def spreads(names: Sequence[str], runs: Sequence[Spectra]) -> str:
    """How differently the updates of every run scale their directions; nothing where none moved."""
    known = [
        f"{name} {_spread(run.spread, run)}"
        for name, run in zip(names, runs, strict=True)
        if run.spread is not None
    ]
    if not known:
        return ""
    return (
        f"Largest over smallest singular value of the update of {runs[0].matrix.name}, the median "
        f"over the steps that moved it: {', '.join(known)}."
    )


def _spread(spread: float, run: Spectra) -> str:
    if math.isinf(spread):
        return f"∞ (in half of the steps or more its rank is below {run.update.shape[1]})"
    return wording.number(spread)
