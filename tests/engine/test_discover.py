from __future__ import annotations

import os
import subprocess
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ddd_lint.engine.discover import Discovery, DiscoveryError, discover
from ddd_lint.model.settings import Settings


def tree(root: Path, *files: str) -> Path:
    for file in files:
        path = root / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("")
    return root


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def git(root: Path, *arguments: str) -> str:
    command = [
        "git",
        "-c",
        "core.excludesFile=/dev/null",
        "-c",
        "protocol.file.allow=always",
        "-C",
        str(root),
        *arguments,
    ]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def found(root: Path, *paths: Path, force_exclude: bool = False, **options: object) -> Discovery:
    return discover(root, paths, Settings(**options), force_exclude=force_exclude)  # type: ignore[arg-type]


def test_a_link_that_leads_to_itself_leads_nowhere(tmp_path: Path) -> None:
    tree(tmp_path, "a.py")
    (tmp_path / "b.py").symlink_to("b.py")
    (tmp_path / "c").symlink_to("c")
    assert found(tmp_path) == Discovery(("a.py",), frozenset({"a.py"}))


def test_templates_of_the_whole_project_sorted(tmp_path: Path) -> None:
    tree(
        tmp_path,
        "b/templates/x.html",
        "a.html",
        "c.jinja2",
        "d.j2",
        "e.txt",
        "node_modules/f.html",
        "g.py",
        "h.html/i.py",
    )
    result = found(tmp_path)
    assert result.templates == ("a.html", "b/templates/x.html", "c.jinja2", "d.j2")
    assert result.files == ("g.py", "h.html/i.py")
    write(tmp_path / ".gitignore", "*.j2\n")
    assert found(tmp_path, extend_exclude=("b/",)).templates == ("a.html", "c.jinja2")


def test_python_files_of_the_whole_project_sorted(tmp_path: Path) -> None:
    tree(tmp_path, "b.py", "a/b.py", "a.py", "a/c.pyi", "a/d.txt", "a-b.py", "x.py/y.py", ".hidden/z.py")
    result = found(tmp_path)
    assert result.files == (".hidden/z.py", "a-b.py", "a.py", "a/b.py", "b.py", "x.py/y.py")
    assert result.targets == set(result.files)
    assert result.errors == ()


def test_default_excludes_are_not_entered(tmp_path: Path) -> None:
    tree(
        tmp_path,
        ".venv/a.py",
        "app/node_modules/b.py",
        "app/__pycache__/c.py",
        "build/d.py",
        "app/e.py",
        "app/build.py",
    )
    assert found(tmp_path).files == ("app/build.py", "app/e.py")


def test_excludes_are_gitignore_patterns_from_the_root(tmp_path: Path) -> None:
    tree(tmp_path, "gen/a.py", "app/gen/b.py", "app/c_pb2.py", "app/keep_pb2.py", "app/d.py", "app/old/e.py")
    result = found(tmp_path, exclude=("/gen/", "*_pb2.py", "!keep_pb2.py"), extend_exclude=("app/old",))
    assert result.files == ("app/d.py", "app/gen/b.py", "app/keep_pb2.py")


def test_targets_are_files_and_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tree(tmp_path, "a/x.py", "a/y.py", "ab/z.py", "c.py")
    assert found(tmp_path, tmp_path / "a").targets == {"a/x.py", "a/y.py"}
    assert found(tmp_path, tmp_path / "a/x.py", tmp_path / "c.py").targets == {"a/x.py", "c.py"}
    assert found(tmp_path, tmp_path / "c.py").files == ("a/x.py", "a/y.py", "ab/z.py", "c.py")
    monkeypatch.chdir(tmp_path / "a")
    assert found(tmp_path, Path()).targets == {"a/x.py", "a/y.py"}
    assert found(tmp_path, Path("../c.py"), Path("x.py")).targets == {"a/x.py", "c.py"}
    assert found(tmp_path, tmp_path).targets == {"a/x.py", "a/y.py", "ab/z.py", "c.py"}


def test_a_given_file_is_analysed_whatever_its_name_and_excludes(tmp_path: Path) -> None:
    tree(tmp_path, "app.py", "build/gen.py", "bin/tool", "build/data")
    given = [tmp_path / name for name in ("build/gen.py", "bin/tool", "app.py")]
    assert found(tmp_path, *given).targets == {"app.py", "bin/tool", "build/gen.py"}
    assert found(tmp_path, *given).files == ("app.py", "bin/tool", "build/gen.py")
    forced = found(tmp_path, *given, tmp_path / "build/data", force_exclude=True)
    assert forced.targets == {"app.py", "bin/tool"}
    by_name = found(tmp_path, *given, force_exclude=True, exclude=("tool", "app.py"))
    assert by_name.targets == {"build/gen.py"}


