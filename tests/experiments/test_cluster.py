"""A real Dask cluster on this machine: a scheduler and two workers, each a process."""

from __future__ import annotations

import gc
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import weakref
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import pytest

import objectives
from experiments import cluster
from experiments.comparison import Comparison, compare
from experiments.storage import as_csv

pytestmark = pytest.mark.exhaustive

ROOT = Path(__file__).parents[2]
PATIENCE = 120
"""Seconds after which a wait has failed."""

CONFIG = Comparison(
    tuple(objectives.names()[:12]), ("sgd", "adam", "sgld"), starts=3, steps=1500, seed=1
)
COMMAND = [
    *(sys.executable, "-m", "experiments", "table"),
    *("--objectives", ",".join(CONFIG.objectives)),
    *("--optimizers", ",".join(CONFIG.optimizers)),
    *("--starts", str(CONFIG.starts), "--steps", str(CONFIG.steps), "--seed", str(CONFIG.seed)),
]


class Cluster(NamedTuple):
    address: str
    workers: list[subprocess.Popen[bytes]]


@pytest.fixture
def dask(tmp_path: Path) -> Iterator[Cluster]:
    """Ports are chosen by the system; the scheduler says in a file where it listens."""
    file = tmp_path / "scheduler.json"
    local = ("--host", "127.0.0.1", "--no-dashboard")
    processes = [start("dask_scheduler", *local, "--port", "0", "--scheduler-file", str(file))]
    try:
        # The file is there before its text is.
        wait_until(lambda: file.exists() and file.read_text().endswith("}"), processes[0])
        address = json.loads(file.read_text())["address"]
        alone = ("--no-nanny", "--nthreads", "1", "--local-directory", str(tmp_path))
        processes += [start("dask_worker", address, *local, *alone) for _ in range(2)]
        yield Cluster(address, processes[1:])
    finally:
        for process in processes:
            process.kill()
        for process in processes:
            process.wait(timeout=PATIENCE)


