"""The program as a process: streams, pipes, terminals, signals, shells."""

from __future__ import annotations

import json
import os
import pty
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

PROGRAM = [sys.executable, "-m", "ddd_lint"]
BROKEN = "def f(:\n    pass\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "ddd-lint.toml").touch()
    (tmp_path / "pkg").mkdir()
    (tmp_path / "x.py").write_text("x = 1\n")
    (tmp_path / "pkg/bad.py").write_text(BROKEN)
    return tmp_path


def environment(**changed: str) -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("DDD_LINT", "GITHUB"))}
    for name in ("NO_COLOR", "FORCE_COLOR", "CI", "TERM"):
        kept.pop(name, None)
    return kept | changed


def run(project: Path, *arguments: str, **changed: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*PROGRAM, *arguments],
        cwd=project,
        env=environment(**changed),
        capture_output=True,
        stdin=subprocess.DEVNULL,
        encoding="utf-8",
        check=False,
    )


def test_exit_status_and_streams(project: Path) -> None:
    found = run(project, "--output-format", "json")
    assert found.returncode == 1
    assert [finding["code"] for finding in json.loads(found.stdout)["findings"]] == ["DDD001"]
    assert found.stderr == "1 finding in 1 of 2 files.\n"
    clean = run(project, "x.py")
    assert (clean.returncode, clean.stdout) == (0, "")
    wrong = run(project, "nowhere")
    assert (wrong.returncode, wrong.stdout) == (2, "")


def test_the_installed_command_is_the_same(project: Path) -> None:
    command = shutil.which("ddd-lint", path=os.path.dirname(sys.executable))
    assert command is not None
    done = subprocess.run([command, "--version"], cwd=project, capture_output=True, text=True, check=False)
    assert done.stdout == run(project, "--version").stdout


EVERY_RUN = """
import json, sys
{imports}
for arguments in json.loads(sys.argv[1]):
    {run}
    print("---", flush=True)
"""


