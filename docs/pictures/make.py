"""Make the pictures of the repository: ``python -m docs.pictures.make [address]``.

The icon is drawn from a landscape; the picture of the README is a screenshot of the running app,
for which the address is needed (``make run`` says it).
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
from PIL import Image

import objectives

FOLDER = Path(__file__).parent
SIZE = 64


def icon() -> None:
    """Himmelblau's four wells, as bands."""
    side = np.linspace(-5.5, 5.5, SIZE)
    heights = np.log10(objectives.get("himmelblau").value(np.array(np.meshgrid(side, -side))) + 1.0)
    bands = np.floor(heights / heights.max() * 9) / 9
    low, high = np.array([255, 196, 46]), np.array([0, 92, 150])
    pixels = low + bands[..., np.newaxis] * (high - low)
    Image.fromarray(pixels.astype(np.uint8)).save(FOLDER / "icon.png", optimize=True)


def screenshot(address: str) -> None:
    """The first page, in software WebGL."""
    from playwright.sync_api import sync_playwright

    from tests.browser.conftest import ARGUMENTS, Visitor
    from tests.browser.install import executable

    path = executable()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        visitor = Visitor(browser.new_context(viewport={"width": 1440, "height": 1000}), address)
        visitor.open()
        visitor.page.wait_for_timeout(1000)
        visitor.page.screenshot(path=FOLDER / "playground.png")
        browser.close()


if __name__ == "__main__":
    icon()
    if len(sys.argv) > 1:
        screenshot(sys.argv[1].rstrip("/"))
