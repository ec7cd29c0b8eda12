"""The pipeline on small projects, with real worker processes."""

import gc
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import libcst as cst
import msgspec
import pytest

from ddd_lint.config import ConfigError, Resolved
from ddd_lint.engine import survey as survey_module
from ddd_lint.engine.run import run
from ddd_lint.index.project import ProjectIndex
from ddd_lint.model.finding import Finding
from ddd_lint.model.results import Results
from ddd_lint.model.rule import Status
from ddd_lint.model.span import FILE_START
from ddd_lint.rules.base import ProjectRule, TreeRule
from ddd_lint.syntax.walk import FileContext

MakeProject = Callable[..., Resolved]
UseRules = Callable[..., None]
Rows = list[tuple[str, int, int, str]]


class NamedBad(TreeRule):
    code, name, summary = "DDD901", "named-bad", "A name is bad."

    def visit_Name(self, node: cst.Name, context: FileContext) -> Iterator[Finding]:  # noqa: N802
        if node.value == "boom":
            raise ValueError("boom")
        if node.value.startswith("bad"):
            yield context.finding(self.identity, node, "bad")


class Known(ProjectRule):
    code, name, summary = "DDD902", "known-file", "Says which files the index knows."

    def check(self, project: ProjectIndex) -> Iterator[Finding]:
        for path in sorted(project.files):
            yield self.finding(path, FILE_START, f"{len(project.files)} files, {len(project.targets)} targets")


class Fails(ProjectRule):
    code, name, summary = "DDD903", "fails-always", "It fails."

    def check(self, project: ProjectIndex) -> Iterator[Finding]:
        yield self.finding(min(project.files), FILE_START, "before")
        raise KeyError("x")


class Counts(ProjectRule):
    code, name, summary = "DDD391", "counts-files", "It is of another group than the others."

    def check(self, project: ProjectIndex) -> Iterator[Finding]:
        yield self.finding(min(project.files), FILE_START, f"{len(project.files)} files, process {os.getpid()}")


class Ends(ProjectRule):
    code, name, summary = "DDD905", "ends-process", "It ends its process."

    def check(self, project: ProjectIndex) -> Iterator[Finding]:
        os._exit(3)


class Preview(TreeRule):
    code, name, summary, status = "DDD904", "preview-only", "Off by default.", Status.PREVIEW

    def visit_Module(self, node: cst.Module, context: FileContext) -> Iterator[Finding]:  # noqa: N802
        yield context.finding(self.identity, FILE_START, "preview")


FILES = {
    "app/__init__.py": "",
    "app/a.py": "bad = 1\nx = bad  # noqa: DDD901\n",
    "app/b.py": "from app import a\n\n\ndef f():\n    return a.bad\n",
    "app/broken.py": "x = (\n",
    "app/binary.py": b"\0\1\2",
    "scripts/s.py": "bad = 1\n",
    "tests/test_a.py": "bad = 1\n",
}
FOUND: Rows = [
    ("app/a.py", 1, 1, "DDD901"),
    ("app/b.py", 5, 14, "DDD901"),
    ("app/binary.py", 1, 1, "DDD002"),
    ("app/broken.py", 1, 5, "DDD001"),
    ("scripts/s.py", 1, 1, "DDD901"),
]


def rows(results: Results) -> Rows:
    return [(found.path, found.span.line, found.span.column, found.code) for found in results.findings]


def test_findings_are_sorted_counted_and_suppressed(make_project: MakeProject, use_rules: UseRules) -> None:
    use_rules(NamedBad)
    results = run(make_project(FILES), [], jobs=1)
    assert rows(results) == FOUND
    assert (results.checked, results.suppressed, results.errors) == (6, 1, ())


