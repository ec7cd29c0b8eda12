"""Small projects on disk, and their index."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from ddd_lint.config import load
from ddd_lint.engine.understand import understand
from ddd_lint.index.project import ProjectIndex


@pytest.fixture
def make_index(tmp_path: Path) -> Callable[[Mapping[str, str]], ProjectIndex]:
    """Writes files (path → text, dedented) below a fresh folder and gives the index of that project."""

    def make(files: Mapping[str, str]) -> ProjectIndex:
        for path, text in files.items():
            file = tmp_path / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(textwrap.dedent(text))
        understood = understand(load(tmp_path, isolated=True), [tmp_path], jobs=0, cache=False)
        assert not understood.errors
        assert not understood.lost
        return understood.project

    return make
