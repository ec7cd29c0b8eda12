"""`ddd-lint rule` and `ddd-lint rules`: what there is to find, and why."""

from __future__ import annotations

import json
import sys
from typing import Any

import click
from click.shell_completion import CompletionItem

from ddd_lint.cli.group import Failure
from ddd_lint.cli.options import complete_rule
from ddd_lint.cli.output import wants_color, write
from ddd_lint.model.rule import Fixability, RuleMeta, Status

FORMATS = ("text", "json")

_output_format = click.option(
    "--output-format", type=click.Choice(FORMATS), default="text", help="How to write it (default: text)."
)


def _complete_one(ctx: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    return [item for item in complete_rule(ctx, parameter, incomplete) if len(item.value) >= len("DDD000")]


@click.command()
@click.argument("key", metavar="CODE|NAME", shell_complete=_complete_one)
@_output_format
def rule(key: str, output_format: str) -> None:
    """Show a rule's page: what it finds and why, examples, how to fix it."""
    from ddd_lint.config.errors import nearest
    from ddd_lint.rules.registry import all_metas, find_rule

    meta = find_rule(key)
    if meta is None:
        known = [word for each in all_metas() for word in (each.code, each.name)]
        raise Failure(f"no rule is called `{key}`{nearest(key, known) or '; `ddd-lint rules` lists them all'}")
    if output_format == "json":
        write(json.dumps(_dump(meta), indent=2) + "\n")
    elif wants_color("auto", sys.stdout):
        write(_rendered(_page(meta)), color=True)
    else:
        write(_page(meta))


@click.command()
@_output_format
def rules(output_format: str) -> None:
    """List all rules."""
    from ddd_lint.rules.registry import all_metas

    metas = all_metas()
    if output_format == "json":
        write(json.dumps([_dump(meta) for meta in metas], indent=2) + "\n")
        return
    width = max(len(meta.name) for meta in metas)
    write("".join(f"{meta.code}  {meta.name:<{width}}  {_marks(meta)}{meta.summary}\n" for meta in metas))


def _marks(meta: RuleMeta) -> str:
    marks = [meta.status.value] if meta.status is Status.PREVIEW else []
    if meta.fixability is not Fixability.NONE:
        marks.append(f"{meta.fixability.value} fix")
    return f"({', '.join(marks)}) " if marks else ""


def _page(meta: RuleMeta) -> str:
    """The rule's page as Markdown."""
    facts = [f"since {meta.since}", meta.status.value]
    if meta.fixability is not Fixability.NONE:
        facts.append(f"{meta.fixability.value} fix")
    return f"# {meta.name} ({meta.code})\n\n{', '.join(facts)}\n\n{meta.page}\n"


def _rendered(page: str) -> str:
    from rich.console import Console
    from rich.markdown import Markdown

    console = Console(force_terminal=True)
    with console.capture() as captured:
        console.print(Markdown(page))
    return captured.get()


def _dump(meta: RuleMeta) -> dict[str, Any]:
    return {
        "code": meta.code,
        "name": meta.name,
        "family": meta.family,
        "summary": meta.summary,
        "status": meta.status.value,
        "fix": meta.fixability.value,
        "since": meta.since,
        "page": meta.page,
    }
