from __future__ import annotations

from collections.abc import Callable

import pytest

from ddd_lint.reports.view import View

MakeView = Callable[..., View]


@pytest.fixture
def make_view() -> MakeView:
    """A function that makes a view of sources given by path, names left as they are unless told otherwise."""

    def make(sources: dict[str, str] | None = None, **changed: object) -> View:
        fields: dict[str, object] = {
            "display": str,
            "given": str,
            "workspace": str,
            "source": (sources or {}).get,
            "version": "1.2.3",
            **changed,
        }
        return View(**fields)  # type: ignore[arg-type]

    return make
