"""Line searches for a batch: every run has its own bracket and is done in its own time.

Both searches evaluate only the runs that are still searching, and end after a given number of
evaluations at the latest. A trial point where the value or the slope is not finite is too far.
A search that fails leaves the run where it is; no search returns a worse value than the start.
"""

from __future__ import annotations

import dataclasses

import numpy as np

from declarations import Number
from declarations.arrays import Array, Mask
from optimizers.gradients import dot, norm
from optimizers.iteration import Iteration

ROUNDING = float(np.finfo(np.float64).eps)


@dataclasses.dataclass(frozen=True, slots=True)
class Backtracked:
    """What backtracking found for every run.

    Attributes:
        length: how many times the direction was gone; 0 where the search failed.
        point: the new point.
        value: the value there.
        reached: the length to which the trials have come down, the next one to try where the
            search failed; 0 where the direction does not descend.
    """

    length: Array
    point: Array
    value: Array
    reached: Array


def backtracking(
    now: Iteration,
    x: Array,
    value: Array,
    slope: Array,
    direction: Array,
    first: Number,
    *,
    sufficient_decrease: Number,
    shrink: Number,
    interpolate: bool,
    max_evaluations: int,
) -> Backtracked:
    r"""Shorten the step until it keeps what the slope promises, in part (Armijo 1966).

    .. math:: f(x + t d) \le f(x) + c_1 t \, g^T d

    Args:
        now: the step, which evaluates.
        x: where the search starts.
        value: f there.
        slope: the gradient there times the direction.
        direction: where to go.
        first: the first length to try.
        sufficient_decrease: c_1, the part of the promised decrease that is asked for.
        shrink: by what a length that is too long is multiplied.
        interpolate: go to the lowest point of the parabola through what is known instead, but
            not below a tenth of the length (Nocedal and Wright, section 3.5).
        max_evaluations: when to give up.
    """
    t = np.where(np.isfinite(slope) & (slope < 0), first, 0.0)
    length, best = np.zeros_like(t), value
    searching = t > 0
    for _ in range(max_evaluations):
        trial = x + t * direction
        searching = searching & (trial != x).any(axis=0)
        if not searching.any():
            break
        new = now.value(trial, where=searching)
        enough = np.isfinite(new) & (new <= value + sufficient_decrease * t * slope)
        found = searching & enough
        length, best = np.where(found, t, length), np.where(found, new, best)
        searching = searching & ~enough
        shorter = t * shrink
        if interpolate:
            lowest = -0.5 * slope * t * t / (new - value - slope * t)
            shorter = np.where(np.isfinite(new), np.clip(lowest, 0.1 * t, shorter), shorter)
        t = np.where(searching, shorter, t)
    point = np.where(length > 0, x + length * direction, x)
    return Backtracked(length, point, best, t)


@dataclasses.dataclass(frozen=True, slots=True)
class Searched:
    """What the search for a strong Wolfe point found for every run.

    Attributes:
        length: how many times the direction was gone; 0 where the search failed.
        point: the new point: it satisfies both conditions, or else it is the best that was found
            with a sufficient decrease.
        value: the value there.
        gradient: the gradient there.
        satisfied: where both conditions hold.
    """

    length: Array
    point: Array
    value: Array
    gradient: Array
    satisfied: Mask


