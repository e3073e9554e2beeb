"""Two processes of the app behind a real nginx."""

from __future__ import annotations

import asyncio
import gzip
import http.client
import os
import re
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psutil
import pytest
import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg

from benchmarks.wire import answers, connected
from deploy import proxy, serve
from deploy.nginx import COOKIE
from deploy.public import STREAMLIT
from deploy.serve import Served, UnavailableError, site
from tests.aside import aside
from ui import own_data
from ui.stage.assets import PLOTLY, installed
from ui.stage.component import STATIC

pytestmark = pytest.mark.exhaustive

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    with site(frame_ancestors="'self' https://courses.example") as served:
        yield served


def answer(
    address: str, path: str, method: str = "GET", source: str = "127.0.0.1", **headers: str
) -> tuple[http.client.HTTPResponse, bytes]:
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    with closing(
        http.client.HTTPConnection(address, timeout=20, source_address=(source, 0))
    ) as connection:
        connection.request(method, path, headers=names)
        response = connection.getresponse()
        return response, response.read()


def replica_of(response: http.client.HTTPResponse) -> str | None:
    """Which process the cookie of an answer names."""
    cookie = response.getheader("Set-Cookie") or ""
    return next(
        (part.partition("=")[2] for part in cookie.split(";") if part.startswith(COOKIE)), None
    )


def lines_of(served: Served, path: str) -> list[str]:
    """What the log says of the requests for a path, once it says something."""
    for _ in range(100):
        found = [line for line in served.log.read_text().splitlines() if f" {path} " in line]
        if found:
            return found
        time.sleep(0.05)
    return []


PLOTLYS = f"/{installed(STATIC)}/plotly.min.js"
STREAMLITS = "/static/js/" + next((STREAMLIT / "static" / "js").glob("index.*.js")).name


@pytest.mark.parametrize(
    ("path", "file"), [(PLOTLYS, PLOTLY), (STREAMLITS, STREAMLIT / STREAMLITS[1:])]
)
def test_files_are_served_compressed_and_kept_without_asking_the_app(
    served: Served, path: str, file: Path
) -> None:
    response, body = answer(served.address, path, Accept_Encoding="gzip")
    assert response.status == 200
    assert response.getheader("Content-Encoding") == "gzip"
    assert response.getheader("Content-Type") == "text/javascript"
    assert response.getheader("Cache-Control") == "max-age=31536000"
    content = file.read_bytes()
    assert gzip.decompress(body) == content
    assert len(body) < 0.45 * len(content)
    assert answer(served.address, path)[1] == content, "for who takes nothing else"
    assert all(line.endswith("replica  (-)") for line in lines_of(served, path))


def test_what_only_a_process_has_is_asked_of_it(served: Served) -> None:
    response, _ = answer(served.address, "/app/static/stage-of-another-version/stage.js")
    assert response.status == 404
    (line,) = lines_of(served, "/app/static/stage-of-another-version/stage.js")
    assert "127.0.0.1" in line


@pytest.mark.parametrize(
    "path", ["/", "/fair-race", "/_stcore/health", "/_stcore/metrics", PLOTLYS, "/media/none.png"]
)
def test_every_answer_says_what_a_browser_may_do_with_it(served: Served, path: str) -> None:
    response, _ = answer(served.address, path)
    policy = response.getheader("Content-Security-Policy") or ""
    assert policy.startswith("default-src 'self'; script-src 'self' ")
    assert policy.endswith("; frame-ancestors 'self' https://courses.example")
    assert response.getheader("X-Content-Type-Options") == "nosniff"
    assert response.getheader("Referrer-Policy") == "same-origin"
    assert response.getheader("X-Frame-Options") is None, "it knows no list"
    assert response.getheader("Server") == "nginx", "and not which one"


