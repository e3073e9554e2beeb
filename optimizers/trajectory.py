"""What a run returns."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from declarations import counted
from declarations.arrays import Array
from optimizers import keeping, showing
from optimizers.gradients import norm

CONVERGED = "converged"
DIVERGED = "diverged"
LEFT_THE_BOX = "left the box"
STEP_LIMIT = "step limit"
LOST = (DIVERGED, LEFT_THE_BOX)
"""Of a run that has got nowhere."""
STATUSES = (STEP_LIMIT, CONVERGED, LEFT_THE_BOX, DIVERGED)


ABOUT = ("optimizer", "landscape", "objective")
"""What a run says of how it was made."""


class _Equal:
    """Two are equal where all their fields are that are compared, arrays number by number."""

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        fields = dataclasses.fields(self)  # type: ignore[arg-type]
        compared = [field.name for field in fields if field.compare]
        return all(_same(getattr(self, name), getattr(other, name)) for name in compared)

    __hash__ = None  # type: ignore[assignment]  # as of arrays


@dataclasses.dataclass(frozen=True, eq=False)
class Evaluations(_Equal):
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


class Best(NamedTuple):
    """The lowest value of a run, and where it was: of a batch, those of every run."""

    step: Any
    point: Array
    value: Any


@dataclasses.dataclass(frozen=True, eq=False, repr=False)
class Trajectory(_Equal):
    """The path of one run, or of a batch of runs with a trailing axis ``runs``.

    Of a single run, the rows end with the run. Of a batch, a run that has ended keeps its last
    point in all later rows; `run` cuts one out. All arrays are read-only. Two are equal where all
    numbers are. What is one number of a run, such as ``fun``, ``nit``, ``message`` or those of
    ``best``, is an array of a batch, with one entry for every run.

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
            (rows - 1[, runs]), or None for a rule that has none, or changes it by what it meets.
        averages: where the rule itself would have the result judged, when that is not the
            iterate (weight averaging, Schedule-Free), (rows, dims[, runs]); else None.
        average_values: the objective there.
        state: the rule's state after every row, when it was asked for, by the names that it has in
            `Optimizer.keeps`; those of a wrapped rule begin with "inner.".
        pushes: where the momentum of the rule then pushes (`Optimizer.push`), in the shape of the
            points; None where it has none, or where the state was not asked for.
        optimizer: the name of the rule's class.
        landscape: the id of the objective, or the name of its class.
        objective: what was minimized; a file or a pickle does not hold it.
    """

    steps: NDArray[np.int64]
    points: Array
    values: Array
    gradients: Array
    status: str | NDArray[np.str_]
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
    optimizer: str = dataclasses.field(default="", compare=False)
    landscape: str = dataclasses.field(default="", compare=False)
    objective: Any = dataclasses.field(default=None, compare=False)

    def __post_init__(self) -> None:
        for value in self.__dict__.values():
            _make_read_only(value)

    def __getstate__(self) -> dict[str, Any]:
        """For a pickle: an objective may be made of functions, of which there are none."""
        return self.__dict__ | {"objective": None}

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
    def judged(self) -> tuple[Array, Array]:
        """The points and values to be judged: the averages, where the rule keeps one."""
        if self.averages is None or self.average_values is None:
            return self.points, self.values
        return self.averages, self.average_values

    @property
    def best(self) -> Best:
        """The lowest of the recorded values to be judged, with its point and its step.

        >>> import objectives, optimizers
        >>> run = optimizers.minimize(objectives.get("sphere"), optimizers.SGD(learning_rate=0.9),
        ...     start=(2.0, 0.0), steps=3)
        >>> run.best.step, f"{run.best.value:.0e}"
        (3, '2e-06')
        """
        points, values = self.judged
        row = np.where(np.isnan(values), np.inf, values).argmin(axis=0)
        step = np.minimum(self.steps[row], self.last_step)
        if self.runs is None:
            return Best(int(step), points[row], float(values[row]))
        runs = np.arange(self.runs)
        return Best(step, points[row, :, runs].T.copy(), values[row, runs])

    @property
    def x(self) -> Array:
        """SciPy's name for the result: the last point to be judged, (dims,[ runs])."""
        return self.judged[0][-1]

    @property
    def fun(self) -> Any:
        """SciPy's name for the value of the result."""
        end = self.judged[1][-1]
        return float(end) if self.runs is None else end

    @property
    def success(self) -> Any:
        """SciPy's name for whether a tolerance was reached."""
        return self.status == CONVERGED

    @property
    def message(self) -> Any:
        """SciPy's name for how the run ended, as a sentence."""
        if self.runs is None:
            return ending(str(self.status), self.last_step, self.diverged_at)
        ends = zip(self.status, self.last_step, self.diverged_at, strict=True)
        return np.array([ending(*end) for end in ends])

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
            **{name: getattr(self, name) for name in ABOUT},
        )

    def to_frame(self) -> Any:
        """The rows as a pandas data frame; of a batch one run below the other, in their rows.

        Its columns are the step, the coordinates, the value, the gradient's norm, the learning
        rate with which the row was reached, and the evaluations so far; ``run`` in a batch, and
        the value of the average where the rule keeps one.

        Raises:
            ModuleNotFoundError: pandas is not installed.
        """
        return showing.frame(self)

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write all numbers to a file of NumPy (npz), which `optimizers.load` reads."""
        keeping.save(self, path)

    def __repr__(self) -> str:
        return showing.line(self)

    def _repr_html_(self) -> str:
        """How a notebook shows it."""
        return showing.html(self)


def ending(status: str, steps: int, diverged_at: int) -> str:
    """How a run ended, as a sentence."""
    if status == DIVERGED:
        return f"Diverged: step {diverged_at:,} led to a number that is not finite."
    words = {CONVERGED: "Converged", LEFT_THE_BOX: "Outside the box", STEP_LIMIT: "Still going"}
    return f"{words[str(status)]} after {counted(int(steps), 'step')}."


def _same(one: Any, other: Any) -> bool:
    """Whether two fields hold the same; what is not a number is the same as another such."""
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return one.keys() == other.keys() and all(_same(one[name], other[name]) for name in one)
    if one is None or other is None or isinstance(one, Evaluations):
        return bool(one == other)
    floats = np.asarray(one).dtype.kind == "f" == np.asarray(other).dtype.kind
    return np.array_equal(one, other, equal_nan=floats)


def _make_read_only(value: Any) -> None:
    if isinstance(value, np.ndarray):
        value.setflags(write=False)
    elif isinstance(value, Evaluations):
        for count in (value.value, value.gradient, value.hessian):
            _make_read_only(count)
    elif isinstance(value, Mapping):
        for entry in value.values():
            _make_read_only(entry)