@pytest.mark.parametrize("cache", [True, False])
def test_results_do_not_depend_on_jobs_or_cache(make_project: MakeProject, use_rules: UseRules, cache: bool) -> None:
    use_rules(NamedBad, Known)
    resolved = make_project({**FILES, **{f"more/m{n}.py": f"x = {n}\nbad{n} = x\n" for n in range(30)}})
    first = run(resolved, [], jobs=0, cache=False)
    assert len(first.findings) > 60
    assert all(run(resolved, [], jobs=jobs, cache=cache) == first for jobs in (1, 2, 3, None))


def test_suppressions_can_be_off(make_project: MakeProject, use_rules: UseRules) -> None:
    use_rules(NamedBad)
    resolved = make_project(FILES)
    results = run(resolved, [], jobs=0, suppressions=False)
    assert ("app/a.py", 2, 5, "DDD901") in rows(results)
    assert results.suppressed == 0
    assert run(resolved, [], jobs=0).suppressed == 1


def test_only_targets_are_reported_but_the_project_is_known(make_project: MakeProject, use_rules: UseRules) -> None:
    use_rules(NamedBad, Known)
    resolved = make_project(FILES)
    results = run(resolved, [resolved.root / "app/b.py"], jobs=0)
    assert rows(results) == [("app/b.py", 1, 1, "DDD902"), ("app/b.py", 5, 14, "DDD901")]
    assert results.checked == 1
    assert results.findings[0].message == "5 files, 1 targets"


def test_per_file_ignores_count_as_suppressed(make_project: MakeProject, use_rules: UseRules) -> None:
    use_rules(NamedBad)
    results = run(make_project(FILES, per_file_ignores={"scripts/": ("DDD901",)}), [], jobs=0)
    assert rows(results) == FOUND[:-1]
    assert results.suppressed == 2


def test_rules_that_are_off_do_not_run(make_project: MakeProject, use_rules: UseRules) -> None:
    use_rules(NamedBad, Preview)
    assert {code for *_, code in rows(run(make_project(FILES), [], jobs=0))} == {"DDD001", "DDD002", "DDD901"}
    off = run(make_project(FILES, ignore=["DDD9", "syntax-error"]), [], jobs=0)
    assert rows(off) == [("app/binary.py", 1, 1, "DDD002")]
    only = run(make_project(FILES, select=["DDD904"], ignore=["DDD0"]), [], jobs=0)
    assert {code for *_, code in rows(only)} == {"DDD904"}


def test_a_selector_that_means_nothing_is_an_error(make_project: MakeProject) -> None:
    with pytest.raises(ConfigError, match="DDD999"):
        run(make_project(FILES, select=["DDD999"]), [], jobs=0)


def test_unused_suppressions_are_told(make_project: MakeProject, use_rules: UseRules) -> None:
    use_rules(NamedBad)
    results = run(make_project({"a.py": "x = 1  # ddd-lint: ignore[named-bad] -- why\n"}), [], jobs=0)
    assert rows(results) == [("a.py", 1, 8, "DDD003")]


def test_a_failed_rule_makes_no_suppression_unused(make_project: MakeProject, use_rules: UseRules) -> None:
    comment = "x = 1  # ddd-lint: ignore[named-bad] -- why\n"
    use_rules(NamedBad)
    results = run(make_project({"a.py": comment + "boom\n", "b.py": comment}), [], jobs=0)
    assert rows(results) == [("b.py", 1, 8, "DDD003")]
    assert [(error.path, error.code) for error in results.errors] == [("a.py", "DDD901")]
    use_rules(NamedBad, Fails)
    assert rows(run(make_project({"b.py": comment}), [], jobs=0)) == []


def test_a_project_rule_that_raises_costs_that_rule(make_project: MakeProject, use_rules: UseRules) -> None:
    use_rules(Fails, Known)
    results = run(make_project({"a.py": ""}), [], jobs=1)
    assert rows(results) == [("a.py", 1, 1, "DDD902")]
    (error,) = results.errors
    assert (error.path, error.code) == ("<project>", "DDD903")
    assert error.message.startswith("KeyError: 'x' (")