def start(module: str, *arguments: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", f"distributed.cli.{module}", *arguments],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def wait_until(there: Callable[[], object], process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + PATIENCE
    while not there():
        assert process.poll() is None, "the process has ended"
        assert time.monotonic() < end
        time.sleep(0.005)


def asked(address: str) -> dict[str, int]:
    """What the cluster says of itself; in a process of its own, for a client leaves threads."""
    script = """
import json, sys
from distributed import Client

with Client(sys.argv[1], timeout=60) as client:
    done = client.run(lambda dask_worker: dask_worker.state.executed_count)
    interrupted = client.run_on_scheduler(
        lambda dask_scheduler: sum(p.suspicious for p in dask_scheduler.task_prefixes.values())
    )
print(json.dumps({"workers": len(done), "done": sum(done.values()), "interrupted": interrupted}))
"""
    command = [sys.executable, "-c", script, address]
    answer = subprocess.run(command, check=True, capture_output=True, timeout=PATIENCE)
    return dict(json.loads(answer.stdout))


def test_a_worker_killed_in_the_middle_loses_nothing(dask: Cluster, tmp_path: Path) -> None:
    wait_until(lambda: asked(dask.address)["workers"] == 2, dask.workers[0])
    out = tmp_path / "table.csv"
    with subprocess.Popen(
        [*COMMAND, "--out", str(out)],
        cwd=ROOT,
        env={**os.environ, cluster.ADDRESS: dask.address},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    ) as process:
        folder = tmp_path / "table.csv.parts"
        wait_until(lambda: list(folder.glob("*-*.npz")), process)
        dask.workers[0].send_signal(signal.SIGKILL)
        finished = len(list(folder.glob("*-*.npz")))
        # Each of the two workers has something to do while more than two parts are not done.
        assert finished < len(CONFIG.objectives) - 2
        _, errors = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0, errors.decode()
    assert dask.workers[0].wait(timeout=PATIENCE) == -signal.SIGKILL
    after = asked(dask.address)
    assert after["workers"] == 1
    assert after["interrupted"] >= 1, "the worker had nothing to lose"
    assert after["done"] >= 2
    assert out.read_bytes() == as_csv(compare(CONFIG))


MAPS = """
from experiments import Axis, BasinMap, Entry, Scene, Sweep, Tuning, basin_map, sweep_map, tune
from ui.server import cache

scene = Scene(objective="himmelblau", steps=40, entries=(Entry("adam"), Entry("sgd")))
sweep = Sweep(scene, Entry("adam"), Axis("learning_rate", points=9), Axis("beta_1", points=9))
pairs = (
    (BasinMap(scene, Entry("adam"), 30), basin_map, lambda found: found.reached),
    (sweep, sweep_map, lambda found: found.final_gap),
    (Tuning(scene, trials=8), tune, lambda found: found.entries[0].scores),
)
for config, alone, numbers in pairs:
    assert numbers(cache.experiment(config)).tobytes() == numbers(alone(config)).tobytes()
print("the same")
"""


def test_the_pages_send_their_work_to_the_cluster(dask: Cluster) -> None:
    wait_until(lambda: asked(dask.address)["workers"] == 2, dask.workers[0])
    process = subprocess.run(
        [sys.executable, "-c", MAPS],
        cwd=ROOT,
        env={**os.environ, cluster.ADDRESS: dask.address, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        timeout=PATIENCE,
    )
    assert process.stdout.decode().strip() == "the same", process.stderr.decode()
    assert asked(dask.address)["done"] >= 3


def test_a_pool_left_in_a_hurry_is_there_until_its_thread_has_asked_what_is_cancelled(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The thread of a pool that is gone fails cancelled work as well, with a trace."""
    said: list[threading.ExceptHookArgs] = []
    monkeypatch.setattr(threading, "excepthook", said.append)
    held, go_on = threading.Event(), threading.Event()
    threads: list[threading.Thread] = []
    pools: list[weakref.ref[Executor]] = []

    def late(_: Future[None]) -> None:
        threads.append(threading.current_thread())
        held.set()
        assert go_on.wait(PATIENCE)

    def leave() -> None:
        with cluster.processes() as pool:
            pools.append(weakref.ref(pool))
            pool.submit(time.sleep, 0).add_done_callback(late)
            for _ in range(8):
                pool.submit(time.sleep, PATIENCE)
            assert held.wait(PATIENCE)
            raise InterruptedError

    with suppress(InterruptedError):  # what pytest.raises keeps would hold the pool
        leave()
    gc.collect()
    assert pools[0]() is not None
    go_on.set()
    threads[0].join(PATIENCE)
    assert not threads[0].is_alive()
    assert not said


def test_a_pool_left_before_its_processes_have_begun_cancels_though_its_thread_hears_it_late(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The queue to the processes is full, so only the shutdown takes out what was cancelled."""
    said: list[threading.ExceptHookArgs] = []
    monkeypatch.setattr(threading, "excepthook", said.append)
    leaving, go_on = threading.Event(), threading.Event()
    threads: list[threading.Thread] = []

    def late(*_: object) -> None:
        """The thread of the pool stops at the next function that it enters."""
        if leaving.is_set():
            threads.append(threading.current_thread())
            assert go_on.wait(PATIENCE)

    threading.settrace(late)
    try:
        with suppress(InterruptedError), cluster.processes() as pool:
            futures = [pool.submit(time.sleep, PATIENCE) for _ in range(20)]
            full = (os.cpu_count() or 1) + 1
            while sum(future.running() for future in futures) < full:
                time.sleep(0.001)
            leaving.set()
            for future in futures:  # as those who gave the work do on their way out
                future.cancel()
            raise InterruptedError
    finally:
        threading.settrace(None)
        go_on.set()
    for thread in threads:
        thread.join(PATIENCE)
        assert not thread.is_alive()
    assert threads
    assert not said


def test_no_cluster_without_the_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(cluster.ADDRESS, raising=False)
    assert cluster.executor() is None
    assert "distributed" not in sys.modules


def refused(tmp_path: Path, address: str, before: str = "") -> str:
    """What the command says on standard error when it cannot have its cluster."""
    script = f"import sys; {before}\nfrom experiments.__main__ import main\nsys.exit(main())"
    done = subprocess.run(
        [sys.executable, "-c", script, "table", "--out", str(tmp_path / "table.csv")],
        cwd=ROOT,
        env={**os.environ, cluster.ADDRESS: address},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )
    assert done.returncode == 2
    assert list(tmp_path.iterdir()) == []
    assert len(done.stderr.splitlines()) == 1, done.stderr
    return done.stderr


def test_a_scheduler_that_does_not_answer_is_said_in_one_sentence(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{free.getsockname()[1]}"
        # Bound, but not listening: nobody answers there, and nobody else can take the port.
        sentence = f"DASK_SCHEDULER_ADDRESS is set, but no Dask scheduler answers at '{address}'"
        assert sentence in refused(tmp_path, address)


@pytest.mark.parametrize("address", ["nonsense://1", "tcp://", "127.0.0.1:none"])
def test_an_address_that_is_none_is_said_in_one_sentence(tmp_path: Path, address: str) -> None:
    assert f"no Dask scheduler answers at '{address}'" in refused(tmp_path, address)


def test_a_missing_package_is_said_in_one_sentence(tmp_path: Path) -> None:
    hidden = "sys.modules['distributed'] = None"
    said = refused(tmp_path, "tcp://127.0.0.1:1", hidden)
    assert "the package distributed is not installed; see requirements-cluster.txt" in said
