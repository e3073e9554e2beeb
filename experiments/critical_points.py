"""Finds the stationary points of a landscape, whatever it declares of them: Newton's method for
the root of the gradient, from every point of a fine grid.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

import objectives
from declarations.arrays import Array

STARTS = 2_500, 40_000
"""On a grid, or at random in more than two dimensions: on the finer one where the coarse one has
found more than `FEW`."""
FEW = 10
STEPS = 80
STILL = 1e-10
"""The last step of a search that has arrived, of the width of the domain."""
SLOW = 1e-4
LEVEL = 1e-14
"""Where the curvature vanishes as well, rounding keeps a search in motion: it has arrived when its
steps are below `SLOW` and its gradient below so much of the median one on the grid."""
SAME = 1e-3
"""How near two ends are the same point, of the width of the domain."""
MOST = 5_000
FLAT = 1e-6
"""The curvature that counts as none, of the largest in that point or of the median on the grid,
both with the domain scaled to a unit square."""
LOOK_AROUND = 1e-6


def count(objective: objectives.Objective, kind: str) -> int:
    """How many stationary points of a kind ("minimum", "saddle", ...) there are in the domain."""
    return sum(1 for found, _ in critical_points(objective) if found == kind)


@lru_cache(maxsize=4)
def critical_points(objective: objectives.Objective) -> tuple[tuple[str, tuple[float, ...]], ...]:
    """All that were found inside the domain, with their kinds.

    A minimiser on a kink, where there is no gradient to search with, counts when f is larger all
    around it.

    Raises:
        ValueError: they are so many that they must form a curve.
    """
    found: list[tuple[str, tuple[float, ...]]] = []
    for number in STARTS:
        found = stationary_points(objective, _starts(objective, number))
        if len(found) <= FEW:
            break
    if not objective.smooth:
        found += [
            ("minimum", minimiser)
            for minimiser in objective.minimisers
            if _kink(objective, minimiser)
        ]
    return tuple(found)


def stationary_points(
    objective: objectives.Objective, starts: Array
) -> list[tuple[str, tuple[float, ...]]]:
    """The kinds and points in the domain to which searches from starts ``(dims, n)`` lead."""
    low, high = np.array(objective.domain).T[:, :, np.newaxis]
    width = high - low
    ends = _newton(objective, starts, low, high)
    inside = ((ends > low) & (ends < high)).all(axis=0)
    points = _different(ends[:, inside], width)
    with np.errstate(all="ignore"):
        typical = np.nanmedian(np.abs(_curvatures(objective, starts, width)).max(axis=-1))
    return [
        (_kind(curvatures, typical), tuple(point.tolist()))
        for curvatures, point in zip(_curvatures(objective, points, width), points.T, strict=True)
    ]


def _starts(objective: objectives.Objective, number: int) -> Array:
    if objective.dims > 2:
        return objective.random_points(np.random.default_rng(0), number)
    each = round(number ** (1.0 / objective.dims))
    axes = [np.linspace(*side, each) for side in objective.domain]
    return np.array(np.meshgrid(*axes, indexing="ij")).reshape(objective.dims, -1)


def _newton(objective: objectives.Objective, x: Array, low: Array, high: Array) -> Array:
    """The ends of the searches that arrived."""
    width = high - low
    ends = []
    with np.errstate(all="ignore"):
        level = LEVEL * np.nanmedian(_norm(objective.gradient(x)))
        for _ in range(STEPS):
            gradient = objective.gradient(x)
            move = _newton_steps(hessians(objective, x), gradient)
            size = np.abs(move / width).max(axis=0)
            # No further than a twentieth of the picture, so that every point finds a near one.
            x = x - move * np.minimum(1.0, 0.05 / size)
            going = (np.abs((x - (low + high) / 2) / width) < 0.6).all(axis=0)
            still = (size < STILL) | ((size < SLOW) & (_norm(gradient) < level))
            ends.append(x[:, still & going])
            x = x[:, going & ~still]
            if not x.size:
                break
    return np.concatenate(ends, axis=1)


def _newton_steps(hessian: Array, gradient: Array) -> Array:
    if len(gradient) == 1:
        return np.asarray(gradient / hessian[:, 0, 0])
    if len(gradient) == 2:
        (a, b), (_, d) = np.moveaxis(hessian, 0, -1)
        u, v = gradient
        return np.array([d * u - b * v, a * v - b * u]) / (a * d - b * b)
    values, vectors = np.linalg.eigh(hessian)
    turned = np.einsum("nij,in->nj", vectors, gradient) / values
    return np.einsum("nij,nj->in", vectors, turned)


def hessians(objective: objectives.Objective, points: Array) -> Array:
    """The Hessians at points ``(dims, n)``, by complex steps where none is written: (n, d, d)."""
    if objective.has_hessian:
        return np.moveaxis(objective.hessian(points), -1, 0)
    rows = []
    for index in range(objective.dims):
        shifted = points.astype(np.complex128)
        shifted[index] += 1e-30j
        rows.append(objective.gradient(shifted).imag / 1e-30)
    return np.moveaxis(np.array(rows), -1, 0)


def _norm(vectors: Array) -> Array:
    return np.asarray(np.sqrt((vectors**2).sum(axis=0)))


def _curvatures(objective: objectives.Objective, points: Array, width: Array) -> Array:
    """The eigenvalues of the Hessians in the unit square, (n, d)."""
    scaled = hessians(objective, points) * (width * width.T)
    scaled[~np.isfinite(scaled)] = 0.0
    return np.asarray(np.linalg.eigvalsh(scaled))


def _different(points: Array, width: Array) -> Array:
    """One of every cluster."""
    scaled = points / width
    _, first = np.unique(np.round(scaled / SAME), axis=1, return_index=True)
    if len(first) > MOST:
        raise ValueError(f"more than {MOST} stationary points: they form a curve")
    kept: list[int] = []
    for index in first:
        near = np.abs(scaled[:, kept] - scaled[:, [index]]).max(axis=0, initial=0.0) < SAME
        if not near.any():
            kept.append(int(index))
    return points[:, kept]


def _kind(curvatures: Array, typical: float) -> str:
    largest = np.abs(curvatures).max()
    if largest <= FLAT * typical or np.abs(curvatures).min() <= FLAT * largest:
        return "degenerate"
    if (curvatures > 0).all():
        return "minimum"
    return "maximum" if (curvatures < 0).all() else "saddle"


def _kink(objective: objectives.Objective, minimiser: tuple[float, ...]) -> bool:
    around = np.random.default_rng(0).normal(size=(objective.dims, 100)) * LOOK_AROUND
    point = np.array(minimiser)
    return bool((objective.value(point[:, np.newaxis] + around) > objective.value(point)).all())
