"""The files that the browser loads: our modules, and Plotly's own from the installed package."""

from __future__ import annotations

import atexit
import hashlib
import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import plotly
from streamlit.components.v1 import declare_component

WEB = Path(__file__).parent / "web"
DESK = Path(__file__).parents[1] / "desk" / "web"
VERDICTS = Path(__file__).parents[1] / "verdicts" / "web"
MODULES = (
    "live.js",
    "rove.js",
    "packing.js",
    "overlay.js",
    "plotly.js",
    "painter.js",
    "runs.js",
    "picture.js",
    "data.js",
    "clock.js",
    "follow.js",
    "frame.js",
    "start.js",
    "stage.js",
)
"""Those of the stage, in the order of their imports."""
SOURCES = (
    *(WEB / name for name in (*MODULES, "address.js", "clipboard.js")),
    *(DESK / name for name in ("knobs.js", "desk.js")),
    VERDICTS / "verdicts.js",
)
INSPECTOR = Path(__file__).parents[1] / "inspector" / "web"
LAYERS = Path(__file__).parents[1] / "layers" / "web"
LATER = (
    WEB / "movie.js",
    WEB / "replay.js",
    INSPECTOR / "inspector.js",
    LAYERS / "layers.js",
)
"""Those that few visitors ever ask for: the browser fetches them only then."""
PLOTLY = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"


@cache
def installed(static: Path) -> str:
    """Copy the files to Streamlit's static folder; returns the address of their folder.

    The folder is named after its content, so that a browser never shows an old version.
    """
    content = b"".join(source.read_bytes() for source in (*SOURCES, *LATER))
    version = hashlib.sha256(content + plotly.__version__.encode()).hexdigest()[:12]

    def copy(folder: Path) -> None:
        folder.mkdir()
        for source in [*SOURCES, *LATER, PLOTLY]:
            shutil.copyfile(source, folder / source.name)

    return _published(static, f"stage-{version}", copy)


@cache
def kept(static: Path, stem: str, ending: str, content: str) -> str:
    """Write a text to the static folder, under a name that changes with it; returns its address."""
    digest = hashlib.sha256(content.encode()).hexdigest()[:12]
    return _published(
        static, f"{stem}-{digest}{ending}", lambda file: file.write_text(content, encoding="utf-8")
    )


def _published(static: Path, name: str, make: Callable[[Path], object]) -> str:
    """The address of something in the static folder, where it is made unless it is there.

    Where nothing can be written, as in a container that is read-only, it is made in a temporary
    folder, which Streamlit serves as it serves the files of a component.
    """
    try:
        _make(static, name, make)
    except OSError:
        folder, address = _aside()
        _make(folder, name, make)
        return f"{address}/{name}"
    return f"app/static/{name}"


def _make(folder: Path, name: str, make: Callable[[Path], object]) -> None:
    """Make it under another name first: what is seen is whole, whoever else is making it."""
    if (folder / name).exists():
        return
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=folder, prefix=".") as draft:
        made = Path(draft) / name
        make(made)
        try:
            made.rename(folder / name)
        except OSError:
            if not (folder / name).exists():
                raise


@cache
def _aside() -> tuple[Path, str]:
    """A folder that lives as long as this process, and its address."""
    folder = TemporaryDirectory(prefix="optimizer-playground-")
    atexit.register(folder.cleanup)
    component = declare_component("files", path=folder.name)
    return Path(folder.name), f"component/{component.name}"