def test_a_given_folder_is_walked_even_when_excluded(tmp_path: Path) -> None:
    tree(tmp_path, "app.py", "build/gen.py", "build/deep/gen.py", "build/node_modules/n.py")
    write(tmp_path / ".gitignore", "deep/secret.py\nsecret.py\n")
    tree(tmp_path, "build/deep/secret.py")
    result = found(tmp_path, tmp_path / "build")
    assert result.targets == {"build/gen.py", "build/deep/gen.py"}
    assert result.files == ("app.py", "build/deep/gen.py", "build/gen.py")
    assert found(tmp_path, tmp_path / "build/deep").targets == {"build/deep/gen.py"}
    forced = found(tmp_path, tmp_path / "build", force_exclude=True)
    assert (forced.files, forced.targets) == (("app.py",), frozenset())


def test_targets_outside_the_root(tmp_path: Path) -> None:
    tree(
        tmp_path,
        "work/proj/app.py",
        "work/proj/build/b.py",
        "work/side/a.py",
        "work/side/build/b.py",
        "top.py",
        "x/y.py",
    )
    root = tmp_path / "work/proj"
    side = found(root, tmp_path / "work/side", force_exclude=True)
    assert side.targets == {"../side/a.py"}
    assert side.files == ("../side/a.py", "app.py")
    assert found(root, tmp_path / "top.py").targets == {"../../top.py"}
    everything = found(root, tmp_path, tmp_path / "work")
    assert everything.targets == {"app.py", "../side/a.py", "../../top.py", "../../x/y.py"}
    assert found(root, tmp_path / "work").targets == {"app.py", "../side/a.py"}


def test_what_does_not_exist_or_is_no_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(DiscoveryError, match=r"missing\.py: no such file or folder"):
        found(tmp_path, tmp_path / "missing.py")
    os.mkfifo(tmp_path / "pipe.py")
    assert found(tmp_path).files == ()
    with pytest.raises(DiscoveryError, match=r"pipe\.py: neither a file nor a folder"):
        found(tmp_path, tmp_path / "pipe.py")


def test_links_lead_out_of_the_project_only_and_once(tmp_path: Path) -> None:
    root = tree(tmp_path / "work/proj", "app/a.py", "node_modules/n.py")
    outside = tree(tmp_path / "shared", "lib/s.py", "one.py", "data.txt")
    tree(tmp_path, "far/far.py")
    links = {
        "app/loop": root / "app",
        "app/up": root,
        "above": tmp_path,
        "modules": root / "node_modules",
        "alias.py": root / "app/a.py",
        "lib": outside / "lib",
        "lib2": outside / "lib",
        "a_one.py": outside / "one.py",
        "one.py": outside / "one.py",
        "far.py": tmp_path / "far/far.py",
        "near.py": tmp_path / "far/far.py",
        "two.py": outside / "one.py",
        "data.txt": outside / "data.txt",
        "broken.py": outside / "missing",
        "build": outside,
    }
    for name, target in links.items():
        (root / name).symlink_to(target)
    (outside / "lib/back").symlink_to(outside / "lib")
    (outside / "lib/home").symlink_to(root)
    (outside / "lib/more").symlink_to(outside)
    result = found(root)
    assert result.files == ("app/a.py", "far.py", "lib/more/one.py", "lib/s.py")
    assert result.errors == ()
    assert result == found(root)


def test_links_that_are_asked_about(tmp_path: Path) -> None:
    root = tree(tmp_path / "proj", "app/a.py", "node_modules/n.py")
    tree(tmp_path / "shared", "s.py")
    (root / "alias").symlink_to(root / "app")
    (root / "shared").symlink_to(tmp_path / "shared")
    (tmp_path / "door").symlink_to(root)
    assert found(root, root / "alias").targets == {"app/a.py"}
    assert found(root, root / "alias/a.py").targets == {"app/a.py"}
    assert found(root, root / "shared").targets == {"shared/s.py"}
    assert found(root, root / "shared/s.py").targets == {"shared/s.py"}
    assert found(root, tmp_path / "door").targets == {"app/a.py", "shared/s.py"}
    assert found(tmp_path / "door", root / "app").targets == {"app/a.py"}


def test_a_folder_that_cannot_be_read_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tree(tmp_path, "a.py")
    monkeypatch.chdir(tmp_path)
    name = "d" * 250
    for _ in range(17):  # 17 x 251 characters are more than the system takes as a path.
        os.mkdir(name)
        os.chdir(name)
    result = found(tmp_path)
    assert result.files == ("a.py",)
    ((path, message),) = result.errors
    assert path.endswith(f"{name}/{name}")
    assert message == "the folder can't be read: File name too long"


def test_a_root_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    tree(tmp_path, "file")
    assert found(tmp_path / "file").errors == ((".", "the folder can't be read: Not a directory"),)
    assert found(tmp_path / "vanished") == Discovery((), frozenset(), ())


def test_names_that_are_not_utf8_are_told(tmp_path: Path) -> None:
    tree(tmp_path, "a.py", "é.py")
    for name in (b"caf\xe9.py", b"caf\xe9.txt"):
        Path(os.fsdecode(os.path.join(os.fsencode(tmp_path), name))).write_text("")
    os.mkdir(os.path.join(os.fsencode(tmp_path), b"\xff"))
    result = found(tmp_path)
    assert result.files == ("a.py", "é.py")
    assert result.errors == (("\\xff", "the name is not UTF-8"), ("caf\\xe9.py", "the name is not UTF-8"))


