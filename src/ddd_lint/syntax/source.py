"""Bytes of a file → text, as Python itself would read it."""

from __future__ import annotations

import io
import re
import tokenize
from bisect import bisect_right

_COOKIE = re.compile(rb"(?:\xef\xbb\xbf)?[ \t\f]*#.*?coding[:=]")
_LINE_BREAK = re.compile(r"\r\n|\r|\n")


class DecodeError(Exception):
    """A file that is no Python text; the message says why and what to do."""


def decode(data: bytes) -> str:
    """Decode by byte-order mark and PEP 263 declaration, UTF-8 by default; line ends are kept.

    Raises:
        DecodeError: unknown encoding, bytes that do not fit it, or NUL bytes (a binary file).
    """
    if b"\0" in data:
        raise DecodeError("holds NUL bytes, so it is no Python source; exclude it")
    try:
        encoding = _declared_encoding(data)
        return data.decode(encoding)
    except (SyntaxError, LookupError) as error:
        raise DecodeError(f"has an encoding declaration that can't be used ({error}); correct it") from error
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise DecodeError(
            f"is not valid {error.encoding} (byte 0x{data[error.start]:02x} in line {line}); "
            "save it as UTF-8 or declare its encoding"
        ) from error


def _declared_encoding(data: bytes) -> str:
    """The encoding by byte-order mark or declaration, UTF-8 where the first two lines have neither."""
    try:
        return tokenize.detect_encoding(io.BytesIO(data).readline)[0]
    except SyntaxError:
        if any(_COOKIE.match(line) for line in data.split(b"\n", 2)[:2]):
            raise
        return "utf-8"


class Lines:
    """Offsets of a text → lines and columns, both from 1, columns in characters."""

    def __init__(self, text: str) -> None:
        self.starts = [0, *(match.end() for match in _LINE_BREAK.finditer(text))]

    def place(self, offset: int) -> tuple[int, int]:
        """Line and column of a text offset."""
        line = bisect_right(self.starts, offset)
        return line, offset - self.starts[line - 1] + 1

    def offset(self, line: int, column: int) -> int:
        """The text offset of a line and column."""
        return self.starts[line - 1] + column - 1
