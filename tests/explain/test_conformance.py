"""How closely a rule agrees with the libraries, in a sentence."""

from __future__ import annotations

import dataclasses
import json

import pytest

import optimizers
from explain.conformance import COMPARED, FILE, Conformance, conformance
from tests.reference.records import grouped

STATED = json.loads(FILE.read_text())
MEASURES = ("one_step", "open_loop", "closed_loop")
EXACT = Conformance("keras", "3.0", 2, 10, "", 0.0, 0.0, 0.0)


def sentence(**changes: object) -> str:
    return dataclasses.replace(EXACT, **changes).sentence  # type: ignore[arg-type]


def test_bit_for_bit_is_said_of_nothing_less() -> None:
    assert sentence() == "Agrees with Keras 3.0 bit for bit, over 10 runs in 2 settings."
    for measure in MEASURES:
        assert "to 1e-17," in sentence(**{measure: 1e-17})


def test_the_worst_of_the_measures_is_said() -> None:
    assert "to 1e-9," in sentence(one_step=1e-15, open_loop=1e-9, closed_loop=1e-12)
    assert "to 1e-13," in sentence(one_step=None, open_loop=1e-15, closed_loop=1e-13)


def test_what_could_not_be_compared_and_what_was_mended_first_is_said() -> None:
    assert sentence(one_step=None, open_loop=None).endswith(", compared in whole runs alone.")
    assert "alone" not in sentence(open_loop=None)
    assert ", without its delay, " not in sentence()
    assert sentence(note="without its delay").endswith("settings, without its delay.")


def test_one_run_is_no_plural() -> None:
    assert "over 1 run in 1 setting" in sentence(runs=1, settings=1)


@pytest.mark.parametrize("rule", optimizers.names())
def test_the_sentence_of_every_rule_says_what_is_stated_of_the_recorded_runs(rule: str) -> None:
    """That it holds for them is measured anew in tests/optimizers/test_reference.py."""
    said = {found.library: found for found in conformance(rule)}
    assert set(said) == {library for id, library in grouped() if id == rule}
    for library, found in said.items():
        stated = [STATED[rule][library][name] for name in MEASURES]
        assert found.worst == max(each for each in stated if each is not None)
        assert found.sentence.startswith(f"Agrees with {COMPARED[library]} {found.version} ")
        assert f" {len(grouped()[rule, library])} runs in " in found.sentence
