"""The app as a site would run it, on this machine: ``python -m deploy.serve``, or ``make serve``.

Replicas of the app on ports of their own, and an nginx without rights in front of them.
"""

from __future__ import annotations

import argparse
import dataclasses
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from deploy.nginx import FRAME_ANCESTORS, Site
from deploy.proxy import UnavailableError, prepared
from deploy.public import publish

ROOT = Path(__file__).parents[1]
HEAPS = {"MALLOC_ARENA_MAX": "2"}
"""Every script of Streamlit is a thread. The GNU C library gives threads up to eight heaps of their
own for each core, and what is free in one of them is of no use to the others."""
PATIENCE = 60.0
"""Seconds in which a process must have come up or ended."""


@dataclasses.dataclass
class Replica:
    """One process of the app."""

    port: int
    environment: Mapping[str, str] = dataclasses.field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        """Where it answers, to the proxy and to the operator."""
        return f"127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start it, and wait until it has made the page once: the first time takes seconds.

        Raises:
            UnavailableError: it has ended, does not answer, or cannot make the page.
        """
        options = [f"--server.port={self.port}", "--server.address=127.0.0.1"]
        options += ["--server.headless=true", "--server.scriptHealthCheckEnabled=true"]
        command = [sys.executable, "-m", "streamlit", "run", "app.py", *options]
        self.process = subprocess.Popen(
            command,
            cwd=ROOT,
            env={**os.environ, **HEAPS, **self.environment},
            stdout=subprocess.DEVNULL,
        )
        _wait_for(self.address, self.process)
        with closing(http.client.HTTPConnection(self.address, timeout=PATIENCE)) as connection:
            connection.request("GET", "/_stcore/script-health-check")
            if connection.getresponse().status != 200:
                raise UnavailableError(f"the app at {self.address} cannot make its page")

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        """End it, and wait for its end."""
        if self.process is not None:
            self.process.send_signal(how)
            self.process.wait(PATIENCE)
            self.process = None

    def restart(self) -> None:
        """A new process in its place."""
        self.stop()
        self.start()


@dataclasses.dataclass(frozen=True)
class Served:
    """A site that runs."""

    address: str
    """With the port, without the scheme."""
    replicas: tuple[Replica, ...]
    log: Path
    """What nginx writes of each request."""
    proxy: subprocess.Popen[bytes]

    def restart(self, between: float = 0.0) -> None:
        """New processes, one after the other: what a new version needs.

        Between two of them browsers have so many seconds to come back.
        """
        for number, replica in enumerate(self.replicas):
            time.sleep(between if number else 0.0)
            replica.restart()


def free_port() -> int:
    """A port on which nobody listens."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@contextmanager
def site(
    replicas: int = 2,
    port: int = 0,
    frame_ancestors: str = "*",
    certificate: Path | None = None,
    environment: Mapping[str, str] | None = None,
) -> Iterator[Served]:
    """A site on this machine, until the end of the block.

    Args:
        replicas: how many processes.
        port: where nginx listens; a free one, if it is 0.
        frame_ancestors: who may show the app in a frame.
        certificate: a folder with fullchain.pem and privkey.pem, for HTTPS.
        environment: variables that the processes get besides.

    Raises:
        UnavailableError: there is no nginx, or something does not start.
    """
    with TemporaryDirectory(prefix="playground-") as name, ExitStack() as stack:
        folder = Path(name)
        processes = tuple(Replica(free_port(), environment or {}) for _ in range(replicas))
        address = f"127.0.0.1:{port or free_port()}"
        if _health(address):
            raise UnavailableError(f"something else answers at {address}; give another --port")
        log = folder / "access.log"
        command = prepared(
            Site(
                [each.address for each in processes],
                folder / "public",
                [address],
                frame_ancestors=frame_ancestors,
                certificate=certificate,
                access_log=str(log),
            ),
            folder,
        )
        publish(folder / "public")
        for each in processes:
            stack.callback(each.stop)
            each.start()
        proxy = subprocess.Popen(command)
        stack.callback(_end, proxy)
        _wait_for(address, proxy, secure=certificate is not None)
        yield Served(address, processes, log, proxy)


def _wait_for(address: str, process: subprocess.Popen[bytes], secure: bool = False) -> None:
    """Return when something answers at an address: healthy, or that it wants HTTPS."""
    end = time.monotonic() + PATIENCE
    while _health(address) != (400 if secure else 200):
        if process.poll() is not None:
            raise UnavailableError(f"{process.args!r} has ended")
        if time.monotonic() > end:
            raise UnavailableError(f"nothing that is healthy answers at {address}")
        time.sleep(0.05)


def _health(address: str) -> int:
    """What is answered at an address; 0 where nobody does."""
    with closing(http.client.HTTPConnection(address, timeout=2)) as connection:
        try:
            connection.request("GET", "/_stcore/health")
            return connection.getresponse().status
        except (OSError, http.client.HTTPException):
            return 0


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    process.wait(PATIENCE)


def main() -> int:
    """Serve until Ctrl-C; a replica that ends is started again."""
    parser = argparse.ArgumentParser(prog="python -m deploy.serve", description=__doc__)
    parser.add_argument("--replicas", type=int, default=2)
    parser.add_argument("--port", type=int, default=8501)
    given = parser.parse_args()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        with site(given.replicas, given.port, os.environ.get(FRAME_ANCESTORS) or "*") as served:
            ports = ", ".join(str(replica.port) for replica in served.replicas)
            print(f"http://{served.address}  ({given.replicas} replicas, on ports {ports})")
            while served.proxy.poll() is None:
                time.sleep(1)
                for replica in served.replicas:
                    if replica.process is not None and replica.process.poll() is not None:
                        print(f"the replica on port {replica.port} has ended; it is started again")
                        with suppress(UnavailableError):  # It is tried again.
                            replica.start()
            raise UnavailableError("nginx has ended")
    except KeyboardInterrupt:
        return 0
    except (UnavailableError, ValueError) as error:
        print(error, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
