"""What secrets are called and what they look like."""

from __future__ import annotations

PASSWORD_WORDS = frozenset({"password", "passwd", "passphrase", "passwort"})
"""A name that ends in one of these words holds a password."""

KEY_ADJECTIVES = frozenset(
    {
        "api", "secret", "access", "private", "signing", "encryption", "decryption", "auth", "jwt", "fernet",
        "master", "hmac", "crypto", "cipher", "signature", "shared", "account", "aes", "rsa", "webhook",
    }
)  # fmt: skip
SECRET_ADJECTIVES = frozenset(
    {
        "client", "app", "jwt", "signing", "webhook", "api", "session", "cookie", "shared", "django", "flask",
        "consumer", "auth", "token", "hmac",
    }
)  # fmt: skip
"""A name that ends in one of the first and `key`, or one of the second and `secret`, holds a key."""

LOOSE_WORDS = frozenset({"token", "secret", "pwd", "credential", "apikey"})
"""A name that ends in one of these words may hold a secret: only a value that looks like one tells."""

ACCOUNT_WORDS = frozenset(
    {
        "db", "database", "smtp", "mail", "email", "redis", "postgres", "pg", "mysql", "mongo", "mongodb",
        "rabbitmq", "rabbit", "amqp", "broker",
        "ldap", "admin", "root", "ftp", "sftp", "ssh", "imap", "kafka", "elastic", "auth", "bind", "superuser",
        "mqtt", "cache",
    }
)  # fmt: skip
"""Before `pass`, `pw` or `pwd`, these make a password of it: `DB_PASS`, `smtp_pw`."""

HARMLESS_WORDS = frozenset(
    {
        # what is done with a secret, or said of it
        "reset", "forgot", "forget", "forgotten", "change", "changed", "update", "updated", "invalid", "wrong",
        "bad", "incorrect", "missing", "no",
        "has", "is", "show", "hide", "require", "requires", "required", "set", "check", "verify", "validate",
        "hashed", "label", "help",
        "error", "msg", "message", "expired", "unusable", "weak", "mask", "masked", "redacted", "empty", "blank",
        "null", "unknown", "allow",
        "generate", "random", "test", "mock", "fake", "dummy", "example", "sample", "placeholder", "with", "without",
        "use", "get", "old", "confirm",
        "create", "delete", "revoke", "regenerate", "find", "fetch", "send", "need", "needs", "lost", "like",
        "contains", "not",
        # what is public
        "public", "publishable", "site", "csrf", "xsrf", "csrfmiddleware",
        # tokens of text and of lists
        "page", "next", "prev", "previous", "pagination", "continuation", "sync", "cursor", "stop", "start", "end",
        "begin", "eos", "bos", "pad",
        "unk", "sep", "cls", "special", "whitespace", "separator", "delimiter", "template", "max", "min", "num",
        "expected", "sentinel", "text",
        "word", "open", "close", "left", "right", "current", "last", "first", "comment", "input", "output",
    }
)  # fmt: skip
"""A name with one of these words names, describes or hides a secret, or means another kind of token."""

PLACEHOLDER_WORDS = frozenset(
    {
        "change", "changeme", "changethis", "changeit", "replace", "replaceme", "your", "my", "super", "very", "top",
        "dev", "development",
        "insecure", "dummy", "example", "sample", "todo", "fixme", "default", "unsafe", "local", "temp", "temporary",
        "supersecret",
        "mysecret", "mysecretkey", "secretkey", "topsecret", "notsecret", "notsosecret", "thisisasecret",
        "verysecret", "verysecretkey",
    }
)  # fmt: skip
"""Words by which a value tells that it is meant to be replaced."""

SENTINELS = frozenset(
    {
        "none", "null", "nil", "undefined", "unset", "notset", "na", "true", "false", "yes", "no", "on", "off", "0", "1",
        "string", "str",
        "text", "required",
        "optional", "disabled", "enabled", "anonymous", "basic", "bearer", "empty", "nokey", "nokeyrequired",
        "sknokeyrequired", "notneeded", "notrequired",
        "notprovided", "unknown", "missing", "hidden", "redacted", "removed", "masked", "filtered", "ignored",
        "unused", "xxx", "any", "bytes",
        "int", "uuid", "json", "base64", "hex", "oauth", "oauth2", "jwt", "apikey", "header", "query", "cookie",
        "body", "path", "form",
    }
)  # fmt: skip
"""Values (letters and digits only, lower case) that stand for no value, for a type, or for a manner."""

