"""The layer of every module: from the configuration, or told from the names of its packages and what they hold.

Rules report on a module only where its layer is sure, so a module whose name says nothing has none.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ddd_lint.frameworks.layers import (
    API,
    BAGS,
    DOMAIN,
    FEATURE_PARTS,
    FOLDERS,
    INJECTED,
    INSIDE,
    MODEL_FOLDERS,
    MODEL_PARTS,
    MODULES,
    SERVICE,
    SUFFIXES,
    VAGUE,
    WEB_PARTS,
)
from ddd_lint.frameworks.records import NEUTRAL_BASES

if TYPE_CHECKING:
    from ddd_lint.index.project import ProjectIndex


class Layers:
    """Says which layer a file belongs to, memoised."""

    def __init__(self, project: ProjectIndex) -> None:
        self._project = project
        self._known: dict[str, str] = {}
        self._features: dict[str, bool] = {}
        self._plain: dict[str, bool] = {}
        self._below: dict[str, frozenset[str]] | None = None
        self._patterns: list[tuple[re.Pattern[str], str]] | None = None

    def of(self, path: str) -> str:
        """The layer of a file: one of `frameworks.layers`, or "" where it is not sure."""
        found = self._known.get(path)
        if found is None:
            found = self._known[path] = self._configured(path) or self._inferred(path)
        return found

    def domain_files(self) -> list[str]:
        """The files of the domain layer, tests left out, in order."""
        return [path for path in self._project.files if self.of(path) == DOMAIN and not self._project.roles(path).test]

    # -- configuration -----------------------------------------------------------------------------------------------

    def _configured(self, path: str) -> str:
        if self._patterns is None:
            settings = self._project.settings
            pairs = [(pattern, layer) for layer, patterns in settings.layers.items() for pattern in patterns]
            pairs += [(pattern, DOMAIN) for pattern in settings.domain_packages]
            self._patterns = [(module_pattern(pattern), layer) for pattern, layer in pairs]
        if not self._patterns:
            return ""
        name = self._project.module(path)
        # The longest pattern is the most particular one.
        fitting = [(len(pattern.pattern), layer) for pattern, layer in self._patterns if pattern.match(name)]
        return max(fitting)[1] if fitting else ""

    # -- inference ---------------------------------------------------------------------------------------------------

    def _inferred(self, path: str) -> str:
        *folders, file = path.split("/")
        layer, place, models = "", "", ""
        for folder in folders:
            place = f"{place}/{folder}" if place else folder
            if folder in FOLDERS and self._changes(layer, folder) and not self._is_feature(place):
                layer, models = FOLDERS[folder], ""
            elif folder in MODEL_FOLDERS:
                models = models or place
        stem = file[:-3]
        if layer == API or (layer and stem not in INSIDE[layer]):
            return layer
        if stem in MODULES and not models:
            return MODULES[stem]
        if not layer:
            suffix = next((name for name in SUFFIXES if stem.endswith(name)), "")
            if suffix:
                return SUFFIXES[suffix]
            if models or stem in MODEL_FOLDERS:
                return DOMAIN if self._is_plain(models or path) else ""
        return layer

    @staticmethod
    def _changes(layer: str, name: str) -> bool:
        """Whether a package of this name, inside one of a layer, belongs to another layer than that."""
        return not layer or name in INSIDE[layer]

    def _is_feature(self, folder: str) -> bool:
        """Whether a package's name says nothing of its layer.

        Because it holds its own mapped models with their views or services, or layers from outside and inside the one it is called after, or
        because it is called like an API but answers no request, or like dependencies of a web framework that injects none of it.
        """
        known = self._features.get(folder)
        if known is None:
            name, parts = folder.rpartition("/")[2], self._parts(folder)
            known = bool(parts & FEATURE_PARTS) and self._has_mapped(folder, parts)
            known = known or (name in BAGS and self._holds_layers(folder))
            known = known or (name in VAGUE and not self._answers(folder))
            known = known or (name in INJECTED and not self._is_injected(folder))
            self._features[folder] = known
        return known

    def _answers(self, folder: str) -> bool:
        """Whether a route handler stands anywhere below a package."""
        return any(handler.ref[0].startswith(folder + "/") for handler in self._project.routes.handlers())

    def _is_injected(self, folder: str) -> bool:
        """Whether a web framework injects what a function anywhere below a package gives."""
        return any(
            unit.kind == "function" and self._project.dependencies.is_injected((path, number))
            for path, facts in self._project.files.items()
            if path.startswith(folder + "/")
            for number, unit in enumerate(facts.units)
        )

    def _has_mapped(self, folder: str, parts: frozenset[str]) -> bool:
        return any(
            self._has_models(f"{folder}/{part}") or self._has_models(f"{folder}/{part}.py")
            for part in parts & MODEL_PARTS
        )

    def _holds_layers(self, folder: str) -> bool:
        """Whether layers from outside and inside this one lie anywhere below a package: then it is a bag of features."""
        names: set[str] = set()
        for path in self._project.files:
            if path.startswith(folder + "/"):
                names.update(path[len(folder) + 1 : -3].split("/"))
        layer = FOLDERS[folder.rpartition("/")[2]]
        if layer == DOMAIN:
            return bool(names & WEB_PARTS)
        found = {FOLDERS[name] for name in names if name in FOLDERS}
        return (SERVICE if layer == API else API) in found and bool(found & set(_INNER))

    def _parts(self, folder: str) -> frozenset[str]:
        """Names of the modules and packages directly in a folder."""
        if self._below is None:
            table: dict[str, set[str]] = {}
            for path in self._project.files:
                parent, _, name = path.rpartition("/")
                name = name[:-3]
                while True:
                    names = table.setdefault(parent, set())
                    if name in names:
                        break
                    names.add(name)
                    if not parent:
                        break
                    parent, _, name = parent.rpartition("/")
            self._below = {parent: frozenset(names) for parent, names in table.items()}
        return self._below.get(folder, frozenset())

    def _is_plain(self, place: str) -> bool:
        """Whether a package or module called after models holds classes, all of them of the project's own make."""
        known = self._plain.get(place)
        if known is None:
            bases = [
                self._project.evaluator.classes.external_bases(ref)
                for ref in self._project.evaluator.files.classes()
                if (ref[0] == place or ref[0].startswith(place + "/"))
                and self._project.evaluator.models.framework(ref) is None
            ]
            plain = all(
                base in NEUTRAL_BASES or base.startswith(("builtins.", "enum.")) for found in bases for base in found
            )
            known = self._plain[place] = (
                bool(bases) and plain and not self._has_models(place) and self._is_layered(place)
            )
        return known

    def _has_models(self, place: str) -> bool:
        """Whether a mapped class is defined in a module or below a package."""
        return any(
            ref[0] == place or ref[0].startswith(place + "/") for ref in self._project.evaluator.models.all_models()
        )

    def _is_layered(self, place: str) -> bool:
        """Whether a package of models is one of a domain: with services or repositories beside it, and no other models that are mapped.

        Without them, `models` may mean anything; `entities` may not.
        """
        name = place.rpartition("/")[2].removesuffix(".py")
        if name.startswith("entit"):
            return True
        parent = place.rpartition("/")[0]
        around = self._parts(parent) | self._parts(parent.rpartition("/")[0] if parent else "")
        if not any(FOLDERS.get(part) in (SERVICE, *_INNER) for part in around):
            return False
        mapped = (ref[0][:-3].split("/") for ref in self._project.evaluator.models.all_models())
        return not any(part.startswith("model") for parts in mapped for part in parts)


_INNER = ("domain", "repository", "infrastructure")


def module_pattern(pattern: str) -> re.Pattern[str]:
    """A module pattern (`shop.*.domain`) as a regular expression; it means the module and everything below it."""
    parts = pattern.split(".")
    while parts and parts[-1] == "**":
        parts.pop()
    if not parts:
        return re.compile("")
    words = [
        r"(?:[^.]+\.)*" if part == "**" else (r"[^.]+" if part == "*" else re.escape(part)) + r"\." for part in parts
    ]
    return re.compile("".join(words).removesuffix(r"\.") + r"(?:\.|$)")
