"""Dotted module names → files, with source roots found from the project itself.

Python finds a module below some entry of `sys.path`; a linter is not told which. Every folder that holds a file or folder of an import's
first name is a candidate root; the one that matches most parts of the name wins, then a folder that is no package itself, then one
above the importing file, then the nearest.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable

_STDLIB = frozenset(sys.stdlib_module_names)


class Modules:
    """The project's files as modules. Paths are relative to the project root with `/`."""

    def __init__(self, paths: Iterable[str]) -> None:
        ordered = sorted(path for path in paths if path.endswith(".py"))
        self.files = frozenset(ordered)
        folders: set[str] = set()
        self._roots: dict[str, list[str]] = {}
        for path in ordered:
            folder, _, name = path.rpartition("/")
            stem = name[:-3]
            if stem != "__init__":
                self._roots.setdefault(stem, []).append(folder)
            while folder and folder not in folders:
                folders.add(folder)
                parent, _, last = folder.rpartition("/")
                self._roots.setdefault(last, []).append(parent)
                folder = parent
        self.folders = frozenset(folders)
        self._plain: dict[str, bool] = {}
        self._found: dict[tuple[str, str], tuple[str, int] | None] = {}
        self._located: dict[tuple[str, str], tuple[str, str] | None] = {}

    def _at(self, root: str, parts: list[str]) -> int:
        """How many of the parts lead to a file or folder below the root."""
        place = root
        for number, part in enumerate(parts):
            below = f"{place}/{part}" if place else part
            if below in self.folders:
                place = below
            else:
                return number + 1 if f"{below}.py" in self.files else number
        return len(parts)

    def module_path(self, root: str, parts: list[str]) -> str | None:
        """The file or (for a package without `__init__.py`) the folder of a module below a root; None if there is none."""
        place = "/".join([root, *parts] if root else parts)
        for candidate in (f"{place}/__init__.py", f"{place}.py"):
            if candidate in self.files:
                return candidate
        return place if place in self.folders else None

    def is_foreign(self, module: str) -> bool:
        """Whether nothing in the project bears the first name of a dotted one, so that it leads nowhere."""
        return not module.startswith(".") and module.partition(".")[0] not in self._roots

    def locate(self, module: str, importer: str) -> tuple[str, str] | None:
        """Where a dotted name leads: (file or folder, the parts that are left over, dotted); None for what is not the project's.

        `module` may begin with dots (relative to the importing file). The left-over parts are names inside the module.
        """
        key = (module, importer.rpartition("/")[0])
        try:
            return self._located[key]
        except KeyError:
            found = self._located[key] = self._locate(module, importer)
            return found

    def _locate(self, module: str, importer: str) -> tuple[str, str] | None:
        if module.startswith("."):
            return self._relative(module, importer)
        parts = module.split(".")
        root_parts = self._root_of(parts, importer)
        if root_parts is None:
            return None
        root, count = root_parts
        path = self.module_path(root, parts[:count])
        return None if path is None else (path, ".".join(parts[count:]))

    def locate_package(self, module: str, importer: str) -> tuple[str, str] | None:
        """Where the first part of an absolute dotted name leads, below the root that suits the whole name best."""
        parts = module.split(".")
        found = self._root_of(parts, importer)
        path = None if found is None else self.module_path(found[0], parts[:1])
        return None if path is None else (path, "")

    def _relative(self, module: str, importer: str) -> tuple[str, str] | None:
        dots = len(module) - len(module.lstrip("."))
        folder = importer.rpartition("/")[0]
        for _ in range(dots - 1):
            folder = folder.rpartition("/")[0]
        parts = [part for part in module[dots:].split(".") if part]
        if not parts:
            path = self.module_path(folder, [])
            return None if path is None else (path, "")
        count = self._at(folder, parts)
        if count == 0:
            init = f"{folder}/__init__.py" if folder else "__init__.py"
            return (init, ".".join(parts)) if init in self.files else None
        path = self.module_path(folder, parts[:count])
        return None if path is None else (path, ".".join(parts[count:]))

    def _root_of(self, parts: list[str], importer: str) -> tuple[str, int] | None:
        folder = importer.rpartition("/")[0]
        key = (".".join(parts), folder)
        if key in self._found:
            return self._found[key]
        best: tuple[tuple[int, bool, bool, int, str], str, int] | None = None
        for root in self._roots.get(parts[0], ()):
            count = self._at(root, parts)
            package = (f"{root}/__init__.py" if root else "__init__.py") in self.files
            above = not root or folder == root or folder.startswith(root + "/")
            # `import redis` beside `app/redis.py` is the library unless the importing file runs from that very folder.
            if count < 2 and (package or parts[0] in _STDLIB or not (above or len(parts) == 1)):
                continue
            if count == 1 and len(parts) == 1 and root and folder != root and not self._plain_root(root):
                continue
            rank = (count, not package, above, len(root) if above else -len(root), root)
            if best is None or rank > best[0]:
                best = (rank, root, count)
        found = None if best is None else (best[1], best[2])
        self._found[key] = found
        return found

    def _plain_root(self, root: str) -> bool:
        """Whether a folder looks like an entry of `sys.path`: `src`, or one that holds packages and is none itself."""
        found = self._plain.get(root)
        if found is None:
            found = self._plain[root] = self._looks_plain(root)
        return found

    def _looks_plain(self, root: str) -> bool:
        return root.rpartition("/")[2] in {"src", "lib", "backend", "server", "app", "api", "python"} or any(
            path.startswith(root + "/") and path.count("/") == root.count("/") + 2 and path.endswith("/__init__.py")
            for path in self.files
        )

    def dotted(self, path: str) -> str:
        """A readable dotted name of a file: its path below the outermost folder that is a package or a usual root."""
        parts = path[:-3].split("/")
        if parts[-1] == "__init__":
            parts.pop()
        while len(parts) > 1 and parts[0] in {"src", "lib"}:
            parts.pop(0)
        return ".".join(parts)