def lines_of(project: Path, imports: str, call: str, runs: list[list[str]]) -> list[str]:
    """What a program writes for each of several lists of arguments, all run in one process."""
    script = EVERY_RUN.format(imports=imports, run=call)
    done = subprocess.run(
        [sys.executable, "-c", script, json.dumps(runs)],
        cwd=project,
        env=environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.split("---\n")[:-1]


def test_lines_that_flake8_writes_for_the_same_file(project: Path) -> None:
    """flake8 is the judge of path and layout; its E999 stands where DDD001 does, in its own words."""
    runs = [[], ["."], ["pkg"], ["./pkg/"], ["pkg/bad.py"], [str(project)], ["../" + project.name]]
    flake8 = lines_of(
        project, "from flake8.main.cli import main", "main(['--isolated', '--select', 'E999', *arguments])", runs
    )
    ours = lines_of(project, "from ddd_lint.cli import main", "main(['--output-format', 'flake8', *arguments])", runs)
    assert len(ours) == len(flake8) == len(runs)
    for our, their in zip(ours, flake8, strict=True):
        assert our.count("\n") == their.count("\n") == 1
        assert our.partition(":")[0] == their.partition(":")[0]
        assert our.split(" ")[1] == "DDD001"


def test_output_is_the_same_byte_for_byte(project: Path) -> None:
    for name in ("a", "b", "c", "d"):
        (project / f"pkg/{name}.py").write_text(BROKEN)
    every = (["--jobs", "1", "--no-cache"], ["--jobs", "3", "--no-cache"], ["--jobs", "2"], [])
    for output_format, runs in (("full", every), ("json", every[1:3]), ("github", every[1:3])):
        outputs = {run(project, "--output-format", output_format, *options).stdout for options in runs}
        assert len(outputs) == 1
        assert "DDD001" in outputs.pop()


def test_an_unchanged_run_imports_neither_parser_nor_rules_nor_rich(project: Path) -> None:
    script = (
        "import sys; from ddd_lint.cli import main; status = main(sys.argv[1:]);"
        "print(status, sorted({'libcst', 'rich', 'ddd_lint.rules'} & set(sys.modules)))"
    )
    for _ in range(2):
        done = subprocess.run(
            [sys.executable, "-c", script, "--output-format", "flake8"],
            cwd=project,
            env=environment(),
            capture_output=True,
            text=True,
            check=True,
        )
    assert done.stdout.splitlines()[-1] == "1 []"


def test_a_reader_that_goes_away_is_no_error(project: Path) -> None:
    many = project / "many"
    many.mkdir()
    for number in range(400):
        (many / f"bad_{number:03}.py").write_text(BROKEN + "# " + "x" * 200 + "\n")
    process = subprocess.Popen(
        [*PROGRAM, "many"], cwd=project, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    told = process.stderr.read()
    process.stderr.close()
    assert process.wait() == 1
    assert told == b"400 findings in 400 of 400 files.\n"


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs a full device")
def test_streams_that_take_nothing(project: Path) -> None:
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [*PROGRAM], cwd=project, env=environment(), stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
        assert done.returncode == 2
        assert done.stderr == "ddd-lint: error: standard output can't be written: No space left on device\n"
        done = subprocess.run(
            [*PROGRAM], cwd=project, env=environment(), stdout=subprocess.PIPE, stderr=full, text=True, check=False
        )
        assert done.returncode == 1
        assert done.stdout.startswith("pkg/bad.py:1:7: DDD001 ")


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-"])
def test_closed_streams(project: Path, closed: str) -> None:
    shell = ["sh", "-c", f'"$0" -m ddd_lint . {closed}', sys.executable]
    done = subprocess.run(shell, cwd=project, env=environment(), capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr


def test_any_encoding_will_do(project: Path) -> None:
    (project / "pkg/bad.py").write_text("größe = '漢' ~\n", encoding="utf-8")
    done = subprocess.run(
        PROGRAM, cwd=project, env=environment(PYTHONIOENCODING="latin-1"), capture_output=True, check=False
    )
    assert done.returncode == 1
    assert r"1 | größe = '\u6f22' ~".encode("latin-1") in done.stdout
    (project / "größe.py").write_text(BROKEN)
    as_json = run(project, "größe.py", "--output-format", "json", PYTHONIOENCODING="latin-1")
    assert json.loads(as_json.stdout)["findings"][0]["path"] == "größe.py"


def on_terminal(project: Path, *arguments: str, **changed: str) -> str:
    """What the program writes to a terminal that is all three of its standard streams."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [*PROGRAM, *arguments],
        cwd=project,
        env=environment(TERM="xterm", **changed),
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
    )
    os.close(theirs)
    written = b""
    while True:
        try:
            data = os.read(ours, 65536)
        except OSError:
            break
        if not data:
            break
        written += data
    os.close(ours)
    process.wait()
    return written.decode()


def test_a_terminal_gets_colours_unless_told_not_to(project: Path) -> None:
    assert "\x1b[1mpkg/bad.py\x1b[0m:1:7:" in on_terminal(project)
    assert "\x1b" not in on_terminal(project, "--quiet", NO_COLOR="1")
    assert "\x1b" not in on_terminal(project, "--quiet", "--color", "never")
    assert "\x1b[" in on_terminal(project, "rule", "DDD001")
    assert "## Why" in on_terminal(project, "rule", "DDD001", NO_COLOR="1")


def test_an_interrupt_ends_the_run_at_once_and_leaves_no_process(
    project: Path, await_children: Callable[[subprocess.Popen[str]], None]
) -> None:
    slow = "x = (" + " + ".join(["1"] * 12_000) + ")\n"
    (project / "slow.py").write_text(slow)
    process = subprocess.Popen(
        [*PROGRAM, "--no-cache", "--jobs", "2"],
        cwd=project,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    await_children(process)
    os.killpg(process.pid, signal.SIGINT)
    out, err = process.communicate(timeout=20)
    assert process.returncode == 130
    assert (out, err.strip()) == ("", "")
    with pytest.raises(ProcessLookupError):
        os.killpg(process.pid, 0)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("ddd-lint ru", {"rule", "rules"}),
        ("ddd-lint rule DDD00", {"DDD001", "DDD002", "DDD003"}),
        ("ddd-lint rule unused-s", {"unused-suppression"}),
        ("ddd-lint --select ddd00", {"DDD001", "DDD002", "DDD003"}),
        ("ddd-lint check --ignore DDD301,syntax-e", {"DDD301,syntax-error"}),
        ("ddd-lint --output-f", {"--output-format", "--output-file"}),
        ("ddd-lint check --output-format pyl", {"pylint"}),
        ("ddd-lint --vers", {"--version"}),
        ("ddd-lint src", {"src"}),
    ],
)
def test_shell_completion(project: Path, words: str, expected: set[str]) -> None:
    typed = words.split(" ")
    done = run(project, _DDD_LINT_COMPLETE="bash_complete", COMP_WORDS=words, COMP_CWORD=str(len(typed) - 1))
    assert {line.partition(",")[2] for line in done.stdout.splitlines()} >= expected
    assert done.stderr == ""


def test_shell_completion_scripts(project: Path) -> None:
    for shell in ("bash", "zsh", "fish"):
        done = run(project, _DDD_LINT_COMPLETE=f"{shell}_source")
        assert "_DDD_LINT_COMPLETE" in done.stdout


def test_a_long_run_shows_a_bar_on_a_terminal(project: Path) -> None:
    assert on_terminal(project, "--quiet", "x.py") == ""
    # LibCST takes long for chains of operators.
    for number in range(6):
        (project / f"a_slow_{number}.py").write_text(f"x = ({' + '.join(['1'] * 1200)})\n")
    written = on_terminal(project, "--no-cache", "--jobs", "1")
    assert "Analysing" in written
    assert "/8" in written
