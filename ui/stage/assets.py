"""The files that the browser loads: our modules, and Plotly's own from the installed package."""

from __future__ import annotations

import hashlib
import shutil
from functools import cache
from pathlib import Path

import plotly

WEB = Path(__file__).parent / "web"
DESK = Path(__file__).parents[1] / "desk" / "web"
MODULES = (
    "live.js",
    "packing.js",
    "overlay.js",
    "plotly.js",
    "modebar.js",
    "painter.js",
    "data.js",
    "clock.js",
    "frame.js",
    "stage.js",
)
"""Those of the stage, in the order of their imports."""
SOURCES = (*(WEB / name for name in MODULES), DESK / "knobs.js", DESK / "desk.js")
PLOTLY = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"


@cache
def installed(static: Path) -> str:
    """Copy the files to Streamlit's static folder; returns their folder in it.

    The folder is named after its content, so that a browser never shows an old version.
    """
    content = b"".join(source.read_bytes() for source in SOURCES)
    version = hashlib.sha256(content + plotly.__version__.encode()).hexdigest()[:12]
    folder = static / f"stage-{version}"
    if not (folder / PLOTLY.name).exists():
        folder.mkdir(parents=True, exist_ok=True)
        for source in [*SOURCES, PLOTLY]:
            shutil.copy(source, folder / source.name)
    return folder.name


@cache
def kept(static: Path, stem: str, ending: str, content: str) -> str:
    """Write a text to the static folder, under a name that changes with it; returns that name."""
    digest = hashlib.sha256(content.encode()).hexdigest()[:12]
    name = f"{stem}-{digest}{ending}"
    if not (static / name).exists():
        static.mkdir(parents=True, exist_ok=True)
        (static / name).write_text(content, encoding="utf-8")
    return name
