"""The cache: whole entries or none, whatever happens to its files."""

import os
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ddd_lint.engine import cache as cache_module
from ddd_lint.engine.cache import Cache, RunEntry, clean, digest, prepare
from ddd_lint.engine.survey import survey_of
from ddd_lint.model.finding import Edit, Finding, Fix, Related
from ddd_lint.model.results import InternalError, Results
from ddd_lint.model.settings import Settings
from ddd_lint.model.span import Span

SPAN = Span(1, 2, 3, 4)
FIX = Fix("mend it", (Edit(SPAN, "x"),), safe=True)
FINDING = Finding("a.py", SPAN, "DDD601", "bare-except", "Käse", (Related("b.py", 1, 2, "here"),), FIX)
ENTRY = RunEntry({"t.py": b"\0" * 16}, Results((FINDING,), 3, 1, (InternalError("a.py", "DDD601", "x"),)))
PACK = {"a.py": (b"d" * 16, b"facts"), "ü.py": (b"e" * 16, b"")}
ROOT = Path("/project")


def cache(folder: Path | None) -> Cache:
    return Cache(folder, ROOT)


def test_what_is_saved_is_loaded(tmp_path: Path) -> None:
    store = cache(tmp_path / "deep" / "cache")
    key = store.pack_key("facts")
    store.save("run-1", ENTRY)
    store.save(key, PACK)
    assert store.load_run("run-1") == ENTRY
    assert store.load_pack(key) == PACK


def test_nothing_is_found_where_nothing_was_saved(tmp_path: Path) -> None:
    assert cache(tmp_path).load_run("run-1") is None
    assert cache(tmp_path / "none").load_pack("facts-1") == {}


def test_no_folder_keeps_nothing() -> None:
    store = cache(None)
    store.save("run-1", ENTRY)
    assert store.load_run("run-1") is None
    assert store.load_pack("run-1") == {}


def test_a_folder_that_cannot_be_written_is_no_cache(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    store = cache(tmp_path / "file" / "cache")
    store.save("run-1", ENTRY)
    assert store.load_run("run-1") is None


def test_a_disk_that_fails_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    store = cache(tmp_path)
    store.save("run-1", ENTRY)
    monkeypatch.setattr(os, "replace", full)
    store.save("run-1", msgspec.structs.replace(ENTRY, looked_into={}))
    assert store.load_run("run-1") == ENTRY
    assert not [name for name in os.listdir(tmp_path) if name.endswith(".part")]


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(at=st.integers(0, 10_000), change=st.integers(1, 255), kind=st.sampled_from(["flip", "cut", "grow"]))
def test_a_damaged_entry_counts_as_missing(tmp_path: Path, at: int, change: int, kind: str) -> None:
    store = cache(tmp_path)
    for key, entry in (("run-1", ENTRY), ("facts-1", PACK)):
        store.save(key, entry)
        file = tmp_path / key
        data = bytearray(file.read_bytes())
        at %= len(data)
        if kind == "flip":
            data[at] ^= change
        elif kind == "cut":
            del data[at:]
        else:
            data += bytes(change)
        file.write_bytes(data)
    assert store.load_run("run-1") is None
    assert store.load_pack("facts-1") == {}


def test_an_entry_of_another_shape_counts_as_missing(tmp_path: Path) -> None:
    store = cache(tmp_path)
    store.save("facts-1", PACK)
    store.save("run-1", ENTRY)
    (tmp_path / "facts-1").write_bytes((tmp_path / "run-1").read_bytes())
    assert store.load_pack("facts-1") == {}
    (tmp_path / "run-2").write_bytes(digest(b"") + b"")
    assert store.load_run("run-2") is None


def test_the_oldest_of_a_kind_are_forgotten(tmp_path: Path) -> None:
    store = cache(tmp_path)
    store.save("run-1", ENTRY)
    for number in range(12):
        store.save(f"facts-{number}", PACK)
        os.utime(tmp_path / f"facts-{number}", ns=(number, number))
    store.save("facts-new", PACK)
    kept = {name for name in os.listdir(tmp_path) if name.startswith("facts-")}
    assert kept == {"facts-new", "facts-11", "facts-10", "facts-9"}
    assert store.load_run("run-1") == ENTRY


def test_the_folder_is_marked(tmp_path: Path) -> None:
    folder = tmp_path / "cache"
    cache(folder).save("run-1", ENTRY)
    assert (folder / ".gitignore").read_text() == "*\n"
    assert (folder / "CACHEDIR.TAG").read_text().startswith("Signature: 8a477f597d28d172789f06886806bc55\n")


def test_a_folder_that_holds_other_things_is_not_marked(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("")
    prepare(tmp_path)
    assert sorted(os.listdir(tmp_path)) == ["mine.txt"]


def test_clean_removes_what_the_cache_wrote(tmp_path: Path) -> None:
    folder = tmp_path / "cache"
    store = cache(folder)
    store.save(store.run_key(survey_of({}, Settings(), ROOT), []), ENTRY)
    store.save(store.pack_key("facts"), PACK)
    assert clean(folder) == 2
    assert not folder.exists()
    assert clean(folder) == 0


def test_clean_leaves_other_files_alone(tmp_path: Path) -> None:
    store = cache(tmp_path)
    store.save(store.pack_key("facts"), PACK)
    (tmp_path / "mine.txt").write_text("")
    (tmp_path / ".gitignore").write_text("mine\n")
    assert clean(tmp_path) == 1
    assert {"mine.txt", ".gitignore"} <= set(os.listdir(tmp_path))


def test_a_run_key_tells_runs_apart(tmp_path: Path) -> None:
    store = cache(tmp_path)
    base = survey_of({"a.py": b"x", "b.py": b"y"}, Settings(), ROOT)
    changed = [
        survey_of({"a.py": b"x", "b.py": b"z"}, Settings(), ROOT),
        survey_of({"a.py": b"x", "c.py": b"y"}, Settings(), ROOT),
        survey_of({"a.py": b"x"}, Settings(), ROOT),
        survey_of({"a.py": b"x", "b.py": b"y"}, Settings(ignore=("DDD6",)), ROOT),
        msgspec.structs.replace(base, linted=frozenset({"a.py"})),
        msgspec.structs.replace(base, unread={"d": "x"}),
    ]
    keys = [store.run_key(base, [True]), store.run_key(base, [False]), *(store.run_key(s, [True]) for s in changed)]
    keys.append(Cache(tmp_path, Path("/other")).run_key(base, [True]))
    assert len(set(keys)) == len(keys)
    assert store.run_key(survey_of({"b.py": b"y", "a.py": b"x"}, Settings(), ROOT), [True]) == keys[0]


def test_keys_change_with_the_tool(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = cache(tmp_path).pack_key("facts")
    assert cache(tmp_path).pack_key("facts") == before
    monkeypatch.setattr(cache_module, "__version__", "99")
    later = cache(tmp_path).pack_key("facts")
    monkeypatch.setattr(cache_module, "find_spec", lambda name: None)
    assert len({before, later, cache(tmp_path).pack_key("facts")}) == 3


@given(st.lists(st.binary(max_size=5), max_size=4), st.lists(st.binary(max_size=5), max_size=4))
def test_digests_tell_parts_apart(first: list[bytes], second: list[bytes]) -> None:
    assert (digest(*first) == digest(*second)) == (first == second)
