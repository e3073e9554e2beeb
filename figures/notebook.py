"""One figure for a notebook: the paths on their landscape, and the loss step by step."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

import optimizers
from declarations import shown
from declarations.arrays import Array
from experiments.plane import Plane, declared_plane, principal_plane
from figures import landscape, paths
from figures.curves import QUANTITIES
from figures.plain import Trace, axis_titles, flat_layout, trace
from figures.quoting import in_figure
from figures.theme import THEMES, Style, Theme, styles
from optimizers import Trajectory
from optimizers.options import checked_objective
from optimizers.problem import Functions, ObjectiveLike, Problem

if TYPE_CHECKING:
    import plotly.graph_objects as go


MOST_RUNS = 12
"""More have no colours of their own."""
MARGIN = 0.25
"""Around the paths, where there is no domain; of their width."""
NARROWEST = 0.5
"""The least height of a plane, of its width."""
LOGARITHMIC = 30.0
"""From such a ratio of losses on they are shown by their powers."""
LEFT, RIGHT = (0.0, 0.46), (0.6, 1.0)


def plot(
    runs: Trajectory | Sequence[Trajectory],
    objective: ObjectiveLike | Functions | None = None,
    *,
    domain: Sequence[tuple[float, float]] | None = None,
    names: Sequence[str] | None = None,
    theme: str = "light",
) -> go.Figure:
    """A figure of one run or several: where they went, and what it brought.

    On the left the landscape, as a map with two variables and as a curve with one, with a path
    for every run: hollow at its start, filled at its end, crossed where it diverged. With more
    variables it is the plane of the principal components of the paths. On the right the loss.

    Args:
        runs: a run, a batch of up to 12 runs, or several runs on the same objective.
        objective: what they minimized: an object, or a pair of functions; else that which they
            hold. It is evaluated on a grid, at points where the runs have not been; where it
            cannot be, the map has a hole.
        domain: the part of the plane that is drawn, a pair for every variable; else the
            objective's own domain, or where the paths are.
        names: for the legend; else those of the rules.
        theme: "light" or "dark".

    Raises:
        ValueError: an argument is not valid, or there is no objective.
        ModuleNotFoundError: plotly is not installed.
    """
    try:
        import plotly.graph_objects as go
    except ModuleNotFoundError as error:
        raise ModuleNotFoundError(
            "plot: plotly must be installed (pip install optimizer-playground[figures]), "
            "got no module of that name",
            name="plotly",
        ) from error
    several = _several(runs)
    if not isinstance(theme, str) or theme not in THEMES:
        raise ValueError(f"plot: theme must be 'light' or 'dark', got {shown(theme)}")
    scenery = _Scenery.of(several, objective, domain)
    legend = _names(several, names)
    looks = styles(
        [optimizers.registry.checked_id(run.optimizer) for run in several], THEMES[theme]
    )
    return go.Figure(_plot(several, scenery, legend, looks, THEMES[theme]))


def _several(runs: Any) -> list[Trajectory]:
    """The single runs."""
    given = [runs] if isinstance(runs, Trajectory) else runs
    if not isinstance(given, list | tuple) or not given:
        raise ValueError(f"plot: runs must be a run or several, got {shown(runs)}")
    several: list[Trajectory] = []
    for run in given:
        if not isinstance(run, Trajectory):
            raise ValueError(f"plot: runs must be what minimize returns, got {shown(run)}")
        count = 1 if run.runs is None else run.runs
        if len(several) + count > MOST_RUNS:
            raise ValueError(
                f"plot: runs must be at most {MOST_RUNS}, got more; run(index) chooses one"
            )
        several += [run] if run.runs is None else [run.run(index) for index in range(count)]
    if len({run.points.shape[1] for run in several}) > 1:
        raise ValueError("plot: runs must have the same variables, got different numbers of them")
    return several


def _names(runs: Sequence[Trajectory], names: Any) -> list[str]:
    """What the legend says."""
    if names is None:
        plain = [run.optimizer or "run" for run in runs]
        count = Counter(plain)
        numbered = [
            f"{name} {1 + plain[:index].count(name)}" if count[name] > 1 else name
            for index, name in enumerate(plain)
        ]
        return [in_figure(name) for name in numbered]
    if not isinstance(names, list | tuple) or len(names) != len(runs):
        raise ValueError(f"plot: names must be {len(runs)} texts, got {shown(names)}")
    return [in_figure(str(name)) for name in names]


@dataclasses.dataclass(frozen=True, eq=False)
class _Scenery:
    """Any objective in the form in which landscapes are drawn, and where to draw it."""

    problem: Problem
    dims: int
    domain: tuple[tuple[float, float], ...]
    fmin: float | None
    minimisers: tuple[tuple[float, ...], ...]
    coordinates: tuple[str, ...]
    color: str
    plane: Plane | None

    @classmethod
    def of(cls, runs: Sequence[Trajectory], objective: Any, domain: Any) -> _Scenery:
        """Of an objective, or of the one that the runs hold."""
        held = runs[0].objective if objective is None else objective
        if held is None:
            raise ValueError("plot: objective must be given for a run from a file, got None")
        problem = checked_objective(held)
        dims = runs[0].points.shape[1]
        if problem.dims is not None and problem.dims != dims:
            raise ValueError(
                f"plot: objective must have {dims} variables as the runs, got {problem.dims}"
            )
        if domain is None:
            domain = getattr(problem.objective, "domain", None)
        borders = _box(runs) if domain is None else np.array(domain, dtype=np.float64)
        if borders.shape != (dims, 2) or not (borders[:, 0] < borders[:, 1]).all():
            raise ValueError(f"plot: domain must be {dims} pairs (low, high), got {shown(domain)}")
        names = ("x", "y")[:dims] if dims <= 2 else tuple(f"x{i + 1}" for i in range(dims))
        bare = cls(
            problem=problem,
            dims=dims,
            domain=tuple((low, high) for low, high in borders.tolist()),
            fmin=problem.minimum,
            minimisers=tuple(getattr(problem.objective, "minimisers", ())),
            coordinates=tuple(getattr(problem.objective, "coordinates", names)),
            color=getattr(problem.objective, "color", "log"),
            plane=None,
        )
        if dims == 1:
            return bare
        drawn: Any = bare
        if dims == 2:
            return dataclasses.replace(bare, plane=declared_plane(drawn))
        plane = principal_plane(drawn, [run.points for run in runs])
        return dataclasses.replace(bare, plane=_widened(plane))

    def value(self, points: Array) -> Array:
        """The heights; not a number where the objective cannot be evaluated."""
        try:
            with np.errstate(all="ignore"):
                return self.problem.value(np.ascontiguousarray(points))
        except (ArithmeticError, ValueError):
            if points.ndim == 1:
                return np.array(np.nan)
        columns = points.reshape(len(points), -1).T
        return np.array([self.value(point) for point in columns]).reshape(points.shape[1:])


def _widened(plane: Plane) -> Plane:
    """The plane with some room also where the paths hardly go."""
    low, high = np.array(plane.ranges).T
    missing = np.maximum(NARROWEST * (high - low).max() - (high - low), 0.0) / 2
    first, second = np.stack([low - missing, high + missing], axis=1).tolist()
    return dataclasses.replace(plane, ranges=(tuple(first), tuple(second)))


def _box(runs: Sequence[Trajectory]) -> Array:
    """Where the paths are, with a margin; of runs that diverged, their starts alone."""
    kept = [run.points if run.status != "diverged" else run.points[:1] for run in runs]
    points = np.concatenate(kept)
    low, high = points.min(axis=0), points.max(axis=0)
    margin = MARGIN * (high - low).max() or 1.0
    return np.stack([low - margin, high + margin], axis=1)


def _plot(
    runs: Sequence[Trajectory],
    scenery: _Scenery,
    names: Sequence[str],
    looks: Sequence[Style],
    theme: Theme,
) -> dict[str, Any]:
    """The figure as plain JSON."""
    drawn: Any = scenery
    ranges: list[tuple[float, float]]
    if scenery.plane is None:
        ground = landscape.curve(drawn, theme)
        heights = ground["y"][np.isfinite(ground["y"])].astype(np.float64)
        ends = (float(heights.min()), float(heights.max())) if heights.size else (-1.0, 1.0)
        margin = 0.05 * (ends[1] - ends[0]) or 1.0
        ranges = [scenery.domain[0], (ends[0] - margin, ends[1] + margin)]
        labels = (scenery.coordinates[0], "f")
    else:
        elevation = landscape.elevation(drawn, scenery.plane, scenery.color)
        ground = landscape.contour(elevation, theme)
        ground["colorbar"] |= {"x": LEFT[1] + 0.005}
        ranges, labels = list(scenery.plane.ranges), scenery.plane.labels
    traces = [ground]
    for run, name, look in zip(runs, names, looks, strict=True):
        traces += _path(run, scenery, ranges, name, look, labels, theme)
    traces += _stars(scenery, labels, theme)
    losses, loss_axis = _losses(runs, scenery.fmin, names, looks)
    first, second = axis_titles(labels)
    layout = flat_layout(
        theme,
        {"domain": list(LEFT), "range": list(ranges[0]), "title": {"text": first}},
        {"range": list(ranges[1]), "title": {"text": second}},
        paper_bgcolor=theme.background,
        plot_bgcolor=theme.background,
        height=420,
        margin={"l": 60, "r": 20, "t": 30, "b": 50},
        legend={"orientation": "h", "x": RIGHT[0], "y": 1.02, "yanchor": "bottom"},
    )
    axis = {name: layout["xaxis"][name] for name in ("gridcolor", "zeroline", "tickfont")}
    layout["xaxis2"] = axis | {"domain": list(RIGHT), "title": {"text": "step"}, "anchor": "y2"}
    layout["yaxis2"] = axis | loss_axis | {"anchor": "x2"}
    if scenery.plane is not None and scenery.plane.note:
        layout["title"] = {"text": scenery.plane.note, "font": {"size": 11}, "x": 0.01, "y": 0.02}
        layout["margin"]["b"] = 80
    return {"data": [*traces, *losses], "layout": layout}


def _path(
    run: Trajectory,
    scenery: _Scenery,
    ranges: Sequence[tuple[float, float]],
    name: str,
    look: Style,
    labels: tuple[str, str],
    theme: Theme,
) -> list[Trace]:
    """The path of a run on the landscape."""
    rows = paths.drawn_rows(len(run.steps))
    points = paths.coordinates(scenery.plane, run.points[rows], run.values[rows])
    x, y = paths.on_map(points, ranges)
    left_at = None
    if run.status == "diverged":
        inside = [(low <= v) & (v <= high) for v, (low, high) in zip((x, y), ranges, strict=True)]
        seen = np.flatnonzero(inside[0] & inside[1])
        left_at = int(seen[-1]) if seen.size else 0
    return paths.flat(x, y, run.steps[rows], look, theme, name, labels, left_at)


def _stars(scenery: _Scenery, labels: tuple[str, str], theme: Theme) -> list[Trace]:
    """The known minimisers; of a slice they would lie elsewhere."""
    if not scenery.minimisers or scenery.dims > 2:
        return []
    points = np.array(scenery.minimisers)
    if scenery.plane is None:
        points = np.column_stack([points[:, 0], scenery.value(points.T)])
    return [paths.stars(points[:, 0], points[:, 1], theme, labels)]


def _losses(
    runs: Sequence[Trajectory], fmin: float | None, names: Sequence[str], looks: Sequence[Style]
) -> tuple[list[Trace], dict[str, Any]]:
    """The curves of the loss, and their axis: above the minimum where that is known."""
    losses = [run.judged[1] - (0.0 if fmin is None else fmin) for run in runs]
    together = np.concatenate(losses)
    positive = together[np.isfinite(together) & (together > 0)]
    log = bool((together >= 0).all()) and positive.size > 1
    log = log and float(positive.max()) > LOGARITHMIC * float(positive.min())
    title = "f" if fmin is None else QUANTITIES["gap"].label
    curves = [
        trace(
            "scatter",
            x=run.steps,
            y=np.where(loss > 0, loss, np.nan) if log else loss,
            mode="lines+markers" if len(loss) == 1 else "lines",
            line={"color": look.color, "width": 2, "dash": look.dash},
            name=name,
            xaxis="x2",
            yaxis="y2",
            hovertemplate=f"{name}, step %{{x}}<br>{title} %{{y:.5g}}<extra></extra>",
        )
        for run, loss, name, look in zip(runs, losses, names, looks, strict=True)
    ]
    axis: dict[str, Any] = {"title": {"text": title}}
    if log:
        return curves, axis | {"type": "log", "exponentformat": "power"}
    if any(run.status == "diverged" for run in runs):
        # As far as the others go: it would flatten them.
        calm = [
            loss if run.status != "diverged" else loss[:1]
            for run, loss in zip(runs, losses, strict=True)
        ]
        low, high = float(np.concatenate(calm).min()), float(np.concatenate(calm).max())
        margin = 0.05 * (high - low) or 1.0
        axis["range"] = [low - margin, high + margin]
    return curves, axis
