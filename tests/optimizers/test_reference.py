"""Every rule against Keras, PyTorch and Optax, on recorded runs of theirs.

Three ways, from the sharpest to the most lifelike: given gradients, so that nothing can become
chaotic; single steps from recorded points; whole runs, as far as rounding lets them be compared.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

import optimizers
from tests.reference import agreement
from tests.reference.records import (
    Measure,
    Record,
    allowed,
    closed_loop,
    compares,
    grouped,
    one_step,
    open_loop,
    records,
)

STATED = json.loads(agreement.FILE.read_text())


def each_group(measure: Measure | None = None) -> pytest.MarkDecorator:
    """One test for each rule and library, where the measure has something to compare."""
    groups = [
        group
        for group, found in grouped().items()
        if measure is None or any(compares(measure, record) for record in found)
    ]
    return pytest.mark.parametrize(("id", "library"), groups)


def worst(measure: Measure, id: str, library: str) -> tuple[float, Record]:
    """The largest deviation, as a share of the one that is allowed, and where."""
    found = [record for record in grouped()[id, library] if compares(measure, record)]
    excess = ((measure(record) / allowed(measure, record), record) for record in found)
    return max(excess, key=lambda pair: pair[0])


@each_group(open_loop)
def test_given_gradients(id: str, library: str) -> None:
    deviation, record = worst(open_loop, id, library)
    assert deviation <= 1.0, record


@each_group(one_step)
def test_one_step_at_a_time(id: str, library: str) -> None:
    deviation, record = worst(one_step, id, library)
    assert deviation <= 1.0, record


@each_group(closed_loop)
def test_whole_runs(id: str, library: str) -> None:
    deviation, record = worst(closed_loop, id, library)
    assert deviation <= 1.0, record


@each_group()
def test_the_stated_agreement_holds(id: str, library: str) -> None:
    for name, value in agreement.measured(grouped()[id, library]).items():
        stated = STATED[id][library][name]
        if value is None:
            assert stated is None, name
        else:
            assert value <= stated, name


def test_the_stated_agreement_is_of_these_records() -> None:
    stated = {(id, library) for id, libraries in STATED.items() for library in libraries}
    assert stated == set(grouped())
    for (id, library), found in grouped().items():
        assert agreement.described(found).items() <= STATED[id][library].items()


BY_THEIR_CODE = {"reduce_on_plateau"}
"""What no recorded run has: its own tests have the code of the libraries, written out."""


def test_every_preset_is_compared() -> None:
    promised = {
        (id, preset)
        for registry in (optimizers.registry, optimizers.wrappers)
        for id in registry
        if id not in BY_THEIR_CODE
        for preset in registry[id].presets
    }
    compared = {(record.id, record.preset) for record in records()}
    assert promised <= compared


@each_group()
def test_more_than_one_setting_is_compared(id: str, library: str) -> None:
    """But for Shampoo, of which one recorded setting has a momentum of the library's own."""
    if id == "shampoo":
        assert {record.objective for record in grouped()[id, library]} == {
            "matrix_quadratic",
            "mlp",
        }
        return
    assert len({record.setting for record in grouped()[id, library]}) >= 2


def test_the_versions_are_the_pinned_ones() -> None:
    pinned = Path(__file__).parents[1] / "reference" / "requirements.txt"
    lines = [line for line in pinned.read_text().splitlines() if "==" in line]
    versions = dict(line.split("==") for line in lines)
    for record in records():
        assert record.version.partition("+")[0] == versions[record.library]


def test_the_records_are_sound() -> None:
    for record in records():
        assert record.points.shape == (record.steps + 1, len(record.start))
        assert np.isfinite(record.points).all()
        assert record.points[0].tolist() == record.start
        assert record.stable_steps <= record.steps


def test_the_records_compare_something() -> None:
    for (id, _), found in grouped().items():
        loops = [record for record in found if compares(closed_loop, record)]
        assert sum(record.stable_steps for record in loops) >= 50
        for record in found:
            if compares(open_loop, record):
                assert record.steps == len(record.script)
                # A step that grows with the distance travelled makes a loop of its own.
                assert record.stable_steps == record.steps or id in {"prodigy", "dowg"}
