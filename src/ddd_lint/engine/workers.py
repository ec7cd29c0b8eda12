"""A small pool of processes that outlives its workers.

LibCST's parser can end the process, or take minutes, on hostile input; a pool of the standard library breaks as a whole
then. Here every worker has a pipe of its own and works its tasks off in the order in which they were handed to it, so
that it is always known which task a worker that died or overran its time was busy with: that task alone is lost.

Tasks travel by number: workers are forked after the tasks exist (or get all of them once, where processes are spawned),
so the parent never blocks on a full pipe.
"""

from __future__ import annotations

import faulthandler
import gc
import multiprocessing
import os
import signal
import struct
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection, wait
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import msgspec

if TYPE_CHECKING:
    from multiprocessing.process import BaseProcess

T = TypeVar("T")

_NUMBER = struct.Struct("<I")
_HANDED = 2
"""Tasks in a worker's hands: the one it is busy with, and one that it finds waiting when that is done."""
_COLLECT_EVERY = 100
_RECURSION_LIMIT = 10_000
"""Python frames: deep enough for chains of a thousand operators, well within a stack of 8 MB on every version."""
_PATIENCE = 5.0
"""Seconds that a worker has to end by itself once there is nothing left to do."""


class Lost(msgspec.Struct, frozen=True):
    """A task without a result, and the reason."""

    reason: str


def usable_cpus() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def can_share() -> bool:
    """Whether workers see what this process holds: then `work` and the tasks of `run_tasks` need not be picklable."""
    return _forks(_context())


def run_tasks(
    tasks: Sequence[T], work: Callable[[T], bytes], *, jobs: int, timeout: float | None
) -> Iterator[tuple[int, bytes | Lost]]:
    """Do `work` on every task in `jobs` processes; yields each task's number with its result, as they come.

    `timeout` is in seconds a task, None for no limit. `work` and the tasks must be picklable where processes can't be forked (Windows,
    macOS, a process with threads). However the iteration ends, no worker is left behind.
    """
    pool = _Pool(tasks, work, timeout)
    try:
        yield from pool.run(min(jobs, len(tasks)))
    finally:
        pool.close()


class _Worker:
    """One process, the parent's end of its pipe, and the numbers of the tasks in its hands, oldest first."""

    def __init__(self, process: BaseProcess, connection: Connection[Any, Any]) -> None:
        self.process = process
        self.connection = connection
        self.handed: deque[int] = deque()
        self.since = 0.0
        """When the oldest task can have begun, at the latest."""

    def hand(self, number: int) -> None:
        """Give the worker a task. That it is dead shows when its answer is awaited."""
        if not self.handed:
            self.since = time.monotonic()
        self.handed.append(number)
        with suppress(OSError):
            self.connection.send_bytes(_NUMBER.pack(number))

    def kill(self) -> None:
        self.process.kill()
        self.process.join()
        self.connection.close()


class _Pool(Generic[T]):
    """The workers that have tasks in hand or waiting for them, and those that are done."""

    def __init__(self, tasks: Sequence[T], work: Callable[[T], bytes], timeout: float | None) -> None:
        self._tasks = tasks
        self._work = work
        self._timeout = timeout
        self._context = _context()
        self._workers: list[_Worker] = []
        self._retired: list[_Worker] = []
        self._waiting = deque(range(len(tasks)))

    def run(self, workers: int) -> Iterator[tuple[int, bytes | Lost]]:
        for _ in range(workers):
            self._start()
        while self._workers:
            ready = self._wait()
            now = time.monotonic()
            for worker in list(self._workers):
                if worker.connection in ready:
                    yield self._receive(worker)
                elif self._timeout is not None and now - worker.since >= self._timeout:
                    yield self._give_up(worker, f"it took longer than {self._timeout:g} s (`file-timeout`)")

    def close(self) -> None:
        """End all workers: those without work by themselves, busy ones at once."""
        for worker in self._workers:
            worker.kill()
        until = time.monotonic() + _PATIENCE
        for worker in self._retired:
            worker.process.join(max(0.0, until - time.monotonic()))
            worker.kill()

    def _start(self) -> None:
        ours, theirs = self._context.Pipe()
        inherited = [ours, *(worker.connection for worker in self._workers)] if _forks(self._context) else []
        process = self._context.Process(
            target=_serve, args=(theirs, inherited, self._work, self._tasks), name="ddd-lint worker", daemon=True
        )
        with _interrupts_held():
            process.start()
        theirs.close()
        worker = _Worker(process, ours)
        self._workers.append(worker)
        # No more than one yet: the next is for the next worker.
        self._supply(worker, 1)

    def _supply(self, worker: _Worker, most: int = _HANDED) -> None:
        while self._waiting and len(worker.handed) < most:
            worker.hand(self._waiting.popleft())
        if not worker.handed:
            self._workers.remove(worker)
            self._retired.append(worker)
            worker.connection.close()

    def _wait(self) -> set[Any]:
        """The connections that have something to say; empty when a worker's time is over first."""
        patience = None
        if self._timeout is not None:
            deadline = min(worker.since for worker in self._workers) + self._timeout
            patience = max(0.0, deadline - time.monotonic())
        return set(wait([worker.connection for worker in self._workers], patience))

    def _receive(self, worker: _Worker) -> tuple[int, bytes | Lost]:
        try:
            result = worker.connection.recv_bytes()
        except (EOFError, OSError):
            return self._give_up(worker, "it ended the parser's process")
        number = worker.handed.popleft()
        worker.since = time.monotonic()
        self._supply(worker)
        return number, result

    def _give_up(self, worker: _Worker, reason: str) -> tuple[int, Lost]:
        """Replace a worker that is dead or to be killed; only the task that it was busy with is lost."""
        lost = worker.handed.popleft()
        self._waiting.extendleft(reversed(worker.handed))
        self._workers.remove(worker)
        worker.kill()
        if self._waiting:
            self._start()
        return lost, Lost(reason)


def _context() -> Any:
    """Fork where that is safe, since workers then start with everything imported; else spawn."""
    safe = sys.platform != "darwin" and threading.active_count() == 1
    forks = safe and "fork" in multiprocessing.get_all_start_methods()
    return multiprocessing.get_context("fork" if forks else "spawn")


def _forks(context: Any) -> bool:
    return bool(context.get_start_method() == "fork")


@contextmanager
def _interrupts_held() -> Iterator[None]:
    """Ctrl-C goes to the whole process group: what starts in here never hears it, the parent hears it afterwards."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _serve(
    connection: Connection[Any, Any],
    inherited: list[Connection[Any, Any]],
    work: Callable[[T], bytes],
    tasks: Sequence[T],
) -> None:
    """A worker's life: work the numbered tasks off until the parent hangs up.

    The cyclic collector is off while a file is analysed (trees hold no cycles), and a dying worker keeps its last
    words to itself: the parent tells what happened.
    """
    for other in inherited:
        other.close()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _be_quiet()
    sys.setrecursionlimit(max(sys.getrecursionlimit(), _RECURSION_LIMIT))
    gc.disable()
    gc.freeze()
    done = 0
    while True:
        try:
            (number,) = _NUMBER.unpack(connection.recv_bytes())
            connection.send_bytes(work(tasks[number]))
        except (EOFError, OSError):
            return
        done += 1
        if done % _COLLECT_EVERY == 0:
            gc.collect()


def _be_quiet() -> None:
    """No words on standard error and no core file when the parser ends the process."""
    faulthandler.disable()
    with open(os.devnull, "wb") as nowhere:
        os.dup2(nowhere.fileno(), 2)
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))
