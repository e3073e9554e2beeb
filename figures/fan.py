"""The runs of all positions of a knob, as they are drawn on every picture of the stage."""

from __future__ import annotations

from typing import Any

import numpy as np

from declarations.arrays import Indices
from experiments import Race
from experiments.positions import Positions
from figures import curves, paths
from figures.curves import QUANTITIES, Scale
from figures.stage import Scenery, StageView, plane_kind
from figures.theme import Style
from objectives import Objective

NO_STYLE = Style("", "", "")


def fan(race: Race, view: StageView, found: Positions) -> dict[str, Any]:
    """Arrays with a row for every position and a column for every drawn step."""
    batch = found.runs
    rows = paths.drawn_rows(len(batch.steps))
    scenery = Scenery.of(race, view)
    count = len(found.rungs)
    # (rows, dims, positions) as one long list of points, position after position.
    points = np.moveaxis(batch.points[rows], 2, 0).reshape(count * len(rows), -1)
    values = batch.values[rows].T
    drawn = scenery.coordinates(points, values.ravel())
    within = paths.within_reach(drawn, scenery.ranges, start=drawn[0])
    x, y = within.T.reshape(2, count, len(rows))
    with np.errstate(over="ignore"):
        content: dict[str, Any] = {
            "places": found.rungs,
            "outcomes": found.outcomes,
            "stride": found.stride,
            "steps": batch.steps[rows].astype(np.int32),
            "values": values.astype(np.float32),
            "map": {"x": x.astype(np.float32), "y": y.astype(np.float32)},
        }
    heights = scenery.heights(x, y, values)
    if heights is not None:
        content["surface"] = content["map"] | {"z": heights}
    content["curve"] = _curve(race, view, found, rows)
    return content


def depends_on_race(objective: Objective, view: StageView) -> bool:
    """Whether the other runners decide how a run is drawn: by the plane or the scale."""
    planar = objective.dims > 2 and plane_kind(objective, view) != "declared"
    return planar or view.curves.scale == "symlog"


def _curve(race: Race, view: StageView, found: Positions, rows: Indices) -> Any:
    """The curve of every position, on the scale of the race's own curves."""
    of = QUANTITIES[curves.quantity_of(view.curves, race.objective)].of
    singles = [found.runs.run(index) for index in range(len(found.rungs))]
    kept = [np.minimum(rows, len(run.steps) - 1) for run in singles]
    values = [of(run, race.objective, row) for run, row in zip(singles, kept, strict=True)]
    clocks = [
        np.asarray(curves.clock(run, race, view.curves), dtype=np.float32)[row]
        for run, row in zip(singles, kept, strict=True)
    ]
    own = [
        curves.curve(
            runner,
            race,
            view.curves,
            paths.drawn_rows(len(runner.trajectory.steps)),
            NO_STYLE,
            "",
        )
        for runner in race.runners
    ]
    scale = Scale.of(view.curves.scale, own)
    heights = [scale.heights(each) for each in values]
    return {"x": np.array(clocks), "y": np.array(heights)}
