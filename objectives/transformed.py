"""A landscape turned and stretched."""

from __future__ import annotations

import math
from functools import cached_property
from typing import Any

import numpy as np

from declarations import Interval, numbers, real, shown
from objectives.objective import Array, Blocks, Box, Objective, Point, StationaryPoint
from objectives.wrapper import ObjectiveWrapper

POSITIVE = Interval.parse("(0, inf)")


class Transformed(ObjectiveWrapper):
    r"""A two-dimensional objective stretched along its axes and then turned counterclockwise.

    .. math:: g(x) = f(c + S^{-1} R^\top (x - c)), \quad
        \nabla g = R S^{-1} \nabla f, \quad \nabla^2 g = R S^{-1} \nabla^2 f S^{-1} R^\top

    with c the centre of the domain of f, S the stretching and R the rotation. Minimisers,
    stationary points and the start are carried along. The domain is the smallest box, with sides
    along the axes, around the carried domain of f, so that none of them falls outside; its
    corners may show parts of f that the domain of f does not.
    """

    angle: float = real(
        default=0.0,
        slider=(-180.0, 180.0),
        symbol=r"\varphi",
        help="By how many degrees the landscape is turned, counterclockwise.",
    )
    scale: tuple[float, float] = (1.0, 1.0)

    def __post_init__(self) -> None:
        super().__post_init__()
        domain = getattr(self.objective, "domain", None)
        dims = None if domain is None else len(domain)
        if dims != 2:
            raise ValueError(f"{self._owner()}: objective must have 2 dimensions, got {dims}")
        scale = numbers(self.scale)
        if scale is None or scale.shape != (2,):
            raise ValueError(f"{self._owner()}: scale must be two numbers, got {shown(self.scale)}")
        outside = ~POSITIVE.contains(scale)
        if outside.any():
            value = float(scale[outside][0])
            raise ValueError(f"{self._owner()}: scale must be in {POSITIVE}, got {value!r}")
        object.__setattr__(self, "scale", tuple(scale.tolist()))

    @classmethod
    def _owner(cls) -> str:
        return "transformed"

    @cached_property
    def _center(self) -> Point:
        return tuple(0.5 * (low + high) for low, high in self.objective.domain)

    @cached_property
    def _rotation(self) -> tuple[float, float]:
        """The cosine and the sine of the angle."""
        radians = math.radians(self.angle)
        return math.cos(radians), math.sin(radians)

    def _carried(self, point: Point) -> Point:
        """Where a point of f has gone to."""
        (cos, sin), (a, b) = self._rotation, self._center
        x, y = point
        u, v = self.scale[0] * (x - a), self.scale[1] * (y - b)
        return a + cos * u - sin * v, b + sin * u + cos * v

    def _original(self, point: Array) -> Array:
        """Where on f a point has come from."""
        (cos, sin), (a, b) = self._rotation, self._center
        x, y = point
        u, v = x - a, y - b
        return np.array(
            [
                a + (cos * u + sin * v) / self.scale[0],
                b + (cos * v - sin * u) / self.scale[1],
            ]
        )

    @property
    def domain(self) -> Box:  # type: ignore[override]
        (left, right), (bottom, top) = self.objective.domain
        corners = [self._carried((x, y)) for x in (left, right) for y in (bottom, top)]
        return tuple((min(side), max(side)) for side in zip(*corners, strict=True))

    @property
    def blocks(self) -> Blocks:  # type: ignore[override]
        """Those of the objective; none where it is turned: that mixes the numbers of all."""
        turned = self.angle % 360.0 != 0.0
        return () if turned else getattr(self.objective, "blocks", ())

    @property
    def minimisers(self) -> tuple[Point, ...]:  # type: ignore[override]
        return tuple(map(self._carried, self.objective.minimisers))

    @property
    def stationary_points(self) -> tuple[StationaryPoint, ...]:  # type: ignore[override]
        return tuple(
            StationaryPoint(known.kind, self._carried(known.point))
            for known in self.objective.stationary_points
        )

    @property
    def start(self) -> Point:  # type: ignore[override]
        return self._carried(self.objective.start)

    @property
    def has_hessian(self) -> bool:
        return bool(getattr(self.objective, "has_hessian", hasattr(self.objective, "hessian")))

    def value(self, point: Array, **options: Any) -> Array:
        return self.objective.value(self._original(point), **options)

    def gradient(self, point: Array, **options: Any) -> Array:
        cos, sin = self._rotation
        u, v = self.objective.gradient(self._original(point), **options)
        u, v = u / self.scale[0], v / self.scale[1]
        return np.array([cos * u - sin * v, sin * u + cos * v])

    def hessian(self, point: Array) -> Array:
        cos, sin = self._rotation
        s, t = self.scale
        (uu, uv), (_, vv) = self.objective.hessian(self._original(point))
        uu, uv, vv = uu / (s * s), uv / (s * t), vv / (t * t)
        mixed = cos * sin * (uu - vv) + (cos * cos - sin * sin) * uv
        return np.array(
            [
                [cos * cos * uu - 2.0 * cos * sin * uv + sin * sin * vv, mixed],
                [mixed, sin * sin * uu + 2.0 * cos * sin * uv + cos * cos * vv],
            ]
        )


def transformed(
    objective: Objective, *, angle: float = 0.0, scale: tuple[float, float] = (1.0, 1.0)
) -> Transformed:
    """The same landscape, stretched along its axes and turned about the centre of its domain.

    Rules that treat every coordinate by itself, such as Adam, walk differently on a turned
    landscape; plain gradient descent does not. The texts remain those of the objective; so do
    its suggested learning rates, which hold for a rotation of plain gradient descent and of
    momentum only. See `Transformed`.

    Args:
        objective: a two-dimensional objective with a domain.
        angle: in degrees, counterclockwise.
        scale: by what factor the landscape is stretched along x and y, before it is turned.

    Raises:
        ValueError: the objective does not have two dimensions, or a scale is not in (0, inf).

    Example:
        >>> import objectives
        >>> turned = transformed(objectives.get("booth"), angle=180.0)
        >>> [round(coordinate, 12) for coordinate in turned.minimisers[0]]
        [-1.0, -3.0]
    """
    return Transformed(objective=objective, angle=angle, scale=scale)