@pytest.mark.parametrize("path", ["/_stcore/metrics", "/_stcore/agent/openapi.json"])
@pytest.mark.parametrize("way", ["{}", "/{}", "{}?families=x", "/.{}", "/x/..{}", "{}%3f"])
def test_what_is_the_operators_is_not_for_visitors(served: Served, path: str, way: str) -> None:
    told = answer(served.replicas[0].address, path)[1]
    assert told
    response, body = answer(served.address, way.format(path))
    assert response.status in (200, 404)
    assert body != told
    assert response.status == 404 or body.startswith(b"<!--"), "the page, for an unknown path"


async def _handshakes(served: Served, count: int, cookie: str | None) -> set[str]:
    """The processes that have taken a visitor who comes so often with a cookie."""
    taken = set()
    for _ in range(count):
        headers = {"Cookie": f"{COOKIE}={cookie}"} if cookie else {}
        async with connected(served.address, additional_headers=headers) as connection:
            assert connection.response is not None
            taken.add(connection.response.headers["Set-Cookie"].partition(";")[0])
    return taken


@pytest.mark.parametrize("number", ["1", "2"])
def test_a_visitor_stays_with_the_process_that_has_the_session(served: Served, number: str) -> None:
    assert aside(asyncio.run, _handshakes(served, 6, number)) == {f"{COOKIE}={number}"}


@pytest.mark.parametrize("cookie", [None, "", "3", "-1", "127.0.0.1:22", "x" * 2000])
def test_who_has_no_cookie_of_ours_stays_with_one_process_by_his_address(
    served: Served, cookie: str | None
) -> None:
    (taken,) = aside(asyncio.run, _handshakes(served, 6, cookie))
    assert taken in {f"{COOKIE}=1", f"{COOKIE}=2"}


def test_new_visitors_are_spread_over_the_processes(served: Served) -> None:
    first = [replica_of(answer(served.address, "/")[0]) for _ in range(6)]
    assert {first.count("1"), first.count("2")} == {3}


def test_only_the_handshake_moves_a_visitor(served: Served) -> None:
    response, _ = answer(served.address, "/landscapes", Cookie=f"{COOKIE}=2")
    assert replica_of(response) is None
    assert lines_of(served, "/landscapes")[-1].partition("replica ")[2][0] == "2"


def test_over_https_the_cookie_is_sent_from_a_frame_too(served: Served) -> None:
    for scheme, wanted in (
        ("https", "SameSite=None; Secure; Partitioned"),
        ("http", "SameSite=Lax"),
    ):
        response, _ = answer(served.address, "/", X_Forwarded_Proto=scheme)
        given = (response.getheader("Set-Cookie") or "").split("; ", 3)
        assert given[1:] == ["Path=/", "HttpOnly", wanted]


LINE = re.compile(
    r"\d+-\d+-\d+T[\d:+-]+ GET /maps 200 \d+ bytes [\d.]+ s replica [12] \(127\.0\.0\.1:\d+\)"
)


def test_the_log_holds_no_scene_and_no_address(served: Served) -> None:
    answer(
        served.address,
        "/maps?f=rosenbrock&X=secret",
        source="127.0.0.2",
        User_Agent="somebody",
        X_Forwarded_For="203.0.113.7",
    )
    (line,) = lines_of(served, "/maps")
    assert LINE.fullmatch(line)
    said = served.log.read_text()
    assert not any(word in said for word in ("secret", "somebody", "127.0.0.2", "203.0.113.7"))


def files_of(process: subprocess.Popen[bytes], folder: Path) -> list[str]:
    """What a process and its children have open in a folder, also what has no name there any more.

    Such is whatever nginx writes of a body: it removes the name at once.
    """
    parent = psutil.Process(process.pid)
    places = (
        os.readlink(link)
        for each in (parent, *parent.children(recursive=True))
        for link in Path(f"/proc/{each.pid}/fd").iterdir()
    )
    return [place for place in places if place.startswith(f"{folder}/")]


