"""How runs end: a few named criteria on the points and the losses of their last fifth.

The sentence about a run, its line in the table and its cell in a sweep map all ask `courses`, so
that they cannot disagree. What a criterion says holds for the end of the run: a loss that has
fallen for most of the time and now rises is rising.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

import objectives
from declarations.arrays import Array, Mask
from experiments.runs import in_domain
from optimizers.gradients import row_sum

REACHED = "reached"
DIVERGED = "diverged"
GROWING = "growing"
LEFT = "left the domain"
CLIMBING = "climbing"
STILL = "standing still"
CYCLING = "cycling"
PLATEAU = "on a plateau"
WANDERING = "wandering"
SWINGING = "swinging"
RISING = "rising"
CRAWLING = "crawling"
FALLING = "falling"
SHORT = "too short to tell"

COURSES = (
    REACHED,
    DIVERGED,
    GROWING,
    LEFT,
    CLIMBING,
    STILL,
    CYCLING,
    PLATEAU,
    WANDERING,
    SWINGING,
    RISING,
    CRAWLING,
    FALLING,
    SHORT,
)
"""The first of these that holds is the course of a run; see `courses`."""

TOLERANCE = 1e-6
"""The gap to the minimum that counts as reached, unless something else is asked for."""


def tolerance_text(tolerance: float) -> str:
    """A tolerance as it is written in texts."""
    return f"{tolerance:g}".replace("e-0", "e-")


TOLERANCE_TEXT = tolerance_text(TOLERANCE)

SHARE = 5
"""The end of a run is its last fifth."""
FEWEST = 10
"""A run of fewer points is too short to tell."""
NOTHING = 1e-6
"""Moves that are smaller than this, of all that the run has moved, are none."""
SAME = 1e-3
"""Two points are the same point of a cycle if they differ by less than this, of its size."""
LONGEST = 12
"""The longest period that is looked for."""
UPWARD = 0.25
"""From this share of upward movement on, a loss swings."""
BACK = 0.01
"""A loss that ends higher than it has been, by this share of its movement, goes down no more."""
SLOW = 0.05
"""A loss crawls that loses less than this of what is left to go, in the last fifth of the run."""
ROUNDING = 8 * float(np.finfo(np.float64).eps)
"""Differences of a loss below this, of its size, are rounding."""


def is_reached(
    objective: objectives.Objective, points: Array, values: Array, tolerance: float = TOLERANCE
) -> Mask:
    """Where a run is at the minimum: inside the domain, and |f - f*| at most the tolerance.

    A value further below f* than the tolerance is none that counts: outside the domain f may fall
    for ever. The domain has the margin of `experiments.runs.in_domain`.

    Args:
        objective: with a known minimum; without one nothing is reached.
        points: shape ``(rows, dims)`` or ``(rows, dims, runs)``.
        values: f there, ``(rows,)`` or ``(rows, runs)``.
        tolerance: how far f may be from f*.
    """
    if objective.fmin is None:
        return np.zeros(values.shape, dtype=bool)
    with np.errstate(invalid="ignore", over="ignore"):
        near = np.abs(values - objective.fmin) <= tolerance
    if not near.any():
        return near
    # Only few points are near, of millions in a map.
    moved = np.moveaxis(points, 1, 0)
    near[near] = in_domain(objective, moved[:, near])
    return near


def courses(
    objective: objectives.Objective,
    points: Array,
    values: Array,
    status: Any,
    *,
    stochastic: bool,
    ascends: bool = False,
    tolerance: float = TOLERANCE,
) -> NDArray[np.int8]:
    """For every run the index into `COURSES` of the first criterion that holds.

    - reached: at the end it is at the minimum, see `is_reached`.
    - diverged: its numbers outgrew floating point.
    - growing: it ends higher than it began; in the first half of its last fifth it was higher
      than ever before, and in the second half higher still.
    - left the domain: it ends outside of it, where that is a border.
    - climbing: it was told to go uphill; of such a run nothing else is said, neither that it
      has reached the minimum nor that it is growing.
    - standing still: in the last fifth, points and losses move by less than `NOTHING`.
    - cycling: it goes round through the same 2 to `LONGEST` points, none of them moving on.
    - on a plateau: it moves, and the loss changes by less than `NOTHING` of what is left to go.
    - wandering: its gradients are random, and of the movement of the loss at least `UPWARD` is up.
    - swinging: the same without anything random, or the loss ends above where it has been by more
      than `BACK` of its movement.
    - rising: the last moves go up, and by more than half of what the loss spans in the last fifth,
      or for at least three moves in a row.
    - crawling: it goes down by less than `SLOW` of what is left to go.
    - falling: it goes down.

    Args:
        objective: what was minimized; its minimum may be unknown.
        points: all of them, ``(rows, dims, runs)``, or ``(rows, dims)`` of one run.
        values: the losses, without noise and on all data, ``(rows, runs)`` or ``(rows,)``.
        status: as `optimizers.minimize` gives it, one or one for every run.
        stochastic: whether the steps have random numbers in them.
        ascends: whether the rule is told to go uphill, see `optimizers.Optimizer.ascends`.
        tolerance: the gap that counts as reached.
    """
    if values.ndim == 1:
        points, values = points[..., np.newaxis], values[:, np.newaxis]
    status = np.atleast_1d(status)
    rows = window(len(values))
    end, tail = values[-rows:], points[-rows:]
    with np.errstate(all="ignore"):
        found = np.select(
            [
                is_reached(objective, points[-1:], values[-1:], tolerance)[0] & (not ascends),
                (status == "diverged") | ~np.isfinite(values[-1]),
                _grows(values, rows) & (not ascends),
                status == "left the box",
                np.full(status.shape, ascends),
                np.full(status.shape, len(values) < FEWEST),
            ],
            [COURSES.index(name) for name in (REACHED, DIVERGED, GROWING, LEFT, CLIMBING, SHORT)],
            COURSES.index(FALLING),
        )
        open_runs = np.flatnonzero(found == COURSES.index(FALLING))
        if len(open_runs):
            found[open_runs] = _manner(
                objective,
                points[0][:, open_runs],
                values[0, open_runs],
                tail[..., open_runs],
                end[:, open_runs],
                stochastic,
            )
    return found.astype(np.int8)


def _grows(values: Array, rows: int) -> Mask:
    """Whether a run ends higher than it began, and has gone up higher and higher."""
    end, before = values[-rows:], values[:-rows]
    half = len(end) // 2
    if half < 1 or not len(before):
        return np.zeros(values.shape[1:], dtype=bool)
    top = end[:half].max(axis=0)
    return np.asarray(
        # A start beside the minimum is no measure: the smallest step would be a rise.
        (values[-1] > values[0] + TOLERANCE)
        & (end[half:].max(axis=0) > top)
        & (top > before.max(axis=0))
    )


def _manner(
    objective: objectives.Objective,
    start: Array,
    first: Array,
    points: Array,
    losses: Array,
    stochastic: bool,
) -> NDArray[np.int64]:
    """The course of runs that have neither arrived nor been lost."""
    rounding = ROUNDING * np.abs(losses).max(axis=0)
    moves = np.diff(losses, axis=0)
    moves[np.abs(moves) <= rounding] = 0.0
    up = row_sum(np.maximum(moves, 0.0))
    moved = row_sum(np.abs(moves))
    lowest = losses.min(axis=0)
    rise = losses[-1] - lowest
    # What is left to go: down to the minimum, or, of an unknown one, what has been gone.
    left = losses[0] - objective.fmin if objective.fmin is not None else first - lowest
    left = np.maximum(left, moved)

    travelled = np.sqrt(row_sum(np.abs(points - start).max(axis=0) ** 2))
    steps = _step_lengths(points)
    size = steps.max(axis=0)
    still = (size <= NOTHING * travelled) & (moved <= NOTHING * np.maximum(left, np.abs(first)))
    still |= size == 0.0

    climb = _climbs(moves)
    rising = (climb > 0) & (rise > 0) & ((climb >= min(3, len(moves))) | (2 * rise > moved))
    swings = (up >= UPWARD * moved) & (up > 0)
    fall = losses[0] - losses[-1]
    return np.select(
        [
            still,
            _periods(points, size, steps) > 0,
            moved <= NOTHING * left,
            swings if stochastic else np.zeros_like(swings),
            swings & ~(rising & (climb >= min(3, len(moves)))),
            rising,
            (up > 0) & ((moves[-1] > 0) | ((rise > BACK * moved) & (not stochastic))),
            fall < SLOW * left,
        ],
        [
            COURSES.index(name)
            for name in (
                STILL,
                CYCLING,
                PLATEAU,
                WANDERING,
                SWINGING,
                RISING,
                SWINGING,
                CRAWLING,
            )
        ],
        COURSES.index(FALLING),
    )


def _climbs(moves: Array) -> NDArray[np.int64]:
    """How many of the last moves, without a break, go up."""
    downs = (moves <= 0)[::-1]
    return np.where(downs.any(axis=0), downs.argmax(axis=0), len(moves))


def _periods(points: Array, size: Array, steps: Array) -> NDArray[np.int64]:
    """After how many steps runs are back at the same point, again and again; 0 for never.

    Args:
        points: the end of the runs, ``(rows, dims, runs)``.
        size: the longest step of each.
        steps: the lengths of all steps, ``(rows - 1, runs)``.
    """
    found = np.zeros(size.shape, dtype=np.int64)
    half = len(steps) // 2
    # A swing that dies away has smaller steps in the second half.
    steady = np.abs(steps[half:].max(axis=0) - steps[:half].max(axis=0)) <= 10 * SAME * size
    candidates = np.flatnonzero(steady & (size > 0))
    for length in range(2, min(LONGEST, (len(points) - 1) // 2) + 1):
        if not len(candidates):
            break
        limit = SAME * size[candidates]
        back = np.abs(points[-1][:, candidates] - points[-1 - length][:, candidates]).max(axis=0)
        near = candidates[back <= limit]
        if not len(near):
            continue
        some = points[..., near]
        away = np.abs(some[length:] - some[:-length]).max(axis=(0, 1))
        found[near[away <= SAME * size[near]]] = length
        candidates = candidates[found[candidates] == 0]
    return found


def period(points: Array) -> int:
    """The period of the cycle in which a run ends, ``(rows, dims)``; 0 where there is none."""
    tail = points[-window(len(points)) :, :, np.newaxis]
    with np.errstate(all="ignore"):
        steps = _step_lengths(tail)
        return int(_periods(tail, steps.max(axis=0), steps)[0])


def window(rows: int) -> int:
    """How many of the points are the end of a run."""
    return max((rows - 1) // SHARE + 1, min(FEWEST, rows))


def _step_lengths(points: Array) -> Array:
    return np.asarray(np.sqrt((np.diff(points, axis=0) ** 2).sum(axis=1)))
