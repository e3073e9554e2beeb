"""The options of `minimize`, checked: every error has the one form and names what was given."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from declarations import Number, numbers
from optimizers.optimizer import Optimizer
from optimizers.problem import Problem
from optimizers.schedule import Schedule
from optimizers.stopping import Tolerance
from optimizers.wrappers.clip_by_norm import ClipByNorm
from optimizers.wrappers.clip_by_value import ClipByValue

Array = NDArray[np.float64]

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


def checked_start(problem: Problem, start: ArrayLike) -> Array:
    """A finite point or batch of points, as a new array."""
    point = numbers(start)
    if point is None:
        raise ValueError(f"{problem.title}: start must be numbers, got {start!r}")
    point = np.ascontiguousarray(point) if point.ndim else point
    dims = problem.dims
    if point.ndim not in (1, 2) or point.size == 0 or (dims is not None and len(point) != dims):
        expected = "(dims,) or (dims, runs)" if dims is None else f"({dims},) or ({dims}, runs)"
        raise ValueError(
            f"{problem.title}: start must have the shape {expected}, got {point.shape}"
        )
    if not np.isfinite(point).all():
        raise ValueError(f"{problem.title}: start must be finite, got {start!r}")
    return point


def whole(name: str, value: Any, least: int) -> int:
    """A whole number that is not too small."""
    if isinstance(value, bool) or not isinstance(value, int | np.integer) or value < least:
        raise ValueError(
            f"minimize: {name} must be a whole number in [{least}, inf), got {value!r}"
        )
    return int(value)


def checked_record(record: Any, steps: int) -> int:
    """Every how many steps a row is kept."""
    if record == "all":
        return 1
    if record == "ends":
        return max(steps, 1)
    if isinstance(record, str):
        raise ValueError(f"minimize: record must be 'all', 'ends' or a number, got {record!r}")
    return whole("record", record, 1)


def checked_noise(noise: Any) -> Number:
    """A standard deviation, or one for every run."""
    values = np.asarray(noise)
    valid = values.ndim <= 1 and values.dtype.kind in "fiu" and values.size > 0
    if not valid or not (np.isfinite(values) & (values >= 0)).all():
        raise ValueError(f"minimize: noise must be in [0, inf), got {noise!r}")
    return float(values) if values.ndim == 0 else values.astype(np.float64)


def checked_tolerances(tolerance: Any) -> tuple[Tolerance, ...]:
    """The stop rules; a number is a threshold of the gradient norm."""
    if tolerance is None:
        return ()
    if isinstance(tolerance, Tolerance):
        return (tolerance,)
    if np.ndim(tolerance) == 0 and numbers(tolerance) is not None:
        return (Tolerance(gradient_norm=tolerance),)
    several = isinstance(tolerance, list | tuple)
    if not several or not all(isinstance(entry, Tolerance) for entry in tolerance):
        raise ValueError(f"minimize: tolerance must be made of Tolerance, got {tolerance!r}")
    return tuple(tolerance)


def checked_schedule(schedule: Any) -> Schedule | None:
    """A schedule, not its name or its class."""
    if schedule is not None and not isinstance(schedule, Schedule):
        raise ValueError(f"minimize: schedule must be a schedule or None, got {schedule!r}")
    return schedule


def checked_switch(name: str, value: Any) -> bool:
    """True or False."""
    if not isinstance(value, bool | np.bool_):
        raise ValueError(f"minimize: {name} must be True or False, got {value!r}")
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
    if policy not in POLICIES:
        raise ValueError(
            f"minimize: box must be one of {', '.join(map(repr, POLICIES))}, got {policy!r}"
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
        raise ValueError(f"minimize: domain must be {dims} pairs (low, high), got {box!r}")
    return borders[:, 0].copy(), borders[:, 1].copy()


def clipped(optimizer: Optimizer, clip: Any) -> Optimizer:
    """The optimizer behind the clipping of its gradient that was asked for."""
    if clip is None:
        return optimizer
    if isinstance(clip, tuple) and len(clip) != 2:
        raise ValueError(f"minimize: clip must be a number or (kind, number), got {clip!r}")
    kind, limit = clip if isinstance(clip, tuple) else ("norm", clip)
    if kind == "norm":
        return ClipByNorm(optimizer=optimizer, clipnorm=limit)
    if kind == "value":
        return ClipByValue(optimizer=optimizer, clipvalue=limit)
    raise ValueError(f"minimize: clip must be by 'norm' or 'value', got {kind!r}")
