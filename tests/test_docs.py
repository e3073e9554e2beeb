"""The generated pages say what the code says."""

from __future__ import annotations

import math
import re
from pathlib import Path

import pytest

import objectives
import optimizers
from docs.generate import pages

README = Path(__file__).parents[1] / "README.md"


@pytest.mark.parametrize("path", pages(), ids=lambda path: path.name)
def test_pages_are_up_to_date(path: Path) -> None:
    assert path.read_text() == pages()[path], "run `make docs`"


def test_pages_are_complete() -> None:
    texts = {path.name: text for path, text in pages().items()}
    for name in [*optimizers.names(), *optimizers.wrapper_names(), *optimizers.schedule_names()]:
        assert f"### {name}\n" in texts["optimizers.md"]
    for name in objectives.names():
        assert f"### {name}\n" in texts["objectives.md"]


def test_the_readme_counts_what_there_is() -> None:
    counts = (
        f"{len(optimizers.names())} update rules, {len(optimizers.wrapper_names())} wrappers, "
        f"{len(optimizers.schedule_names())} schedules and {len(objectives.names())} landscapes"
    )
    assert counts in README.read_text()


def test_every_rule_of_a_library_is_compared_with_it() -> None:
    """To rounding, as the README says.

    What cannot be told of one step or of given gradients is compared by whole runs, in
    tests/optimizers/test_reference.py.
    """
    (text,) = (text for path, text in pages().items() if path.name == "optimizers.md")
    libraries = {"keras": "Keras", "torch": "PyTorch", "optax": "Optax"}
    for name in optimizers.names():
        card = text.partition(f"### {name}\n")[2].partition("\n### ")[0]
        for preset in optimizers.registry[name].presets:
            found = re.search(rf"^- {libraries[preset]} .*", card, re.M)
            assert found, (name, preset)
            size = r"(?:bit for bit|not compared|within 1e-(\d+))"
            digits = re.search(f"one step {size}, open loop {size}", found[0])
            assert digits, found[0]
            step, loop = (
                math.inf if exponent is None else int(exponent) for exponent in digits.groups()
            )
            assert step >= 14, found[0]
            assert loop >= 13, found[0]
