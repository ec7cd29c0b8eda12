"""DDD503."""

from __future__ import annotations

import re
from collections.abc import Iterator
from ipaddress import ip_address

import libcst as cst

from ddd_lint.frameworks.connections import HARMLESS_CALLS, LOCAL_HOSTS
from ddd_lint.frameworks.endpoints import (
    CLIENT_CALLS,
    HTTP_CALLS,
    HTTP_CLIENTS,
    INTERNAL_SUFFIXES,
    SHARED_HOMES,
    STAGE_LABELS,
)
from ddd_lint.model.finding import Finding
from ddd_lint.model.rule import Status
from ddd_lint.rules.base import TreeRule
from ddd_lint.rules.configuration.addresses import is_reserved
from ddd_lint.rules.configuration.literals import last_name
from ddd_lint.rules.configuration.places import in_development, is_descriptive, is_showcase, span_of
from ddd_lint.rules.configuration.reads import default_of
from ddd_lint.syntax.walk import FileContext

_URL = re.compile(r"(?:https?|wss?)://(?:[^@/\s]*@)?(?P<host>\[[^\]]+\]|[A-Za-z0-9._-]+)(?P<port>:\d+)?(?=[/?#]|$)")
_HOME = re.compile(r"(?:/home/|/Users/|[A-Za-z]:[\\/]+Users[\\/]+)(?P<user>[A-Za-z0-9._-]+)(?:[\\/]|$)")


class HardcodedEndpoint(TreeRule):
    """
    ## What it does

    Finds addresses and paths in code that exist in one environment or on one machine only:

    - a URL that a request is sent to (`httpx.get(…)`, `session.post(…)`, `AsyncClient(base_url=…)`) whose host is an
      IP address, a name that one network resolves (`*.internal`, `*.local`, `*.svc`), or one stage's
      (`api.staging.…`), and `localhost` with a port in a direct call;
    - a path below a person's home directory (`/home/ada/…`, `/Users/ada/…`, `C:\\Users\\ada\\…`).

    The address of a public service is the same everywhere and no finding; nor are settings modules, defaults of the
    environment's variables and of parameters, examples, messages, tests and code for development.

    ## Why it is bad

    The code runs in one place only. In a test it calls the real service; in staging it calls production's; on another
    machine the file doesn't exist.

    ## Bad

    ```python
    # path: app/rates.py
    import httpx


    def vat_rate(country: str) -> float:
        response = httpx.get("https://rates.shop.internal/v1/vat", params={"country": country})
        return float(response.json()["rate"])
    ```

    ## Good

    ```python
    # path: app/rates.py
    import httpx


    class Rates:
        def __init__(self, base_url: str) -> None:
            self._client = httpx.Client(base_url=base_url)

        def vat_rate(self, country: str) -> float:
            return float(self._client.get("/v1/vat", params={"country": country}).json()["rate"])
    ```

    ## When to switch it off

    In a project that is deployed in one network only, whose names there never change.

    ## How to fix

    Give the settings a field for the base URL or the folder, and pass it to the client that needs it.
    """

    code = "DDD503"
    name = "hardcoded-endpoint"
    summary = "A URL or path of one environment is written into the code."
    status = Status.PREVIEW

    def visit_SimpleString(self, node: cst.SimpleString, context: FileContext) -> Iterator[Finding] | None:
        """A URL or path as one literal."""
        if "/" not in node.value and "\\" not in node.value:
            return None
        return self._judge(node, node.raw_value, context)

    def visit_FormattedString(self, node: cst.FormattedString, context: FileContext) -> Iterator[Finding] | None:
        """A URL or path that begins with literal text."""
        first = node.parts[0] if node.parts else None
        if not isinstance(first, cst.FormattedStringText) or "/" not in first.value:
            return None
        return self._judge(node, first.value, context)

    def _judge(self, node: cst.BaseExpression, text: str, context: FileContext) -> Iterator[Finding] | None:
        home = _HOME.match(text)
        if home is not None:
            if home["user"] in SHARED_HOMES or not _is_value(node, context) or _is_exempt(context):
                return None
            return self._finding(f"The path of one person's home directory, `{home.group()}`,", node, context)
        url = _URL.match(text)
        if url is None or not _is_called(node, context):
            return None
        host = url["host"].lower()
        if not is_bound(host) and not (host in LOCAL_HOSTS and url["port"] and _is_direct(context)):
            return None
        return None if _is_exempt(context) else self._finding(f"The address of `{host}`", node, context)

    def _finding(self, what: str, node: cst.BaseExpression, context: FileContext) -> Iterator[Finding]:
        message = f"{what} is written into the code that uses it; read it from the settings"
        yield context.finding(self.identity, span_of(node, context), message)


def is_bound(host: str) -> bool:
    """Whether a host belongs to one environment: an address other than the machine's own, an internal or a stage's name."""
    if host in LOCAL_HOSTS or is_reserved(host):
        return False
    try:
        return not ip_address(host.strip("[]")).is_loopback
    except ValueError:
        labels = set(re.split(r"[.-]", host.rpartition(".")[0]))
        return host.endswith(INTERNAL_SUFFIXES) or ".svc." in host or bool(labels & STAGE_LABELS)


def _is_exempt(context: FileContext) -> bool:
    return context.roles.settings or is_showcase(context.path) or is_descriptive(context) or in_development(context)


def _call_of(context: FileContext) -> tuple[cst.Call, cst.Arg] | None:
    """The call that the current node is an argument of, and the argument."""
    call, arg = context.ancestors[-2:]
    return (call, arg) if isinstance(call, cst.Call) and isinstance(arg, cst.Arg) else None


def _is_called(node: cst.BaseExpression, context: FileContext) -> bool:
    """Whether a request goes to the current node's URL."""
    found = _call_of(context)
    if found is None:
        return False
    call, arg = found
    name = last_name(call.func)
    if name in CLIENT_CALLS:
        return arg.keyword is not None and arg.keyword.value == "base_url"
    if name not in HTTP_CALLS:
        return False
    return arg.keyword.value == "url" if arg.keyword is not None else any(arg is other for other in call.args[:2])


def _is_direct(context: FileContext) -> bool:
    """Whether the call is one of an HTTP library's own functions, so that no transport of its own can be meant."""
    found = _call_of(context)
    return found is not None and (context.qualify(found[0].func) or "").split(".")[0] in HTTP_CLIENTS


def _is_value(node: cst.BaseExpression, context: FileContext) -> bool:
    """Whether the program uses the literal: it is neither a docstring, compared or shown, nor a default."""
    parent = context.ancestors[-1]
    if isinstance(parent, cst.Expr | cst.Param | cst.ComparisonTarget | cst.Comparison | cst.ConcatenatedString):
        return False
    found = _call_of(context)
    if found is None:
        return True
    default = default_of(found[0], context)
    return last_name(found[0].func) not in HARMLESS_CALLS and (default is None or default.value is not node)
