"""The ways to deploy speak of the same things as the code."""

from __future__ import annotations

import json
import re
from pathlib import Path

import psutil
import pytest
import yaml

from deploy import nginx, proxy
from deploy.serve import HEAPS, Replica, free_port
from tests.test_container import STAGES

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
COMPOSE = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
UNIT = (DEPLOY / "systemd" / "optimizer-playground@.service").read_text()


def test_the_proxy_of_the_containers_knows_all_processes() -> None:
    services = COMPOSE["services"]
    addresses = [
        f"{service['networks']['site']['ipv4_address']}:8501"
        for name, service in services.items()
        if name.startswith("app")
    ]
    environment = services["proxy"]["environment"]
    assert len(addresses) >= 2
    assert environment["REPLICAS"].split() == addresses
    assert set(services["proxy"]["depends_on"]) == services.keys() - {"proxy"}
    assert nginx.Site(environment["REPLICAS"].split(), Path("x")).text()
    assert nginx.FRAME_ANCESTORS in environment
    said = proxy.__doc__ or ""
    assert all(name in said for name in environment)


def test_no_container_may_write_or_has_rights() -> None:
    for service in COMPOSE["services"].values():
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
    assert [line for line in STAGES["proxy"] if line[0] == "USER"][-1] == ("USER", "65532:65532")


def test_the_image_of_the_proxy_runs_what_is_tested_here() -> None:
    stage = dict(STAGES["proxy"])
    assert stage["FROM"] == "app AS proxy"
    assert stage["CMD"] == '["python", "-m", "deploy.proxy"]'
    public, port = (part.partition("=")[2] for part in stage["ENV"].split())
    assert f"python -m deploy.public {public}" in stage["RUN"]
    assert COMPOSE["services"]["proxy"]["ports"][0].endswith(f":{port}")
    assert f"('127.0.0.1', {port}, timeout=2)" in stage["HEALTHCHECK"]


def test_each_process_of_the_containers_is_warm_before_it_is_asked() -> None:
    (command,) = {tuple(COMPOSE["services"][name]["command"]) for name in ("app1", "app2")}
    (started,) = [json.loads(text) for name, text in STAGES["app"] if name == "CMD"]
    assert [*started, "--server.scriptHealthCheckEnabled=true"] == list(command)
    assert "/_stcore/script-health-check" in COMPOSE["x-app"]["healthcheck"]["test"][-1]
    assert "/_stcore/script-health-check" in UNIT


def test_the_unit_starts_the_app_as_make_serve_does() -> None:
    started = options((DEPLOY / "serve.py").read_text())
    assert started.pop("port") == "{self.port}"
    assert options(next(re.finditer("ExecStart=.*", UNIT))[0]) == started | {"port": "860%i"}


def options(text: str) -> dict[str, str]:
    """What a text sets of Streamlit's server."""
    return dict(re.findall(r"--server\.(\w+)=([^\s\"]+)", text))


@pytest.mark.slow
def test_all_processes_share_few_heaps_among_their_threads() -> None:
    ((name, value),) = HEAPS.items()
    assert dict(STAGES["app"])["ENV"] == f"{name}={value}"
    assert f"\nEnvironment={name}={value}\n" in UNIT
    replica = Replica(free_port())
    try:
        replica.start()
        assert replica.process is not None
        assert psutil.Process(replica.process.pid).environ()[name] == value
    finally:
        replica.stop()


def test_all_files_that_the_notes_name_are_there() -> None:
    text = (DEPLOY / "README.md").read_text()
    table = re.findall(r"^\| (`[^|]*`) \|", text, flags=re.M)
    named = {name for row in table for name in re.findall(r"`([\w./]+)`", row)}
    files = {path.name for path in DEPLOY.iterdir()} - {"README.md", "__init__.py", "__pycache__"}
    assert {name.rstrip("/") for name in named} == files
    assert all((DEPLOY / name).exists() for name in named)