def strong_wolfe(
    now: Iteration,
    x: Array,
    value: Array,
    g: Array,
    direction: Array,
    first: Number,
    *,
    sufficient_decrease: Number,
    curvature: Number,
    max_evaluations: int,
    tolerance: float = 0.0,
) -> Searched:
    r"""A step that goes down enough and to where the slope is small enough (Wolfe 1969).

    .. math:: f(x + t d) \le f(x) + c_1 t \, g^T d, \qquad
        |\nabla f(x + t d)^T d| \le c_2 |g^T d|

    The trial steps grow, up to tenfold, until an interval holds such a point; then the interval
    is narrowed. The next trial is the minimum of the cubic through two points and their slopes,
    kept a tenth of the interval away from its ends when it comes too close to them.

    Source: Nocedal and Wright 2006, algorithms 3.5 and 3.6; the trial steps are those of
    ``_strong_wolfe`` of PyTorch (from minFunc by M. Schmidt). There the low end of the interval
    may violate the first condition when its value is lower; here, as in the book, it may not.

    Args:
        now: the step, which evaluates.
        x: where the search starts.
        value: f there.
        g: the gradient there.
        direction: where to go.
        first: the first length to try; 0 for the runs that are to stay.
        sufficient_decrease: c_1 of the first condition.
        curvature: c_2 of the second condition.
        max_evaluations: when to give up.
        tolerance: give up as well when no component of the point changes by more than this
            within the interval.
    """
    slope = dot(g, direction)
    size = np.abs(direction).max(axis=0)
    narrow = np.maximum(tolerance, ROUNDING * np.abs(x).max(axis=0))
    zero = np.zeros_like(slope)
    # The rows of an end of the interval: its length, its value and its slope.
    low, low_gradient = np.array([zero, value, slope]), g
    high = np.array([zero + np.inf, zero + np.inf, zero])
    t = zero + first
    satisfied = zero > 0
    stalled = satisfied
    searching = np.isfinite(slope) & (slope < 0) & (t > 0)
    for _ in range(max_evaluations):
        if not searching.any():
            break
        trial = x + t * direction
        new_value = now.value(trial, where=searching)
        new_gradient = now.gradient(trial, where=searching)
        new = np.array([t, new_value, dot(new_gradient, direction)])

        too_far = ~np.isfinite(new).all(axis=0)
        too_far = too_far | (new[1] > value + sufficient_decrease * t * slope)
        too_far = too_far | ((low[0] > 0) & (new[1] >= low[1]))
        flat = ~too_far & (np.abs(new[2]) <= -curvature * slope)
        uphill = ~too_far & (new[2] * (high[0] - low[0]) >= 0)

        before = low
        high = np.where(searching & too_far, new, np.where(searching & uphill, low, high))
        low = np.where(searching & ~too_far, new, low)
        low_gradient = np.where(searching & ~too_far, new_gradient, low_gradient)
        satisfied = satisfied | (searching & flat)
        closed = np.isfinite(high[0]) & (np.abs(high[0] - low[0]) * size <= narrow)
        searching = searching & ~flat & ~closed
        if searching.any():
            next_trial, stalled = _next_trial(before, low, high, stalled)
            t = np.where(searching, next_trial, t)
    point = x + low[0] * direction
    moved = (low[0] > 0) & (point != x).any(axis=0)
    if not moved.all():
        # The g of the step may have been clipped; what is handed over must not be.
        low_gradient = np.where(moved, low_gradient, now.gradient(x, where=~moved))
    return Searched(
        length=np.where(moved, low[0], 0.0),
        point=np.where(moved, point, x),
        value=low[1],
        gradient=low_gradient,
        satisfied=satisfied,
    )


def _next_trial(before: Array, low: Array, high: Array, stalled: Mask) -> tuple[Array, Mask]:
    """The next length to try, and where it came too close to an end of the interval."""
    bracketed = np.isfinite(high[0])
    other = np.where(bracketed, high, before)
    ends = np.minimum(low[0], other[0]), np.maximum(low[0], other[0])
    lower = np.where(bracketed, ends[0], low[0] + 0.01 * (low[0] - before[0]))
    upper = np.where(bracketed, ends[1], 10.0 * low[0])
    t = _cubic_minimum(low, other, lower, upper)

    margin = 0.1 * (upper - lower)
    close = bracketed & (np.minimum(upper - t, t - lower) < margin)
    push = close & (stalled | (t >= upper) | (t <= lower))
    inside = np.where(upper - t < t - lower, upper - margin, lower + margin)
    return np.where(push, inside, t), close & ~push


def _cubic_minimum(a: Array, b: Array, lower: Array, upper: Array) -> Array:
    """Where the cubic through two ends is lowest, limited; the middle where there is no minimum."""
    swapped = a[0] > b[0]
    t1, f1, s1 = np.where(swapped, b, a)
    t2, f2, s2 = np.where(swapped, a, b)
    d = s1 + s2 - 3.0 * (f1 - f2) / (t1 - t2)
    root = np.sqrt(d * d - s1 * s2)
    t = t2 - (t2 - t1) * ((s2 + root - d) / (s2 - s1 + 2.0 * root))
    return np.where(np.isfinite(t), np.clip(t, lower, upper), 0.5 * (lower + upper))


def first_length(value: Array, value_before: Array, g: Array, slope: Array) -> Array:
    r"""The first length to try along a direction that has no scale of its own.

    As much decrease as in the step before, if f were a parabola, and at most 1:

    .. math:: t = \min\left(1, \; 1.01 \cdot 2 \frac{f_k - f_{k-1}}{g^T d}\right)

    Where there is no step before, ``value_before`` is infinite: a steepest descent direction is
    then tried at a length of about 1. Source: Nocedal and Wright 2006, equation 3.60; SciPy.
    """
    value_before = np.where(np.isfinite(value_before), value_before, value + 0.5 * norm(g))
    length = 1.01 * 2.0 * (value - value_before) / slope
    return np.where(length > 0, np.minimum(length, 1.0), 1.0)
