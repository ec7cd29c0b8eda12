"""`ddd-lint facts`: a file's facts as JSON."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import click
import msgspec

from ddd_lint.cli.group import Failure
from ddd_lint.cli.options import resolve, settings_options
from ddd_lint.cli.output import write


@click.command()
@click.argument("path", type=click.Path())
@settings_options
@click.pass_context
def facts(ctx: click.Context, /, path: str, **_settings: object) -> None:
    """Print what is kept of a Python file, as JSON: its units (module, classes, functions) and their instructions.

    Instructions refer to others of the same unit by number (`at`); blocks are numbered from 0, the unit's own body.
    """
    from ddd_lint.engine.understand import facts_of

    try:
        data = Path(path).read_bytes()
    except OSError as error:
        raise Failure(f"{path} can't be read: {error.strerror}") from error
    resolved = resolve(ctx, (path,))
    inside = os.path.relpath(os.path.abspath(path), resolved.root).replace(os.sep, "/")
    found = facts_of(resolved, inside, data)
    if found is None:
        raise Failure(f"{path} can't be analysed; `ddd-lint check {path}` says why")
    write(json.dumps(_dump(found), ensure_ascii=False, indent=1) + "\n", utf8=True)


def _dump(value: Any) -> Any:
    """Frozen data as dictionaries; each instruction tells its kind and number."""
    if isinstance(value, msgspec.Struct):
        fields = {name: _dump(field) for name, field in msgspec.structs.asdict(value).items() if name != "code"}
        if hasattr(value, "code"):
            fields["code"] = [{"at": at, "kind": type(ins).__name__, **_dump(ins)} for at, ins in enumerate(value.code)]
        return fields
    return [_dump(item) for item in value] if isinstance(value, tuple) else value