def test_a_large_upload_waits_in_memory_and_a_larger_one_is_refused(served: Served) -> None:
    host, port = served.address.split(":")
    head = "PUT /_stcore/upload_file/x/y HTTP/1.1\r\nHost: x\r\nContent-Length: {}\r\n\r\n"
    half = own_data.MOST_BYTES // 2
    with socket.create_connection((host, int(port))) as slow:
        slow.sendall(head.format(own_data.MOST_BYTES).encode() + bytes(half))
        time.sleep(0.5)
        written = files_of(served.proxy, served.log.parent / "body")
        assert written == [], "no table of a visitor is written to a disk"
        slow.sendall(bytes(own_data.MOST_BYTES - half))
        assert slow.recv(100).startswith(b"HTTP/1.1 4"), "there is no such session"
    (line,) = lines_of(served, "/_stcore/upload_file/...")
    assert "127.0.0.1" in line, "the app has it, and has said so"
    with socket.create_connection((host, int(port))) as large:
        large.sendall(head.format(20_000_000).encode())
        assert large.recv(100).startswith(b"HTTP/1.1 413")


def test_the_app_answers_through_the_proxy(served: Served) -> None:
    async def first_run() -> list[str]:
        async with connected(served.address) as connection:
            await connection.send(BackMsg(rerun_script={}).SerializeToString())
            return [message.WhichOneof("type") async for message in answers(connection)]

    assert "delta" in aside(asyncio.run, first_run())


def test_a_browser_of_another_origin_opens_no_socket(served: Served) -> None:
    async def opened() -> None:
        await connected(served.address, origin=websockets.Origin("http://elsewhere.example"))

    with pytest.raises(websockets.exceptions.InvalidStatus, match="403"):
        aside(asyncio.run, opened())


def test_the_container_of_the_proxy_starts_from_its_environment(
    served: Served, tmp_path: Path
) -> None:
    port = serve.free_port()
    environment = {
        **os.environ,
        "REPLICAS": " ".join(replica.address for replica in served.replicas),
        "PORT": str(port),
        "PUBLIC": str(tmp_path),
        "PLAYGROUND_FRAME_ANCESTORS": "https://courses.example",
    }
    started = subprocess.Popen([sys.executable, "-m", "deploy.proxy"], cwd=ROOT, env=environment)
    try:
        serve._wait_for(f"127.0.0.1:{port}", started)
        response, _ = answer(f"127.0.0.1:{port}", "/")
        policy = response.getheader("Content-Security-Policy") or ""
        assert policy.endswith("; frame-ancestors https://courses.example")
    finally:
        started.terminate()
        started.wait(20)


def test_a_port_that_is_taken_is_said(served: Served) -> None:
    port = int(served.address.split(":")[1])
    with pytest.raises(UnavailableError, match="something else answers"), site(port=port):
        raise AssertionError("there is no site")


def test_https_from_a_certificate(tmp_path: Path) -> None:
    files = ["-keyout", "privkey.pem", "-out", "fullchain.pem", "-subj", "/CN=localhost"]
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", *files],
        cwd=tmp_path,
        check=True,
        capture_output=True,
    )
    with site(replicas=1, certificate=tmp_path) as secure:
        trusted = ssl.create_default_context(cafile=str(tmp_path / "fullchain.pem"))
        trusted.check_hostname = False
        with closing(http.client.HTTPSConnection(secure.address, context=trusted)) as connection:
            connection.request("GET", "/")
            response = connection.getresponse()
            assert response.read().startswith(b"<!--")
        assert response.status == 200
        assert (response.getheader("Set-Cookie") or "").endswith("Secure; Partitioned")


def test_without_nginx_a_sentence_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(proxy, "PLACES", ("/nowhere",))
    with pytest.raises(UnavailableError, match="nginx is not installed"), site():
        raise AssertionError("there is no site")
    monkeypatch.setattr("sys.argv", ["serve"])
    assert serve.main() == 1
    assert capsys.readouterr().err == f"{proxy.NO_NGINX}\n"
