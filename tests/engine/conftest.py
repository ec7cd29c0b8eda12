"""Projects on disk, and rules of a test's own beside the real ones."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from ddd_lint.config import Resolved, load
from ddd_lint.model.rule import RuleMeta
from ddd_lint.rules import registry
from ddd_lint.rules.base import EngineRule, Rule


@pytest.fixture
def make_project(tmp_path: Path) -> Callable[..., Resolved]:
    """Writes files below a fresh folder, which is then the project root, and resolves its settings."""

    def make(files: Mapping[str, str | bytes], **settings: object) -> Resolved:
        root = tmp_path / "project"
        for path, content in files.items():
            file = root / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content if isinstance(content, bytes) else content.encode())
        root.mkdir(exist_ok=True)
        return load(root, isolated=True, overrides=settings)

    return make


@pytest.fixture
def use_rules(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Replaces all rules but the engine's own by the given classes."""
    own = tuple(rule for rule in registry.all_rules() if issubclass(rule, EngineRule))

    def use(*rules: type[Rule]) -> None:
        everything = (*own, *rules)
        metas: tuple[RuleMeta, ...] = tuple(rule.meta() for rule in everything)
        monkeypatch.setattr(registry, "all_rules", lambda: everything)
        monkeypatch.setattr(registry, "all_metas", lambda: metas)

    return use
