"""Work on a real server ends when the tab of who asked for it is closed."""

from __future__ import annotations

import os
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.slow]

AT_REST = 0.2
"""Of a second, what a server without visitors may work in it."""

LONG = {
    "a race with line searches": (
        "?n=20000&o=gradient_descent_line_search~max_evaluations-1000~shrink-0.999"
        "&o=gradient_descent_wolfe"
    ),
    "a race of networks": "?f=mlp&p.hidden=120&p.n=500&n=20000&o=sgd&o=adam&o=bfgs",
    "a noise ensemble": "maps?maps.tab=noise&f=mlp&p.hidden=20&n=2000&ensemble.seeds=1000&o=adam",
    "a sweep": "maps?maps.tab=sweep&f=mlp&p.hidden=20&n=1500&sweep.points=60&o=adam",
    "a fair race": "fair-race?f=mlp&p.hidden=10&n=1000&race.trials=256&race.starts=20&o=adam",
    "a comparison": (
        "benchmark?table.landscapes=all&table.optimizers=all&table.starts=20&table.steps=2000"
    ),
}
"""Each of these takes minutes."""


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="no times of other processes")
@pytest.mark.parametrize("link", LONG.values(), ids=LONG)
def test_work_ends_with_its_tab(
    visit: Any, address: str, server: subprocess.Popen[bytes], link: str
) -> None:
    visitor = visit()
    visitor.page.goto(f"{address}/{link}")
    visitor.page.get_by_role("button", name="Cancel").wait_for()
    assert worked(server) > AT_REST, "it is not at work"
    visitor.page.close()
    end = time.monotonic() + 20
    while worked(server) > AT_REST:
        assert time.monotonic() < end, "it is at work still"


def worked(server: subprocess.Popen[bytes]) -> float:
    """The processor's seconds that the server takes in the next second."""
    before = _seconds(server.pid)
    time.sleep(1.0)
    return _seconds(server.pid) - before


def _seconds(pid: int) -> float:
    """The processor's seconds so far, of all threads of a process."""
    times = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[11:13]
    return sum(map(int, times)) / os.sysconf("SC_CLK_TCK")
