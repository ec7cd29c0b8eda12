"""What a text says about a server: connection strings, hosts, and whether they mean the machine itself."""

from __future__ import annotations

import re

import msgspec

from ddd_lint.frameworks.connections import FILE_SCHEMES, LOCAL_HOSTS, RESERVED_DOMAINS, SCHEMES

_DSN = re.compile(
    r"(?P<scheme>[a-z][a-z0-9]*(?:\+srv)?)(?:\+[a-z0-9_]+)?://(?:(?P<user>[^:@/\s]*)(?::(?P<password>[^@/\s]*))?@)?(?P<host>\[[^\]]+\]|[^:/?,\s]*)\S*",
    re.IGNORECASE,
)
_PAIRS = re.compile(r"(?:^|[\s;])(?:host|server|addr|data source)\s*=\s*(?P<host>[^\s;]+)", re.IGNORECASE)
_OPEN = re.compile(r"[{}<>$%*]|^\.{3}$|^…$")
_SAMPLE_HOSTS = frozenset(
    {"host", "hostname", "server", "example", "your-host", "yourhost", "my-host", "myhost", "some-host"}
)
_SAMPLE_USERS = frozenset(
    {("user", "pass"), ("username", "password"), ("user", "pw"), ("user", "passwd"), ("login", "password")}
)
_HOST = re.compile(
    r"(?:[a-z0-9_-]+\.)*[a-z0-9_-]+(?::\d+)?|\[[0-9a-f:]+\]|[0-9a-f]*:[0-9a-f:]*:[0-9a-f]*", re.IGNORECASE
)


class Address(msgspec.Struct, frozen=True):
    """A server as a literal names it; `host` is "" where a file is meant."""

    host: str
    password: str = ""

    @property
    def is_local(self) -> bool:
        """Whether the host is the machine itself."""
        return self.host in LOCAL_HOSTS


def address_of(text: str) -> Address | None:
    """The server that a whole text connects to as a URL; None for other texts, templates, documentation hosts."""
    match = _DSN.fullmatch(text.strip())
    if match is None or match["scheme"].lower() not in SCHEMES or not match["host"] or _OPEN.search(text):
        return None
    if is_reserved(match["host"]) or (match["user"], match["password"]) in _SAMPLE_USERS:
        return None
    return Address(match["host"].lower(), match["password"] or "")


def pairs_of(text: str) -> Address | None:
    """The server that a connection string in `key=value` form names; None for other texts."""
    match = _PAIRS.search(text)
    return Address(match["host"].lower()) if match and not _OPEN.search(match["host"]) else None


def is_database_file(text: str) -> bool:
    """Whether the text is a URL that opens a database file (an empty path or `:memory:` opens none)."""
    scheme, separator, rest = text.partition("://")
    path = rest.lstrip("/").partition("?")[0]
    return (
        bool(separator)
        and scheme.partition("+")[0] in FILE_SCHEMES
        and path not in ("", ":memory:")
        and not _OPEN.search(text)
    )


def host_of(text: str) -> Address | None:
    """The server that a host name or address (with or without port) names; None for other texts."""
    if not _HOST.fullmatch(text) or is_reserved(text):
        return None
    return Address(re.sub(r":\d+$", "", text.lower()) if text.count(":") == 1 else text.lower())


def is_reserved(host: str) -> bool:
    """Whether the host is one that exists for documentation only, or a word for any host."""
    return host.lower().endswith(RESERVED_DOMAINS) or host.lower() in _SAMPLE_HOSTS
