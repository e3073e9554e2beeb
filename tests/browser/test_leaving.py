"""Work on a real server ends when the tab of who asked for it is closed."""

from __future__ import annotations

import subprocess
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.slow]

AT_REST = 0.2
"""The share of a second in which a server without visitors may have something to do."""

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


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="no states of other processes")
@pytest.mark.parametrize("link", LONG.values(), ids=LONG)
def test_work_ends_with_its_tab(
    visit: Any, address: str, server: subprocess.Popen[bytes], link: str
) -> None:
    visitor = visit()
    visitor.page.goto(f"{address}/{link}")
    visitor.page.get_by_role("button", name="Cancel").wait_for()
    assert at_work(server) > AT_REST, "it is not at work"
    visitor.page.close()
    end = time.monotonic() + 20
    while at_work(server) > AT_REST:
        assert time.monotonic() < end, "it is at work still"


def at_work(server: subprocess.Popen[bytes]) -> float:
    """The share of the next second in which the server has something to do.

    A thread that works is running or waits for the processor, however busy that is with others.
    """
    looks = []
    for _ in range(50):
        looks.append("R" in _states(server.pid))
        time.sleep(0.02)
    return sum(looks) / len(looks)


def _states(pid: int) -> list[str]:
    """The states of all threads of a process."""
    states = []
    for thread in Path(f"/proc/{pid}/task").iterdir():
        with suppress(OSError):  # It has ended meanwhile.
            states.append((thread / "stat").read_text().rsplit(")", 1)[1].split()[0])
    return states
