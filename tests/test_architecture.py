"""The one arrow of dependencies, read from the imports."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

LAYERS = {
    "declarations": set(),
    "optimizers": {"declarations", "pandas"},
    "objectives": {"declarations", "sympy"},
    "experiments": {"declarations", "optimizers", "objectives", "pyarrow", "distributed"},
    "explain": {"declarations", "optimizers", "objectives", "experiments"},
    "figures": {
        "declarations",
        "optimizers",
        "objectives",
        "experiments",
        "explain",
        "plotly",
        "PIL",
    },
    "ui": {
        "declarations",
        "optimizers",
        "objectives",
        "experiments",
        "explain",
        "figures",
        "plotly",
        "streamlit",
        "starlette",
        "cachetools",
        "latex2mathml",
    },
    "deploy": {"ui", "streamlit"},
}
"""What each package may import, besides itself, NumPy and the standard library."""

ROOMS = {
    "limits": set(),
    "own_data": set(),
    "links": {"limits", "own_data"},
    "state": {"links", "own_data"},
    "words": {"state"},
    "stage": set(),
    "chart": {"stage"},
    "desk": {"stage", "words"},
    "verdicts": {"stage"},
    "server": {"limits", "links", "stage", "state", "words"},
    "inspector": {"stage"},
    "layers": {"stage"},
    "sidebar": {"cards", "desk", "links", "own_data", "stage", "state", "words"},
    "pages": {
        "cards",
        "chart",
        "inspector",
        "layers",
        "limits",
        "links",
        "server",
        "sidebar",
        "stage",
        "state",
        "verdicts",
        "words",
    },
    "cards": {"chart", "server", "state", "words"},
    "preparation": {"desk", "stage"},
}
"""What each room of the app may import of the others: an arrow as well."""


def modules(path: Path) -> Iterator[str]:
    """All that a file imports, also within its functions."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def imported(path: Path) -> set[str]:
    return {module.split(".")[0] for module in modules(path)}


def sources(*folders: str) -> list[Path]:
    return sorted(path for folder in folders or LAYERS for path in (ROOT / folder).rglob("*.py"))


@pytest.mark.parametrize("package", LAYERS)
def test_imports_follow_the_arrow(package: str) -> None:
    allowed = LAYERS[package] | {package, "numpy"} | set(sys.stdlib_module_names)
    found = {path: imported(path) - allowed for path in sources(package)}
    assert {path: names for path, names in found.items() if names} == {}


def test_every_package_is_held_to_a_layer() -> None:
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")}
    assert packages - {"tests", "benchmarks", "docs"} <= set(LAYERS)


def test_rooms_follow_their_arrow() -> None:
    for path in sources("ui"):
        room = path.relative_to(ROOT / "ui").with_suffix("").parts[0]
        others = {name.split(".")[1] for name in modules(path) if name.startswith("ui.")} - {room}
        assert others <= ROOMS.get(room, set()), path


def test_the_arrow_of_the_rooms_has_no_circle() -> None:
    assert list(TopologicalSorter(ROOMS).static_order())


def test_nothing_is_evaluated() -> None:
    """Nothing is eval-ed, whatever its source; scripts and links are parsed."""
    for path in sources():
        nodes = ast.walk(ast.parse(path.read_text()))
        names = {node.id for node in nodes if isinstance(node, ast.Name)}
        assert not names & {"eval", "exec"}, path


def test_no_file_is_a_heap() -> None:
    lengths = {
        path: len(path.read_text().splitlines())
        for path in sources(*LAYERS, "tests", "benchmarks", "docs")
    }
    assert {path: length for path, length in lengths.items() if length > 600} == {}


@pytest.mark.parametrize("folder", ["rules", "wrappers", "schedules"])
def test_what_is_tested_of_one_rule_stands_in_the_file_of_its_name(folder: str) -> None:
    own = {path.stem for path in (ROOT / "optimizers" / folder).glob("[!_]*.py")}
    tested = {
        path.stem.removeprefix("test_")
        for path in (ROOT / "tests" / "optimizers" / folder).glob("test_*.py")
        if "\ndef test_" in path.read_text()
    }
    assert own
    assert tested == own
