"""What can be turned: the declarations of all rules, wrappers and schedules, for the browser.

It is the same for every visitor and every run of the script, so it is a file that the browser
keeps; what changes with a run is in `ui.desk.rows`.
"""

from __future__ import annotations

import json
import math
from functools import cache
from typing import Any

import optimizers
from declarations import Boolean, Choice, Data, Declared, Integer, Parameter, Part, Real, Vector
from explain.conformance import LIBRARIES
from ui.words import wording
from ui.words.parameters import label, main_parameters, slider_rungs


@cache
def catalogue() -> str:
    """The catalogue as JSON."""
    rails: dict[str, list[float]] = {}
    tree = {
        "optimizers": {
            name: _kind(optimizers.registry[name], rails)
            | {
                "group": optimizers.registry[name].group,
                "keywords": optimizers.registry[name].keywords,
                "presets": [
                    [preset, LIBRARIES[preset]] for preset in optimizers.registry[name].presets
                ],
            }
            for names in wording.groups().values()
            for name in names
        },
        "wrappers": {
            name: _kind(optimizers.wrappers[name], rails) for name in optimizers.wrapper_names()
        },
        "schedules": {
            name: _kind(optimizers.schedules[name], rails) for name in optimizers.schedule_names()
        },
        "rails": rails,
    }
    return json.dumps(tree, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def _kind(cls: type[Declared], rails: dict[str, list[float]]) -> dict[str, Any]:
    main = main_parameters(cls)
    parameters: list[dict[str, Any]] = [
        {"name": name, "label": label(name, parameter), "help": parameter.help}
        | ({"main": True} if name in main else {})
        | ({"off": True} if parameter.default is None else {})
        | _values(parameter, rails)
        for name, parameter in cls.parameters.items()
        if not isinstance(parameter, Data)
    ]
    return {"title": cls.title, "parameters": parameters}


def _values(parameter: Parameter, rails: dict[str, list[float]]) -> dict[str, Any]:
    """What a parameter may be, by its kind."""
    if isinstance(parameter, Real):
        return {"kind": "real", "valid": str(parameter.valid), "rail": rail(parameter, rails)}
    if isinstance(parameter, Integer):
        low, high = parameter.slider
        ends = {
            name: int(end)
            for name, end in (("min", parameter.valid.low), ("max", parameter.valid.high))
            if math.isfinite(end)
        }
        return {"kind": "integer", "valid": str(parameter.valid), "slider": [low, high]} | ends
    if isinstance(parameter, Boolean):
        return {"kind": "boolean"}
    if isinstance(parameter, Vector):
        return {"kind": "list", "valid": parameter.each}
    if isinstance(parameter, Part):
        return {"kind": "part", "options": parameter.options}
    assert isinstance(parameter, Choice)
    words = [str(option).replace("_", " ") for option in parameter.options]
    return {"kind": "choice", "options": words}


def rail(parameter: Real, rails: dict[str, list[float]]) -> str:
    """The name of the rungs of a slider; parameters with the same interval share them."""
    low, high = parameter.slider
    name = f"{low:g}..{high:g}{' log' if parameter.log else ''}"
    if name not in rails:
        rails[name] = slider_rungs(parameter)
    return name
