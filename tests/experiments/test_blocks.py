"""Blocks of runs, on any executor."""

from __future__ import annotations

import multiprocessing
import threading
import time
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor

import pytest

from experiments import blocks as module
from experiments.blocks import LEAST_RUNS, Progress, blocks, part_of, run_blocks


class GoneError(Exception):
    """The visitor has left."""


def negative(part: int, progress: Progress | None = None) -> int:
    return -part


def slowly(part: int, progress: Progress) -> None:
    """Takes a minute, if nobody gives up."""
    for second in range(600):
        progress(second / 600)
        time.sleep(0.1)


@pytest.mark.parametrize("runs", [1, 19_999, 20_000, 39_999, 40_000, 59_999, 60_000, 160_001])
def test_blocks_cover_all_runs_in_order_and_are_large(runs: int) -> None:
    parts = blocks(runs)
    assert [i for part in parts for i in range(runs)[part]] == list(range(runs))
    sizes = [part.stop - part.start for part in parts]
    assert len(parts) == max(runs // LEAST_RUNS, 1)
    assert min(sizes) >= min(LEAST_RUNS, runs)
    assert max(sizes) - min(sizes) <= 1


def test_blocks_do_not_depend_on_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    here = blocks(100_000)
    monkeypatch.setattr(module.os, "cpu_count", lambda: 64)
    assert blocks(100_000) == here


@pytest.fixture(params=["own", 1, 2, 4])
def executor(request: pytest.FixtureRequest) -> Iterator[Executor | None]:
    if request.param == "own":
        yield None
        return
    with ThreadPoolExecutor(request.param) as threads:
        yield threads


@pytest.mark.parametrize("count", [1, 2, 7])
def test_results_are_in_the_order_of_the_parts(executor: Executor | None, count: int) -> None:
    assert run_blocks(negative, list(range(count)), executor) == [-n for n in range(count)]


@pytest.mark.slow
def test_processes() -> None:
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(2, mp_context=context) as processes:
        assert run_blocks(negative, [-3, 2, -1], processes) == [3, -2, 1]


@pytest.mark.parametrize("count", [1, 2, 5])
def test_progress_begins_at_0_and_ends_at_1(executor: Executor | None, count: int) -> None:
    shares: list[float] = []
    run_blocks(negative, list(range(count)), executor, shares.append)
    assert (shares[0], shares[-1]) == (0.0, 1.0)
    assert shares == sorted(shares)
    if executor is not None:
        assert shares == [done / count for done in range(count + 1)]


@pytest.mark.parametrize("count", [1, 3])
def test_tasks_of_this_process_report_their_own_share(count: int) -> None:
    heard = threading.Event()

    def half(part: int, progress: Progress) -> bool:
        progress(0.5)
        return heard.wait(timeout=20)

    def progress(share: float) -> None:
        if share > 0:
            heard.set()

    assert run_blocks(half, [0] * count, progress=progress) == [True] * count


@pytest.mark.parametrize("count", [1, 2, 5])
def test_work_of_this_process_ends_soon_after_it_was_given_up(count: int) -> None:
    calls = []

    def progress(share: float) -> None:
        calls.append(share)
        if len(calls) > 3:
            raise GoneError

    begin = time.monotonic()
    with pytest.raises(GoneError):
        run_blocks(slowly, [0] * count, progress=progress)
    assert time.monotonic() - begin < 30


def test_a_part_reports_to_the_whole() -> None:
    heard: list[float] = []
    part_of(heard.append, 2, 4)(0.5)
    assert heard == [0.625]
    part_of(None, 0, 1)(0.5)


def test_progress_is_told_in_the_callers_thread() -> None:
    threads = set()
    run_blocks(negative, [1, 2, 3], progress=lambda share: threads.add(threading.current_thread()))
    assert threads == {threading.current_thread()}


def where(part: int, progress: Progress) -> threading.Thread:
    return threading.current_thread()


def test_a_single_part_needs_no_thread_and_several_have_their_own() -> None:
    here = threading.current_thread()
    assert run_blocks(where, [0]) == [here]
    assert here not in run_blocks(where, [0, 1])


@pytest.mark.parametrize("error", [GoneError, KeyboardInterrupt])
def test_what_progress_raises_cancels_the_parts_that_have_not_begun(
    error: type[BaseException],
) -> None:
    begun: list[int] = []
    cancelled = threading.Event()

    def task(part: int) -> None:
        begun.append(part)
        if part > 0:
            cancelled.wait(timeout=60)

    def progress(share: float) -> None:
        if share > 0:
            raise error

    with ThreadPoolExecutor(1) as thread:
        with pytest.raises(error):
            run_blocks(task, list(range(10)), thread, progress)
        cancelled.set()
    # The second may have begun before the first was reported.
    assert begun in ([0], [0, 1])


def test_who_waits_for_a_long_part_is_asked_again_and_again() -> None:
    """So that somebody who has gone cancels what has not begun, whatever the first part takes."""
    begun: list[int] = []
    given_up = threading.Event()

    def task(part: int) -> None:
        begun.append(part)
        assert given_up.wait(timeout=60)

    shares: list[float] = []

    def progress(share: float) -> None:
        shares.append(share)
        if len(shares) == 3:
            given_up.set()
            raise GoneError

    with ThreadPoolExecutor(1) as thread, pytest.raises(GoneError):
        run_blocks(task, [0, 1, 2], thread, progress)
    assert shares == [0.0, 0.0, 0.0]
    assert 2 not in begun


def test_progress_may_refuse_to_begin() -> None:
    begun: list[int] = []

    def progress(share: float) -> None:
        raise GoneError

    with pytest.raises(GoneError):
        run_blocks(begun.append, [0, 1], progress=progress)
    assert begun == []


def test_what_a_task_raises_is_raised_on_and_cancels_the_rest() -> None:
    begun: list[int] = []
    cancelled = threading.Event()

    def task(part: int) -> None:
        begun.append(part)
        if part == 0:
            raise ValueError("no")
        cancelled.wait(timeout=60)

    with ThreadPoolExecutor(1) as thread:
        with pytest.raises(ValueError, match="no"):
            run_blocks(task, list(range(10)), thread)
        cancelled.set()
    assert begun in ([0], [0, 1])


def test_an_executor_that_is_given_is_left_running() -> None:
    with ThreadPoolExecutor(1) as thread:
        run_blocks(negative, [1, 2], thread)
        assert thread.submit(abs, -1).result() == 1
