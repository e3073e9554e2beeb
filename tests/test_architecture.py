"""The one arrow of dependencies, read from the imports."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

LAYERS = {
    "declarations": set(),
    "optimizers": {"declarations"},
    "objectives": {"declarations"},
    "experiments": {"declarations", "optimizers", "objectives", "pyarrow", "distributed"},
    "figures": {"declarations", "optimizers", "objectives", "experiments", "plotly"},
    "ui": {
        "declarations",
        "optimizers",
        "objectives",
        "experiments",
        "figures",
        "plotly",
        "streamlit",
        "cachetools",
    },
}
"""What each package may import, besides itself, NumPy and the standard library."""


def imported(path: Path) -> set[str]:
    tops = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            tops |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            tops.add(node.module.split(".")[0])
    return tops


def sources() -> list[Path]:
    return sorted(path for package in LAYERS for path in (ROOT / package).rglob("*.py"))


@pytest.mark.parametrize("path", sources(), ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_follow_the_arrow(path: Path) -> None:
    package = path.relative_to(ROOT).parts[0]
    allowed = LAYERS[package] | {package, "numpy"} | set(sys.stdlib_module_names)
    assert imported(path) <= allowed


def test_every_package_is_held_to_a_layer() -> None:
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")}
    assert packages - {"tests", "benchmarks", "docs"} <= set(LAYERS)


@pytest.mark.parametrize("path", sources(), ids=lambda path: str(path.relative_to(ROOT)))
def test_nothing_is_evaluated(path: Path) -> None:
    """Nothing is eval-ed, whatever its source; scripts and links are parsed."""
    names = {
        node.id for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Name)
    }
    assert not names & {"eval", "exec"}


@pytest.mark.parametrize("path", sources(), ids=lambda path: str(path.relative_to(ROOT)))
def test_no_file_is_a_heap(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= 600
