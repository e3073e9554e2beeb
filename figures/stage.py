"""All that the stage shows of a race: map, surface and curves, and the paths to play."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from functools import lru_cache
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

import objectives
from declarations.arrays import Indices, Mask, Single
from experiments import Race, Runner, Scene
from experiments.plane import Plane, declared_plane, principal_plane, random_plane
from experiments.rows import evenly
from figures import curves, landscape, paths
from figures.curves import CurveView
from figures.data import DataView, data_view
from figures.plain import LONGEST_TITLE, Plot, Trace, axis_titles, flat_layout, steady
from figures.quoting import in_space
from figures.theme import Style, Theme, styles

POLE = 20.0
"""A graph that goes so many times as far as its middle nine tenths has a pole."""
LIFT = 0.03
"""How far above the surface its paths are drawn, as a share of its height."""


RESOLUTION = 1000
"""So many points along a side of the map can be told from each other."""

WIDE = 500
"""The width of a map in pixels: what lies nearer than one of them cannot be told apart."""

PLANES = {
    "declared": "slice along two axes",
    "components": "principal components of the paths",
    "random": "two random directions",
}
"""In which plane a landscape of more than two dimensions is drawn."""

LAYERS = {"values": "weights", "difference": "weights minus the nearest known minimum"}
"""What is shown of the arrays of which a point is made."""

MOST_MATRICES = 9


@dataclasses.dataclass(frozen=True)
class StageView:
    """View options: changing them never runs anything again."""

    color: str = ""
    """The transform of the heights; empty is the one that the landscape declares."""
    plane: str = ""
    """One of `PLANES`; empty is the one that suits the landscape."""
    curves: CurveView = dataclasses.field(default_factory=CurveView)
    layers: str = ""
    """One of `LAYERS`; empty where the arrays of the point are not looked at."""
    matrix: str = ""
    """Of which matrix the singular values are shown: its number among them, from 1."""


@dataclasses.dataclass(frozen=True)
class Backdrop:
    """What does not change while knobs are turned: the landscape under and above the paths."""

    ground: Trace
    stars: list[Trace]
    layout: dict[str, Any]
    surface: Plot | None


@dataclasses.dataclass(frozen=True)
class Stage:
    """The figures, and for every runner where it is in each of them."""

    backdrop: Backdrop
    faint: list[Trace]
    """Pinned paths and those of other starts."""
    paths: list[list[Trace]]
    """The traces of every runner on the map."""
    curves: Plot
    runners: list[dict[str, Any]]
    data: DataView | None
    plane_note: str
    zoom: dict[str, Any]

    @property
    def map(self) -> Plot:
        """The whole map."""
        paths_taken = [trace for of_runner in self.paths for trace in of_runner]
        data = [self.backdrop.ground, *self.faint, *paths_taken, *self.backdrop.stars]
        return {"data": data, "layout": self.backdrop.layout}

    @property
    def surface(self) -> Plot | None:
        """The landscape in three dimensions.

        The paths on it are drawn by the component: in WebGL they drown in the folds of the
        surface, and every change of a path would render it anew.
        """
        return self.backdrop.surface


def build(
    race: Race,
    names: list[str],
    theme: Theme,
    view: StageView,
    baseline: Race | None = None,
    looks: Sequence[Style] | None = None,
) -> Stage:
    """The stage of a race.

    Args:
        race: what was run.
        names: of its runners.
        theme: light or dark.
        view: what is to be seen.
        baseline: a pinned race, drawn faint.
        looks: how the runners are drawn, where that does not follow from the race alone.
    """
    if looks is None:
        looks = styles([runner.entry.optimizer for runner in race.runners], theme)
    scenery = Scenery.of(race, view)
    walks = [_Walk.of(runner, scenery) for runner in race.runners]
    pinned = _pinned(race, baseline)
    pinned_looks = styles([runner.entry.optimizer for runner in pinned], theme)

    lines = [
        curves.curve(runner, race, view.curves, walk.rows, look, name)
        for runner, walk, look, name in zip(race.runners, walks, looks, names, strict=True)
    ]
    pinned_lines = [
        curves.curve(
            runner,
            race,
            view.curves,
            paths.drawn_rows(len(runner.trajectory.steps)),
            look,
            "pinned",
            faint=True,
        )
        for runner, look in zip(pinned, pinned_looks, strict=True)
    ]
    chart = curves.figure(race, [*lines, *pinned_lines], view.curves, theme)

    faint = [
        paths.faint(*_bundle(runner, scenery), look)
        for runner, look in zip(race.runners, looks, strict=True)
        if runner.others is not None
    ] + [
        paths.faint(*_Walk.of(runner, scenery).flat, look)
        for runner, look in zip(pinned, pinned_looks, strict=True)
    ]
    paths_taken = [
        paths.flat(
            *walk.flat,
            walk.steps,
            look,
            theme,
            name,
            scenery.labels,
            left_at=_left_at(runner, walk, scenery),
            index=index,
        )
        for index, (runner, walk, look, name) in enumerate(
            zip(race.runners, walks, looks, names, strict=True)
        )
    ]

    over = _covers(walks, scenery.ranges)
    runners = [
        _played(race.runners[index], walk, look, name, chart["data"][index])
        | {"under": None if above is None else names[above]}
        for index, (walk, look, name, above) in enumerate(
            zip(walks, looks, names, over, strict=True)
        )
    ]
    data = data_view(race, [walk.rows for walk in walks], theme)
    return Stage(
        scenery.backdrop(theme),
        faint,
        paths_taken,
        chart,
        runners,
        data,
        " ".join(filter(None, [scenery.note(race), data.note if data else ""])),
        scenery.zoom(walks),
    )


def clicked_point(race: Race, view: StageView, clicked: Sequence[float]) -> tuple[float, ...]:
    """The point of the space at a click on the map.

    In an oblique plane its coordinates get as many digits as tell a point of the picture from the
    next; along two axes the click has them already.
    """
    if race.objective.dims == 1:
        return (float(clicked[0]),)
    a, b = (np.array(coordinate, dtype=np.float64) for coordinate in clicked)
    plane = _plane(race, view)
    point = plane.points(a, b)
    if plane_kind(race.objective, view) == "declared" and race.objective.plane_slice is None:
        return tuple(point.tolist())
    spans = np.abs(plane.basis).T @ np.ptp(plane.ranges, axis=1)
    units = 10.0 ** np.floor(np.log10(np.maximum(spans, np.finfo(float).tiny) / RESOLUTION))
    return tuple(float(f"{number:.12g}") for number in np.round(point / units) * units)


def plane_kind(objective: objectives.Objective, view: StageView) -> str:
    """In which plane a landscape is drawn.

    A slice along two axes shows little unless it goes through a known minimum.
    """
    if objective.dims == 2:
        return "declared"
    return view.plane or ("declared" if objective.minimisers else "components")


def _plane(race: Race, view: StageView) -> Plane:
    """The plane in which a landscape of two or more dimensions is drawn."""
    kind = plane_kind(race.objective, view)
    if kind == "components" and race.runners:
        paths_taken = [runner.trajectory.points for runner in race.runners]
        return principal_plane(race.objective, paths_taken)
    if kind == "random" and race.runners:
        return random_plane(race.objective, [runner.trajectory.points for runner in race.runners])
    return declared_plane(race.objective)


@lru_cache(maxsize=32)
def _declared(objective: objectives.Objective, color: str) -> tuple[Plane, landscape.Elevation]:
    """A slice along two axes: the same whatever is raced."""
    plane = declared_plane(objective)
    return plane, landscape.elevation(objective, plane, color)


def _vertical(x: Any, heights: Any) -> tuple[float, float]:
    """From where to where a graph is drawn: not up and down to the ends of its poles."""
    lowest, highest = np.nanmin(heights), np.nanmax(heights)
    # The graph itself has most of its points at a pole.
    even = np.interp(np.linspace(x[0], x[-1], len(x)), x, heights)
    low, high = np.nanpercentile(even, (5.0, 95.0))
    if 0.0 < POLE * (high - low) < highest - lowest:
        reach = 0.5 * (high - low)
        return max(lowest, low - reach), min(highest, high + reach)
    return lowest, highest


@dataclasses.dataclass(frozen=True)
class Scenery:
    """The landscape and the plane, or the line, in which it is drawn."""

    race: Race
    plane: Plane | None
    elevation: landscape.Elevation | None
    ranges: tuple[tuple[float, float], tuple[float, float]]
    labels: tuple[str, str]
    kind: str = "declared"
    color: str = ""

    @classmethod
    def of(cls, race: Race, view: StageView) -> Scenery:
        objective = race.objective
        if objective.dims == 1:
            low, high = _vertical(*landscape.graph(objective))
            margin = 0.06 * (high - low) or 1.0
            (name,) = objective.coordinates
            vertical = (float(low - margin), float(high + margin))
            return cls(race, None, None, (objective.domain[0], vertical), (name, "f"))
        color = view.color or objective.color
        kind = plane_kind(objective, view)
        if kind == "declared":
            plane, elevation = _declared(objective, color)
        else:
            plane = _plane(race, view)
            elevation = landscape.elevation(objective, plane, color)
        return cls(race, plane, elevation, plane.ranges, plane.labels, kind, color)

    def backdrop(self, theme: Theme) -> Backdrop:
        """The landscape; kept as long as it does not depend on the paths."""
        if self.kind != "declared":
            return _backdrop_of(self, theme)
        return _declared_backdrop(self.race.objective, self.color, theme)

    def coordinates(self, points: Any, values: Any) -> Any:
        """Where points are on the map, ``(rows, 2)``."""
        return paths.coordinates(self.plane, points, values)

    def heights(self, x: Any, y: Any, values: Any) -> Single | None:
        """How high paths are drawn on the surface, a little above it; nowhere outside of it."""
        if self.elevation is None:
            return None
        transform = self.elevation.transform
        z = transform.forward(values) + LIFT * (transform.top - transform.bottom)
        (x_low, x_high), (y_low, y_high) = self.ranges
        with np.errstate(over="ignore"):
            # The ends of a picture may be beyond the single precision of the paths.
            inside = (x >= x_low) & (x <= x_high) & (y >= y_low) & (y <= y_high)
            return np.where(inside, z, np.nan).astype(np.float32)

    def note(self, race: Race) -> str:
        """What the picture leaves out."""
        if not race.runners:
            return ""
        outside = "" if self._start_seen() else "The start is outside of this picture. "
        if self.plane is None or race.objective.dims == 2:
            return outside
        if self.kind != "declared":
            return outside + self.plane.note
        share = min(self.plane.share(runner.trajectory.points) for runner in race.runners)
        seen = f"{100 * share:.0f} % of the paths' movement lies in it, the rest is not seen."
        return f"{outside}{self.plane.note} {seen}"

    def _start_seen(self) -> bool:
        """Whether the first point of the first path is in the picture."""
        run = self.race.runners[0].trajectory
        point = self.coordinates(run.points[:1], run.values[:1])[0]
        return all(
            low <= coordinate <= high
            for coordinate, (low, high) in zip(point, self.ranges, strict=True)
        )

    def zoom(self, walks: list[_Walk]) -> dict[str, Any]:
        """The ranges of the whole domain, and those that just hold the paths."""
        (x_low, x_high), (y_low, y_high) = self.ranges
        whole = {"x": [x_low, x_high], "y": [y_low, y_high]}
        if not walks:
            return {"domain": whole, "path": whole}
        spans = []
        near = [walk.near(self.ranges) for walk in walks]
        for axis in (0, 1):
            values = np.concatenate(
                [walk.flat[axis][rows] for walk, rows in zip(walks, near, strict=True)]
            )
            if not values.size:
                return {"domain": whole, "path": whole}
            low, high = float(values.min()), float(values.max())
            margin = 0.12 * max(
                high - low,
                1e-9 + 1e-3 * (self.ranges[axis][1] - self.ranges[axis][0]),
                # Paths are in single precision.
                1e-5 * max(-low, high),
            )
            spans.append([low - margin, high + margin])
        return {"domain": whole, "path": {"x": spans[0], "y": spans[1]}}


@dataclasses.dataclass(frozen=True)
class _Walk:
    """The drawn rows of a run, in the coordinates of the pictures."""

    rows: Indices
    steps: NDArray[np.int32]
    flat: tuple[Single, Single]
    raised: tuple[Single, Single, Single]
    downhill: tuple[Single, Single]
    momentum: tuple[Single, Single]

    def near(self, ranges: Sequence[tuple[float, float]]) -> Mask:
        """Which rows are in the picture, at most half its width outside, or as far as the start."""
        inside = np.ones(len(self.rows), dtype=bool)
        for values, (low, high) in zip(self.flat, ranges, strict=True):
            offsets = np.abs(values.astype(np.float64) - 0.5 * (low + high))
            inside &= offsets <= max(high - low, paths.BEYOND * float(offsets[0]))
        return inside

    @classmethod
    def of(cls, runner: Runner, scenery: Scenery) -> _Walk:
        """The walk of a runner; of the last plane it is kept as long as the runner."""
        plane, elevation, walk = _walks.get(runner, (None, None, None))
        if walk is None or plane is not scenery.plane or elevation is not scenery.elevation:
            walk = cls._made(runner, scenery)
            _walks[runner] = scenery.plane, scenery.elevation, walk
        return walk

    @classmethod
    def _made(cls, runner: Runner, scenery: Scenery) -> _Walk:
        run = runner.trajectory
        rows = paths.drawn_rows(len(run.steps))
        points, values = run.points[rows], run.values[rows]
        x, y = paths.on_map(scenery.coordinates(points, values), scenery.ranges)
        if scenery.elevation is None or scenery.plane is None:
            nothing = np.zeros((2, len(rows)), dtype=np.float32)
            return cls(rows, _steps(run, rows), (x, y), (x, y, x), _pair(nothing), _pair(nothing))
        heights = scenery.heights(x, y, values)
        assert heights is not None
        downhill = scenery.plane.components(-run.gradients[rows])
        velocity = scenery.plane.components(_velocity(run, rows))
        return cls(
            rows, _steps(run, rows), (x, y), (x, y, heights), _pair(downhill.T), _pair(velocity.T)
        )


_walks: WeakKeyDictionary[Runner, tuple[Plane | None, landscape.Elevation | None, _Walk]] = (
    WeakKeyDictionary()
)


def _covers(walks: Sequence[_Walk], ranges: Sequence[tuple[float, float]]) -> list[int | None]:
    """For every path, which one is drawn over it all the way, at every step; None mostly."""
    over: list[int | None] = [None] * len(walks)
    near = [(high - low) / WIDE for low, high in ranges]
    for above in range(len(walks)):
        for below in range(above):
            steps = walks[above].steps, walks[below].steps
            if np.array_equal(*steps) and all(
                np.abs(a.astype(np.float64) - b).max() <= within
                for a, b, within in zip(walks[above].flat, walks[below].flat, near, strict=True)
            ):
                over[below] = above
    return over


def _left_at(runner: Runner, walk: _Walk, scenery: Scenery) -> int | None:
    """The last row in the picture of a run that diverged; None for all others."""
    if runner.trajectory.status != "diverged":
        return None
    near = np.flatnonzero(walk.near(scenery.ranges))
    return int(near[-1]) if near.size else 0


def _steps(run: Any, rows: Indices) -> NDArray[np.int32]:
    return run.steps[rows].astype(np.int32)


def _pair(arrays: Any) -> tuple[Single, Single]:
    """Two directions in single precision; what is beyond it is not drawn."""
    with np.errstate(all="ignore"):
        first, second = np.asarray(arrays, dtype=np.float32)
    finite = np.isfinite(first) & np.isfinite(second)
    zero = np.float32(0)
    return np.where(finite, first, zero), np.where(finite, second, zero)


def _velocity(run: Any, rows: Indices) -> Any:
    """Where the momentum of the rule pushes, as the rule itself says; else nothing."""
    return np.zeros_like(run.points[rows]) if run.pushes is None else run.pushes[rows]


def _bundle(runner: Runner, scenery: Scenery) -> tuple[Single, Single]:
    """All runs of several random starts as one line with gaps."""
    assert runner.others is not None
    gap = np.full((1, 2), np.nan)
    lines = []
    for index in range(runner.others.runs or 0):
        run = runner.others.run(index)
        rows = evenly(len(run.steps), 60)
        coordinates = scenery.coordinates(run.points[rows], run.values[rows])
        lines += [paths.within_reach(coordinates, scenery.ranges, start=coordinates[0]), gap]
    x, y = np.concatenate(lines).T.astype(np.float32)
    return x, y


def _pinned(race: Race, baseline: Race | None) -> list[Runner]:
    """The runners of a pinned race, when it has minimized the same function."""
    if baseline is None or baseline.scene.function != race.scene.function:
        return []
    return list(baseline.runners)


def _played(runner: Runner, walk: _Walk, look: Style, name: str, line: Trace) -> dict[str, Any]:
    """What the component plays; the arrays are those of the figures, so they are sent once."""
    with np.errstate(all="ignore"):
        values = runner.trajectory.values[walk.rows].astype(np.float32)
    return {
        "name": name,
        "label": name if runner.others is None else f"{name}, best of {runner.others.runs}",
        "color": look.color,
        "dash": look.dash,
        "steps": walk.steps,
        "values": values,
        "map": {"x": walk.flat[0], "y": walk.flat[1]},
        "surface": {"x": walk.raised[0], "y": walk.raised[1], "z": walk.raised[2]},
        "curve": {"x": line["x"], "y": line["y"]},
        "downhill": _arrows(walk.downhill),
        "momentum": _arrows(walk.momentum),
    }


def _arrows(direction: tuple[Single, Single]) -> dict[str, Any]:
    x, y = direction
    with np.errstate(all="ignore"):
        longest = float(np.hypot(x.astype(np.float64), y).max(initial=0.0))
    return {"x": x, "y": y, "longest": longest}


def _minimisers(scenery: Scenery) -> tuple[Any, Any, str] | None:
    """The minimisers on the map, their values, and what they are called."""
    objective = scenery.race.objective
    if not objective.minimisers:
        return None
    points = np.array(objective.minimisers, dtype=np.float64)
    values = np.asarray(objective.value(points.T))
    return scenery.coordinates(points, values), values, paths.star_name(objective)


def _stars(scenery: Scenery, theme: Theme) -> list[Trace]:
    known = _minimisers(scenery)
    if known is None:
        return []
    return [paths.stars(known[0][:, 0], known[0][:, 1], theme, scenery.labels, known[2])]


def _stars_3d(scenery: Scenery, theme: Theme) -> list[Trace]:
    known = _minimisers(scenery)
    if known is None or scenery.elevation is None:
        return []
    transform = scenery.elevation.transform
    z = transform.forward(known[1]) + LIFT * (transform.top - transform.bottom)
    return [paths.stars_3d(known[0][:, 0], known[0][:, 1], z, theme, scenery.labels, known[2])]


@lru_cache(maxsize=32)
def _declared_backdrop(objective: objectives.Objective, color: str, theme: Theme) -> Backdrop:
    """The backdrop of a landscape that stands still whatever is raced."""
    alone = Race(Scene(objective=objective.id), objective, ())
    return _backdrop_of(Scenery.of(alone, StageView(color=color, plane="declared")), theme)


def _backdrop_of(scenery: Scenery, theme: Theme) -> Backdrop:
    surface: Plot | None = None
    if scenery.elevation is None:
        ground = landscape.curve(scenery.race.objective, theme)
    else:
        ground = landscape.contour(scenery.elevation, theme)
        surface = {
            "data": [landscape.surface(scenery.elevation, theme), *_stars_3d(scenery, theme)],
            "layout": _surface_layout(scenery, theme),
        }
    return Backdrop(ground, _stars(scenery, theme), _map_layout(scenery, theme), surface)


def _map_layout(scenery: Scenery, theme: Theme) -> dict[str, Any]:
    x, y = (
        {
            "showgrid": scenery.plane is None,
            "range": list(span),
            "title": {"text": title, "standoff": 2},
        }
        for span, title in zip(scenery.ranges, axis_titles(scenery.labels), strict=True)
    )
    plain = flat_layout(
        theme, x, y, dragmode="zoom", uirevision=_revision(scenery), showlegend=False
    )
    # On the right there is the colour bar.
    return steady(plain, left=52, right=14 if scenery.plane is None else 52, top=8, bottom=42)


def _surface_layout(scenery: Scenery, theme: Theme) -> dict[str, Any]:
    assert scenery.elevation is not None
    assert scenery.plane is not None
    levels, names = scenery.elevation.transform.ticks()
    axis = {
        "backgroundcolor": "rgba(0,0,0,0)",
        "gridcolor": theme.grid,
        "zeroline": False,
        "color": theme.faint,
        "tickfont": {"size": 10},
        "showspikes": False,
    }
    labels = [in_space(label, LONGEST_TITLE) for label in scenery.plane.labels]
    return {
        "paper_bgcolor": "rgba(0,0,0,0)",
        "font": {"color": theme.text, "size": 11},
        "margin": {"l": 0, "r": 0, "t": 0, "b": 0},
        "scene": {
            "xaxis": axis | {"range": list(scenery.ranges[0]), "title": {"text": labels[0]}},
            "yaxis": axis | {"range": list(scenery.ranges[1]), "title": {"text": labels[1]}},
            "zaxis": axis | {"tickvals": levels, "ticktext": names, "title": {"text": "f"}},
            "aspectmode": "manual",
            "aspectratio": {"x": 1.15, "y": 1.15, "z": 0.7},
            "camera": {
                "eye": {"x": -1.4, "y": -1.65, "z": 1.25},
                "center": {"x": 0, "y": 0, "z": -0.18},
            },
        },
        "uirevision": _revision(scenery),
        "showlegend": False,
    }


def _revision(scenery: Scenery) -> str:
    """Camera and zoom are kept as long as this stays the same."""
    return f"{scenery.race.scene.objective}/{scenery.ranges}"
