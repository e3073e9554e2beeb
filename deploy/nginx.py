"""The configuration of nginx in front of several processes of the app.

``python -m deploy.nginx --replicas 127.0.0.1:8601 127.0.0.1:8602 --public /srv/playground`` prints
the site, for the ``http`` block of an nginx. `SITE` is its text, and says why it is as it is.
"""

from __future__ import annotations

import argparse
import base64
import dataclasses
import hashlib
import ipaddress
import os
import re
from collections.abc import Sequence
from pathlib import Path

from deploy.public import STREAMLIT
from ui import own_data
from ui.stage.component import preloading

FOLDER = Path(__file__).parent
SITE = (FOLDER / "site.conf").read_text()

CONTENT_SECURITY_POLICY = (
    "default-src 'self'; "
    # Components come as blobs; protobuf tries whether it may compile.
    "script-src 'self' blob: 'wasm-unsafe-eval' {scripts}; "
    "style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; "
    "media-src 'self' blob:; "
    "font-src 'self' data:; "
    "connect-src 'self'; "
    "worker-src 'self' blob:; "
    "object-src 'none'; "
    "base-uri 'self'; "
    "form-action 'self'; "
    "frame-ancestors {frame_ancestors}"
)
"""All that the app needs, and nothing of another host."""

COOKIE = "playground_replica"
"""Names the process that has the session of a visitor."""
FRAME_ANCESTORS = "PLAYGROUND_FRAME_ANCESTORS"
"""The environment variable that says who may show the app in a frame."""
_PEER = re.compile(r"(?P<v4>[\d.]+):\d+|\[(?P<v6>[\da-fA-F:]+)\]:\d+")
_WORD = re.compile(r"[\w./:*\[\]-]+")
_ANCESTOR = re.compile(r"\*|'self'|'none'|(?:https?://)?[\w.*:-]+|https?:")


@dataclasses.dataclass(frozen=True)
class Site:
    """What is one site's own in the configuration.

    Raises:
        ValueError: there is no replica, or something would not be one word of the file.
    """

    replicas: Sequence[str]
    """Where the processes listen: an address, not a name that may change, and a port."""
    public: Path
    """The folder that `deploy.public` has filled."""
    listen: Sequence[str] = ("80",)
    """Ports, or addresses with ports."""
    server_name: str = "_"
    frame_ancestors: str = "*"
    """Who may show the app in a frame, as in a Content-Security-Policy."""
    certificate: Path | None = None
    """A folder with fullchain.pem and privkey.pem; without one, TLS ends elsewhere."""
    sockets: int = 250
    """How many sockets one address may have open: a class is often behind a single one."""
    balancer: str = ""
    """Where a load balancer stands in front, its address or network: it says who visits."""
    access_log: str = "/dev/stdout"
    error_log: str = "stderr"

    def __post_init__(self) -> None:
        if not self.replicas:
            raise ValueError("there must be at least one replica")
        for peer in self.replicas:
            _check_peer(peer)
        for ancestor in self.frame_ancestors.split():
            if not _ANCESTOR.fullmatch(ancestor):
                raise ValueError(f"{FRAME_ANCESTORS} must name origins, got {ancestor!r}")
        paths = [self.public, self.certificate or Path("/"), self.access_log, self.error_log]
        for word in map(str, [*self.listen, self.server_name, self.balancer or "-", *paths]):
            if not _WORD.fullmatch(word):
                raise ValueError(f"{word!r} cannot stand in a configuration of nginx")

    def text(self) -> str:
        """The configuration, for the ``http`` block."""
        numbered = list(enumerate(self.replicas, 1))
        policy = CONTENT_SECURITY_POLICY.format(
            scripts=" ".join(map(_hash, [*_streamlits_scripts(), preloading()])),
            frame_ancestors=" ".join(self.frame_ancestors.split()) or "*",
        )
        tls = self.certificate is not None
        pair = [("certificate", "fullchain"), ("certificate_key", "privkey")]
        parts = {
            "COOKIE": [COOKIE],
            "REPLICA_OF_ADDRESS": [f'"~(?:^|[ ,]){re.escape(peer)}$" {n};' for n, peer in numbered],
            "UPSTREAM_OF_COOKIE": [f"{n} replica_{n};" for n, _ in numbered],
            "SERVERS": [_server(peer) for peer in self.replicas],
            "UPSTREAMS": [line for n, _ in numbered for line in self._upstream(n)],
            "TLS": [f"ssl_{key} {self.certificate}/{name}.pem;" for key, name in pair if tls]
            + ["ssl_protocols TLSv1.2 TLSv1.3;"] * tls,
            "LISTEN": [f"listen {place}{' ssl http2' if tls else ''};" for place in self.listen],
            "SERVER_NAME": [self.server_name],
            "VISITOR": [f"set_real_ip_from {self.balancer};"] if self.balancer else [],
            "ACCESS_LOG": [self.access_log],
            "ERROR_LOG": [self.error_log],
            "CONTENT_SECURITY_POLICY": [policy],
            # A form around the file is sent along with it.
            "UPLOAD": [str(own_data.MEGABYTES + 1)],
            "PUBLIC": [str(self.public.absolute())],
            "SOCKETS": [str(self.sockets)],
        }
        return re.sub(r"@([A-Z_]+)@", lambda match: "\n".join(parts[match[1]]), SITE)

    def _upstream(self, number: int) -> list[str]:
        """Those who are with one process, and with the others where it is not there."""
        servers = [
            _server(peer, "" if n == number else " backup")
            for n, peer in enumerate(self.replicas, 1)
        ]
        return [f"upstream replica_{number} {{", f"    zone replica_{number} 64k;", *servers, "}"]


