"""Switches that guard safety, and the value of each that lets the guard down."""

from __future__ import annotations

UNSAFE_SETTINGS: dict[str, tuple[bool, str]] = {
    "DEBUG": (True, "debug mode shows code and settings to every visitor"),
    "DEBUG_MODE": (True, "debug mode shows code and settings to every visitor"),
    "FLASK_DEBUG": (True, "debug mode opens a console to every visitor"),
    "DJANGO_DEBUG": (True, "debug mode shows code and settings to every visitor"),
    "APP_DEBUG": (True, "debug mode shows code and settings to every visitor"),
    "SESSION_COOKIE_SECURE": (False, "the session cookie also travels unencrypted"),
    "CSRF_COOKIE_SECURE": (False, "the CSRF cookie also travels unencrypted"),
    "REMEMBER_COOKIE_SECURE": (False, "the login cookie also travels unencrypted"),
    "JWT_COOKIE_SECURE": (False, "the token's cookie also travels unencrypted"),
    "COOKIE_SECURE": (False, "cookies also travel unencrypted"),
    "SESSION_COOKIE_HTTPONLY": (False, "scripts in the page can read the session cookie"),
    "JWT_COOKIE_CSRF_PROTECT": (False, "requests from other sites are accepted"),
    "WTF_CSRF_ENABLED": (False, "requests from other sites are accepted"),
    "CSRF_ENABLED": (False, "requests from other sites are accepted"),
    "AUTH_ENABLED": (False, "nobody has to log in"),
    "AUTHENTICATION_ENABLED": (False, "nobody has to log in"),
    "AUTH_REQUIRED": (False, "nobody has to log in"),
    "REQUIRE_AUTH": (False, "nobody has to log in"),
    "DISABLE_AUTH": (True, "nobody has to log in"),
    "AUTH_DISABLED": (True, "nobody has to log in"),
    "SKIP_AUTH": (True, "nobody has to log in"),
    "OAUTHLIB_INSECURE_TRANSPORT": (True, "OAuth tokens may travel without TLS"),
}
"""Setting (upper case) → its unsafe value and what it leads to."""

WILDCARD_SETTINGS: dict[str, str] = {"ALLOWED_HOSTS": "any `Host` header is trusted"}
"""Setting that is unsafe where it holds `*` → what that leads to."""

CORS_ALL_SETTINGS = frozenset({"CORS_ALLOW_ALL_ORIGINS", "CORS_ORIGIN_ALLOW_ALL"})
"""django-cors-headers: every origin is allowed, which is unsafe beside `CORS_ALLOW_CREDENTIALS = True`."""

CORS_CREDENTIAL_SETTING = "CORS_ALLOW_CREDENTIALS"

TLS_WORDS = frozenset({"ssl", "tls", "cert", "certs", "certificate", "certificates", "https"})
VERIFY_WORDS = frozenset({"verify", "verification", "validate", "check"})
DISABLE_WORDS = frozenset({"disable", "skip", "ignore", "no"})
"""A setting with a word of the first two is unsafe when false; with a word of all three, when true."""

DEBUG_TOPICS = frozenset(
    {
        "SQL",
        "LOG",
        "LOGGING",
        "LOGGER",
        "TEMPLATE",
        "TEMPLATES",
        "DB",
        "DATABASE",
        "QUERY",
        "JS",
        "CSS",
        "ECHO",
        "PROFILE",
    }
)
"""Before `DEBUG`, these make a switch of another kind: `SQL_DEBUG`."""

HTTP_METHODS = frozenset(
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
        "Client",
        "AsyncClient",
        "HTTPTransport",
        "AsyncHTTPTransport",
    }
)
"""Last names of calls of requests and httpx that take `verify=`."""

AIOHTTP_CALLS = frozenset(
    {"get", "post", "put", "patch", "delete", "head", "options", "request", "ws_connect", "TCPConnector"}
)
"""Last names of aiohttp's calls in which `ssl=False` means an unverified certificate."""

UNSAFE_KEYWORDS: dict[str, bool] = {
    "verify_ssl": False, "verify_certs": False, "ssl_verify": False, "verify_tls": False, "validate_certs": False,
    "tlsAllowInvalidCertificates": True, "tlsInsecure": True, "ssl_check_hostname": False,
}  # fmt: skip
"""Keyword of any call → the value that switches certificate verification off."""

NO_CERTIFICATE = frozenset({"ssl.CERT_NONE", "CERT_NONE"})
UNVERIFIED_CONTEXTS = frozenset({"ssl._create_unverified_context"})
"""Qualified names of what accepts any certificate."""

DEBUG_CALLS = frozenset(
    {
        "run",
        "Flask",
        "FastAPI",
        "Starlette",
        "Litestar",
        "Sanic",
        "Application",
        "run_app",
        "Quart",
        "APIFlask",
        "Bottle",
    }
)
"""Last names of calls whose `debug=True` opens a web application's debug mode."""

DEBUG_OTHERS = frozenset({"asyncio", "subprocess", "anyio", "trio", "loop", "uvloop"})
"""First names of a callee that has a `run` of another kind."""

UNSAFE_TLS_MODES = frozenset({"disable", "disabled", "allow"})
TLS_MODE_NAMES = frozenset({"sslmode", "ssl_mode"})
"""Database TLS: names of the mode, and the modes that allow plain text although the server has TLS."""

UNSAFE_VARIABLES: dict[str, tuple[str, str]] = {
    "OAUTHLIB_INSECURE_TRANSPORT": ("1", "OAuth tokens may travel without TLS"),
    "PYTHONHTTPSVERIFY": ("0", "no server's certificate is verified"),
    "GIT_SSL_NO_VERIFY": ("1", "git verifies no server's certificate"),
    "NODE_TLS_REJECT_UNAUTHORIZED": ("0", "no server's certificate is verified"),
    "AUTHLIB_INSECURE_TRANSPORT": ("1", "OAuth tokens may travel without TLS"),
}
"""Environment variable → the value that lets a guard down once written, and what it leads to."""
