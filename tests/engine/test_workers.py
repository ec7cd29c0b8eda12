"""The pool, with real processes that really die."""

import gc
import multiprocessing
import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ddd_lint.engine.workers import Lost, run_tasks, usable_cpus

TIMEOUT = 30.0
needs_fork = pytest.mark.skipif("fork" not in multiprocessing.get_all_start_methods(), reason="needs fork")


def double(task: int) -> bytes:
    return b"%d" % (task * 2)


def obey(task: str) -> bytes:
    if task == "die":
        os.kill(os.getpid(), signal.SIGKILL)
    if task == "sleep":
        time.sleep(60)
    return task.encode()


def describe(_task: object) -> bytes:
    return repr((gc.isenabled(), sys.getrecursionlimit(), signal.getsignal(signal.SIGINT))).encode()


def process_number(_task: object) -> bytes:
    time.sleep(0.02)
    return b"%d" % os.getpid()


def large(task: int) -> bytes:
    return bytes(task)


def collected(task: int) -> bytes:
    """Whether a cycle made by an earlier task is still there, then make one."""
    count = sum(1 for found in gc.get_objects() if isinstance(found, Cycle))
    Cycle()
    return b"%d" % count


class Cycle:
    def __init__(self) -> None:
        self.me = self


@pytest.fixture(autouse=True)
def _nothing_left_behind() -> Iterator[None]:
    yield
    assert multiprocessing.active_children() == []


def outcomes(tasks: list, work: Callable, *, jobs: int = 2, timeout: float = TIMEOUT) -> dict[int, bytes | Lost]:  # type: ignore[type-arg]
    found = list(run_tasks(tasks, work, jobs=jobs, timeout=timeout))
    assert len(found) == len(dict(found)), "a task was answered twice"
    return dict(found)


@pytest.mark.parametrize("jobs", [1, 2, 5])
def test_every_task_is_answered_once(jobs: int) -> None:
    assert outcomes(list(range(40)), double, jobs=jobs) == {n: b"%d" % (n * 2) for n in range(40)}


def test_no_tasks_need_no_worker() -> None:
    assert outcomes([], double) == {}


def test_there_are_as_many_workers_as_asked_for() -> None:
    assert len(set(outcomes([None] * 30, process_number, jobs=3).values())) == 3


def test_as_many_tasks_as_workers_go_to_one_each() -> None:
    assert len(set(outcomes([None] * 3, process_number, jobs=3).values())) == 3


def test_large_results_come_through() -> None:
    sizes = [3_000_000, 10, 2_000_000, 0, 1_000_000, 5]
    assert {n: len(result) for n, result in outcomes(sizes, large).items()} == dict(enumerate(sizes))


@pytest.mark.parametrize("jobs", [1, 2, 3])
def test_a_worker_that_dies_costs_its_task_alone(jobs: int) -> None:
    tasks = ["a", "die", "b", "c", "die", "die", "d", "e"]
    assert outcomes(tasks, obey, jobs=jobs) == {
        n: Lost("it ended the parser's process") if task == "die" else task.encode() for n, task in enumerate(tasks)
    }


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_worker_that_overruns_costs_its_task_alone(jobs: int) -> None:
    tasks = ["a", "sleep", "b", "c", "d"]
    started = time.monotonic()
    # Long enough for a process to start on a busy machine, since that counts.
    assert outcomes(tasks, obey, jobs=jobs, timeout=2.5) == {
        n: Lost("it took longer than 2.5 s (`file-timeout`)") if task == "sleep" else task.encode()
        for n, task in enumerate(tasks)
    }
    assert time.monotonic() - started < 20


def test_the_last_task_may_die() -> None:
    assert outcomes(["die"], obey) == {0: Lost("it ended the parser's process")}


