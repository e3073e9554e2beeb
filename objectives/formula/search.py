"""Looks for the lowest points of a function in a box; what it finds is not proved to be all."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from objectives.objective import Array, Box, Point

GRID = {1: 2_001, 2: 101}
"""Points along every side, by dimensions."""
STARTS = 60
NEWTON_STEPS = 40
HALVINGS = 40
"""Of each half of the pattern search, which begins with a quarter of a cell."""
SINKING = 1e-6
"""A minimum that sinks further in the second half, of the range that was seen, is none."""
ENDLESS = 100.0
"""Nor is one so many ranges below the lowest point of the grid."""
LEVEL = 1e-9
"""How much higher than the lowest value another minimum may be, of the range that was seen."""
SAME = 1e-4
"""How near two minima are the same, of the width of the box."""
BORDER = 1e-6
MOST = 12
"""Minima of equal height: more are taken for points of a curve, of which so many are named."""

Function = Callable[[Array], Array]


def lowest_points(value: Function, gradient: Function, hessian: Function, box: Box) -> list[Point]:
    """The lowest minima that a batched multistart finds.

    There are none where the border is lower, or where f seems to fall without end, as at a pole.

    Starts are the lowest local minima of a grid. Newton's method with halved steps brings them
    down where f is smooth, and a pattern search along the axes where it is not.

    Args:
        value: f of points ``(dims, n)``; NaN where it has none.
        gradient: its gradient, in their shape.
        hessian: its Hessian, ``(dims, dims, n)``.
        box: where to look, a pair for every dimension.
    """
    low, high = np.array(box).T[:, :, np.newaxis]
    starts, cell, bottom, spread = _starts(value, box)
    if not starts.size or not 0.0 < spread < np.inf:
        return []
    points = _newton(value, gradient, hessian, starts, low, high)
    half_way = _pattern(value, points, 0.25 * cell, low, high)
    points = _pattern(value, half_way, 0.25 * 0.5**HALVINGS * cell, low, high)
    heights = _heights(value, points)
    lowest = heights.min()
    if lowest < bottom - ENDLESS * spread:
        return []
    chosen = heights <= lowest + LEVEL * spread
    sinking = _heights(value, half_way[:, chosen]) - lowest > SINKING * spread
    best = points[:, chosen]
    border = np.minimum(best - low, high - best) < BORDER * (high - low)
    return [] if border.any() or sinking.any() else _different(best, high - low)


def _heights(value: Function, points: Array) -> Array:
    """f, and infinity where it has no value."""
    heights = value(points)
    return np.where(np.isnan(heights), np.inf, heights)


def _starts(value: Function, box: Box) -> tuple[Array, Array, float, float]:
    """The lowest points of a grid among their neighbours, its cell, lowest height and range."""
    axes = [np.linspace(*side, GRID[len(box)]) for side in box]
    mesh = np.array(np.meshgrid(*axes, indexing="ij"))
    heights = _heights(value, mesh)
    framed = np.pad(heights, 1, constant_values=np.inf)
    lowest = np.isfinite(heights)
    for axis in range(len(box)):
        for shift in (-1, 1):
            inner = tuple(slice(1, -1) for _ in box)
            lowest &= heights <= np.roll(framed, shift, axis)[inner]
    found = np.flatnonzero(lowest.ravel())
    # Where f is level every point is the lowest: those that are looked at lie all over it.
    order = np.argsort(heights.ravel()[found], kind="stable")
    if len(found) > STARTS:
        ties = heights.ravel()[found] <= heights.ravel()[found].min()
        level = found[ties]
        spreaded = level[np.linspace(0, len(level) - 1, min(len(level), STARTS)).astype(int)]
        found = np.unique(np.concatenate([spreaded, found[order[:STARTS]]]))
    cell = np.array([[axis[1] - axis[0]] for axis in axes])
    finite = heights[np.isfinite(heights)]
    bottom = float(heights.min())
    spread = float(np.percentile(finite, 90)) - bottom if finite.size else 0.0
    return mesh.reshape(len(box), -1)[:, found], cell, bottom, spread


def _newton(
    value: Function, gradient: Function, hessian: Function, x: Array, low: Array, high: Array
) -> Array:
    """Newton's method with the absolute curvatures, so that every step leads down."""
    height = _heights(value, x)
    length = np.ones(x.shape[1])
    with np.errstate(all="ignore"):
        for _ in range(NEWTON_STEPS):
            slope, bend = gradient(x), np.moveaxis(hessian(x), -1, 0)
            usable = np.isfinite(slope).all(axis=0) & np.isfinite(bend).all(axis=(1, 2))
            bend[~usable] = np.eye(len(x))
            curvatures, axes = np.linalg.eigh(bend)
            curvatures = np.maximum(np.abs(curvatures), 1e-12 * np.abs(curvatures).max() + 1e-300)
            along = np.einsum("nij,in->nj", axes, np.where(usable, slope, 0.0))
            step = np.einsum("nij,nj->in", axes, along / curvatures)
            tried = np.clip(x - length * step, low, high)
            there = _heights(value, tried)
            better = there <= height
            x, height = np.where(better, tried, x), np.where(better, there, height)
            length = np.where(better, np.minimum(1.0, 4.0 * length), 0.25 * length)
    return x


def _pattern(value: Function, x: Array, step: Array, low: Array, high: Array) -> Array:
    """Goes to the best of the neighbours along the axes; where none is better, to nearer ones."""
    height = _heights(value, x)
    size = np.ones(x.shape[1])
    for _ in range(HALVINGS):
        improved = np.zeros(x.shape[1], bool)
        for axis in range(len(x)):
            for direction in (-1.0, 1.0):
                tried = x.copy()
                tried[axis] += direction * size * step[axis]
                tried = np.clip(tried, low, high)
                there = _heights(value, tried)
                better = there < height
                x, height = np.where(better, tried, x), np.where(better, there, height)
                improved |= better
        size = np.where(improved, size, 0.5 * size)
    return x


def _different(points: Array, width: Array) -> list[Point]:
    """One of every cluster, a few of a curve."""
    kept: list[Array] = []
    for point in points.T:
        if all((np.abs(point - other) > SAME * width[:, 0]).any() for other in kept):
            kept.append(point)
    if len(kept) > MOST:
        kept = [kept[index] for index in np.linspace(0, len(kept) - 1, MOST).astype(int)]
    return [tuple(point.tolist()) for point in kept]
