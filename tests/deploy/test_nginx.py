"""What is one site's own in the configuration of nginx."""

from __future__ import annotations

import base64
import hashlib
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from deploy.nginx import FRAME_ANCESTORS, Site
from ui.stage.component import preloading

PAIR = ("127.0.0.1:8601", "127.0.0.1:8602")
PUBLIC = Path("/srv/playground")
ROOT = Path(__file__).parents[2]


def test_every_process_takes_over_for_each_of_the_others() -> None:
    text = Site([*PAIR, "[::1]:8603"], PUBLIC).text()
    second = text[text.index("upstream replica_2 {") :].partition("}")[0]
    assert re.findall(r"server (\S+).*?( backup)?;", second) == [
        ("127.0.0.1:8601", " backup"),
        ("127.0.0.1:8602", ""),
        ("[::1]:8603", " backup"),
    ]
    assert "@" not in re.sub(r"#.*|@page", "", text), "everything is filled in"


def test_the_script_of_ours_that_stands_in_the_page_is_named_by_its_hash() -> None:
    digest = base64.b64encode(hashlib.sha256(preloading().encode()).digest()).decode()
    policy = re.search(r'Content-Security-Policy "(.*)"', Site(PAIR, PUBLIC).text())
    assert policy
    directives = dict(part.strip().split(" ", 1) for part in policy[1].split(";"))
    assert f"'sha256-{digest}'" in directives["script-src"]
    assert "'unsafe-inline'" not in directives["script-src"]
    assert "'unsafe-eval'" not in directives["script-src"]
    assert directives["default-src"] == "'self'"


@pytest.mark.parametrize("ancestors", ["*", "'none'", "'self' https://a.example *.b.example:8443"])
def test_who_may_show_the_app_in_a_frame_is_said_as_it_was_given(ancestors: str) -> None:
    text = Site(PAIR, PUBLIC, frame_ancestors=ancestors).text()
    assert f'; frame-ancestors {ancestors}" always;' in text


@pytest.mark.parametrize(
    ("given", "written"),
    [("'self'\nhttps://a.example\n", "'self' https://a.example"), (" \n", "*"), ("", "*")],
)
def test_who_may_is_said_in_one_line(given: str, written: str) -> None:
    text = Site(PAIR, PUBLIC, frame_ancestors=given).text()
    assert f'; frame-ancestors {written}" always;' in text


@pytest.mark.parametrize("ancestors", ["'self'; script-src *", '*" always; #', "a\nb;", "$host"])
def test_what_would_end_the_directive_is_refused(ancestors: str) -> None:
    with pytest.raises(ValueError, match=f"{FRAME_ANCESTORS} must name origins, got"):
        Site(PAIR, PUBLIC, frame_ancestors=ancestors)


@pytest.mark.parametrize(
    "peer", ["app1", "app1:8601", "8601", "127.0.0.1:8601;", "a b:1", "1.2.3:80", ""]
)
def test_a_replica_is_an_address_with_a_port(peer: str) -> None:
    with pytest.raises(ValueError, match="a replica must be an address and a port, got"):
        Site([peer], PUBLIC)
    with pytest.raises(ValueError, match="at least one replica"):
        Site([], PUBLIC)


def test_no_address_is_taken_for_another_that_ends_like_it() -> None:
    text = Site(["10.0.0.5:80", "110.0.0.5:80"], PUBLIC).text()
    patterns = re.findall(r'^\s*"~(.+)" (\d);$', text, flags=re.M)
    for address, number in {"10.0.0.5:80": "1", "110.0.0.5:80": "2"}.items():
        for answered in (address, f"10.0.0.9:80, {address}"):
            assert {n for pattern, n in patterns if re.search(pattern, answered)} == {number}


@pytest.mark.parametrize("name", ["listen", "server_name", "balancer", "public", "access_log"])
def test_what_is_more_than_a_word_is_refused(name: str) -> None:
    wrong: Any = {"listen": ["80; x"], "public": Path("/a b")}.get(name, "a;b")
    with pytest.raises(ValueError, match="cannot stand in a configuration"):
        Site(PAIR, **{"public": PUBLIC, name: wrong})


def test_the_folder_is_found_from_wherever_nginx_is_started() -> None:
    assert f"root {Path('public').absolute()};" in Site(PAIR, Path("public")).text()


def command(*words: str, **settings: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", *words],
        cwd=ROOT,
        env=os.environ | settings,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_command_prints_the_site_or_a_sentence() -> None:
    done = command("deploy.nginx", "--replicas", *PAIR, "--public", str(PUBLIC))
    assert done.returncode == 0
    assert done.stdout.strip() == Site(PAIR, PUBLIC).text().strip()
    own = command(
        "deploy.nginx", "--replicas", *PAIR, "--public", "x", **{FRAME_ANCESTORS: "'self'"}
    )
    assert "frame-ancestors 'self'\"" in own.stdout
    done = command("deploy.nginx", "--replicas", "here", "--public", str(PUBLIC))
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1].endswith(
        "a replica must be an address and a port, got 'here'"
    )
    done = command("deploy.proxy")
    assert done.returncode == 1
    assert done.stderr == "there must be at least one replica\n"
