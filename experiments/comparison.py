"""A comparison: every optimizer on every objective from every start, as one table.

A problem is an objective and a start. A run solves it to the tolerance tau when it finds a point
inside the domain with |f - f_best| <= tau (f_start - f_best) (Moré & Wild 2009, Benchmarking
derivative-free optimization algorithms, SIAM Journal on Optimization 20, equation 2.2, where f
cannot be below f_best); f_best is the known minimum, else the lowest value that any of the
optimizers found from that start.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Generator, Mapping, MutableMapping, Sequence
from concurrent.futures import Executor
from contextlib import closing
from typing import Any

import numpy as np
from numpy.typing import NDArray

import objectives
import optimizers
from declarations.arrays import Array
from experiments import cost
from experiments.blocks import Progress, as_they_end, part_of
from experiments.frozen import FrozenArrays
from experiments.runs import in_domain
from experiments.scene import Entry

Report = Callable[..., None]

TOLERANCES = (1e-1, 1e-3, 1e-5, 1e-7)
"""Those of Moré & Wild."""

MOST = 10**9
"""So many starts and steps can be counted; long before, memory ends."""

STARTS_STREAM, SEEDS_STREAM = 5, 6
"""Which random numbers of a seed are the starts, and which the seeds of the runs."""


@dataclasses.dataclass(frozen=True)
class Comparison:
    """What is compared; plain values only.

    Every rule has the learning rate that `experiments.suggest` found for the objective's own
    start, which is the first start here; the others are uniform in the domain. With more starts,
    the runs from the first ones stay as they are.

    Raises:
        ValueError: an unknown or repeated id, or a number that is not valid.
    """

    objectives: tuple[str, ...]
    optimizers: tuple[str, ...]
    starts: int = 10
    steps: int = 1000
    seed: int = 0
    tolerances: tuple[float, ...] = TOLERANCES

    @property
    def is_heavy(self) -> bool:
        """Whether it takes so long that it waits its turn on a server."""
        runs = self.starts * len(self.optimizers)
        return any(
            cost.is_heavy(objectives.get(name), self.steps * len(self.objectives), runs)
            for name in self.objectives
        )

    def __post_init__(self) -> None:
        registries = (("objectives", objectives.registry), ("optimizers", optimizers.registry))
        for kind, registry in registries:
            ids = getattr(self, kind)
            if not ids:
                raise ValueError(f"{kind} must name at least one")
            for name in ids:
                registry[name]  # an unknown id is refused with a sentence
                if ids.count(name) > 1:
                    raise ValueError(f"{kind}: {name!r} is named twice")
        for name, least in (("starts", 1), ("steps", 1), ("seed", 0)):
            number = getattr(self, name)
            if isinstance(number, bool) or not isinstance(number, int) or number < least:
                raise ValueError(f"{name} must be a whole number of at least {least}, got {number}")
            if name != "seed" and number > MOST:
                raise ValueError(f"{name} must be at most {MOST:,}, got {number:,}")
        if not self.tolerances or not all(0 < tau < 1 for tau in self.tolerances):
            raise ValueError(f"tolerances must be numbers in (0, 1), got {self.tolerances}")


@dataclasses.dataclass(frozen=True)
class Table(FrozenArrays):
    """One row for every objective, optimizer and start, in this order. Read-only arrays.

    Attributes:
        tolerances: what the columns of ``steps_to`` and ``evaluations_to`` stand for.
        objective: the id.
        optimizer: the id.
        start: the number of the start; 0 is the objective's own.
        dims: the number of variables.
        learning_rate: nan for a rule that has none.
        status: as in `optimizers.Trajectory`.
        steps: how many the run has taken.
        evaluations: its calls of value, gradient and Hessian, each counted as one.
        start_value: f at the start.
        final_value: f at the last point (the average, where the rule keeps one).
        reference_value: f_best.
        gap: final_value - reference_value.
        steps_to: the steps to each tolerance, (rows, tolerances); inf where it was not reached.
        evaluations_to: the evaluations to it, likewise.
    """

    tolerances: Array
    objective: NDArray[np.str_]
    optimizer: NDArray[np.str_]
    start: NDArray[np.int64]
    dims: NDArray[np.int64]
    learning_rate: Array
    status: NDArray[np.str_]
    steps: NDArray[np.int64]
    evaluations: NDArray[np.int64]
    start_value: Array
    final_value: Array
    reference_value: Array
    gap: Array
    steps_to: Array
    evaluations_to: Array

    def __len__(self) -> int:
        return len(self.objective)

    def columns(self) -> dict[str, NDArray[Any]]:
        """All columns by name, with one for every tolerance: ``evaluations_to_0.001``."""
        columns: dict[str, NDArray[Any]] = {}
        for name, array in vars(self).items():
            if array.ndim == 2:
                for tolerance, column in zip(self.tolerances, array.T, strict=True):
                    columns[f"{name}_{tolerance:g}"] = column
            elif name != "tolerances":
                columns[name] = array
        return columns


def compare(
    config: Comparison,
    executor: Executor | None = None,
    progress: Progress | None = None,
    kept: MutableMapping[str, Table] | None = None,
) -> Table:
    """Run a comparison, objective by objective.

    Args:
        config: what to compare.
        executor: any executor; without one, all is done in this thread. Threads are no faster
            here, because NumPy holds the interpreter while it works on few runs.
        progress: called several times a second with the share done; what it raises cancels the
            rest.
        kept: the finished tables by objective. Those in it are not made again, and new ones are
            put in as soon as they are finished.
    """
    kept = {} if kept is None else kept
    tables = {name: kept[name] for name in config.objectives if name in kept}
    missing = [name for name in config.objectives if name not in tables]

    def report(share_of_next: float = 0.0) -> None:
        if progress is not None:
            progress((len(tables) + share_of_next) / len(config.objectives))

    report()
    with closing(_finished(config, missing, executor, report)) as finished:
        for name, table in finished:
            kept[name] = tables[name] = table
            report()
    return joined([tables[name] for name in config.objectives])


def _finished(
    config: Comparison, names: Sequence[str], executor: Executor | None, report: Report
) -> Generator[tuple[str, Table], None, None]:
    """The tables of some objectives, each as soon as it is there; the rest is cancelled on close.

    Meanwhile ``report`` is called, with the share of the next one where that is known.

    `run_blocks` hands all results over at the end, too late to keep them through a break.
    """
    if executor is None:
        yield from ((name, compare_on(objectives.get(name), config, report)) for name in names)
        return
    futures = {executor.submit(_compare_named, config, name): name for name in names}
    try:
        for future in as_they_end(futures, report):
            yield futures[future], future.result()
    finally:
        for future in futures:
            future.cancel()


def _compare_named(config: Comparison, name: str) -> Table:
    return compare_on(objectives.get(name), config)


def compare_on(
    objective: objectives.Objective, config: Comparison, progress: Progress | None = None
) -> Table:
    """The rows of one objective, whatever the objectives of the comparison are."""
    starts = start_points(objective, config)
    seeds = np.random.SeedSequence([config.seed, SEEDS_STREAM]).generate_state(config.starts)
    histories = (
        _history(
            objective, name, starts, seeds, config, part_of(progress, index, len(config.optimizers))
        )
        for index, name in enumerate(config.optimizers)
    )
    fmin = objective.fmin
    if fmin is not None:
        best = np.full(config.starts, fmin)
        return joined([_rows(objective, history, best, config) for history in histories])
    known = list(histories)
    best = np.min([history.values.min(axis=0) for history in known], axis=0)
    return joined([_rows(objective, history, best, config) for history in known])


def start_points(objective: objectives.Objective, config: Comparison) -> Array:
    """The starts, ``(dims, starts)``: the objective's own, then random ones."""
    generator = np.random.default_rng([config.seed, STARTS_STREAM])
    others = objective.random_points(generator, config.starts - 1)
    return np.column_stack([objective.start, others])


