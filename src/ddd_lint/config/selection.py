"""Which rules are on: selectors resolved against the rules that exist."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ddd_lint.config.errors import ConfigError, nearest
from ddd_lint.config.patterns import PathMatcher
from ddd_lint.model.rule import RuleMeta, Status
from ddd_lint.model.settings import Settings

ALWAYS_ON = frozenset({"DDD001", "DDD002"})
"""A file that was not analysed must not pass for a clean one: on whatever is selected, unless ignored."""

_CODE_LENGTH = len("DDD000")


class Selectors:
    """The words that mean rules: a code, a prefix of codes from `DDD` on, or a rule's name."""

    def __init__(self, metas: Iterable[RuleMeta]) -> None:
        self._codes: dict[str, frozenset[str]] = {}
        self._names: dict[str, str] = {}
        grouped: dict[str, set[str]] = {}
        for meta in metas:
            self._names[meta.name] = meta.code
            for length in range(len("DDD"), _CODE_LENGTH + 1):
                grouped.setdefault(meta.code[:length], set()).add(meta.code)
        self._codes = {prefix: frozenset(codes) for prefix, codes in grouped.items()}

    def codes(self, selector: str) -> frozenset[str]:
        """The codes that `selector` means; empty when it means none."""
        if selector in self._names:
            return frozenset({self._names[selector]})
        return self._codes.get(selector, frozenset())

    def nearest(self, selector: str) -> str:
        """`; did you mean …?` for a selector that means nothing, or an empty string."""
        alike = [code for code in self._codes if len(code) in (len(selector), _CODE_LENGTH)]
        return nearest(selector, [*alike, *self._names])

    def specificity(self, selector: str) -> int:
        """How narrow a selector is: the length of its code; a name is as narrow as a whole code."""
        return _CODE_LENGTH if selector in self._names else len(selector)


def selected_rules(
    settings: Settings, metas: Iterable[RuleMeta], *, origins: Mapping[str, str] | None = None
) -> frozenset[str]:
    """The codes of the rules that are on.

    Without `select`, all stable rules are (with `preview`, all rules). `select` and `extend-select` turn on what they
    name, preview rules too; `ignore` and `extend-ignore` turn off. Of the selectors that mean a rule the most specific
    decides (`DDD301` over `DDD3` over `DDD`), at equal rank ignoring wins: ruff's semantics.

    `origins` (see `Resolved.origins`) tells an error where the selector comes from.

    Raises:
        ConfigError: a selector means no rule.
    """
    metas = tuple(metas)
    selectors = Selectors(metas)
    on: dict[str, int] = {}
    off: dict[str, int] = {}
    for meta in metas:
        by_default = not settings.select and (meta.status is Status.STABLE or settings.preview)
        if by_default or meta.code in ALWAYS_ON:
            on[meta.code] = 0
    for key, ranks in (("select", on), ("extend-select", on), ("ignore", off), ("extend-ignore", off)):
        for selector in getattr(settings, key.replace("-", "_")):
            for code in _known(selectors, selector, key, origins):
                ranks[code] = max(ranks.get(code, 0), selectors.specificity(selector))
    return frozenset(code for code, rank in on.items() if rank > off.get(code, -1))


class PerFileIgnores:
    """The rules that `per-file-ignores` turns off, file by file.

    Raises:
        ConfigError: a selector means no rule.
    """

    def __init__(
        self, settings: Settings, metas: Iterable[RuleMeta], *, origins: Mapping[str, str] | None = None
    ) -> None:
        selectors = Selectors(metas)
        self._entries: list[tuple[PathMatcher, bool, frozenset[str]]] = []
        for pattern, words in settings.per_file_ignores.items():
            codes = frozenset().union(*(_known(selectors, word, "per-file-ignores", origins) for word in words))
            inside = not pattern.startswith("!")
            self._entries.append((PathMatcher([pattern.removeprefix("!")]), inside, codes))
        self._memo: dict[str, frozenset[str]] = {}

    def ignored(self, path: str) -> frozenset[str]:
        """The codes that are off in the file `path`, relative to the project root with `/`.

        A pattern with a leading `!` means the files that the rest of it does not match.
        """
        if path not in self._memo:
            self._memo[path] = frozenset().union(
                *(codes for matcher, inside, codes in self._entries if matcher.match(path) is inside)
            )
        return self._memo[path]


def _known(selectors: Selectors, selector: str, key: str, origins: Mapping[str, str] | None) -> frozenset[str]:
    codes = selectors.codes(selector)
    if not codes:
        file = (origins or {}).get(key)
        raise ConfigError(f"no rule is called `{selector}`{selectors.nearest(selector)}", key=key, file=file)
    return codes
