"""Runs a rule on an objective, from one start or from a batch of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from declarations import Number
from declarations.arrays import Array
from optimizers.block import Block
from optimizers.joining import joined
from optimizers.optimizer import Optimizer
from optimizers.options import (
    Options,
    checked_batch_size,
    checked_box,
    checked_noise,
    checked_objective,
    checked_optimizer,
    checked_progress,
    checked_record,
    checked_schedule,
    checked_start,
    checked_switch,
    checked_tolerances,
    clipped,
    whole,
)
from optimizers.problem import Functions, ObjectiveLike
from optimizers.randomness import checked_seed
from optimizers.reporter import Report, Reporter, within
from optimizers.schedule import Schedule
from optimizers.stopping import Tolerance
from optimizers.trajectory import Trajectory

RUNS_AT_ONCE = 8192
"""A larger batch is run in blocks of this size: their arrays stay in the processor's cache, and
the memory of those that a step makes is used again by the next."""


def minimize(
    objective: ObjectiveLike | Functions,
    optimizer: Optimizer | str,
    start: ArrayLike | None = None,
    steps: int = 1000,
    *,
    record: Literal["all", "ends"] | int = "all",
    record_state: bool = False,
    tolerance: float | Tolerance | Sequence[Tolerance] | None = None,
    noise: Number = 0.0,
    seed: int | Sequence[int] | NDArray[np.integer[Any]] = 0,
    batch_size: int | None = None,
    shuffle: bool = True,
    clip: float | tuple[Literal["norm", "value"], float] | None = None,
    box: Literal["free", "project", "stop"] = "free",
    domain: Sequence[tuple[float, float]] | None = None,
    schedule: Schedule | str | None = None,
    progress: Callable[[float], None] | None = None,
) -> Trajectory:
    """Run ``optimizer`` on ``objective`` from ``start`` for at most ``steps`` steps.

    The start is a point ``(dims,)`` or a batch ``(dims, runs)``. Hyperparameters, ``noise`` and
    ``seed`` may hold one value for every run, shape ``(runs,)``; then a single start serves all.
    A run does not depend on the batch in which it is made.

    Args:
        objective: anything with ``value(point)`` and ``gradient(point)``, or a pair of functions.
            Where there is no gradient, `objectives.numerical` estimates one.
        optimizer: the rule, or its id; see `optimizers.get`.
        start: where to begin; else the objective's own ``start``.
        steps: the most steps to take.
        record: keep every step ("all"), the first and last point ("ends"), or every k-th step
            and the last one.
        record_state: keep the rule's state of every recorded step as well.
        tolerance: when to stop early; a number stands for ``Tolerance(gradient_norm=number)``.
        noise: standard deviation of normal noise added to every component of the gradient.
        seed: of all random numbers; the same seed gives every optimizer the same noise.
        batch_size: take the gradient on a mini-batch of so many examples of a learning problem.
        shuffle: a new order of the examples in every epoch; else the order of the data.
        clip: limit the norm of the gradient (a number, or ``("norm", limit)``) or each of its
            components (``("value", limit)``).
        box: what happens at the border of the domain. "free": nothing, but a run that ends
            outside is said to have left the box, unless the objective says that it is not
            ``bounded``; "project": every step is moved back to the
            nearest point inside; "stop": a run ends at its first point outside.
        domain: the box, a pair for every dimension; else the objective's own ``domain``.
        schedule: multiplies the learning rate; or its id, see `optimizers.schedules`.
        progress: called some ten times a second with the share that is done, within steps that
            evaluate the objective several times too; may raise to give up.

    Returns:
        The path. Divergence neither raises nor warns: the run has the status "diverged", and its
        path ends at the last point where the point, its gradient and its value were finite.

    Raises:
        ValueError: a start that is not finite or not of the right shape, or an invalid option.

    Example:
        >>> import objectives, optimizers
        >>> run = optimizers.minimize(objectives.get("sphere"), optimizers.get("sgd",
        ...     learning_rate=0.5), start=(-4.0, 3.0), steps=3)
        >>> run.points[-1].tolist(), run.status
        ([-0.5, 0.375], 'step limit')

        A pair of functions, and a rule with its defaults by its id:

        >>> square = lambda point: (point * point).sum(), lambda point: 2 * point
        >>> optimizers.minimize(square, "sgd", (-4.0, 3.0), tolerance=0.1).message
        'Converged after 228 steps.'
    """
    problem = checked_objective(objective)
    checked_progress(progress)
    start = checked_start(problem, start)
    checked_steps = whole("steps", steps, 0)
    rule = clipped(checked_optimizer(optimizer), clip)
    seeds = checked_seed(seed)
    noise = checked_noise(noise)
    start = _broadcast(start, rule.batch_sizes() | _sizes(noise, seeds))
    options = Options(
        steps=checked_steps,
        every=checked_record(record, checked_steps),
        record_state=checked_switch("record_state", record_state),
        tolerances=checked_tolerances(tolerance),
        batch_size=checked_batch_size(problem, batch_size),
        shuffle=checked_switch("shuffle", shuffle),
        box=checked_box(problem, box, domain, len(start)),
        policy=box,
        schedule=checked_schedule(schedule),
    )

    def made(
        rule: Optimizer, start: Array, noise: Number, seeds: Any, report: Report | None
    ) -> Trajectory:
        reporter = None if report is None else Reporter(report, checked_steps)
        return Block(problem, rule, start, noise, seeds, options, reporter).run()

    with np.errstate(all="ignore"):
        if start.ndim == 1 or start.shape[1] <= RUNS_AT_ONCE:
            return made(rule, start, noise, seeds, progress)
        count = start.shape[1]
        blocks = []
        for first in range(0, count, RUNS_AT_ONCE):
            runs = slice(first, min(first + RUNS_AT_ONCE, count))
            some = np.ascontiguousarray(start[:, runs])
            report = within(progress, first / count, runs.stop / count)
            blocks.append(
                made(rule.take(runs), some, _take(noise, runs), _take(seeds, runs), report)
            )
    return joined(blocks)


def _take(value: Any, runs: slice) -> Any:
    return value[runs] if isinstance(value, np.ndarray) else value


def _sizes(*values: Any) -> set[int]:
    return {len(value) for value in values if isinstance(value, np.ndarray)}


def _broadcast(start: Array, sizes: set[int]) -> Array:
    """The start with one column for every run, when anything is given run by run."""
    if start.ndim == 2:
        sizes = sizes | {start.shape[1]}
    if len(sizes) > 1:
        raise ValueError(f"minimize: one number of runs is needed, got {sorted(sizes)}")
    if start.ndim == 1 and sizes:
        return np.repeat(start[:, np.newaxis], sizes.pop(), axis=1)
    return start