@dataclasses.dataclass(frozen=True)
class _History:
    """The runs of one rule from all starts."""

    optimizer: str
    learning_rate: float
    batch: optimizers.Trajectory
    values: Array
    """f after every step, (steps + 1, starts); inf where the point does not count."""
    evaluations: NDArray[np.int64]
    """The evaluations up to there."""


def _history(
    objective: objectives.Objective,
    name: str,
    starts: Array,
    seeds: NDArray[Any],
    config: Comparison,
    progress: Progress,
) -> _History:
    rule = Entry(name).rule(objective)
    batch = optimizers.minimize(
        objective, rule, starts, config.steps, seed=seeds, progress=progress
    )
    points, values = batch.judged
    # Who falls off the edge has not found the minimum, however low the ground is there.
    values = np.where(in_domain(objective, np.moveaxis(points, 1, 0)), values, np.inf)
    rate = getattr(rule, "learning_rate", None)
    return _History(
        optimizer=name,
        learning_rate=np.nan if rate is None else float(rate),
        batch=batch,
        values=values,
        evaluations=batch.evaluations_at.total,
    )


def _rows(
    objective: objectives.Objective, history: _History, best: Array, config: Comparison
) -> Table:
    """The rows of one rule, given f_best of every start."""
    batch, runs = history.batch, config.starts
    values = batch.judged[1]
    tolerances = np.array(config.tolerances)
    with np.errstate(all="ignore"):
        gaps = history.values - best
        # (steps + 1, starts, tolerances)
        limits = tolerances * np.abs(values[0] - best)[:, np.newaxis]
        reached = np.abs(gaps[..., np.newaxis]) <= limits
        final_gap = values[-1] - best
    first, ever = reached.argmax(axis=0), reached.any(axis=0)
    evaluations = history.evaluations[first, np.arange(runs)[:, np.newaxis]]
    return Table(
        tolerances=tolerances,
        objective=np.full(runs, objective.id),
        optimizer=np.full(runs, history.optimizer),
        start=np.arange(runs),
        dims=np.full(runs, objective.dims),
        learning_rate=np.full(runs, history.learning_rate),
        status=np.asarray(batch.status),
        # The step that led astray has no row, but it was paid for.
        steps=np.where(batch.status == "diverged", batch.diverged_at, batch.last_step),
        evaluations=batch.evaluations.total,
        start_value=values[0],
        final_value=values[-1],
        reference_value=best.copy(),
        gap=final_gap,
        steps_to=np.where(ever, batch.steps[first], np.inf),
        evaluations_to=np.where(ever, evaluations, np.inf),
    )


def joined(tables: Sequence[Table]) -> Table:
    """One table from several with the same tolerances."""
    arrays: Mapping[str, Any] = {
        field.name: np.concatenate([getattr(table, field.name) for table in tables])
        for field in dataclasses.fields(Table)
        if field.name != "tolerances"
    }
    return Table(tolerances=tables[0].tolerances.copy(), **arrays)
