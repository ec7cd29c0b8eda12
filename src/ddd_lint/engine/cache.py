"""What earlier runs found out, kept in a folder: facts and local findings of files, and the results of whole runs.

Every entry is one file, written to a temporary name and moved into place, and begins with a digest of what follows: a
reader sees a whole entry or none, and an entry that is damaged counts as missing. Of two runs at once the last writer
wins. Nothing in here raises: a cache that can't be read or written is no cache.
"""

from __future__ import annotations

import os
import re
import sys
import tempfile
from contextlib import suppress
from hashlib import blake2b
from importlib.util import find_spec
from pathlib import Path

import msgspec

from ddd_lint import __version__
from ddd_lint.engine.survey import DIGEST_SIZE, Survey
from ddd_lint.engine.templates import PARSERS
from ddd_lint.model.results import Results

_TAG = "Signature: 8a477f597d28d172789f06886806bc55\n# This folder holds what ddd-lint remembers of earlier runs.\n"
_MARKS = {".gitignore": "*\n", "CACHEDIR.TAG": _TAG}
_KEEP = {"facts": 4, "findings": 8, "run": 32}
"""How many entries of a kind stay: the newest ones."""
_OURS = re.compile(rf"(?:{'|'.join(_KEEP)})-[0-9a-f]{{{2 * DIGEST_SIZE}}}|tmp\w+\.part")

Pack = dict[str, tuple[bytes, bytes]]
"""A file's path → the digest of its content and what was found out about it."""


class RunEntry(msgspec.Struct, frozen=True, array_like=True):
    """A whole run's outcome, true as long as the tests and templates that it looked into have these digests too."""

    looked_into: dict[str, bytes]
    results: Results


_decode_pack = msgspec.msgpack.Decoder(Pack).decode
_decode_run = msgspec.msgpack.Decoder(RunEntry).decode
_encode = msgspec.msgpack.Encoder().encode


class Cache:
    """The entries of one project in `folder`; None keeps nothing."""

    def __init__(self, folder: Path | None, root: Path) -> None:
        self._folder = folder
        self._base = digest(_tool(), os.fsencode(root))

    def run_key(self, survey: Survey, options: object) -> str:
        """The name of the entry for a run with these files, contents, settings and options."""
        parts = [self._base, _encode(survey.settings), _encode(options), _encode(survey.files)]
        parts.append(_encode(sorted(survey.linted)))
        parts.append(_encode(sorted(survey.unread.items())))
        parts.append(_encode([(path, source.digest) for path, source in survey.sources.items()]))
        parts.append(_encode([(path, source and source.digest) for path, source in survey.templates.items()]))
        return "run-" + digest(*parts).hex()

    def pack_key(self, kind: str, *parts: bytes) -> str:
        """The name of the entry for facts or findings that depend on `parts` besides the content."""
        return f"{kind}-{digest(self._base, *parts).hex()}"

    def load_run(self, key: str) -> RunEntry | None:
        """A run's entry, or None."""
        with suppress(OSError, msgspec.MsgspecError, UnicodeDecodeError):
            return _decode_run(self._load(key))
        return None

    def load_pack(self, key: str) -> Pack:
        """A pack's entries; empty when there is no such pack."""
        with suppress(OSError, msgspec.MsgspecError, UnicodeDecodeError):
            return _decode_pack(self._load(key))
        return {}

    def save(self, key: str, entry: RunEntry | Pack) -> None:
        """Write an entry, and forget the oldest of its kind."""
        if self._folder is None:
            return
        payload = _encode(entry)
        with suppress(OSError):
            prepare(self._folder)
            descriptor, temporary = tempfile.mkstemp(suffix=".part", dir=self._folder)
            try:
                with open(descriptor, "wb") as file:
                    file.write(digest(payload))
                    file.write(payload)
                os.replace(temporary, self._folder / key)
            except OSError:
                os.unlink(temporary)
                raise
            self._prune(key.partition("-")[0])

    def _load(self, key: str) -> bytes:
        if self._folder is None:
            raise FileNotFoundError
        data = (self._folder / key).read_bytes()
        head, payload = data[:DIGEST_SIZE], data[DIGEST_SIZE:]
        if head != digest(payload):
            raise OSError(f"{key} is damaged")
        return payload

    def _prune(self, kind: str) -> None:
        assert self._folder is not None
        entries = [entry for entry in os.scandir(self._folder) if entry.name.startswith(f"{kind}-")]
        entries.sort(key=lambda entry: entry.stat().st_mtime_ns, reverse=True)
        for entry in entries[_KEEP[kind] :]:
            os.unlink(entry)


def digest(*parts: bytes) -> bytes:
    """A digest of parts, told apart by their lengths."""
    state = blake2b(digest_size=DIGEST_SIZE)
    for part in parts:
        state.update(len(part).to_bytes(8, "little"))
        state.update(part)
    return state.digest()


def clean(folder: Path) -> int:
    """Remove what this module has written to `folder`, and the folder if nothing else is in it.

    Returns the number of entries removed.

    Raises:
        OSError: something can't be removed.
    """
    if not folder.is_dir():
        return 0
    entries = [entry for entry in folder.iterdir() if _OURS.fullmatch(entry.name)]
    for entry in entries:
        entry.unlink()
    marks = [folder / name for name, text in _MARKS.items() if _holds(folder / name, text)]
    if {entry.name for entry in folder.iterdir()} <= {mark.name for mark in marks}:
        for mark in marks:
            mark.unlink()
        folder.rmdir()
    return len(entries)


def prepare(folder: Path) -> None:
    """Make the folder, marked as a cache for git and backup tools unless it holds other things too."""
    folder.mkdir(parents=True, exist_ok=True)
    if (folder / "CACHEDIR.TAG").exists() or any(not _OURS.fullmatch(name) for name in os.listdir(folder)):
        return
    for name, text in _MARKS.items():
        (folder / name).write_text(text, encoding="utf-8")


def _holds(file: Path, text: str) -> bool:
    return file.is_file() and file.read_bytes() == text.encode()


def _tool() -> bytes:
    """What the outcome depends on besides files and settings: this package as it is installed, Python, and the parsers."""
    package = Path(__file__).parent.parent
    stamps: list[tuple[str, int, int]] = []
    for folder, folders, names in os.walk(package):
        folders[:] = sorted(name for name in folders if name != "__pycache__")
        stamps += (_stamp(os.path.join(folder, name)) for name in sorted(names) if name.endswith(".py"))
    for parser in map(find_spec, ("libcst", *PARSERS.values())):
        if parser is not None and parser.origin is not None:
            stamps.append(_stamp(parser.origin))
    return _encode((__version__, sys.version_info[:2], stamps))


def _stamp(path: str) -> tuple[str, int, int]:
    status = os.stat(path)
    return path, status.st_mtime_ns, status.st_size
