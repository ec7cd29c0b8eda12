"""Whether a name is a secret's, and whether a value could be one: judgements on text alone."""

from __future__ import annotations

import math
import re
from collections import Counter
from enum import Enum
from functools import lru_cache

from ddd_lint.frameworks.secrets import (
    ACCOUNT_WORDS,
    ALGORITHMS,
    HARMLESS_WORDS,
    KEY_ADJECTIVES,
    LOOSE_WORDS,
    PASSWORD_WORDS,
    PLACEHOLDER_WORDS,
    PROVIDER_FORMS,
    SECRET_ADJECTIVES,
    SENTINELS,
)

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_FUSED_PASS = re.compile(rf"(?:{'|'.join(sorted(ACCOUNT_WORDS))})(?:pass|pw|pwd)")
_FUSED_SECRET = re.compile(r"[a-z]{2,}(?:password|passwd|secretkey|apikey)|[a-z]{2,}(?<!non)secret")
_KEYLIKE = frozenset({"key", "token", "secret", "auth", "credential", "credentials", "salt"})
_KEYLIKE_HARMLESS = frozenset(
    {"public", "cache", "storage", "site", "hash", "checksum", "id", "etag", "fingerprint", "digest", "url"}
)
_SECRET_WORDS = (
    PASSWORD_WORDS
    | LOOSE_WORDS
    | {"pass", "secrets", "tokens", "passwords", "key", "keys", "credentials", "auth", "pw", "access", "api"}
)
_TRAILING = frozenset({"default", "dev", "prod", "production", "staging", "live", "fallback", "value", "str", "string"})

# Forms that no secret has: templates, references, paths, dotted names, names of variables and headers.
_TEMPLATE = re.compile(r"\{[^}]*\}|\$\{|\$\(|^\$|%\(|%[sdr]|^<.*>$|^\[.*\]$|^\{\{|^\s*$")
_REFERENCE = re.compile(
    r"^[a-z][a-z0-9+.-]*://|^[./~]|^[A-Za-z]:\\|^mailto:|^(?:arn|urn|ssm|vault|secretsmanager|op|env|file):"
)
_FILE = re.compile(
    r"^[\w./ -]*\.(?:pem|key|crt|cert|json|ya?ml|toml|ini|txt|html?|py|env|p12|pfx|der|mjml|md|xml|csv)$", re.IGNORECASE
)
_DOTTED = re.compile(r"^[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+$")
_VARIABLE = re.compile(r"^_?[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$")
_HEADER = re.compile(r"^(?:[A-Z][a-z]+|X)(?:-(?:[A-Z][A-Za-z0-9]*))+$")
_REGEX = re.compile(r"\\[dwsbAZ]|\(\?|\[\^|\[[a-zA-Z0-9]-[a-zA-Z0-9]|^\^|\.\*|\.\+")
_MASK = re.compile(r"^[*•·xX#.…●]+$")
_SIMPLE = re.compile(r"^[A-Za-z]+(?:\d{1,2}[A-Za-z]*)?(?:[-_.:/ ](?:[A-Za-z]+(?:\d{1,2}[A-Za-z]*)?|v?\d{1,2}))*$")

_PROVIDERS = tuple((what, markers, re.compile(form)) for what, markers, form in PROVIDER_FORMS)
_MARKERS = tuple(marker for _, markers, _ in _PROVIDERS for marker in markers)


class Secrecy(Enum):
    """How far a name promises a secret: `SURE` names a password or key, `LOOSE` may also name something else."""

    NONE = 0
    LOOSE = 1
    SURE = 2


@lru_cache(maxsize=4096)
def words_of(name: str) -> tuple[str, ...]:
    """The lower-case words of a snake-case, kebab-case or camel-case name."""
    return tuple(word.lower() for word in _WORD.findall(name))


