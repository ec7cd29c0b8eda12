"""`ddd-lint config`: every resolved setting, and where it came from."""

from __future__ import annotations

import json
from typing import Any

import click

from ddd_lint.cli.options import resolve, settings_options
from ddd_lint.cli.output import write
from ddd_lint.cli.rules import FORMATS as TEXT_FORMATS
from ddd_lint.config import Resolved, selected_rules
from ddd_lint.engine.templates import EXTRAS, PARSERS, readable_dialects


@click.command()
@click.argument("paths", nargs=-1, type=click.Path())
@settings_options
@click.option(
    "--output-format", "form", type=click.Choice(TEXT_FORMATS), default="text", help="How to write it (default: text)."
)
@click.pass_context
def config(ctx: click.Context, /, paths: tuple[str, ...], form: str, **_settings: object) -> None:
    """Show the configuration that checking PATHS would use, and where each setting came from."""
    from ddd_lint.rules.registry import all_metas

    resolved = resolve(ctx, paths or (".",))
    enabled = sorted(selected_rules(resolved.settings, all_metas(), origins=resolved.origins))
    write(_json(resolved, enabled) if form == "json" else _text(resolved, enabled))


def _values(resolved: Resolved) -> dict[str, Any]:
    """Every setting by its name in a configuration file; None where the default depends on the machine."""
    own = {
        "output-format": resolved.output_format or "full",
        "cache-dir": str(resolved.cache_dir),
        "jobs": resolved.jobs,
    }
    return {
        key: own[key] if key in own else getattr(resolved.settings, key.replace("-", "_")) for key in resolved.origins
    }


def _json(resolved: Resolved, enabled: list[str]) -> str:
    described = {
        "root": str(resolved.root),
        "file": str(resolved.file) if resolved.file else None,
        "templates": list(readable_dialects()),
        "settings": {
            key: {"value": value, "origin": resolved.origins[key]} for key, value in _values(resolved).items()
        },
        "rules": enabled,
    }
    return json.dumps(described, indent=2) + "\n"


def _text(resolved: Resolved, enabled: list[str]) -> str:
    """A TOML document that says the same, with comments."""
    lines = [f"# project root: {resolved.root}", f"# configuration: {resolved.file or 'none'}"]
    lines.append(f"# rules that are on: {', '.join(enabled)}")
    lines.append(f"# templates that are read: {_templates()}")
    for key, value in _values(resolved).items():
        setting = f"{key} = {_toml(value)}" if value is not None else f"# {key}: one a core"
        lines += ["", f"# {resolved.origins[key]}", setting]
    return "\n".join(lines) + "\n"


def _templates() -> str:
    """The template languages whose parser is installed, and how to get the others."""
    readable = readable_dialects()
    missing = [dialect for dialect in PARSERS if dialect not in readable]
    extras = sorted({EXTRAS[dialect] for dialect in missing}, reverse=True)
    advice = f" (install `ddd-lint[{','.join(extras)}]` for {', '.join(missing)})" if missing else ""
    return (", ".join(readable) or "none") + advice


def _toml(value: Any) -> str:
    if isinstance(value, dict):
        entries = ", ".join(f"{json.dumps(key)} = {_toml(entry)}" for key, entry in value.items())
        return f"{{ {entries} }}" if entries else "{}"
    return json.dumps(value, ensure_ascii=False)
