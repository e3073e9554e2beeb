"""The plane in which a landscape of more than two dimensions is drawn."""

from __future__ import annotations

import dataclasses
import math
from functools import cached_property

import numpy as np

import objectives
from declarations.arrays import Array

Ranges = tuple[tuple[float, float], tuple[float, float]]


@dataclasses.dataclass(frozen=True)
class Plane:
    """A plane through the space of an objective, in coordinates (a, b).

    The point at (a, b) is ``origin + a basis[0] + b basis[1]``; the two vectors of the basis may
    have any lengths and any angle, as long as they span a plane.
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

    @cached_property
    def _dual(self) -> Array:
        """The two vectors whose products with a movement are its coordinates (least squares)."""
        scale = np.abs(self.basis).max(axis=1, keepdims=True)
        basis = self.basis / scale
        return np.asarray(np.linalg.solve(basis @ basis.T, basis) / scale)

    def coordinates(self, points: Array) -> Array:
        """The plane's coordinates of points ``(rows, dims)``, dropped on it at right angles."""
        return self.components(points - self.origin)

    def components(self, moves: Array) -> Array:
        """The coordinates of movements ``(rows, dims)``, such as steps or -gradient, as drawn.

        With an orthonormal basis they are ``moves @ basis.T``, and -gradient is perpendicular to
        the contour lines of the slice. With any other one, the slope of f by the coordinates is
        ``gradient @ basis.T`` still, but a movement has other components.
        """
        with np.errstate(all="ignore"):
            return moves @ self._dual.T

    def share(self, *paths: Array) -> float:
        """The share of the movement of the paths that lies in the plane, from 0 to 1."""
        moves = np.concatenate([np.diff(path, axis=0) for path in paths])
        total = float((moves**2).sum())
        inside = self.components(moves) @ self.basis
        return float((inside**2).sum()) / total if total else 1.0


def declared_plane(objective: objectives.Objective) -> Plane:
    """The plane that the objective wants to be drawn: two coordinates, or two directions."""
    dims = objective.dims
    note = "" if dims == 2 else f"A slice: {objective.plane}." if objective.plane else "A slice."
    # What is drawn in two dimensions need not be an objective of ours.
    own = objective.plane_slice if dims > 2 else None
    if own is not None:
        at = np.array(objective.plane_at, dtype=np.float64)
        return Plane(at, np.array(own.directions), own.ranges, own.labels, note)
    if dims == 2:
        origin, axes = np.zeros(2), (0, 1)
    else:
        axes = objective.plane_axes
        origin = np.array(objective.plane_at, dtype=np.float64)
        origin[list(axes)] = 0.0
    basis = np.zeros((2, dims))
    basis[0, axes[0]] = basis[1, axes[1]] = 1.0
    names = [objective.coordinates[axis] for axis in axes]
    first, second = (objective.domain[axis] for axis in axes)
    return Plane(origin, basis, (first, second), (names[0], names[1]), note)


def principal_plane(objective: objectives.Objective, paths: list[Array]) -> Plane:
    """The plane of the two principal components of the paths, through the last point of the first.

    The components are the directions of the largest variance of all points about their mean; the
    note says which share of the variance they explain.

    Raises:
        ValueError: the objective has less than two dimensions.
    """
    if objective.dims < 2:
        raise ValueError("a plane needs at least two dimensions")
    origin = paths[0][-1]
    offsets = np.concatenate([path - origin for path in paths])
    # All directions are needed only where there are fewer points; otherwise each point more would
    # be a row and a column more of a square: of a long race, gigabytes.
    few = len(offsets) < objective.dims
    _, sizes, directions = np.linalg.svd(offsets - offsets.mean(axis=0), full_matrices=few)
    basis = directions[:2]
    shares = sizes**2 / max(float((sizes**2).sum()), np.finfo(float).tiny)
    coordinates = offsets @ basis.T
    low, high = coordinates.min(axis=0), coordinates.max(axis=0)
    margin = 0.15 * np.maximum(high - low, 1e-3)
    note = (
        f"The plane of the two principal components of the paths: they explain "
        f"{100 * float(shares[:2].sum()):.1f} % of the variance of their points. "
        "A slice can mislead."
    )
    ranges = _ranges(low - margin, high + margin)
    return Plane(origin, basis, ranges, ("component 1", "component 2"), note)


def random_plane(objective: objectives.Objective, paths: list[Array], seed: int = 0) -> Plane:
    r"""Two random directions through the last point of the first path, filter-normalised.

    .. math:: d_u \leftarrow \frac{\|\theta_u\|}{\|d_u\|} d_u \quad \text{for every unit } u

    d is drawn from the normal distribution, and d_u and theta_u are the parts of d and of the
    point that belong to one unit of the network, its bias included (`Objective.filters`); so the
    picture does not depend on how large the weights of a unit happen to be. Without units all
    coordinates are one part; a part where the point is 0 gets the length 1. Source: Li, Xu,
    Taylor, Studer and Goldstein 2018, "Visualizing the loss landscape of neural nets".

    Raises:
        ValueError: the objective has less than two dimensions.
    """
    if objective.dims < 2:
        raise ValueError("a plane needs at least two dimensions")
    center = paths[0][-1]
    basis = np.random.default_rng([seed]).standard_normal((2, objective.dims))
    for unit in map(list, objective.filters or [range(objective.dims)]):
        size = math.hypot(*center[unit]) or 1.0
        basis[:, unit] *= size / np.linalg.norm(basis[:, unit], axis=1, keepdims=True)
    plane = Plane(center, basis, ((-1.0, 1.0), (-1.0, 1.0)), ("direction 1", "direction 2"))
    coordinates = np.concatenate([plane.coordinates(path) for path in paths])
    low = np.minimum(coordinates.min(axis=0), -1.0)
    high = np.maximum(coordinates.max(axis=0), 1.0)
    margin = np.where((low < -1.0) | (high > 1.0), 0.15 * (high - low), 0.0)
    scaled = "filter-normalised" if objective.filters else "as long as the end of the first path"
    note = (
        f"The plane of two random directions, {scaled}: they hold "
        f"{100 * plane.share(*paths):.1f} % of the movement. A slice can mislead."
    )
    return dataclasses.replace(plane, ranges=_ranges(low - margin, high + margin), note=note)


def _ranges(low: Array, high: Array) -> Ranges:
    (a, c), (b, d) = low.tolist(), high.tolist()
    return (a, b), (c, d)
