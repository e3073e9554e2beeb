"""A landscape as a filled contour map, as a surface, or as a curve."""

from __future__ import annotations

import dataclasses
import math
from functools import lru_cache
from typing import Any

import numpy as np

import objectives
from declarations.arrays import Array
from experiments.plane import Plane
from figures.plain import Trace, point_on_hover, sharp, single, trace
from figures.theme import Theme
from figures.ticks import decades

GRID = 72
"""Points along each side of the map."""
CURVE_POINTS = 200
"""Intervals of a graph at first."""
HALVINGS = 8
MOST_CURVE_POINTS = 4000
CHORD = 1e-5
"""A graph bends where it is so far from its chord, as a share of its height: a hundredth of a pixel
of a large picture, so that it is still smooth when it is zoomed."""
BANDS = 20
TICKS = 6


@dataclasses.dataclass(frozen=True)
class Transform:
    """How heights become colours and the z of the surface; the eye sees steps, not powers.

    z is f itself ("linear"), the root of f - fmin ("sqrt"), or log10(f - fmin + eps) with eps a
    thousandth of the median ("log"); cut off at ``top``, above the 99th percentile of the map.
    """

    kind: str
    floor: float
    eps: float
    top: float

    @classmethod
    def of(cls, kind: str, values: Array, fmin: float | None) -> Transform:
        """The transform for the values of a grid."""
        finite = values[np.isfinite(values)]
        lowest = float(finite.min()) if finite.size else 0.0
        floor = lowest if fmin is None else min(fmin, lowest)
        gaps = finite - floor
        eps = 1e-3 * float(np.median(gaps)) if finite.size else 1.0
        unlimited = cls(kind, floor, eps or 1e-12, np.inf)
        top = float(np.percentile(unlimited.forward(finite), 99)) if finite.size else 1.0
        return dataclasses.replace(unlimited, top=top)

    def forward(self, values: Any) -> Array:
        """Heights to z; what is infinite is at the top, and what is no number stays a gap."""
        values = np.asarray(values, dtype=np.float64)
        with np.errstate(all="ignore"):
            gaps = np.maximum(values - self.floor, 0.0)
            if self.kind == "log":
                z = np.log10(gaps + self.eps)
            elif self.kind == "sqrt":
                z = np.sqrt(gaps)
            else:
                z = gaps + self.floor
        return np.minimum(np.where(np.isinf(z), self.top, z), self.top)

    def backward(self, z: Array) -> Array:
        """The heights of z."""
        if self.kind == "log":
            return np.maximum(10.0**z - self.eps, 0.0) + self.floor
        return z**2 + self.floor if self.kind == "sqrt" else z

    @property
    def bottom(self) -> float:
        """The z of the floor."""
        return float(self.forward(self.floor))

    def ticks(self) -> tuple[list[float], list[str]]:
        """Levels on the z axis and the real heights that stand there.

        Of logarithms above 0 powers of ten, the lowest clear of the 0; else evenly spaced.
        """
        highest = float(self.backward(np.array(self.top)))
        if self.kind == "log" and abs(self.floor) < 1e-9 * highest:
            low, high = math.log10(self.eps), math.log10(highest)
            exponents = decades(low + (high - low) / (2 * TICKS), high, TICKS)
            if len(exponents) > 1:
                heights = [0.0, *(10.0**exponent for exponent in exponents)]
                names = [short(height) for height in heights]
                return self.forward(np.array(heights) + self.floor).tolist(), names
        levels = np.linspace(self.bottom, self.top, TICKS)
        return levels.tolist(), [short(height) for height in self.backward(levels)]


def short(height: float) -> str:
    """A height in two digits: 1900 rather than 1.9e+03."""
    return f"{float(f'{height:.2g}'):g}".replace("e+0", "e").replace("e-0", "e-").replace("e+", "e")


@dataclasses.dataclass(frozen=True)
class Elevation:
    """The heights of a landscape on a grid of the plane in which it is drawn."""

    x: Array
    y: Array
    values: Array
    transform: Transform
    labels: tuple[str, str] = ("x", "y")

    @property
    def z(self) -> Array:
        """The transformed heights."""
        return self.transform.forward(self.values)


def elevation(
    objective: objectives.Objective, plane: Plane, kind: str, points: int = GRID
) -> Elevation:
    """Evaluate a landscape for its picture."""
    x, y = (np.linspace(low, high, points) for low, high in plane.ranges)
    with np.errstate(all="ignore"):
        values = np.asarray(objective.value(plane.points(*np.meshgrid(x, y))), dtype=np.float64)
    return Elevation(x, y, values, Transform.of(kind, values, objective.fmin), plane.labels)


