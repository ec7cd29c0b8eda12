"""Finds the configuration, follows what it extends, and lays environment and command line over it."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import msgspec

from ddd_lint.config.check import TYPES, check
from ddd_lint.config.errors import ConfigError
from ddd_lint.config.toml import ConfigFile, find, load_file
from ddd_lint.model.settings import Settings

DEFAULT, ENVIRONMENT, COMMAND_LINE = "default", "environment", "command line"
CACHE_FOLDER = ".ddd_lint_cache"

_ROOT_MARKERS = ("pyproject.toml", "setup.cfg", "setup.py", ".git")
_JOINED = frozenset({"extend-select", "extend-ignore", "extend-exclude"})
_MERGED = frozenset({"per-file-ignores", "layers", "thresholds"})
_SELECTION = ("ignore", "extend-select", "extend-ignore")


class Resolved(msgspec.Struct, frozen=True):
    """A project's configuration.

    `root` is the project root, an absolute path that all relative paths and patterns start from. `origins` says where
    each setting (kebab-case) comes from: `default`, a file's path, `environment` or `command line`, several joined by
    `, ` where the value is a sum. `output_format` and `jobs` are None where nobody set them. `file` is the
    configuration file, None when there is none.
    """

    settings: Settings
    root: Path
    origins: dict[str, str]
    cache_dir: Path
    output_format: str | None = None
    jobs: int | None = None
    file: Path | None = None


class _Layer(msgspec.Struct, frozen=True):
    """What one source says: later layers win over earlier ones."""

    origin: str
    folder: Path
    values: dict[str, Any]


def load(
    start: Path,
    *,
    config: Path | None = None,
    isolated: bool = False,
    overrides: Mapping[str, object] | None = None,
    environment: Mapping[str, object] | None = None,
) -> Resolved:
    """Resolve the configuration for the folder (or file) `start`.

    The file is `config`, or else the nearest one from `start` upwards; with `isolated` none is read. `overrides` are
    the command line's settings and `environment` those of environment variables, by name in kebab- or snake-case; None
    values stand for options not given. The command line wins over the environment, that over the file, that over what
    it extends.

    `select` in a stronger source starts afresh: `ignore`, `extend-select` and `extend-ignore` of weaker ones no longer
    count. The other `extend-…` lists add up, tables are merged entry by entry, anything else is replaced.

    Raises:
        ConfigError: a file can't be read, extends itself, or holds a setting that can't be used; or an override can't.
    """
    start = Path(os.path.abspath(start))
    if not start.is_dir():
        start = start.parent
    if isolated and config is not None:
        raise ConfigError("`--isolated` reads no configuration file, so none can be given by `--config`")
    file = None
    if not isolated:
        file = Path(os.path.abspath(config)) if config is not None else find(start)
    root = start if isolated else _root(start, file)
    layers = [
        *(_Layer(str(found.path), found.path.parent, found.values) for found in _chain(file)),
        _Layer(ENVIRONMENT, Path.cwd(), _checked(environment, ENVIRONMENT)),
        _Layer(COMMAND_LINE, Path.cwd(), _checked(overrides, COMMAND_LINE)),
    ]
    values, origins = _merge(layers)
    own = {name: values[key] for name in Settings.__struct_fields__ if (key := name.replace("_", "-")) in values}
    return Resolved(
        settings=Settings(**own),
        root=root,
        origins={key: origins.get(key, DEFAULT) for key in TYPES if key != "extend"},
        cache_dir=values.get("cache-dir", root / CACHE_FOLDER),
        output_format=values.get("output-format"),
        jobs=values.get("jobs"),
        file=file,
    )


def _root(start: Path, file: Path | None) -> Path:
    """The folder of the configuration file, if `start` lies in it; else the nearest one that looks like a project."""
    if file is not None and start.is_relative_to(file.parent):
        return file.parent
    for folder in (start, *start.parents):
        if any((folder / marker).exists() for marker in _ROOT_MARKERS):
            return folder
    return start


def _chain(file: Path | None) -> list[ConfigFile]:
    """The file and those it extends, the most general first."""
    chain: list[ConfigFile] = []
    seen: list[Path] = []
    while file is not None:
        real = file.resolve()
        if real in seen:
            loop = " → ".join(str(path) for path in [*seen[seen.index(real) :], real])
            raise ConfigError(f"extends itself: {loop}", key="extend", file=str(chain[-1].path))
        seen.append(real)
        loaded = load_file(file)
        chain.append(loaded)
        file = _extended(loaded)
    return chain[::-1]


def _extended(loaded: ConfigFile) -> Path | None:
    """The file that `loaded` inherits from."""
    if "extend" not in loaded.values:
        return None
    file = Path(os.path.abspath(loaded.path.parent / Path(loaded.values["extend"]).expanduser()))
    if not file.is_file():
        raise ConfigError(f"there is no file {file}", key="extend", file=str(loaded.path))
    return file


def _checked(values: Mapping[str, object] | None, origin: str) -> dict[str, Any]:
    """The settings of the command line or the environment, checked."""
    checked = {}
    for name, value in (values or {}).items():
        if value is None:
            continue
        key = name.replace("_", "-")
        try:
            checked[key] = check(key, os.fspath(value) if isinstance(value, os.PathLike) else value)
        except ConfigError as error:
            raise ConfigError(error.message, key=error.key, file=origin) from None
    return checked


def _merge(layers: Iterable[_Layer]) -> tuple[dict[str, Any], dict[str, str]]:
    """All layers in one, with the origin of each key."""
    values: dict[str, Any] = {}
    origins: dict[str, str] = {}
    for layer in layers:
        if "select" in layer.values:
            for key in _SELECTION:
                values.pop(key, None)
                origins.pop(key, None)
        for key, value in layer.values.items():
            earlier = values.get(key)
            if earlier and key in _JOINED:
                values[key] = (*earlier, *value)
                origins[key] = f"{origins[key]}, {layer.origin}"
            elif earlier and key in _MERGED:
                values[key] = {**earlier, **value}
                origins[key] = f"{origins[key]}, {layer.origin}"
            else:
                values[key] = layer.folder / Path(value).expanduser() if key == "cache-dir" else value
                origins[key] = layer.origin
    return values, origins
