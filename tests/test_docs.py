"""The generated pages say what the code says."""

from __future__ import annotations

import math
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import figures
import objectives
import optimizers
from docs.generate import pages
from tests.reference.records import COARSE

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


@pytest.mark.parametrize("name", [*optimizers.names(), *optimizers.wrapper_names()])
def test_the_page_says_what_a_rule_keeps(name: str) -> None:
    text = pages()[README.parent / "docs" / "optimizers.md"]
    card = text.partition(f"\n### {name}\n")[2].partition("\n### ")[0]
    wrapper = name in optimizers.wrappers
    keeps = (optimizers.wrappers if wrapper else optimizers.registry)[name].keeps
    for entry, kept in keeps.items():
        assert re.search(rf"^\| `{entry}` \| .*{re.escape(kept.meaning)} \|$", card, re.M)
    assert ("It keeps nothing" in card) == (not keeps)


def test_the_library_is_described() -> None:
    text = (README.parent / "docs" / "api.md").read_text()
    for module in (optimizers, objectives, figures):
        offered = [name for name in module.__all__ if callable(getattr(module, name))]
        assert len(offered) > 0
        for name in offered:
            described = text.partition(f"\n### {module.__name__}.{name}\n")[2]
            assert re.search(r"^[A-Z].+", described.partition("\n### ")[0], re.M), name
    for member in ("Trajectory.best", "Trajectory.to_frame", "Trajectory.save", "Optimizer.step"):
        assert f"\n#### {member}\n" in text


@pytest.mark.parametrize("name", ["api.md", "decisions.md", "objectives.md", "optimizers.md"])
def test_pages_can_be_read_on_github(name: str) -> None:
    """Formulas stand in fenced blocks, and in no macro that GitHub forbids."""
    text = (README.parent / "docs" / name).read_text()
    assert text.count("\n```") % 2 == 0
    outside, inside = [], []
    for index, block in enumerate(re.split(r"^```", text, flags=re.M)):
        (inside if index % 2 else outside).append(block)
    assert len([block for block in inside if block.startswith("math\n")]) >= FORMULAS[name]
    for forbidden in (r"\operatorname", r"\def", r"\newcommand", r"\DeclareMathOperator"):
        assert forbidden not in text
    for block in outside:
        assert "$$" not in block
        assert not re.search(r"\\[a-z]+\{", re.sub(r"\$`[^`]+`\$|`[^`]+`", "", block)), block
        # Inline formulas are quoted, so that Markdown keeps its hands off them.
        assert not re.search(r"\$(?!`)[^`$]+\$", block), block
    assert all(block.strip().partition("\n")[2].strip() for block in inside)


FORMULAS = {
    "api.md": 0,
    "decisions.md": 0,
    "objectives.md": 2 * len(objectives.names()),
    "optimizers.md": sum(
        map(len, (optimizers.registry, optimizers.wrappers, optimizers.schedules))
    ),
}


ENTRIES = [
    *(("objectives.md", name) for name in objectives.names()),
    *(
        ("optimizers.md", name)
        for names in (optimizers.names, optimizers.wrapper_names, optimizers.schedule_names)
        for name in names()
    ),
]


@pytest.mark.parametrize(("page", "id"), ENTRIES)
def test_every_example_runs(page: str, id: str) -> None:
    text = (README.parent / "docs" / page).read_text()
    card = text.partition(f"\n### {id}\n")[2].partition("\n### ")[0]
    (lines,) = re.findall(r"^```python\n(.+?)\n```$", card, re.M | re.S)
    assert f'"{id}"' in lines
    found: dict[str, Any] = {"optimizers": optimizers, "objectives": objectives}
    exec(lines, found)
    assert isinstance(found["run"], optimizers.Trajectory)
    assert np.isfinite(found["run"].values).all()


def test_the_readme_counts_what_there_is() -> None:
    counts = (
        f"{len(optimizers.names())} update rules, {len(optimizers.wrapper_names())} wrappers, "
        f"{len(optimizers.schedule_names())} schedules and {len(objectives.names())} landscapes"
    )
    assert counts in README.read_text()


def test_every_rule_of_a_library_is_compared_with_it() -> None:
    """To rounding, as the README says, but for what a library computes in bfloat16.

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
            assert step >= 14 or (name, preset) in COARSE, found[0]
            assert loop >= 13, found[0]