def test_workers_hear_no_interrupt_and_collect_no_cycles_while_busy() -> None:
    (described,) = set(outcomes([None], describe).values())
    enabled, limit, handler = described.decode().strip("()").split(", ", 2)  # type: ignore[union-attr]
    assert enabled == "False"
    assert int(limit) >= 10_000
    assert "SIG_IGN" in handler


def test_cycles_are_collected_now_and_then() -> None:
    counts = [int(result) for result in outcomes([0] * 250, collected, jobs=1).values()]  # type: ignore[arg-type]
    assert 50 < max(counts) <= 100
    assert counts[-1] < 100


def test_abandoning_the_results_ends_the_workers() -> None:
    results = run_tasks(["a", "sleep", "b"], obey, jobs=2, timeout=TIMEOUT)
    assert next(results)
    started = time.monotonic()
    results.close()  # type: ignore[attr-defined]
    assert time.monotonic() - started < 10
    assert multiprocessing.active_children() == []


def test_processes_are_spawned_where_a_thread_runs() -> None:
    done = threading.Event()
    thread = threading.Thread(target=done.wait)
    thread.start()
    try:
        assert outcomes([1, 2, 3], double) == {0: b"2", 1: b"4", 2: b"6"}
        assert outcomes(["a", "die", "b"], obey) == {0: b"a", 1: Lost("it ended the parser's process"), 2: b"b"}
    finally:
        done.set()
        thread.join()


@needs_fork
def test_what_only_posix_has_is_not_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(signal, "pthread_sigmask", raising=False)
    monkeypatch.setitem(sys.modules, "resource", None)
    assert outcomes(["a", "die", "b"], obey) == {0: b"a", 1: Lost("it ended the parser's process"), 2: b"b"}


def test_usable_cpus_counts_those_of_this_process() -> None:
    assert 1 <= usable_cpus() <= (os.cpu_count() or 1)


def test_usable_cpus_without_affinity(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "sched_getaffinity", raising=False)
    assert usable_cpus() == (os.cpu_count() or 1)


SCRIPT = """
    import os, sys, time
    from ddd_lint.engine.workers import run_tasks

    def work(task):
        with open(f"{sys.argv[1]}/{os.getpid()}", "w"):
            pass
        time.sleep(task)
        return b""

    try:
        list(run_tasks([TASKS], work, jobs=2, timeout=100))
    except KeyboardInterrupt:
        sys.exit(130)
"""


def start(folder: Path, tasks: str) -> tuple[subprocess.Popen[str], list[int]]:
    """A process in a group of its own that is busy with two workers, and the workers' ids."""
    script = textwrap.dedent(SCRIPT).replace("TASKS", tasks)
    process = subprocess.Popen(
        [sys.executable, "-c", script, str(folder)], start_new_session=True, stderr=subprocess.PIPE, text=True
    )
    until = time.monotonic() + 60
    while len(list(folder.iterdir())) < 2:
        assert process.poll() is None
        assert time.monotonic() < until
        time.sleep(0.02)
    return process, [int(file.name) for file in folder.iterdir()]


def ended(pid: int) -> bool:
    """Whether no such process is there, within some seconds (a dead one whose parent is gone may wait to be reaped)."""
    until = time.monotonic() + 10
    while time.monotonic() < until:
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except (FileNotFoundError, ProcessLookupError):
            return True
        if state == "Z":
            return True
        time.sleep(0.05)
    return False


@needs_fork
@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc")
def test_an_interrupt_ends_everything_without_a_word(tmp_path: Path) -> None:
    process, workers = start(tmp_path, "50, 50, 1")
    os.killpg(process.pid, signal.SIGINT)
    _, errors = process.communicate(timeout=20)
    assert process.returncode == 130
    assert errors == ""
    assert all(map(ended, workers))


@needs_fork
@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc")
def test_workers_end_when_their_parent_was_killed(tmp_path: Path) -> None:
    process, workers = start(tmp_path, "1, 1, 1, 1")
    process.kill()
    process.communicate(timeout=20)
    assert all(map(ended, workers))
