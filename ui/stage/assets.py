"""The files that the browser loads: our modules, and Plotly's own from the installed package."""

from __future__ import annotations

import hashlib
import shutil
from functools import cache
from pathlib import Path

import plotly

WEB = Path(__file__).parent / "web"
MODULES = ("packing.js", "overlay.js", "data.js", "stage.js")
"""In the order of their imports."""
PLOTLY = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"


@cache
def installed(static: Path) -> str:
    """Copy the files to Streamlit's static folder; returns their folder in it.

    The folder is named after its content, so that a browser never shows an old version.
    """
    content = b"".join((WEB / name).read_bytes() for name in MODULES)
    version = hashlib.sha256(content + plotly.__version__.encode()).hexdigest()[:12]
    folder = static / f"stage-{version}"
    if not (folder / PLOTLY.name).exists():
        folder.mkdir(parents=True, exist_ok=True)
        for source in [*(WEB / name for name in MODULES), PLOTLY]:
            shutil.copy(source, folder / source.name)
    return folder.name