MANY = {f"m{number:02}.py": "" for number in range(80)}


def process_of(results: Results) -> int:
    (message,) = [found.message for found in results.findings if found.code == "DDD391"]
    return int(message.rpartition(" ")[2])


def test_groups_of_project_rules_share_the_work_of_a_large_project(
    make_project: MakeProject, use_rules: UseRules
) -> None:
    use_rules(Counts, Known)
    resolved = make_project(MANY)
    results = run(resolved, [], jobs=2, cache=False)
    assert len(results.findings) == len(MANY) + 1
    assert process_of(results) != os.getpid()
    assert process_of(run(resolved, [], jobs=1, cache=False)) == os.getpid()


def test_a_small_project_is_checked_in_one_process(make_project: MakeProject, use_rules: UseRules) -> None:
    use_rules(Counts, Known)
    assert process_of(run(make_project(FILES), [], jobs=2, cache=False)) == os.getpid()


def test_rules_of_one_group_need_no_other_process(make_project: MakeProject, use_rules: UseRules) -> None:
    use_rules(Counts)
    assert process_of(run(make_project(MANY), [], jobs=2, cache=False)) == os.getpid()


def test_a_process_that_ends_costs_the_rules_of_its_group(make_project: MakeProject, use_rules: UseRules) -> None:
    use_rules(Counts, Ends, Known)
    results = run(make_project(MANY), [], jobs=2, cache=False)
    assert [found.code for found in results.findings] == ["DDD391"]
    assert [(error.path, error.code, error.message) for error in results.errors] == [
        ("<project>", "DDD902", "the process that ran it ended"),
        ("<project>", "DDD905", "the process that ran it ended"),
    ]


