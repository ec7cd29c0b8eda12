"""The linter as a library: `ddd_lint.lint_paths` and `ddd_lint.lint_source`."""

from __future__ import annotations

import io
import os
import tokenize
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

import msgspec

from ddd_lint.config import Resolved, load
from ddd_lint.engine.run import evaluate, run
from ddd_lint.engine.survey import survey_of
from ddd_lint.model.results import Results
from ddd_lint.model.settings import Settings


def lint_paths(
    paths: Iterable[str | os.PathLike[str]],
    *,
    config: str | os.PathLike[str] | None = None,
    isolated: bool = False,
    select: Iterable[str] | None = None,
    ignore: Iterable[str] | None = None,
    include_tests: bool | None = None,
    include_scripts: bool | None = None,
    jobs: int | None = None,
    cache: bool = True,
    suppressions: bool = True,
    progress: Callable[[int, int], None] | None = None,
) -> Results:
    """Lint files and folders as `ddd-lint check` does.

    Args:
        paths: files and folders; they decide which project is meant (see `project_root`). None at all means the
            working directory.
        config: a configuration file to read instead of the nearest one.
        isolated: read no configuration file.
        select: codes, prefixes of codes, or names of the rules to run, instead of the configured ones.
        ignore: the same of rules not to run.
        include_tests: lint tests too; None leaves it to the configuration, and so below.
        include_scripts: report in scripts too where rules leave them out.
        jobs: number of worker processes; None means the configured number or one a processor, 0 analyses in this
            process, with no guard against files that end the parser.
        cache: whether to use and keep results in the project's cache folder.
        suppressions: whether comments such as `# noqa` count.
        progress: called now and then with the number of files analysed and the number to analyse.

    Returns:
        The findings, sorted; their paths are relative to the project root with `/`.

    Raises:
        ConfigError: the configuration or a selector can't be used.
        DiscoveryError: a path does not exist.
    """
    places = [Path(path) for path in paths] or [Path()]
    overrides = {
        "select": None if select is None else tuple(select),
        "ignore": None if ignore is None else tuple(ignore),
        "include-tests": include_tests,
        "include-scripts": include_scripts,
    }
    resolved = _resolve(places, config, isolated, overrides)
    return run(resolved, places, jobs=jobs, cache=cache, suppressions=suppressions, progress=progress)


def lint_source(
    source: str | bytes,
    *,
    path: str = "<string>",
    select: Iterable[str] = (),
    settings: Settings | None = None,
    suppressions: bool = True,
) -> Results:
    """Lint one file's text as if it were a project of its own; nothing is read from disk, and no process started.

    Input that ends LibCST's parser (some thousand nested brackets) ends this process; `lint_paths` is guarded.

    Args:
        source: the text, or the bytes to be decoded as Python would.
        path: what to call the file; rules tell tests, scripts and settings modules from it.
        select: codes, prefixes or names of the rules to run, instead of those of `settings`.
        settings: all settings, by default the defaults.
        suppressions: whether comments such as `# noqa` count.

    Raises:
        ConfigError: a selector means no rule.
    """
    settings = settings or Settings()
    chosen = tuple(select)
    if chosen:
        settings = msgspec.structs.replace(settings, select=chosen, ignore=(), extend_select=(), extend_ignore=())
    data = source if isinstance(source, bytes) else _encoded(source)
    return evaluate(survey_of({path: data}, settings, Path()), suppressions=suppressions)


def project_root(
    paths: Iterable[str | os.PathLike[str]],
    *,
    config: str | os.PathLike[str] | None = None,
    isolated: bool = False,
) -> Path:
    """The folder that the paths of `lint_paths`' findings start from, given the same arguments.

    It is the folder of the configuration file or, without one, the nearest one from the paths' common folder upwards
    that looks like a project's; with `isolated` that common folder.

    Raises:
        ConfigError: the configuration can't be used.
    """
    return _resolve([Path(path) for path in paths] or [Path()], config, isolated, {}).root


def _resolve(
    paths: Sequence[Path], config: str | os.PathLike[str] | None, isolated: bool, overrides: Mapping[str, object]
) -> Resolved:
    folders = [path if path.is_dir() else path.parent for path in map(Path.absolute, paths)]
    start = Path(os.path.commonpath([os.path.normpath(folder) for folder in folders]))
    return load(start, config=None if config is None else Path(config), isolated=isolated, overrides=overrides)


def _encoded(source: str) -> bytes:
    """Bytes that decode to the text again, whatever encoding it declares."""
    data = source.encode("utf-8", "surrogatepass")
    with suppress(SyntaxError, LookupError, UnicodeEncodeError):
        return source.encode(tokenize.detect_encoding(io.BytesIO(data).readline)[0])
    return data
