"""Make sure that there is an nginx to test with: ``python -m tests.deploy.install``.

In this order: one on the path, Homebrew's package, Debian's package. The latter is unpacked beside
the Python of the tests and not installed, which would start a server on this machine.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from deploy.proxy import executable
from tests.browser.install import as_root

PACKAGE = Path(sys.prefix) / "nginx"


def unpacked() -> bool:
    """Whether Debian's package could be had; its program stands beside Python then."""
    with TemporaryDirectory() as folder:
        done = subprocess.run(["apt-get", "download", "-qq", "nginx"], cwd=folder, check=False)
        for package in Path(folder).glob("nginx_*.deb"):
            subprocess.run(["dpkg", "--extract", package, PACKAGE], check=True)
    if done.returncode == 0:
        (Path(sys.prefix) / "bin" / "nginx").symlink_to(PACKAGE / "usr" / "sbin" / "nginx")
    return done.returncode == 0


def main() -> None:
    if executable() is None and shutil.which("brew"):
        subprocess.run(["brew", "install", "nginx"], check=False)
    if executable() is None and shutil.which("apt-get") and not unpacked():
        as_root("apt-get", "update", "-qq")
        unpacked()
    found = executable()
    if found is None:
        sys.exit("No nginx: install the package of that name.")
    print(f"Testing with {found}")  # noqa: T201


if __name__ == "__main__":
    main()
