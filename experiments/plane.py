"""The plane in which a landscape of more than two dimensions is drawn."""

from __future__ import annotations

import dataclasses

import numpy as np
from numpy.typing import NDArray

import objectives

Array = NDArray[np.float64]
Ranges = tuple[tuple[float, float], tuple[float, float]]


@dataclasses.dataclass(frozen=True)
class Plane:
    """A plane through the space of an objective, in coordinates (a, b).

    The point at (a, b) is ``origin + a basis[0] + b basis[1]``; the basis is orthonormal.
    """

    origin: Array
    basis: Array
    ranges: Ranges
    labels: tuple[str, str]
    note: str = ""
    """What the picture leaves out, in words."""

    def points(self, a: Array, b: Array) -> Array:
        """The points of the space at coordinates of the plane, ``(dims, ...)``."""
        shape = (-1,) + (1,) * a.ndim
        origin, (u, v) = self.origin.reshape(shape), self.basis
        return origin + a * u.reshape(shape) + b * v.reshape(shape)

    def coordinates(self, points: Array) -> Array:
        """The plane's coordinates of points ``(rows, dims)``, dropped on it at right angles."""
        return (points - self.origin) @ self.basis.T

    def share(self, points: Array) -> float:
        """The share of the path's movement that lies in the plane, from 0 to 1."""
        moves = np.diff(points, axis=0)
        total = float((moves**2).sum())
        return float(((moves @ self.basis.T) ** 2).sum()) / total if total else 1.0


def declared_plane(objective: objectives.Objective) -> Plane:
    """The two coordinates that the objective wants to be drawn, the others held still."""
    dims = objective.dims
    if dims == 2:
        origin, axes = np.zeros(2), (0, 1)
    else:
        axes = objective.plane_axes
        origin = np.array(objective.plane_at, dtype=np.float64)
        origin[list(axes)] = 0.0
    basis = np.zeros((2, dims))
    basis[0, axes[0]] = basis[1, axes[1]] = 1.0
    names = ("x", "y") if dims == 2 else tuple(f"x{axis + 1}" for axis in axes)
    first, second = (objective.domain[axis] for axis in axes)
    note = "" if dims == 2 else f"A slice: {objective.plane}." if objective.plane else "A slice."
    return Plane(origin, basis, (first, second), (names[0], names[1]), note)


def principal_plane(objective: objectives.Objective, paths: list[Array]) -> Plane:
    """The plane of the two directions in which the paths move most, through their last point.

    Raises:
        ValueError: the objective has less than two dimensions.
    """
    if objective.dims < 2:
        raise ValueError("a plane needs at least two dimensions")
    origin = paths[0][-1]
    offsets = np.concatenate([path - origin for path in paths])
    _, sizes, directions = np.linalg.svd(offsets, full_matrices=True)
    basis = directions[:2]
    shares = sizes**2 / max(float((sizes**2).sum()), np.finfo(float).tiny)
    coordinates = offsets @ basis.T
    low, high = coordinates.min(axis=0), coordinates.max(axis=0)
    margin = 0.15 * np.maximum(high - low, 1e-3)
    ranges = tuple(zip((low - margin).tolist(), (high + margin).tolist(), strict=True))
    note = (
        f"The plane of the two principal components of the paths: they hold "
        f"{100 * float(shares[:2].sum()):.1f} % of the movement. A slice can mislead."
    )
    return Plane(origin, basis, ranges, ("component 1", "component 2"), note)  # type: ignore[arg-type]
