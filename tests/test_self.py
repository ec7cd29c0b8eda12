"""The tool on its own source, and the import contracts that keep the source in shape."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[1]


def test_own_source_is_clean() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "ddd_lint", "--no-cache", "src"],
        cwd=ROOT,
        # Measuring coverage would take longer than the analysis.
        env={key: value for key, value in os.environ.items() if not key.startswith("COVERAGE_")},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.stdout, done.returncode) == ("", 0), done.stderr


def test_imports_point_downwards() -> None:
    code = "import sys; from importlinter.cli import lint_imports_command; sys.exit(lint_imports_command())"
    done = subprocess.run(
        [sys.executable, "-c", code, "--no-cache"], cwd=ROOT, capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
