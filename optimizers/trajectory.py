"""What a run returns."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from optimizers.gradients import norm

Array = NDArray[np.float64]

CONVERGED = "converged"
DIVERGED = "diverged"
LEFT_THE_BOX = "left the box"
STEP_LIMIT = "step limit"


@dataclasses.dataclass(frozen=True)
class Evaluations:
    """How often a run has called the objective: a number, or one for every run or row."""

    value: Any
    gradient: Any
    hessian: Any

    def __getitem__(self, index: Any) -> Evaluations:
        kinds = (np.asarray(kind)[index] for kind in (self.value, self.gradient, self.hessian))
        return Evaluations(*(kind if kind.ndim else int(kind) for kind in kinds))

    @property
    def total(self) -> Any:
        """All calls together."""
        return self.value + self.gradient + self.hessian


@dataclasses.dataclass(frozen=True)
class Trajectory:
    """The path of one run, or of a batch of runs with a trailing axis ``runs``.

    Of a single run, the rows end with the run. Of a batch, a run that has ended keeps its last
    point in all later rows; `run` cuts one out. All arrays are read-only.

    Attributes:
        steps: the number of the step of every row, shape (rows,); 0 is the start.
        points: where the gradient was taken, (rows, dims[, runs]).
        values: the objective there, without noise and on all data, (rows[, runs]).
        gradients: the gradient there, without noise and on all data, (rows, dims[, runs]).
        status: "converged", "diverged", "left the box" or "step limit"; an array for a batch.
        last_step: the steps that the run has taken.
        diverged_at: the step that led to a number which is not finite, or -1.
        evaluations: the calls of the objective that the rule has asked for.
        evaluations_at: the same up to every row.
        calls: how often the objective was called at all: for the rule, for the record and to see
            whether the run is over. A batch calls it for all of its runs, also where only some
            ask. Two runs may be equal and differ in this.
        learning_rates: the learning rate of the step that led to every row after the first,
            (rows - 1[, runs]), or None for a rule that has none.
        averages: where the rule itself would have the result judged, when that is not the
            iterate (weight averaging, Schedule-Free), (rows, dims[, runs]); else None.
        average_values: the objective there.
        state: the rule's state after every row, by name, when it was asked for.
        pushes: where the momentum of the rule then pushes (`Optimizer.push`), in the shape of the
            points; None where it has none, or where the state was not asked for.
    """

    steps: NDArray[np.int64]
    points: Array
    values: Array
    gradients: Array
    status: Any
    last_step: Any
    diverged_at: Any
    evaluations: Evaluations
    evaluations_at: Evaluations
    calls: Evaluations = dataclasses.field(compare=False)
    learning_rates: Array | None = None
    averages: Array | None = None
    average_values: Array | None = None
    state: Mapping[str, NDArray[Any]] | None = None
    pushes: Array | None = None

    def __post_init__(self) -> None:
        for value in self.__dict__.values():
            _make_read_only(value)

    def __setstate__(self, state: dict[str, Any]) -> None:
        """From a pickle, where arrays forget that they are read-only."""
        self.__dict__.update(state)
        self.__post_init__()

    @property
    def gradient_norms(self) -> Array:
        """The Euclidean norm of the gradient, (rows[, runs])."""
        sizes = np.abs(self.gradients).max(axis=1, keepdims=True)
        with np.errstate(divide="ignore", invalid="ignore"):
            # Scaled by the largest component: the square of a large gradient overflows.
            scaled = np.where(sizes > 0, self.gradients / sizes, 0.0)
        return sizes[:, 0] * norm(np.moveaxis(scaled, 1, 0))

    @property
    def effective_learning_rates(self) -> Array:
        """The step over minus the gradient, by coordinate: (rows - 1, dims[, runs]).

        It is the learning rate with which plain gradient descent would have made the same step;
        0 where the gradient is 0. Of meaning only when every step was recorded.
        """
        gradients = self.gradients[:-1]
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            rates = -np.diff(self.points, axis=0) / gradients
        return np.where(gradients == 0, 0.0, rates)

    @property
    def runs(self) -> int | None:
        """The number of runs of a batch; None for a single run."""
        return None if self.points.ndim == 2 else self.points.shape[2]

    @property
    def nit(self) -> Any:
        """SciPy's name for the steps that were taken."""
        return self.last_step

    @property
    def nfev(self) -> Any:
        """SciPy's name for the calls of the value that were made; see ``calls``."""
        return self.calls.value

    @property
    def njev(self) -> Any:
        """SciPy's name for the calls of the gradient that were made."""
        return self.calls.gradient

    @property
    def nhev(self) -> Any:
        """SciPy's name for the calls of the Hessian that were made."""
        return self.calls.hessian

    def run(self, index: int) -> Trajectory:
        """One run of a batch, as a single trajectory."""
        if self.runs is None:
            raise ValueError("a single run has no runs to choose from")
        last = int(self.last_step[index])
        count = int(np.searchsorted(self.steps, last)) + 1
        # The last point of a run that ended between two recorded steps is in the next row.
        steps = np.minimum(self.steps[:count], last)

        at = self.evaluations_at

        def cut(array: Any, rows: int = count) -> Any:
            # A copy: a view would keep all the other runs in memory.
            return None if array is None else array[:rows, ..., index].copy()

        return Trajectory(
            steps=steps,
            points=cut(self.points),
            values=cut(self.values),
            gradients=cut(self.gradients),
            status=str(self.status[index]),
            last_step=last,
            diverged_at=int(self.diverged_at[index]),
            evaluations=self.evaluations[index],
            evaluations_at=Evaluations(cut(at.value), cut(at.gradient), cut(at.hessian)),
            calls=self.calls[index],
            learning_rates=cut(self.learning_rates, count - 1),
            averages=cut(self.averages),
            average_values=cut(self.average_values),
            state=None if self.state is None else {k: cut(v) for k, v in self.state.items()},
            pushes=cut(self.pushes),
        )


def _make_read_only(value: Any) -> None:
    if isinstance(value, np.ndarray):
        value.setflags(write=False)
    elif isinstance(value, Evaluations):
        for count in (value.value, value.gradient, value.hessian):
            _make_read_only(count)
    elif isinstance(value, Mapping):
        for entry in value.values():
            _make_read_only(entry)
