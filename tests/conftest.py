"""What all tests share."""

from __future__ import annotations

import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

collect_ignore = ["fixtures"]

# How long an example may take depends on what else the machine does.
settings.register_profile("any machine", deadline=None)
settings.load_profile("any machine")


# A runner that was started in the background ignores Ctrl-C, and so would all that it starts.
signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture
def await_children() -> Callable[[subprocess.Popen[str]], None]:
    """Waits until a process, still running, has processes of its own; skips where that can't be seen."""
    if not Path("/proc/self/stat").exists():
        pytest.skip("needs /proc")

    def wait(process: subprocess.Popen[str]) -> None:
        until = time.monotonic() + 60
        while process.pid not in parents():
            assert process.poll() is None
            assert time.monotonic() < until
            time.sleep(0.02)

    return wait


def parents() -> set[int]:
    """The ids of all processes that have a child."""
    found = set()
    for file in Path("/proc").glob("[0-9]*/stat"):
        try:
            found.add(int(file.read_text().rpartition(")")[2].split()[1]))
        except (FileNotFoundError, ProcessLookupError):
            continue
    return found
