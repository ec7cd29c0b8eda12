"""Clients that send over the network: httpx, requests, aiohttp, urllib, mail."""

from __future__ import annotations

from collections.abc import Mapping

from ddd_lint.frameworks.library import Effect, Kind, Library, Op

SEND = Effect("send", "one request for all items, or requests sent at the same time")
_VERBS = ("get", "post", "put", "patch", "delete", "head", "options", "request")


def _verbs(response: str, *more: str) -> Mapping[str, Op]:
    return dict.fromkeys((*_VERBS, *more), Op(f"={response}", SEND))


LIBRARY = Library(
    name="http",
    aliases={
        "requests.sessions.Session": "requests.Session",
        "requests.session": "requests.Session",
        "aiohttp.client.ClientSession": "aiohttp.ClientSession",
        "httpx._client.Client": "httpx.Client",
        "httpx._client.AsyncClient": "httpx.AsyncClient",
    },
    kinds={
        "httpx.Client": Kind(
            names=("httpx.Client", "httpx.AsyncClient"),
            methods={**_verbs("httpx.Response", "send", "stream"), "build_request": Op("=httpx.Request"), "close": Op(""), "aclose": Op("")},
        ),
        "requests.Session": Kind(
            names=("requests.Session",),
            methods={**_verbs("requests.Response", "send"), "mount": Op(""), "close": Op("")},
        ),
        "aiohttp.ClientSession": Kind(
            names=("aiohttp.ClientSession",),
            methods={**_verbs("aiohttp.ClientResponse", "ws_connect"), "close": Op("")},
        ),
        "smtplib.SMTP": Kind(
            names=("smtplib.SMTP", "smtplib.SMTP_SSL", "aiosmtplib.SMTP"),
            methods={**dict.fromkeys(("send_message", "sendmail"), Op("", SEND)), **dict.fromkeys(("login", "starttls", "quit", "connect"), Op(""))},
        ),
        "django.Email": Kind(
            names=("django.core.mail.EmailMessage", "django.core.mail.EmailMultiAlternatives"),
            methods={"send": Op("=int", SEND), **dict.fromkeys(("attach", "attach_file", "attach_alternative"), Op(""))},
        ),
    },
    functions={
        **{f"httpx.{name}": Op("=httpx.Response", SEND) for name in (*_VERBS, "stream")},
        **{f"requests.{name}": Op("=requests.Response", SEND) for name in _VERBS},
        "aiohttp.request": Op("=aiohttp.ClientResponse", SEND),
        "urllib.request.urlopen": Op("", SEND),
        "urllib.request.urlretrieve": Op("", SEND),
        "django.core.mail.send_mail": Op("=int", SEND),
        "django.core.mail.send_mass_mail": Op("=int", Effect("send")),
        "django.core.mail.mail_admins": Op("", SEND),
        "aiosmtplib.send": Op("", SEND),
    },
)  # fmt: skip
