"""From the figures of a race to the bytes that the component reads."""

from __future__ import annotations

import zlib
from typing import Any

from experiments import Race
from figures.curves import QUANTITIES, SCALES, clock_of, clocks, quantity_of
from figures.stage import PLANES, Stage, StageView, plane_kind
from figures.theme import Theme
from objectives import Objective
from ui.stage.packing import pack


def payload(
    stage: Stage, race: Race, view: StageView, theme: Theme, steps: int, clickable: bool
) -> bytes:
    """Everything the component needs; ``keys`` tell it which figures are as they were."""
    figures = {"map": stage.map, "surface": stage.surface, "curves": stage.curves}
    learning = None
    if stage.data is not None:
        figures["data"] = stage.data.plot
        learning = {
            "kind": stage.data.kind,
            "x": stage.data.x,
            "y": stage.data.y,
            "answers": stage.data.answers,
            "table": stage.data.table,
        }
    keys = {name: zlib.crc32(pack(figure)) for name, figure in figures.items()}
    keys["field"] = zlib.crc32(pack([stage.map["data"][0], stage.map["layout"]]))
    return pack(
        {
            **figures,
            "keys": keys,
            "runners": stage.runners,
            "learning": learning,
            "classes": theme.classes,
            "steps": steps,
            "zoom": stage.zoom,
            "note": stage.plane_note,
            "theme": theme.name,
            "casing": theme.casing,
            "clickable": clickable,
            "choices": choices(view, race.objective),
        }
    )


def choices(view: StageView, objective: Objective) -> list[dict[str, Any]]:
    """The choices under the map and above the curves."""
    options: dict[str, tuple[str, str, dict[str, str]]] = {
        "quantity": (
            "Show",
            quantity_of(view.curves, objective),
            {name: q.label for name, q in QUANTITIES.items() if q.fits(objective)},
        ),
        "scale": ("Scale", view.curves.scale, dict(SCALES)),
        "clock": ("Against", clock_of(view.curves, objective), clocks(objective)),
    }
    if objective.dims > 1:
        names = {"linear": "linear", "sqrt": "square root", "log": "logarithmic"}
        options["color"] = ("Heights", view.color or objective.color, names)
    if objective.dims > 2:
        options["plane"] = ("Plane", plane_kind(objective, view), dict(PLANES))
    return [
        {"id": name, "label": label, "value": value, "options": [list(o) for o in texts.items()]}
        for name, (label, value, texts) in options.items()
    ]
