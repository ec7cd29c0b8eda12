"""Who imports a module: enough to tell code that only scripts use."""

from __future__ import annotations

from collections.abc import Callable

from ddd_lint.frameworks.boundaries import COMMAND_FOLDERS, COMMAND_LIBRARIES
from ddd_lint.index.files import Files
from ddd_lint.index.modules import Modules
from ddd_lint.model.facts import Import
from ddd_lint.model.settings import Roles

_ENTRIES = frozenset({"main", "app", "application", "asgi", "wsgi", "server", "celery", "worker"})
"""Modules that a server or worker starts by their name: what imports them says nothing of their use."""


class Importers:
    """The project's imports, turned round once when first asked for."""

    def __init__(self, files: Files, modules: Modules, roles: Callable[[str], Roles]) -> None:
        self._files = files
        self._modules = modules
        self._roles = roles
        self._table: dict[str, set[str]] | None = None
        self._only_scripts: dict[str, bool] = {}

    def of(self, path: str) -> frozenset[str]:
        """The files that import a file, by whatever name."""
        if self._table is None:
            self._table = {}
            for importer, facts in self._files.facts.items():
                known: set[tuple[str, str]] = set()
                for number in range(len(facts.units)):
                    for ins in self._files.each((importer, number), Import):
                        asked = (ins.loads or ins.target).partition(":")[::2]
                        if asked not in known:
                            known.add(asked)
                            for target in self._targets(*asked, importer):
                                self._table.setdefault(target, set()).add(importer)
        return frozenset(self._table.get(path, ()))

    def _targets(self, module: str, name: str, importer: str) -> list[str]:
        if self._modules.is_foreign(module):
            return []
        whole = f"{module}{name}" if module.endswith(".") else f"{module}.{name}" if name and name != "*" else module
        found = [self._modules.locate(each, importer) for each in dict.fromkeys((whole, module)) if each]
        return [located[0] for located in found if located is not None]

    def script(self, path: str) -> bool:
        """Whether a file is a script, a migration, a command line's, or a module that (tests aside) nothing else imports."""
        known = self._only_scripts.get(path)
        if known is None:
            # Modules that import each other in a ring are no scripts unless something says so.
            self._only_scripts[path] = False
            roles = self._roles(path)
            known = roles.script or roles.migration or self._is_command_line(path)
            if not known and path.rpartition("/")[2].removesuffix(".py") not in _ENTRIES:
                users = [
                    importer
                    for importer in sorted(self.of(path))
                    if importer != path and not self._roles(importer).test
                ]
                known = bool(users) and all(self.script(importer) for importer in users)
                if known and self._registers(path):
                    known = not any(self._is_command_line(importer) for importer in users)
            self._only_scripts[path] = known
        return known

    def _registers(self, path: str) -> bool:
        """Whether a module hands functions over by decorators: its import makes them known, and something else runs them."""
        return any(
            unit.kind == "function" and unit.parent == 0 and unit.decorators for unit in self._files.facts[path].units
        )

    def _is_command_line(self, path: str) -> bool:
        """Whether a file lies where commands do, by its name or a folder's, and imports a library that makes them."""
        facts = self._files.facts.get(path)
        if facts is None or COMMAND_FOLDERS.isdisjoint(path.removesuffix(".py").split("/")):
            return False
        return any(
            ins.target.partition(":")[0].partition(".")[0] in COMMAND_LIBRARIES
            for number in range(len(facts.units))
            for ins in self._files.each((path, number), Import)
        )
