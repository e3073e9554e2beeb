"""Make sure that there is a Chromium to test in: ``python -m tests.browser.install``.

In this order: the one that ``CHROMIUM`` names, Playwright's own, one on the path, Playwright's
download, Debian's package. Fails when none can be had; no test is skipped for want of a browser.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def executable() -> str | None:
    """The browser at hand."""
    named = os.environ.get("CHROMIUM")
    if named:
        return named
    own = playwrights()
    if own is not None:
        return own
    return next((path for path in map(shutil.which, NAMES) if path), None)


def playwrights() -> str | None:
    """Playwright's own Chromium, when it has been downloaded."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def as_root(*command: str) -> None:
    """Run a command with the rights to install something."""
    root = [] if os.geteuid() == 0 else ["sudo"]
    subprocess.run([*root, *command], check=False)


def main() -> None:
    if executable() is None:
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)
    if executable() is None and shutil.which("apt-get"):
        as_root("apt-get", "update", "-qq")
        as_root("apt-get", "install", "-y", "-qq", "chromium")
    found = executable()
    if found is None:
        sys.exit("No Chromium: set CHROMIUM to one, or install Debian's package chromium.")
    print(f"Testing in {found}")  # noqa: T201


if __name__ == "__main__":
    main()
