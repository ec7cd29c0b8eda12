"""`ddd-lint explain`: what the linter knows at a line."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import msgspec

from ddd_lint.cli.calls import FORMATS, ask, close
from ddd_lint.cli.group import Failure
from ddd_lint.cli.options import option, resolve, settings_options
from ddd_lint.cli.output import write
from ddd_lint.cli.paths import relative_to
from ddd_lint.reports.cells import printable
from ddd_lint.reports.view import PathName

if TYPE_CHECKING:
    from ddd_lint.index.calls import CallEffect, Step
    from ddd_lint.index.explain import Explanation

_LINE_END = re.compile(r"\r\n|\r|\n")
_PLACE = re.compile(r"(?P<path>.+?):(?P<line>[1-9]\d*)(?::\d+)?")


@click.command()
@click.argument("place", metavar="PATH:LINE")
@settings_options
@click.option(
    "--output-format", "form", type=click.Choice(FORMATS), default="text", help="How to write it (default: text)."
)
@option("--no-cache", is_flag=True, help="Neither read nor write the cache.")
@click.pass_context
def explain(ctx: click.Context, /, place: str, form: str, no_cache: bool, **_settings: object) -> None:
    """Show what is known at a line: the types of names, where calls lead, what they do and by which way.

    A column behind the line, as findings have one, is allowed and means nothing.
    """
    from ddd_lint.engine.understand import explained

    path, line = _parse(place)
    text = _source_line(path, line)
    # Without a configuration file nothing else tells where the project begins.
    near = (".",) if ctx.params["isolated"] and Path(path).resolve().is_relative_to(Path.cwd()) else ()
    resolved = resolve(ctx, (*near, path))
    understood = ask(resolved, (path,), no_cache=no_cache)
    inside = os.path.relpath(os.path.abspath(path), resolved.root).replace(os.sep, "/")
    if inside not in understood.project.files:
        ctx.exit(close(understood) or _nothing(path))
    found = explained(understood, inside, line, text)
    name = relative_to(resolved.root, os.getcwd())
    if form == "json":
        write(json.dumps(_dump(found, name), ensure_ascii=False, indent=2) + "\n", utf8=True)
    else:
        write("".join(f"{printable(each)}\n" for each in _lines(found, text, name)))
    ctx.exit(close(understood))


def _parse(place: str) -> tuple[str, int]:
    match = _PLACE.fullmatch(place)
    if match is None:
        raise click.BadParameter(f"`{place}` is no place: write a file and a line, such as app/views.py:12")
    return match["path"], int(match["line"])


def _source_line(path: str, line: int) -> str:
    from ddd_lint.syntax.source import DecodeError, decode

    try:
        lines = _LINE_END.split(decode(Path(path).read_bytes()))
    except OSError as error:
        raise Failure(f"{path} can't be read: {error.strerror}") from error
    except DecodeError as error:
        raise Failure(f"{path}: it {error}") from error
    if line > len(lines):
        raise Failure(f"{path} has {len(lines)} lines, so none is line {line}")
    return lines[line - 1]


def _nothing(path: str) -> int:
    raise Failure(
        f"{path} is a test, of which facts are kept only when other files import it; `--include-tests` asks for it"
    )


def _lines(found: Explanation, text: str, name: PathName) -> list[str]:
    """The explanation for people."""
    lines = [f"{name(found.path)}:{found.line}{f' in {found.inside}' if found.inside else ''}", f"    {text.strip()}"]
    for known in found.names:
        lines.append(f"{known.name}: {known.type}")
    for call in found.calls:
        leads = ", ".join(f"{target.name} ({name(target.path)}:{target.line})" for target in call.targets)
        lines.append(f"{call.name}() at column {call.column} → {leads or 'nothing in the project'}")
        lines.append(f"  gives {call.gives}")
        lines += [f"  {_chain(effect, name)}" for effect in call.effects]
    lines += [_chain(effect, name) for effect in found.effects]
    if len(lines) == 2:
        lines.append("nothing is known here")
    return lines


def _chain(effect: CallEffect, name: PathName) -> str:
    return f"{effect.kind}: " + " → ".join(f"{step.name} ({name(step.path)}:{step.line})" for step in effect.chain)


def _dump(found: Explanation, name: PathName) -> dict[str, Any]:
    def step(step: Step) -> dict[str, Any]:
        return {**msgspec.structs.asdict(step), "path": name(step.path)}

    def effect(effect: CallEffect) -> dict[str, Any]:
        return {"kind": effect.kind, "chain": [step(each) for each in effect.chain]}

    return {
        "path": name(found.path),
        "line": found.line,
        "inside": found.inside,
        "names": [msgspec.structs.asdict(known) for known in found.names],
        "calls": [
            {
                "column": call.column,
                "name": call.name,
                "targets": [{**msgspec.structs.asdict(target), "path": name(target.path)} for target in call.targets],
                "gives": call.gives,
                "effects": [effect(each) for each in call.effects],
            }
            for call in found.calls
        ],
        "effects": [effect(each) for each in found.effects],
    }