def test_an_index_that_cannot_be_built_costs_the_project_rules(
    make_project: MakeProject, use_rules: UseRules, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("no index")

    use_rules(NamedBad, Known, Counts)
    monkeypatch.setattr("ddd_lint.index.project.ProjectIndex.__init__", fail)
    results = run(make_project(FILES), [], jobs=0)
    assert rows(results) == FOUND
    assert [(error.path, error.code) for error in results.errors] == [("<project>", "index")]


# -- tests of the project ----------------------------------------------------------------------------------------------


def known(resolved: Resolved, **options: object) -> str:
    return run(resolved, [resolved.root / "app.py"], jobs=0, **options).findings[0].message  # type: ignore[arg-type]


def test_tests_that_something_imports_give_facts(make_project: MakeProject, use_rules: UseRules) -> None:
    use_rules(Known, NamedBad)
    files = {
        "app.py": "def f():\n    from tests.factories import make\n",
        "tests/__init__.py": "",
        "tests/factories.py": "from tests.base import bad\n",
        "tests/base.py": "bad = 1\n",
        "tests/test_app.py": "import app\n",
    }
    resolved = make_project(files)
    assert known(resolved) == "4 files, 1 targets"
    assert {path for path, *_ in rows(run(resolved, [], jobs=0))} == {"app.py"}
    # The entry of a whole run is true only as long as the tests that were read are the same.
    assert known(resolved) == "4 files, 1 targets"
    (resolved.root / "tests/factories.py").write_text("")
    assert known(resolved) == "3 files, 1 targets"
    (resolved.root / "tests/test_app.py").write_text("changed")
    assert known(resolved) == "3 files, 1 targets"


def test_tests_are_linted_with_include_tests(make_project: MakeProject, use_rules: UseRules) -> None:
    use_rules(NamedBad)
    results = run(make_project(FILES, include_tests=True), [], jobs=0)
    assert ("tests/test_a.py", 1, 1, "DDD901") in rows(results)
    assert results.checked == 7


def test_a_broken_test_that_something_imports_is_not_reported(make_project: MakeProject, use_rules: UseRules) -> None:
    use_rules(Known)
    files = {"app.py": "from tests import broken, binary, gone\n", "tests/broken.py": "x = (\n"}
    resolved = make_project({**files, "tests/binary.py": b"\0"})
    assert known(resolved) == "2 files, 1 targets"
    assert rows(run(resolved, [], jobs=0)) == [("app.py", 1, 1, "DDD902")]


# -- standard input ----------------------------------------------------------------------------------------------------


def test_standard_input_replaces_the_file(make_project: MakeProject, use_rules: UseRules) -> None:
    use_rules(NamedBad, Known)
    resolved = make_project(FILES)
    path = str(resolved.root / "app/b.py")
    results = run(resolved, [], jobs=1, stdin=(path, b"x = 1\n\n\nbad = x\n"))
    assert rows(results) == [("app/b.py", 1, 1, "DDD902"), ("app/b.py", 4, 1, "DDD901")]
    assert rows(run(resolved, [], jobs=1, stdin=(path, b"x = 1\n"))) == [("app/b.py", 1, 1, "DDD902")]
    assert ("app/b.py", 5, 14, "DDD901") in rows(run(resolved, [], jobs=1))


# -- containment -------------------------------------------------------------------------------------------------------

NESTED = "x = " + "[" * 5000 + "]" * 5000 + "\n"


@pytest.mark.parametrize("jobs", [1, 2])
def test_input_that_ends_the_parser_costs_one_file(make_project: MakeProject, use_rules: UseRules, jobs: int) -> None:
    use_rules(NamedBad, Known)
    resolved = make_project({**FILES, "app/nested.py": NESTED})
    for _ in range(2):
        results = run(resolved, [], jobs=jobs)
        lost = [finding for finding in results.findings if finding.path == "app/nested.py"]
        assert [(finding.code, finding.message) for finding in lost] == [
            ("DDD002", "nothing was checked here: it ended the parser's process")
        ]
        assert [row for row in rows(results) if row[0] != "app/nested.py" and row[3] != "DDD902"] == FOUND


def test_input_that_takes_too_long_costs_one_file(make_project: MakeProject, use_rules: UseRules) -> None:
    use_rules(NamedBad)
    resolved = make_project({"a.py": "bad = 1\n", "slow.py": "x = 1" + " + 1" * 20_000 + "\n"}, file_timeout=3)
    results = run(resolved, [], jobs=2)
    assert rows(results) == [("a.py", 1, 1, "DDD901"), ("slow.py", 1, 1, "DDD002")]
    assert results.findings[1].message == "nothing was checked here: it took longer than 3 s (`file-timeout`)"


def test_a_lost_file_that_is_no_target_is_not_reported(make_project: MakeProject, use_rules: UseRules) -> None:
    use_rules(NamedBad)
    resolved = make_project({"a.py": "bad = 1\n", "nested.py": NESTED})
    assert rows(run(resolved, [resolved.root / "a.py"], jobs=1)) == [("a.py", 1, 1, "DDD901")]


def test_files_that_vanish_are_told(
    make_project: MakeProject, use_rules: UseRules, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_rules(NamedBad)
    resolved = make_project(FILES)
    real = survey_module.discover

    def lose(*args: object, **named: object) -> object:
        found = real(*args, **named)  # type: ignore[arg-type]
        (resolved.root / "app/b.py").unlink(missing_ok=True)
        return found

    monkeypatch.setattr(survey_module, "discover", lose)
    results = run(resolved, [], jobs=1)
    assert ("app/b.py", 1, 1, "DDD002") in rows(results)
    assert "No such file" in next(f.message for f in results.findings if f.path == "app/b.py")


def test_long_chains_are_analysed(make_project: MakeProject) -> None:
    chain = "x = a" + " + a" * 1000 + "\n" + "y = b" + ".c()" * 600 + "\n"
    elifs = "if a: pass\n" + "elif b: pass\n" * 600
    nested = "".join("  " * depth + f"def f{depth}():\n" for depth in range(80)) + "  " * 80 + "pass\n"
    results = run(make_project({"a.py": chain, "b.py": elifs, "c.py": nested}, select=["DDD"]), [], jobs=1)
    assert (results.findings, results.errors) == ((), ())


# -- the cache ---------------------------------------------------------------------------------------------------------


def entries(resolved: Resolved, kind: str) -> list[Path]:
    return sorted(resolved.cache_dir.glob(f"{kind}-*"))


def analysed(resolved: Resolved, *paths: Path, **options: object) -> int:
    """How many files a run had to analyse."""
    seen: list[int] = [0]
    run(resolved, paths, jobs=0, progress=lambda done, total: seen.append(done), **options)  # type: ignore[arg-type]
    return max(seen)


def test_only_changed_files_are_analysed_again(make_project: MakeProject, use_rules: UseRules) -> None:
    use_rules(NamedBad, Known)
    resolved = make_project(FILES)
    assert analysed(resolved) == 6
    assert analysed(resolved) == 0
    (resolved.root / "app/a.py").write_text("x = 1\n")
    assert analysed(resolved) == 1
    assert ("app/a.py", 1, 1, "DDD901") not in rows(run(resolved, [], jobs=0))


def test_findings_of_all_files_are_kept_while_one_is_asked_about(
    make_project: MakeProject, use_rules: UseRules
) -> None:
    use_rules(NamedBad)
    resolved = make_project(FILES)
    one = resolved.root / "app/a.py"
    assert analysed(resolved, one) == 6
    assert analysed(resolved) == 5
    one.write_text("x = 1\n")
    assert analysed(resolved, one) == 1
    assert analysed(resolved) == 0
    assert rows(run(resolved, [], jobs=0)) == FOUND[1:]


def test_facts_outlive_a_change_of_settings(make_project: MakeProject, use_rules: UseRules) -> None:
    use_rules(NamedBad)
    run(make_project(FILES), [], jobs=0)
    resolved = make_project(FILES, strict_boundaries=True)
    run(resolved, [], jobs=0)
    assert (len(entries(resolved, "facts")), len(entries(resolved, "findings"))) == (1, 2)


def test_files_that_are_gone_leave_the_packs(make_project: MakeProject, use_rules: UseRules) -> None:
    use_rules(NamedBad)
    resolved = make_project(FILES)
    run(resolved, [], jobs=0)
    (resolved.root / "app/b.py").unlink()
    (resolved.root / "app/a.py").write_text("x = 1\n")
    run(resolved, [], jobs=0)
    for kind in ("facts", "findings"):
        (pack,) = entries(resolved, kind)
        content = msgspec.msgpack.decode(pack.read_bytes()[16:])
        assert "app/b.py" not in content
        assert "app/a.py" in content


def test_nothing_is_kept_of_a_run_that_failed(make_project: MakeProject, use_rules: UseRules) -> None:
    use_rules(NamedBad)
    resolved = make_project({"a.py": "boom\n", "b.py": "bad = 1\n"})
    assert run(resolved, [], jobs=0).errors
    assert entries(resolved, "run") == []
    assert analysed(resolved) == 1
    use_rules(Fails)
    assert run(resolved, [], jobs=0).errors
    assert entries(resolved, "run") == []


def test_damaged_entries_are_rebuilt_quietly(make_project: MakeProject, use_rules: UseRules) -> None:
    use_rules(NamedBad, Known)
    resolved = make_project(FILES)
    first = run(resolved, [], jobs=0)
    for number, entry in enumerate(sorted(resolved.cache_dir.iterdir())):
        entry.write_bytes(entry.read_bytes()[:-1] if number % 2 else b"junk")
    assert run(resolved, [], jobs=0) == first
    assert analysed(resolved) == 0


def test_no_cache_leaves_nothing(make_project: MakeProject, use_rules: UseRules) -> None:
    use_rules(NamedBad)
    resolved = make_project(FILES)
    run(resolved, [], jobs=0, cache=False)
    assert not resolved.cache_dir.exists()


def test_two_runs_at_once_are_both_right(make_project: MakeProject) -> None:
    files = {f"m{n}.py": f"def f(x):\n    return x + {n}\n\n\nraise Exception({n})\n" for n in range(40)}
    resolved = make_project(files)
    script = (
        "import sys, ddd_lint; r = ddd_lint.lint_paths(sys.argv[1:], isolated=True, select=['DDD'], jobs=1);"
        "print(len(r.findings), r.checked, len(r.errors))"
    )
    command = [sys.executable, "-c", script, str(resolved.root)]
    for _ in range(2):
        processes = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(4)]
        assert {process.communicate(timeout=60)[0] for process in processes} == {"40 40 0\n"}


def test_an_unchanged_run_imports_neither_parser_nor_rules(make_project: MakeProject) -> None:
    resolved = make_project(FILES)
    script = (
        "import sys, ddd_lint; r = ddd_lint.lint_paths(sys.argv[1:], isolated=True, jobs=1);"
        "heavy = ['libcst', 'rich', 'ddd_lint.engine.workers', 'ddd_lint.rules', 'ddd_lint.syntax', 'ddd_lint.index'];"
        "print([name for name in heavy if name in sys.modules], r.checked)"
    )
    command = [sys.executable, "-c", script, str(resolved.root)]
    first, second = (subprocess.run(command, capture_output=True, text=True, check=True).stdout for _ in range(2))
    assert "libcst" in first
    assert second == "[] 6\n"


# -- the rest ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("jobs", [0, 2])
def test_progress_is_told(make_project: MakeProject, use_rules: UseRules, jobs: int) -> None:
    use_rules(NamedBad)
    seen: list[tuple[int, int]] = []
    run(make_project(FILES), [], jobs=jobs, progress=lambda done, total: seen.append((done, total)))
    assert seen == [(number, 6) for number in range(1, 7)]


def test_the_collector_is_left_as_it_was(make_project: MakeProject, use_rules: UseRules) -> None:
    use_rules()
    resolved = make_project({"a.py": ""})
    run(resolved, [], jobs=0)
    assert gc.isenabled()
    gc.disable()
    try:
        run(resolved, [], jobs=0)
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_no_thread_is_left_running(make_project: MakeProject, use_rules: UseRules) -> None:
    use_rules(NamedBad)
    before = threading.active_count()
    run(make_project(FILES), [], jobs=2)
    assert threading.active_count() == before


def test_an_empty_project_is_clean(make_project: MakeProject) -> None:
    assert run(make_project({}), [], jobs=2) == Results((), 0)


@pytest.mark.skipif(os.name != "posix", reason="needs POSIX names")
def test_odd_names_are_handled(make_project: MakeProject, use_rules: UseRules) -> None:
    use_rules(NamedBad)
    resolved = make_project({"a b/ü'\"\n.py": "bad = 1\n"})
    assert rows(run(resolved, [], jobs=1)) == [("a b/ü'\"\n.py", 1, 1, "DDD901")]


@pytest.mark.skipif(os.name != "posix", reason="needs process groups")
def test_an_interrupted_command_ends_at_once(
    make_project: MakeProject, await_children: Callable[[subprocess.Popen[str]], None]
) -> None:
    resolved = make_project({"slow.py": "x = 1" + " + 1" * 20_000 + "\n", "a.py": "x = 1\n"})
    command = [sys.executable, "-m", "ddd_lint", "check", "--isolated", "--no-cache", "--jobs", "2", str(resolved.root)]
    process = subprocess.Popen(
        command, start_new_session=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    await_children(process)
    os.killpg(process.pid, signal.SIGINT)
    output, errors = process.communicate(timeout=15)
    assert (process.returncode, output) == (130, "")
    assert "Traceback" not in errors
    with pytest.raises(ProcessLookupError):
        os.killpg(process.pid, 0)
