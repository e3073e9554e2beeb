"""The JavaScript as text: what browsers are not needed for."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ui.stage.assets import MODULES, WEB

ROOT = Path(__file__).parents[2]
ALONE = WEB / "plotly.js"
"""The one module that knows Plotly's inside."""
SCRIPTS = sorted(
    path
    for path in [*(ROOT / "ui").rglob("*.js"), *(ROOT / "ui").rglob("component.py")]
    if path != ALONE
)
PRIVATE = re.compile(r"[.?\[{,]\s*[\"']?(__?[a-z]\w*)|\b(glplot|calcdata|[dlcp]2[dlcpr])\b", re.I)
"""A member with an underscore before its name, or one that only Plotly's inside has."""


def private(text: str) -> list[str]:
    return [one or other for one, other in PRIVATE.findall(text)]


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_plotlys_inside_is_known_to_one_module(path: Path) -> None:
    source = path.read_text()
    if path.suffix == ".py":
        source = "".join(re.findall(r'"""(.*?)"""', source, flags=re.S))
    assert private(source) == []


def test_plotlys_inside_is_found_where_it_is() -> None:
    """In every way in which one can get at it, and in the module that may."""
    ways = {
        "plot._fullLayout.width": "_fullLayout",
        "plot?._scene": "_scene",
        "const { _fullData } = plot": "_fullData",
        "const { data, _context } = plot": "_context",
        'plot["_fullLayout"]': "_fullLayout",
        "node.__data__": "__data__",
        "scene.glplot": "glplot",
        "plot.calcdata[0]": "calcdata",
        "axis.d2p(place)": "d2p",
    }
    assert {way: private(way) for way in ways} == {way: [name] for way, name in ways.items()}
    assert {"_fullLayout", "_scene", "glplot", "_offset", "d2p"} <= set(private(ALONE.read_text()))


def test_modules_can_be_one() -> None:
    """An exported page has all of them in one scope, so no two may give something the same name."""
    names = re.compile(r"^(?:export )?(?:async )?(?:function\*?|class|const|let) (\w+)", re.M)
    found = [name for module in MODULES for name in names.findall((WEB / module).read_text())]
    assert sorted(found) == sorted(set(found))