def contour(elevation: Elevation, theme: Theme) -> Trace:
    """The map: filled bands of even steps in z, real heights in the bar and on hover."""
    transform = elevation.transform
    levels, names = transform.ticks()
    return trace(
        "contour",
        x=sharp(elevation.x, float(np.ptp(elevation.x))),
        y=sharp(elevation.y, float(np.ptp(elevation.y))),
        z=single(elevation.z),
        customdata=single(elevation.values),
        colorscale=[list(step) for step in theme.scale],
        zmin=transform.bottom,
        zmax=transform.top,
        contours={
            "coloring": "fill",
            "start": transform.bottom,
            "end": transform.top,
            "size": (transform.top - transform.bottom) / BANDS,
        },
        line={"color": theme.isoline, "width": 0.7},
        colorbar=_bar(levels, names, theme),
        hovertemplate=f"{point_on_hover(elevation.labels)}<br>f %{{customdata:.4g}}<extra></extra>",
        name="landscape",
        showlegend=False,
    )


def surface(elevation: Elevation, theme: Theme) -> Trace:
    """The same heights in three dimensions."""
    transform = elevation.transform
    return trace(
        "surface",
        x=sharp(elevation.x, float(np.ptp(elevation.x))),
        y=sharp(elevation.y, float(np.ptp(elevation.y))),
        z=single(elevation.z),
        customdata=single(elevation.values),
        colorscale=[list(step) for step in theme.scale],
        cmin=transform.bottom,
        cmax=transform.top,
        showscale=False,
        opacity=1.0,
        contours={
            "z": {
                "show": True,
                "start": transform.bottom,
                "end": transform.top,
                "size": (transform.top - transform.bottom) / BANDS,
                "color": theme.ridge,
                "width": 1,
            }
        },
        lighting={"ambient": 0.75, "diffuse": 0.5, "specular": 0.05, "roughness": 0.9},
        hovertemplate=f"{point_on_hover(elevation.labels)}<br>f %{{customdata:.4g}}<extra></extra>",
        name="landscape",
    )


@lru_cache(maxsize=32)
def graph(objective: objectives.Objective) -> tuple[Array, Array]:
    """Points and heights of a landscape of one dimension, dense where it bends.

    Every interval whose middle is off the chord is halved, with its neighbours: at an inflection
    the middle alone would see nothing. The minimisers are among the points, so that kinks are
    sharp.
    """
    low, high = objective.domain[0]
    known = [point[0] for point in objective.minimisers if low <= point[0] <= high]
    x = np.unique(np.concatenate([np.linspace(low, high, CURVE_POINTS + 1), known]))
    heights = _heights(objective, x)
    for _ in range(HALVINGS):
        middles = (x[:-1] + x[1:]) / 2
        between = _heights(objective, middles)
        off = np.abs(between - (heights[:-1] + heights[1:]) / 2)
        bent = off > CHORD * (np.nanmax(heights) - np.nanmin(heights))
        bent[1:-1] |= bent[:-2] | bent[2:]
        if not bent.any() or len(x) + bent.sum() > MOST_CURVE_POINTS:
            break
        indices = np.flatnonzero(bent) + 1
        x = np.insert(x, indices, middles[bent])
        heights = np.insert(heights, indices, between[bent])
    for values in (x, heights):
        values.setflags(write=False)
    return x, heights


def _heights(objective: objectives.Objective, x: Array) -> Array:
    """The heights of a graph; a gap where f has none, or an infinite one."""
    with np.errstate(all="ignore"):
        heights = np.asarray(objective.value(x[np.newaxis]), dtype=np.float64)
    return np.where(np.isfinite(heights), heights, np.nan)


def curve(objective: objectives.Objective, theme: Theme) -> Trace:
    """A landscape of one dimension: its graph."""
    x, heights = graph(objective)
    return trace(
        "scatter",
        x=single(x),
        y=single(heights),
        mode="lines",
        line={"color": theme.faint, "width": 2.5},
        hovertemplate=f"{point_on_hover((*objective.coordinates, 'f'))}<extra></extra>",
        name="landscape",
        showlegend=False,
    )


def _bar(levels: list[float], names: list[str], theme: Theme) -> dict[str, Any]:
    return {
        "title": {"text": "f", "side": "top", "font": {"color": theme.faint}},
        "tickvals": levels,
        "ticktext": names,
        "tickfont": {"color": theme.faint, "size": 10},
        "thickness": 8,
        "len": 0.9,
        "outlinewidth": 0,
        "x": 1.01,
        "xpad": 0,
    }
