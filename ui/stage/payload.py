"""From the figures of a race to the bytes that the component reads."""

from __future__ import annotations

import zlib
from typing import Any

from experiments import Race
from figures.curves import CLOCKS, QUANTITIES, SCALES
from figures.stage import Stage, StageView
from figures.theme import Theme
from objectives import Objective
from ui.stage.packing import pack


def payload(
    stage: Stage, race: Race, view: StageView, theme: Theme, steps: int, clickable: bool
) -> bytes:
    """Everything the component needs; ``keys`` tell it which figures are as they were."""
    figures = {"map": stage.map, "surface": stage.surface, "curves": stage.curves}
    keys = {name: zlib.crc32(pack(figure)) for name, figure in figures.items()}
    keys["field"] = zlib.crc32(pack([stage.map["data"][0], stage.map["layout"]]))
    return pack(
        {
            **figures,
            "keys": keys,
            "runners": stage.runners,
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
            view.curves.quantity,
            {name: quantity.label for name, quantity in QUANTITIES.items()},
        ),
        "scale": ("Scale", view.curves.scale, dict(SCALES)),
        "clock": ("Against", view.curves.clock, dict(CLOCKS)),
    }
    if objective.dims > 1:
        names = {"linear": "linear", "sqrt": "square root", "log": "logarithmic"}
        options["color"] = ("Heights", view.color or objective.color, names)
    if objective.dims > 2:
        planes = {"declared": "slice along two axes", "components": "plane of the paths"}
        options["plane"] = ("Plane", view.plane, planes)
    return [
        {"id": name, "label": label, "value": value, "options": [list(o) for o in texts.items()]}
        for name, (label, value, texts) in options.items()
    ]