@lru_cache(maxsize=4096)
def secrecy(name: str) -> Secrecy:
    """How far a variable's, keyword's, key's or environment variable's name promises a secret."""
    words = words_of(name)
    while len(words) > 1 and (words[-1] in _TRAILING or words[-1].isdigit()):
        words = words[:-1]
    if not words or HARMLESS_WORDS.intersection(words):
        return Secrecy.NONE
    last = words[-1]
    if last in PASSWORD_WORDS or _FUSED_PASS.fullmatch(last) or _FUSED_SECRET.fullmatch(last):
        return Secrecy.SURE
    adjectives = KEY_ADJECTIVES if last == "key" else SECRET_ADJECTIVES if last == "secret" else frozenset()
    if words[-2:-1] and words[-2] in adjectives:
        return Secrecy.SURE
    if last in ("pass", "pw", "pwd") and ACCOUNT_WORDS.intersection(words[:-1]):
        return Secrecy.SURE
    return Secrecy.LOOSE if last in LOOSE_WORDS else Secrecy.NONE


@lru_cache(maxsize=4096)
def may_hold_key(name: str) -> bool:
    """Whether a long random value bound to the name is likely a key, though the name is no secret's by itself."""
    words = set(words_of(name))
    return bool(words & _KEYLIKE) and not words & (_KEYLIKE_HARMLESS | HARMLESS_WORDS)


@lru_cache(maxsize=2)
def may_hold_provider_form(text: str) -> bool:
    """Whether a provider's form may stand somewhere in a whole file's text."""
    return any(marker in text for marker in _MARKERS)


def provider_form(value: str) -> str | None:
    """What the value is by its own form, such as "a GitHub token", else None."""
    for what, markers, form in _PROVIDERS:
        if any(marker in value for marker in markers):
            match = form.search(value)
            if match and (what == "a private key" or entropy(match.group()) > 3.0) and "example" not in value.lower():
                return what
    return None


def entropy(value: str) -> float:
    """Shannon's entropy in bits a character; 0 for an empty text."""
    size = len(value)
    return -sum(count / size * math.log2(count / size) for count in Counter(value).values())


def is_random(value: str) -> bool:
    """Whether the value looks drawn at random: long, of letters and digits, without structure; no alphabet."""
    if (
        len(value) < 20
        or not re.fullmatch(r"[A-Za-z0-9+/_=-]+", value)
        or not re.search(r"\d", value)
        or _SIMPLE.match(value)
    ):
        return False
    if len(set(value)) == len(value) >= 28:
        return False
    if re.fullmatch(r"[0-9a-f]+|[0-9A-F]+", value):
        return len(value) >= 32 and entropy(value) > 3.0
    return entropy(value) > 3.8 and max(map(len, re.split(r"[-_/]", value))) >= 16


def is_placeholder(value: str) -> bool:
    """Whether the value tells by its words that it is meant to be replaced."""
    return bool(PLACEHOLDER_WORDS.intersection(words_of(value)))


def _plain(value: str) -> str:
    return re.sub(r"[^a-z0-9]", "", value.lower())


def impossible(value: str) -> bool:
    """Whether the value can't be a secret anywhere: a template, reference, sentinel, mask or text for people."""
    plain = _plain(value)
    return (
        not value.strip()
        or not value.isascii()
        or plain in SENTINELS
        or plain in ALGORITHMS
        or any(pattern.search(value) for pattern in (_TEMPLATE, _REFERENCE, _FILE, _REGEX))
        or bool(_MASK.match(value))
        or not value.isprintable()
    )


def is_reference(value: str) -> bool:
    """Whether the value is the name of a variable, of a header, or of a Python object."""
    return any(pattern.match(value) for pattern in (_DOTTED, _VARIABLE, _HEADER))


def names_thing(name: str, value: str) -> bool:
    """Whether the value is itself a name: of a field, variable, header, event, or what the name says in other words."""
    if is_reference(value):
        return True
    plain_name, plain_value = _plain(name), _plain(value)
    if plain_value in plain_name or plain_name in plain_value:
        return True
    return bool(_SIMPLE.match(value)) and bool(_SECRET_WORDS.intersection(words_of(value)))


def is_strong(value: str, minimum: int) -> bool:
    """Whether the value is made like a secret: `minimum` characters, letters with digits or symbols, no mere words."""
    if len(value) < minimum or re.search(r"\s", value):
        return False
    mixed = bool(re.search(r"[A-Za-z]", value)) and bool(re.search(r"\d|[^\w\s.:/-]", value))
    return mixed and not re.fullmatch(r"[A-Za-z]+(?:[-_.:/][A-Za-z]+)*[-_]?v?\d{1,2}", value)