def test_ignore_files_of_every_level(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q", "top")
    top = tmp_path / "top"
    write(tmp_path / ".gitignore", "a.py\n")
    write(top / ".gitignore", "# comment\n\ngenerated/\n*_gen.py\n/only_top.py\n\\#odd.py\n!\nbad\\\n[a\n")
    write(top / ".git/info/exclude", "private.py\nshown.py\n")
    write(top / "proj/.gitignore", "!keep_gen.py\nshown.pyc\n")
    write(top / "proj/deep/.gitignore", "*.py\n!yes.py\n!shown.py")
    tree(
        top / "proj", "a.py", "generated/b.py", "x_gen.py", "keep_gen.py", "only_top.py", "private.py", "shown.py",
        "#odd.py",
        "deep/no.py", "deep/yes.py", "deep/shown.py", "deep/er/no.py", "deep/er/yes.py",
    )  # fmt: skip
    expected = ("a.py", "deep/er/yes.py", "deep/shown.py", "deep/yes.py", "keep_gen.py", "only_top.py")
    assert found(top / "proj").files == expected
    assert git(top / "proj", "ls-files", "-o", "--exclude-standard", "--", "*.py").splitlines() == list(expected)
    assert "generated/b.py" in found(top / "proj", respect_gitignore=False).files
    assert found(top / "proj", top / "proj/generated").targets == {"generated/b.py"}


def test_an_ignore_file_counts_without_git_and_unreadable_ones_do_not(tmp_path: Path) -> None:
    write(tmp_path / ".gitignore", "\ufeffold.py\n")
    (tmp_path / "app/.gitignore").mkdir(parents=True)
    tree(tmp_path, "old.py", "app/old.py", "app/new.py")
    assert found(tmp_path).files == ("app/new.py",)
    assert found(tmp_path, tmp_path / "app").targets == {"app/new.py"}


def test_work_trees_and_submodules_find_their_exclude_file(tmp_path: Path) -> None:
    main = tree(tmp_path / "main", "a.py")
    git(tmp_path, "init", "-q", "main")
    git(main, "add", ".")
    who = ("-c", "user.name=a", "-c", "user.email=a@b.c")
    git(main, *who, "commit", "-qm", "a")
    git(main, "worktree", "add", "-q", "../tree")
    write(main / ".git/info/exclude", "private.py\n")
    tree(tmp_path / "tree", "private.py", "b.py")
    assert found(tmp_path / "tree").files == ("a.py", "b.py")

    git(tmp_path, "init", "-q", "outer")
    git(tmp_path / "outer", "submodule", "--quiet", "add", "../main", "inner")
    write(tmp_path / "outer/.git/modules/inner/info/exclude", "private.py\n")
    tree(tmp_path / "outer/inner", "private.py")
    assert found(tmp_path / "outer/inner").files == ("a.py",)

    tree(tmp_path / "broken", "a.py")
    (tmp_path / "broken/.git").symlink_to("nowhere")
    assert found(tmp_path / "broken").files == ("a.py",)


segments = st.sampled_from(["a", "b", "*", "**", "a*", "?", "[ab]", "a.py", "*.py", "b.*"])
lines = st.builds(
    "{}{}{}{}".format,
    st.sampled_from(["", "", "!"]),
    st.sampled_from(["", "", "/"]),
    st.lists(segments, min_size=1, max_size=3).map("/".join),
    st.sampled_from(["", "", "/", " "]),
)
ignore_files = st.lists(lines, max_size=4).map("\n".join)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ignore_files, ignore_files, ignore_files)
def test_ignore_files_are_read_as_git_reads_them(
    tmp_path_factory: pytest.TempPathFactory, top: str, inner: str, exclude: str
) -> None:
    root = tmp_path_factory.mktemp("repository")
    git(root, "init", "-q", ".")
    tree(root, "a.py", "b.py", "c.py", "a/a.py", "a/c.py", "a/a/b.py", "a/b/c.py", "b/a/a.py", "b/b/ab.py", "ab/c/d.py")
    write(root / ".gitignore", top)
    write(root / "a/.gitignore", inner)
    write(root / ".git/info/exclude", exclude)
    expected = git(root, "ls-files", "-o", "--exclude-standard", "--", "*.py").splitlines()
    assert list(found(root).files) == sorted(expected)


def test_five_thousand_files_are_found_in_linear_time(tmp_path: Path) -> None:
    write(
        tmp_path / ".gitignore", "\n".join(f"*.x{number}\nfolder{number}/\n/out{number}/*.py" for number in range(50))
    )
    for folder in range(100):
        tree(tmp_path, *(f"package{folder}/module{number}.py" for number in range(50)))
    start = time.process_time()
    assert len(found(tmp_path).files) == 5000
    assert time.process_time() - start < 1.5  # It takes 0.05 s; tracing for coverage multiplies that.
