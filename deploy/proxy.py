"""An nginx of one's own in front of the app's processes: ``python -m deploy.proxy``.

What it needs is said by variables: REPLICAS, as addresses with ports; PUBLIC, the folder that
`deploy.public` has filled; PORT; BALANCER, the address or network of what stands in front and says
who visits, if there is anything; and PLAYGROUND_FRAME_ANCESTORS.
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from tempfile import mkdtemp

from deploy.nginx import FOLDER, FRAME_ANCESTORS, Site

MAIN = (FOLDER / "nginx.conf").read_text()
PLACES = (os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin", f"{sys.prefix}/bin")
"""Where nginx may be: often not where users' programs are, or beside this Python."""
NO_NGINX = (
    "nginx is not installed. On Debian or Ubuntu: `apt install nginx`; on macOS: "
    "`brew install nginx`. `make run` starts the app without it, as one process."
)


class UnavailableError(RuntimeError):
    """The site cannot be started; the text says what to do."""


def executable() -> str | None:
    """The nginx at hand."""
    return shutil.which("nginx", path=os.pathsep.join(PLACES))


def prepared(site: Site, folder: Path) -> list[str]:
    """The command that serves a site, all of whose files are in a folder.

    Raises:
        UnavailableError: there is no nginx.
    """
    nginx = executable()
    if nginx is None:
        raise UnavailableError(NO_NGINX)
    (folder / "nginx.conf").write_text(MAIN)
    (folder / "site.conf").write_text(site.text())
    # Its workers are another user's, where it is started by root.
    folder.chmod(0o755)
    return [nginx, "-p", str(folder), "-c", "nginx.conf", "-e", "stderr", "-g", "daemon off;"]


def main() -> None:
    """Become nginx."""
    given = os.environ
    try:
        site = Site(
            given.get("REPLICAS", "").split(),
            Path(given.get("PUBLIC", "public")),
            [given.get("PORT", "8080")],
            balancer=given.get("BALANCER", ""),
            frame_ancestors=given.get(FRAME_ANCESTORS) or "*",
        )
        command = prepared(site, Path(mkdtemp(prefix="playground-")))
    except (UnavailableError, ValueError) as error:
        sys.exit(str(error))
    os.execv(command[0], command)


if __name__ == "__main__":
    main()
