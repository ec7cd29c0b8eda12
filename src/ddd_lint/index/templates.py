"""Which file a template's name means, and in which language it is written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ddd_lint.model.facts import FileFacts, Import
from ddd_lint.model.templates import DJANGO, JINJA

_JINJA_FOLDER = "jinja2"
_FOLDERS = frozenset({"templates", _JINJA_FOLDER})
_JINJA_ENDINGS = (".jinja", ".jinja2", ".j2")


class TemplateNames:
    """The project's template files, by the names that code calls them."""

    def __init__(self, paths: Iterable[str]) -> None:
        self._by_last: dict[str, list[str]] = {}
        for path in sorted(paths):
            self._by_last.setdefault(path.rpartition("/")[2], []).append(path)

    def located(self, name: str, near: str) -> str | None:
        """The file that a name means for a file at `near`; None where there is none.

        A name is the end of its file's path. Where a loader puts something before it (`admin/users.html` for
        `themes/admin/templates/users.html`), its first folder stands earlier in the path. Of several files it is one right below a folder
        for templates, and of those the one that shares the most folders with `near`.
        """
        found = self._ending(name)
        if not found and "/" in name:
            first, _, rest = name.partition("/")
            found = [path for path in self._ending(rest) if first in path.split("/")]
        if not found:
            return None
        below = name if _ends(found[0], name) else name.partition("/")[2]
        return max(found, key=lambda path: (_is_rooted(path, below), _shared(path, near), -len(path), path))

    def meant(self, name: str, near: str) -> list[str]:
        """The files that a name may mean, or those whose names end as `*_list.html` says."""
        if name.startswith("*"):
            return [path for last, paths in self._by_last.items() if last.endswith(name[1:]) for path in paths]
        found = self.located(name, near)
        return [] if found is None else [found]

    def _ending(self, name: str) -> list[str]:
        candidates = self._by_last.get(name.rpartition("/")[2], [])
        return [path for path in candidates if _ends(path, name)]


def _ends(path: str, name: str) -> bool:
    """Whether a path ends with the folders and the file of a name."""
    return path == name or path.endswith(f"/{name}")


def _is_rooted(path: str, name: str) -> bool:
    """Whether what stands before a name in a path is a folder for templates."""
    return path[: -len(name)].rstrip("/").rpartition("/")[2] in _FOLDERS


def _shared(path: str, near: str) -> int:
    count = 0
    for one, other in zip(path.split("/")[:-1], near.split("/")[:-1], strict=False):
        if one != other:
            break
        count += 1
    return count


class Dialects:
    """Says in which language templates are written."""

    def __init__(self, files: Mapping[str, FileFacts]) -> None:
        self._files = files
        self._project: bool | None = None

    def of(self, template: str, named_by: str) -> str:
        """The dialect of a template file that a module names: by its own folder and name, else by what the module, or the project, imports."""
        if _JINJA_FOLDER in template.split("/")[:-1] or template.endswith(_JINJA_ENDINGS):
            return JINJA
        if self._uses_django(named_by):
            return DJANGO
        if self._project is None:
            self._project = any(self._uses_django(path) for path in self._files)
        return (
            DJANGO
            if self._project and not self._imports(named_by, ("flask", "jinja2", "starlette", "fastapi"))
            else JINJA
        )

    def _uses_django(self, path: str) -> bool:
        return self._imports(path, ("django",))

    def _imports(self, path: str, packages: tuple[str, ...]) -> bool:
        """Whether a module imports something of a package at its top."""
        return any(
            isinstance(ins, Import) and ins.target.replace(":", ".").partition(".")[0] in packages
            for ins in self._files[path].units[0].code
        )
