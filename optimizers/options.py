"""The options of `minimize`, checked: every error has the one form and names what was given."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from declarations import Number, Registry, close_names, numbers, shown
from declarations.arrays import Array
from optimizers.catalogue import get, get_schedule, registry, schedules, wrappers
from optimizers.optimizer import Optimizer
from optimizers.problem import Pair, Problem
from optimizers.schedule import Schedule
from optimizers.stopping import Tolerance
from optimizers.variables import check_sizes
from optimizers.wrappers.clip_by_norm import ClipByNorm
from optimizers.wrappers.clip_by_value import ClipByValue

MOST = 10**9
"""The largest count of anything in a run."""

POLICIES = ("free", "project", "stop")


@dataclasses.dataclass(frozen=True)
class Options:
    """What a run is made with, checked."""

    steps: int
    every: int
    record_state: bool
    tolerances: tuple[Tolerance, ...]
    batch_size: int | None
    shuffle: bool
    box: tuple[Array, Array] | None
    policy: str
    schedule: Schedule | None


def checked_objective(objective: Any) -> Problem:
    """An object that can be minimized or a pair of functions, not a name or a class."""
    if (
        isinstance(objective, tuple | list)
        and len(objective) == 2
        and all(map(callable, objective))
    ):
        return Problem(Pair(*objective))
    value, gradient = (callable(getattr(objective, name, None)) for name in ("value", "gradient"))
    if isinstance(objective, type) or not (value and gradient):
        hint = ""
        if isinstance(objective, str):
            hint = "; objectives.get makes an objective of its id"
        elif not isinstance(objective, type) and (value or callable(objective)):
            hint = "; objectives.numerical adds a gradient"
        raise ValueError(
            "minimize: objective must be an object with value(point) and gradient(point), or a "
            f"pair of such functions, got {shown(objective)}{hint}"
        )
    return Problem(objective)


def checked_optimizer(optimizer: Any) -> Optimizer:
    """A rule, or what its id stands for."""
    if isinstance(optimizer, str):
        known = registry if registry.checked_id(optimizer) in registry else wrappers
        return get(_known(optimizer, known, "optimizer", "optimizers.names()"))
    if not isinstance(optimizer, Optimizer):
        raise ValueError(
            f"minimize: optimizer must be an optimizer or its id, got {shown(optimizer)}"
        )
    return optimizer


def checked_progress(progress: Any) -> None:
    """Something to call, or nothing."""
    if progress is not None and not callable(progress):
        raise ValueError(f"minimize: progress must be a function or None, got {shown(progress)}")


def _known(name: str, found: Registry[Any], option: str, all_names: str) -> str:
    """An id that there is; all of them would be too many for the sentence."""
    id = found.checked_id(name)
    if id not in found:
        guess = close_names(name, registry if found is wrappers else found)
        hint = f"; {guess}" if guess.startswith("did") else ""
        raise ValueError(f"minimize: {option} must be one of {all_names}, got {shown(name)}{hint}")
    return id


def checked_start(problem: Problem, start: ArrayLike | None) -> Array:
    """A finite point or batch of points, as a new array."""
    if start is None:
        start = getattr(problem.objective, "start", None)
    point = numbers(start)
    if point is None:
        raise ValueError(f"{problem.title}: start must be numbers, got {shown(start)}")
    point = np.ascontiguousarray(point) if point.ndim else point
    dims = problem.dims
    if point.ndim not in (1, 2) or point.size == 0 or (dims is not None and len(point) != dims):
        expected = "(dims,) or (dims, runs)" if dims is None else f"({dims},) or ({dims}, runs)"
        turned = point.ndim == 2 and point.size and point.shape[1] == dims
        hint = "; points are columns, so transpose it" if turned else ""
        raise ValueError(
            f"{problem.title}: start must have the shape {expected}, got {point.shape}{hint}"
        )
    if not np.isfinite(point).all():
        raise ValueError(f"{problem.title}: start must be finite, got {shown(start)}")
    check_sizes(problem.title, problem.blocks, len(point))
    problem.in_doubt = point.ndim == 2
    return point


def whole(name: str, value: Any, least: int) -> int:
    """A whole number that is not too small."""
    if isinstance(value, bool) or not isinstance(value, int | np.integer) or value < least:
        raise ValueError(
            f"minimize: {name} must be a whole number in [{least}, inf), got {shown(value)}"
        )
    if value > MOST:
        raise ValueError(f"minimize: {name} must be at most {MOST}, got {shown(value)}")
    return int(value)


def checked_record(record: Any, steps: int) -> int:
    """Every how many steps a row is kept."""
    if isinstance(record, str):
        if record == "all":
            return 1
        if record == "ends":
            return max(steps, 1)
        raise ValueError(f"minimize: record must be 'all', 'ends' or a number, got {shown(record)}")
    return whole("record", record, 1)


def checked_noise(noise: Any) -> Number:
    """A standard deviation, or one for every run."""
    values = numbers(noise)
    if (
        values is None
        or values.ndim > 1
        or values.size == 0
        or not (np.isfinite(values) & (values >= 0)).all()
    ):
        raise ValueError(f"minimize: noise must be in [0, inf), got {shown(noise)}")
    return float(values) if values.ndim == 0 else values


def checked_tolerances(tolerance: Any) -> tuple[Tolerance, ...]:
    """The stop rules; a number is a threshold of the gradient norm."""
    if tolerance is None:
        return ()
    if isinstance(tolerance, Tolerance):
        return (tolerance,)
    number = numbers(tolerance)
    if number is not None and number.ndim == 0:
        return (Tolerance(gradient_norm=tolerance),)
    several = isinstance(tolerance, list | tuple)
    if not several or not all(isinstance(entry, Tolerance) for entry in tolerance):
        raise ValueError(f"minimize: tolerance must be made of Tolerance, got {shown(tolerance)}")
    return tuple(tolerance)


def checked_schedule(schedule: Any) -> Schedule | None:
    """A schedule, or what its id stands for."""
    if isinstance(schedule, str):
        return get_schedule(_known(schedule, schedules, "schedule", "optimizers.schedule_names()"))
    if schedule is not None and not isinstance(schedule, Schedule):
        raise ValueError(
            f"minimize: schedule must be a schedule, its id or None, got {shown(schedule)}"
        )
    return schedule


def checked_switch(name: str, value: Any) -> bool:
    """True or False."""
    if not isinstance(value, bool | np.bool_):
        raise ValueError(f"minimize: {name} must be True or False, got {shown(value)}")
    return bool(value)


def checked_batch_size(problem: Problem, batch_size: int | None) -> int | None:
    """How many examples a mini-batch holds; at most all."""
    if batch_size is None:
        return None
    if problem.examples is None:
        raise ValueError(f"{problem.title}: has no examples to take mini-batches from")
    return min(whole("batch_size", batch_size, 1), problem.examples)


def checked_box(
    problem: Problem, policy: str, domain: Any, dims: int
) -> tuple[Array, Array] | None:
    """The lower and upper borders."""
    if not isinstance(policy, str) or policy not in POLICIES:
        raise ValueError(
            f"minimize: box must be one of {', '.join(map(repr, POLICIES))}, got {shown(policy)}"
        )
    box = domain
    if box is None and (problem.bounded or policy != "free"):
        box = getattr(problem.objective, "domain", None)
    if box is None:
        if policy == "free":
            return None
        raise ValueError(f"{problem.title}: box={policy!r} needs a domain")
    borders = numbers(box)
    if borders is None or borders.shape != (dims, 2) or not (borders[:, 0] < borders[:, 1]).all():
        raise ValueError(f"minimize: domain must be {dims} pairs (low, high), got {shown(box)}")
    return borders[:, 0].copy(), borders[:, 1].copy()


def clipped(optimizer: Optimizer, clip: Any) -> Optimizer:
    """The optimizer behind the clipping of its gradient that was asked for."""
    if clip is None:
        return optimizer
    if isinstance(clip, tuple) and len(clip) != 2:
        raise ValueError(f"minimize: clip must be a number or (kind, number), got {shown(clip)}")
    kind, limit = clip if isinstance(clip, tuple) else ("norm", clip)
    if isinstance(kind, str) and kind == "norm":
        return ClipByNorm(optimizer=optimizer, clipnorm=limit)
    if isinstance(kind, str) and kind == "value":
        return ClipByValue(optimizer=optimizer, clipvalue=limit)
    raise ValueError(f"minimize: clip must be by 'norm' or 'value', got {shown(kind)}")