def _streamlits_scripts() -> list[str]:
    """The scripts that stand in the page that Streamlit serves."""
    page = (STREAMLIT / "index.html").read_text(encoding="utf-8")
    return re.findall(r"<script>(.*?)</script>", page, flags=re.DOTALL)


def _hash(script: str) -> str:
    digest = hashlib.sha256(script.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def _check_peer(peer: str) -> None:
    """A name could stand for another address when nginx looks again, and no answer would bear it.

    Raises:
        ValueError: it is no address with a port.
    """
    found = _PEER.fullmatch(peer)
    try:
        if found is None:
            raise ValueError(peer)
        ipaddress.ip_address(found["v4"] or found["v6"])
    except ValueError:
        raise ValueError(f"a replica must be an address and a port, got {peer!r}") from None


def _server(peer: str, role: str = "") -> str:
    return f"    server {peer} max_fails=1 fail_timeout=2s{role};"


def main() -> None:
    """Print the site."""
    parser = argparse.ArgumentParser(prog="python -m deploy.nginx", description=__doc__)
    parser.add_argument("--replicas", nargs="+", required=True, metavar="ADDRESS:PORT")
    parser.add_argument("--public", type=Path, required=True, metavar="FOLDER")
    parser.add_argument("--listen", nargs="+", default=["80"], metavar="[ADDRESS:]PORT")
    parser.add_argument("--server-name", default="_")
    parser.add_argument("--certificate", type=Path, metavar="FOLDER")
    parser.add_argument("--sockets", type=int, default=250, metavar="OF ONE ADDRESS")
    parser.add_argument("--balancer", default="", metavar="ADDRESS[/BITS]")
    parser.add_argument("--access-log", default="/dev/stdout")
    parser.add_argument("--error-log", default="stderr")
    given = vars(parser.parse_args())
    try:
        site = Site(**given, frame_ancestors=os.environ.get(FRAME_ANCESTORS) or "*")
    except ValueError as error:
        parser.error(str(error))
    print(site.text())


if __name__ == "__main__":
    main()