ALGORITHMS = frozenset(
    {
        "md5", "sha1", "sha224", "sha256", "sha384", "sha512", "sha3256", "bcrypt", "argon2", "argon2id", "scrypt",
        "pbkdf2", "pbkdf2sha256",
        "hs256", "hs384", "hs512", "rs256", "rs384", "rs512", "es256", "es384", "es512", "eddsa", "ps256", "aes256",
        "aes128", "aes256gcm", "rsa",
        "ed25519", "hmac", "hmacsha256", "blake2b", "blake2s", "crypt", "plaintext", "plain",
    }
)  # fmt: skip
"""Names of algorithms, in the same form."""

PROVIDER_FORMS: tuple[tuple[str, tuple[str, ...], str], ...] = (
    ("an AWS access key", ("AKIA", "ASIA"), r"(?<![A-Za-z0-9])(?:AKIA|ASIA)[A-Z2-7]{16}(?![A-Za-z0-9])"),
    ("a GitHub token", ("ghp_", "gho_", "ghu_", "ghs_", "ghr_"), r"\bgh[pousr]_[A-Za-z0-9]{36,}"),
    ("a GitHub token", ("github_pat_",), r"\bgithub_pat_[A-Za-z0-9_]{40,}"),
    ("a GitLab token", ("glpat-", "gldt-", "glrt-", "glcbt-", "glptt-"), r"\bgl(?:pat|dt|rt|cbt|ptt)-[A-Za-z0-9_-]{20,}"),
    ("a Slack token", ("xox",), r"\bxox[abeoprs]-(?:[0-9]{6,}-)[A-Za-z0-9-]{10,}"),
    ("a Slack webhook", ("hooks.slack.com",), r"https://hooks\.slack\.com/services/T[A-Z0-9]{6,}/B[A-Z0-9]{6,}/[A-Za-z0-9]{18,}"),
    ("a Discord webhook", ("/api/webhooks/",), r"https://discord(?:app)?\.com/api/webhooks/[0-9]{16,}/[A-Za-z0-9_-]{40,}"),
    ("a Stripe key", ("k_live_", "k_test_"), r"\b[sr]k_(?:live|test)_[A-Za-z0-9]{16,}"),
    ("a Google API key", ("AIza",), r"\bAIza[A-Za-z0-9_-]{35}"),
    ("a SendGrid key", ("SG.",), r"\bSG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{30,}"),
    ("an npm token", ("npm_",), r"\bnpm_[A-Za-z0-9]{36}"),
    ("a PyPI token", ("pypi-AgE",), r"\bpypi-AgE[A-Za-z0-9_-]{40,}"),
    ("a Hugging Face token", ("hf_",), r"\bhf_[A-Za-z]{30,}"),
    ("an Anthropic key", ("sk-ant-",), r"\bsk-ant-[A-Za-z0-9_-]{30,}"),
    ("an OpenAI key", ("sk-",), r"\bsk-(?:proj-)?[A-Za-z0-9]{32,}"),
    ("a Twilio key", ("SK",), r"\bSK[0-9a-f]{32}\b"),
    ("a Telegram bot token", (":AA",), r"\b[0-9]{8,10}:AA[A-Za-z0-9_-]{33}"),
    ("a Mailgun key", ("key-",), r"\bkey-[0-9a-f]{32}\b"),
    ("a private key", ("-----BEGIN ",), r"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----\s*[A-Za-z0-9+/=]{16}"),
)  # fmt: skip
"""(what it is, texts of which it holds one, regular expression): values that give themselves away by their form."""

ACCOUNT_CALLS = frozenset(
    {
        "create_user", "create_superuser", "create_admin", "create_account", "register_user", "add_user",
        "set_password", "login",
        "connect", "create_pool", "create_engine", "create_async_engine", "make_dsn",
    }
)  # fmt: skip
"""Last names of calls whose `password=` (or other secret keyword) is used as it stands, however plain the word."""

KEY_ARGUMENTS = {
    "jwt.encode": 1, "jwt.decode": 1, "jose.jwt.encode": 1, "jose.jwt.decode": 1, "authlib.jose.jwt.encode": 2,
    "authlib.jose.jwt.decode": 1,
    "hmac.new": 0, "hmac.digest": 0, "cryptography.fernet.Fernet": 0, "itsdangerous.Signer": 0,
    "itsdangerous.TimestampSigner": 0,
    "itsdangerous.URLSafeSerializer": 0, "itsdangerous.URLSafeTimedSerializer": 0,
    "itsdangerous.url_safe.URLSafeTimedSerializer": 0,
}  # fmt: skip
"""Qualified name of a call → the position of the argument that is its key."""
