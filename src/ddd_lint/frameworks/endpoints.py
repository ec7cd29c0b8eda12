"""How programs call other services over HTTP, and which hosts and paths belong to one environment or machine."""

from __future__ import annotations

HTTP_CLIENTS = frozenset({"requests", "httpx", "aiohttp", "urllib", "urllib3", "niquests", "httplib2", "pycurl"})
"""First names of the qualified callees that send requests."""

HTTP_CALLS = frozenset(
    {
        "get",
        "post",
        "put",
        "patch",
        "delete",
        "head",
        "options",
        "request",
        "stream",
        "urlopen",
        "Request",
        "ws_connect",
    }
)
"""Last names of calls whose first or second argument, or `url=`, is where a request goes."""

CLIENT_CALLS = frozenset({"Client", "AsyncClient", "ClientSession", "Session"})
"""Last names of constructors whose `base_url=` is where all requests go."""

INTERNAL_SUFFIXES = (
    ".internal", ".local", ".lan", ".corp", ".intranet", ".private", ".localdomain", ".home.arpa", ".svc",
)  # fmt: skip
"""Ends of host names that only one network resolves."""

STAGE_LABELS = frozenset(
    {"staging", "stage", "stg", "uat", "qa", "preprod", "preview", "sandbox", "dev", "prod", "production"}
)
"""Parts of host names that name one environment."""

SHARED_HOMES = frozenset(
    {
        "ubuntu",
        "ec2-user",
        "app",
        "user",
        "username",
        "runner",
        "vscode",
        "node",
        "jovyan",
        "admin",
        "azureuser",
        "debian",
        "vagrant",
        "you",
        "me",
    }
)
"""Home directories that images and documentation have, and so no person's."""
