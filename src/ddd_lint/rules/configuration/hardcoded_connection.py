"""DDD502."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from ddd_lint.frameworks.connections import DSN_FIRST, ENGINE_CALLS, HARMLESS_CALLS, HOST_ARGUMENTS, HOST_FIRST
from ddd_lint.frameworks.environment import DEFAULT_KEYWORDS
from ddd_lint.model.finding import Finding
from ddd_lint.rules.base import TreeRule
from ddd_lint.rules.configuration.addresses import Address, address_of, host_of, is_database_file, pairs_of
from ddd_lint.rules.configuration.literals import STRING_TYPES, arguments, last_name, text_of
from ddd_lint.rules.configuration.places import (
    in_development,
    in_settings_class,
    in_settings_module,
    is_descriptive,
    is_showcase,
    span_of,
)
from ddd_lint.rules.configuration.reads import default_of
from ddd_lint.syntax.walk import FileContext


class HardcodedConnection(TreeRule):
    """
    ## What it does

    Finds addresses of databases, brokers and caches that are written into the code: a whole connection URL
    (`postgresql://user:…@host/db`, `redis://…`, `amqp://…`, `mongodb://…`) that is assigned, returned or passed on,
    and a host or connection string given to a call that connects (`Redis(host="10.0.0.5")`, `psycopg.connect("host=db
    …")`, `create_engine("sqlite:///app.db")`).

    It is no finding as a default on `localhost` beside an environment variable or in a settings class, as a
    function's overridable parameter on `localhost`, in settings for development and tests, in examples, help texts
    and messages, or where the URL is only looked at (`url.startswith("redis://…")`), has placeholders, or uses a host
    reserved for documentation.

    ## Why it is bad

    The address differs between a laptop, a test run, staging and production. Written into the code, the program can
    run in one of them only, or worse, connects to the wrong one; and a URL often carries a password with it.

    ## Bad

    ```python
    # path: app/database.py
    from sqlalchemy import create_engine

    engine = create_engine("postgresql://shop:s3cr3t@10.0.0.5/shop")
    ```

    ## Good

    ```python
    # path: app/settings.py
    import os

    DATABASE_URL = os.environ["DATABASE_URL"]
    ```

    ```python
    # path: app/database.py
    from sqlalchemy import create_engine

    from app import settings

    engine = create_engine(settings.DATABASE_URL)
    ```

    ## When to switch it off

    For a program that by design runs on one machine with its own database, such as a desktop tool; ignore the rule
    for its folder with `per-file-ignores`.

    ## How to fix

    Read the URL in the settings module and pass it to the code that connects. Where developers want a default, use
    one on `localhost` without a real password. If the literal held a password, change that password.
    """

    code = "DDD502"
    name = "hardcoded-connection"
    summary = "The address of a database, broker or cache is written into the code."

    def visit_SimpleString(self, node: cst.SimpleString, context: FileContext) -> Iterator[Finding] | None:
        """A whole connection URL."""
        if "://" not in node.value or len(node.value) > 400:
            return None
        address = address_of(node.raw_value)
        if address is None or not self._is_used(node, address, context) or _is_exempt(context):
            return None
        return self._finding(node, address, context)

    def visit_Call(self, node: cst.Call, context: FileContext) -> Iterator[Finding] | None:
        """A host or connection string given to a call that connects."""
        if not node.args:
            return None
        name = last_name(node.func)
        if name in ENGINE_CALLS:
            text = text_of(node.args[0].value)
            if text is None or not is_database_file(text) or _is_exempt(context) or context.roles.settings:
                return None
            return self._finding(node.args[0].value, Address(""), context)
        callee = context.qualify(node.func)
        if callee not in HOST_ARGUMENTS and callee not in DSN_FIRST:
            return None
        return self._connect(node, callee, context)

    def _connect(self, node: cst.Call, callee: str, context: FileContext) -> Iterator[Finding]:
        positional, keywords = arguments(node)
        candidates = [keywords[keyword] for keyword in HOST_ARGUMENTS.get(callee, ()) if keyword in keywords]
        if positional and callee in HOST_FIRST:
            candidates.append(positional[0])
        if positional and callee in DSN_FIRST:
            text = text_of(positional[0])
            address = pairs_of(text) if text else None
            if address is not None and not _is_exempt(context):
                yield from self._finding(positional[0], address, context)
        for candidate in candidates:
            values = (
                [element.value for element in candidate.elements]
                if isinstance(candidate, cst.List | cst.Tuple)
                else [candidate]
            )
            for value in values:
                text = text_of(value)
                address = host_of(text) if text and "://" not in text else None
                if address is not None and not _is_exempt(context):
                    yield from self._finding(value, address, context)

    def _is_used(self, node: cst.SimpleString, address: Address, context: FileContext) -> bool:
        """Whether the literal is a value that the program connects with, and no fine default."""
        for above in reversed(context.ancestors):
            if isinstance(above, cst.Call):
                if last_name(above.func) in HARMLESS_CALLS:
                    return False
                default = default_of(above, context)
                if default is not None and default.value is node:
                    return not address.is_local
            elif address.is_local and (isinstance(above, cst.BooleanOperation | cst.IfExp) or _is_default(above)):
                return False
            elif isinstance(above, cst.Param):
                return not address.is_local
            elif isinstance(above, cst.Assign | cst.AnnAssign | cst.Return):
                return not (address.is_local and in_settings_class(context) and not context.functions)
            elif isinstance(
                above,
                cst.Comparison
                | cst.Raise
                | cst.Assert
                | cst.FormattedString
                | cst.Subscript
                | cst.MatchValue
                | cst.Annotation,
            ):
                return False
            elif isinstance(above, cst.Expr):
                return not isinstance(above.value, STRING_TYPES)
        return False

    def _finding(self, node: cst.BaseExpression, address: Address, context: FileContext) -> Iterator[Finding]:
        what = f"The address of `{address.host}`" if address.host else "The database file"
        secret = ", with its password," if address.password else ""
        where = "the environment" if in_settings_module(context) else "the settings"
        yield context.finding(
            self.identity, span_of(node, context), f"{what}{secret} is written into the code; read it from {where}"
        )


def _is_default(node: cst.CSTNode) -> bool:
    """Whether the node gives a default by name: `default=…`, `{"default": …}`."""
    if isinstance(node, cst.Arg):
        return node.keyword is not None and node.keyword.value in DEFAULT_KEYWORDS
    return isinstance(node, cst.DictElement) and text_of(node.key) in DEFAULT_KEYWORDS


def _is_exempt(context: FileContext) -> bool:
    return is_showcase(context.path) or is_descriptive(context) or in_development(context)
