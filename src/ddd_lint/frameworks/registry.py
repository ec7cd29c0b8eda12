"""All libraries' tables, merged for look-up."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Mapping
from functools import cache

import ddd_lint.frameworks
from ddd_lint.frameworks.library import Kind, Library, Op, Relations


class Tables:
    """Kinds, functions and aliases of several libraries."""

    def __init__(self, libraries: tuple[Library, ...]) -> None:
        self.kinds: dict[str, Kind] = {}
        self.kind_of: dict[str, str] = {}
        self.functions: dict[str, Op] = {}
        self.aliases: dict[str, str] = {}
        self.model_bases: dict[str, str] = {}
        self.inherited: dict[str, Mapping[str, Op]] = {}
        self.rows_from: dict[str, tuple[str, ...]] = {}
        self.relations: dict[str, Relations] = {}
        self.of_functions: dict[str, Op] = {}
        self.markers: frozenset[str] = frozenset(name for library in libraries for name in library.markers)
        self.providers: frozenset[str] = frozenset(name for library in libraries for name in library.providers)
        self.carriers: frozenset[str] = frozenset(name for library in libraries for name in library.carriers)
        self.model_names = re.compile(
            "|".join(library.model_names for library in libraries if library.model_names) or r"(?!)"
        )
        self.forwards: dict[str, int] = {name.rpartition(".")[2]: 0 for name in self.providers}
        for library in libraries:
            self.forwards.update(library.forwards)
            self.inherited.update(library.inherited)
            self.rows_from.update(dict.fromkeys(library.inherited, library.rows_from))
            self.of_functions.update(library.of_functions)
            if library.relations is not None:
                self.relations[library.name] = library.relations
            self.kinds.update(library.kinds)
            self.functions.update(library.functions)
            self.aliases.update(library.aliases)
            self.model_bases.update(dict.fromkeys(library.model_bases, library.name))
            for name, kind in library.kinds.items():
                self.kind_of.update(dict.fromkeys(kind.names, name))

    def method(self, kind: str, name: str) -> Op | None:
        """A kind's method, its bases' included."""
        while kind:
            table = self.kinds[kind]
            if name in table.methods:
                return table.methods[name]
            kind = table.base
        return None

    def attribute(self, kind: str, name: str) -> Op | None:
        """A kind's attribute, its bases' included."""
        while kind:
            table = self.kinds[kind]
            if name in table.attributes:
                return table.attributes[name]
            kind = table.base
        return None

    def canonical(self, name: str) -> str:
        """The spelling that the tables use for a qualified name."""
        return self.aliases.get(name, name)


@cache
def tables() -> Tables:
    """The tables of every library below `ddd_lint.frameworks` that defines `LIBRARY`."""
    modules = (
        importlib.import_module(info.name)
        for info in pkgutil.iter_modules(ddd_lint.frameworks.__path__, "ddd_lint.frameworks.")
    )
    return Tables(tuple(module.LIBRARY for module in modules if hasattr(module, "LIBRARY")))
