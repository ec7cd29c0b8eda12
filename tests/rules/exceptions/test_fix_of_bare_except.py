"""The fix of DDD601: what it writes, and where it is safe."""

from __future__ import annotations

import pytest

from ddd_lint import lint_source
from ddd_lint.model.finding import Fix


def fix_of(source: str) -> Fix | None:
    (finding,) = lint_source(source, select=["bare-except"]).findings
    return finding.fix


def apply(source: str, fix: Fix) -> str:
    (edit,) = fix.edits
    lines = source.split("\n")
    row, span = edit.span.line - 1, edit.span
    assert edit.span.line == edit.span.end_line
    lines[row] = lines[row][: span.column - 1] + edit.replacement + lines[row][span.end_column - 1 :]
    return "\n".join(lines)


BARE = """\
def synchronise(client, log):
    try:
        client.users()
    except:
        log.error("failed")
"""


def test_writes_exception() -> None:
    fix = fix_of(BARE)
    assert fix is not None
    fixed = apply(BARE, fix)
    assert fixed == BARE.replace("except:", "except Exception:")
    assert not lint_source(fixed, select=["bare-except"]).findings


def test_keeps_odd_spacing() -> None:
    source = BARE.replace("except:", "except  :")
    fix = fix_of(source)
    assert fix is not None
    assert apply(source, fix) == BARE.replace("except:", "except Exception  :")


@pytest.mark.parametrize(
    ("handlers", "head", "safe"),
    [
        ("", "def f(client, log):", False),
        ("    except (KeyboardInterrupt, SystemExit):\n        raise\n", "def f(client, log):", True),
        (
            "    except KeyboardInterrupt:\n        raise\n    except SystemExit:\n        raise\n",
            "def f(client, log):",
            True,
        ),
        ("    except KeyboardInterrupt:\n        raise\n", "def f(client, log):", False),
        ("    except (KeyboardInterrupt, SystemExit):\n        raise\n", "async def f(client, log):", False),
    ],
)
def test_is_safe_where_interrupts_are_taken_already(handlers: str, head: str, safe: bool) -> None:
    fix = fix_of(f'{head}\n    try:\n        client.users()\n{handlers}    except:\n        log.error("failed")\n')
    assert fix is not None
    assert fix.safe is safe


def test_no_fix_where_exception_is_taken_already() -> None:
    source = BARE.replace("    except:", "    except Exception:\n        raise\n    except:")
    assert fix_of(source) is None


def test_no_fix_for_the_base_class() -> None:
    assert fix_of(BARE.replace("except:", "except BaseException:")) is None
