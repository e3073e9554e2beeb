"""Own data in a link: few numbers exactly, of many the name."""

from __future__ import annotations

from typing import Any

import pytest

from experiments import Scene
from ui.links import own_tables
from ui.links.config import Config
from ui.links.scene_link import MOST_DATA, decode, encode


def own_scene(rows: int, columns: int = 1, **changes: Any) -> Scene:
    features = tuple(tuple(i / 7 + j for j in range(columns)) for i in range(rows))
    targets = tuple(float(i % 2) for i in range(rows))
    name = "linear_regression" if columns == 1 else "logistic_regression"
    parameters = (("scaling", "standard"), ("features", features), ("targets", targets))
    return Scene(objective=name, parameters=parameters).replace(**changes)


@pytest.mark.parametrize(("rows", "columns"), [(2, 1), (30, 1), (2, 2), (20, 2)])
def test_few_numbers_are_in_the_link_exactly(rows: int, columns: int) -> None:
    scene = own_scene(rows, columns)
    params = encode(Config(scene))
    assert "data" not in params
    read, messages = decode(params)
    assert read.scene == scene
    assert messages == []
    hash(read.scene)


@pytest.mark.parametrize(("rows", "columns"), [(31, 1), (21, 2), (2000, 1)])
def test_of_many_numbers_the_link_has_only_the_name(rows: int, columns: int) -> None:
    scene = own_scene(rows, columns, start=(1e3,) * (columns + 1), batch_size=7)
    params = encode(Config(scene))
    assert params["data"][0].startswith("own.")
    assert not any(key in params for key in ("p.features", "p.targets"))
    assert params["p.scaling"] == ["standard"]
    read, messages = decode(params)
    (sentence,) = messages
    assert "a table that this server does not have: one is kept for at most 24 hours" in sentence
    assert read.scene.parameters == (("scaling", "standard"),)
    assert (read.scene.start, read.scene.batch_size) == (None, None)
    values = dict(scene.parameters)
    own_tables.keep_table((values["features"], values["targets"]))
    read, messages = decode(params)
    assert messages == []
    assert dict(read.scene.parameters) == values
    assert (read.scene.start, read.scene.batch_size) == (scene.start, 7)


@pytest.mark.parametrize(
    "params",
    [
        {"p.features": ["1_2_a"], "p.targets": ["1~2~3"]},
        {"p.features": ["1_2_3"], "p.targets": ["1~2"]},
        {"p.features": ["1_2_3"]},
        {"p.features": ["1_2~3"], "p.targets": ["1~2"]},
        {"p.features": ["1_nan"], "p.targets": ["1~2"]},
        {"p.features": ["1_1e300"], "p.targets": ["1~2"]},
        {"p.features": ["_".join(["1"] * (MOST_DATA + 1))], "p.targets": ["1~2"]},
        {"data": ["mine"]},
        {"f": ["and_neuron"], "p.features": ["1~2_3~4"], "p.targets": ["0~1"]},
        {"f": ["ellipse"], "p.features": ["1_2"]},
    ],
)
def test_bad_data_in_a_link_are_ignored_with_a_sentence(params: dict[str, list[str]]) -> None:
    read, messages = decode({"f": ["linear_regression"], **params})
    assert messages
    assert all("ignored" in message for message in messages)
    assert "features" not in dict(read.scene.parameters)
