"""What the proxy serves itself, compressed once: ``python -m deploy.public FOLDER``.

Streamlit's own files and those of the app, under the paths at which browsers ask for them.
"""

from __future__ import annotations

import gzip
import sys
from pathlib import Path
from shutil import copytree, ignore_patterns

import streamlit

from ui.desk.component import catalogue_address
from ui.stage.assets import installed
from ui.stage.component import STATIC

STREAMLIT = Path(streamlit.__file__).parent / "static"
COMPRESSED = {".js", ".css", ".json", ".svg"}
"""What becomes smaller; fonts and pictures are compressed as they are."""


def publish(folder: Path) -> None:
    """Write all files that never change under their name, and beside them what gzip makes of them.

    Raises:
        OSError: the folder cannot be written.
    """
    made = (installed(STATIC), catalogue_address())
    copytree(STREAMLIT / "static", folder / "static", dirs_exist_ok=True)
    for address in made:
        source, target = STATIC / Path(address).name, folder / address
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            copytree(source, target, dirs_exist_ok=True, ignore=ignore_patterns(".*"))
        else:
            target.write_bytes(source.read_bytes())
    for file in folder.rglob("*"):
        if file.suffix in COMPRESSED:
            Path(f"{file}.gz").write_bytes(gzip.compress(file.read_bytes(), mtime=0))


if __name__ == "__main__":
    publish(Path(sys.argv[1]))
