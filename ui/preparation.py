"""Writes what browsers load: ``python -m ui.preparation``, for a folder that will be read-only."""

from __future__ import annotations

from ui.desk.component import catalogue_address
from ui.stage.assets import installed
from ui.stage.component import STATIC

if __name__ == "__main__":
    installed(STATIC)
    catalogue_address()
