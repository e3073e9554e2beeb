"""What Python and the browser tell each other is what the types of the JavaScript say."""

from __future__ import annotations

import ast
import json
from pathlib import Path
from typing import Any

import pytest

from tests.ui.driver import component, desk, opened, turn
from tests.ui.jsdoc import Types
from ui.desk.catalogue import catalogue
from ui.stage.assets import DESK, WEB
from ui.stage.packing import unpack

ROOT = Path(__file__).parents[2]

SCENES: dict[str, dict[str, Any]] = {
    "a plane": {"f": "rosenbrock", "o": ["adam", "sgd"]},
    "a line": {"f": "double_well_1d", "o": ["sgd"]},
    "many dimensions": {"f": "rosenbrock_4d", "o": ["adam"]},
    "a curve of data": {"f": "noisy_line", "o": ["adam"]},
    "a map of data": {"f": "mlp", "o": ["adam", "sgd"]},
    "a truth table": {"f": "and_neuron", "o": ["sgd"]},
    "other targets": {"f": "linear_regression", "o": ["sgd"]},
    "many starts": {"f": "himmelblau", "o": ["adam"], "starts": "4"},
}


@pytest.fixture(scope="module")
def stage_types() -> Types:
    return Types(WEB / "types.js")


@pytest.fixture(scope="module")
def desk_types() -> Types:
    return Types(DESK / "types.js")


@pytest.fixture(scope="module")
def sent() -> dict[str, Any]:
    """What is sent for some scenes, with a knob in hand where that is possible."""
    found = {}
    for name, link in SCENES.items():
        app = opened(**link, n="40")
        row = desk(app)["rows"][0]
        turn(app, do="hold", uid=row["uid"], name="learning_rate")
        fan = component(app, "fan").bytes if "starts" not in link else b""
        turn(app, do="schedule", uid=row["uid"], value="cosine")
        turn(app, do="wrap", uid=row["uid"], value="lookahead")
        row = desk(app)["rows"][0]
        assert row["scheduled"]
        assert row["wrappers"]
        found[name] = {
            "backdrop": unpack(component(app, "backdrop").bytes),
            "race": unpack(component(app, "stage").bytes),
            "fan": unpack(fan) if fan else None,
            "desk": desk(app),
        }
    return found


def test_the_stage_is_told_what_its_types_say(stage_types: Types, sent: dict[str, Any]) -> None:
    for name, content in sent.items():
        assert stage_types.faults(content["backdrop"], "Backdrop", name) == []
        assert stage_types.faults(content["race"], "Race", name) == []
        assert stage_types.faults(content["fan"], "Fan | null", name) == []
    assert sum(content["fan"] is not None for content in sent.values()) >= len(SCENES) - 1
    assert stage_types.unseen() == []


def test_the_desk_is_told_what_its_types_say(desk_types: Types, sent: dict[str, Any]) -> None:
    assert desk_types.faults(json.loads(catalogue()), "Catalogue") == []
    for name, content in sent.items():
        assert desk_types.faults(content["desk"], "Content", name) == []
    assert [each for each in desk_types.unseen() if not each.startswith(("Patch.", "Turns."))] == []


def test_the_desk_tells_what_python_reads(desk_types: Types) -> None:
    read = {
        node.args[0].value
        for name in ("ui/desk/component.py", "ui/desk/patches.py", "ui/sidebar/who.py")
        for node in ast.walk(ast.parse((ROOT / name).read_text()))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "get"
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id in ("patch", "change")
        and isinstance(node.args[0], ast.Constant)
    }
    assert read == set(desk_types.objects["Patch"])


FAULTS = {
    "Race.casing is missing": lambda race: race.pop("casing"),
    "Race.more is not declared": lambda race: race.update(more=1),
    "Race.steps is no number": lambda race: race.update(steps="40"),
    "Race.clickable is no boolean": lambda race: race.update(clickable=1),
    "Race.runners[0].map.x is no array of numbers": lambda race: race["runners"][0]["map"].update(
        x=[1.0]
    ),
    "Race.choices[0].options[0] is no list of 2": lambda race: race["choices"][0]["options"][
        0
    ].append("?"),
    "Race.runners[1].name is no string": lambda race: race["runners"][1].update(name=None),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_what_is_not_of_its_type_is_found(fault: str, stage_types: Types) -> None:
    race = unpack(component(opened(f="rosenbrock", n="20", o=["adam", "sgd"]), "stage").bytes)
    assert stage_types.faults(race, "Race") == []
    FAULTS[fault](race)
    assert stage_types.faults(race, "Race") == [fault]
