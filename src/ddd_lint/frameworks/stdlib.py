"""The standard library, and what works like it: calls that pass a function's arguments on."""

from __future__ import annotations

from ddd_lint.frameworks.library import Library

LIBRARY = Library(
    name="stdlib",
    forwards={
        "partial": 0, "to_thread": 0, "submit": 0, "run_in_threadpool": 0, "run_sync": 0, "run_in_executor": 1, "call_soon": 0, "call_later": 1,
        "add_task": 0, "enqueue": 0,
    },
)  # fmt: skip
