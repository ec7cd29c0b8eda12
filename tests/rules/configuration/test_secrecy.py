"""Judgements on names and values: what is called a secret, and what could be one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ddd_lint.rules.configuration.secrecy import (
    Secrecy,
    entropy,
    impossible,
    is_placeholder,
    is_random,
    is_strong,
    may_hold_key,
    may_hold_provider_form,
    names_thing,
    provider_form,
    secrecy,
    words_of,
)

SURE = (
    "password", "DB_PASSWORD", "dbPassword", "smtp_pass", "DBPASS", "SHOP_DBPASS", "SECRET_KEY", "SECRET_KEY_DEV", "PASSWORD_2",
    "apiKey", "API_KEY", "clientSecret", "aws_secret_access_key", "JWT_SECRET", "bind_pw", "mysecretkey",
)  # fmt: skip
LOOSE = ("token", "access_token", "secret", "pwd", "slack_bot_token", "credential")
NONE = (
    "", "PASSWORD_HASHERS", "password_field", "TOKEN_URL", "reset_password", "next_page_token", "csrf_token", "public_key",
    "cache_key", "key", "primary_key", "pass", "first_pass", "bypass", "compass", "session_key", "AWS_ACCESS_KEY_ID", "test_password",
    "site_key", "has_secret",
)  # fmt: skip


@pytest.mark.parametrize("name", SURE)
def test_names_of_passwords_and_keys(name: str) -> None:
    assert secrecy(name) is Secrecy.SURE


@pytest.mark.parametrize("name", LOOSE)
def test_names_that_may_mean_something_else(name: str) -> None:
    assert secrecy(name) is Secrecy.LOOSE


@pytest.mark.parametrize("name", NONE)
def test_names_of_no_secret(name: str) -> None:
    assert secrecy(name) is Secrecy.NONE


def test_words() -> None:
    assert words_of("HTTPServer_apiKey2-x") == ("http", "server", "api", "key", "2", "x")


# Put together here, so that no scanner takes this file for a leak.
FORMS = (
    ("an AWS access key", "AKIA" + "J7QZ2MWXKD5TRB3N"),
    ("a GitHub token", "gh" + "p_" + "aB3dE5fG7hJ9kL1mN3pQ5rS7tU9vW1xY3zA5"),
    ("a GitHub token", "github" + "_pat_" + "11ABCDEFG0aB3dE5fG7hJ9_kL1mN3pQ5rS7tU9vW1xY3zA5"),
    ("a Slack token", "xox" + "b-" + "1234567890-aB3dE5fG7hJ9"),
    ("a Slack webhook", "https://hooks.slack.com" + "/services/T0A1B2C3D/B4E5F6G7H/" + "aB3dE5fG7hJ9kL1mN3pQ5rS7"),
    ("a Stripe key", "sk" + "_live_" + "aB3dE5fG7hJ9kL1mN3pQ"),
    ("a Google API key", "AI" + "za" + "SyB3dE5fG7hJ9kL1mN3pQ5rS7tU9vW1xY3z"),
    ("an npm token", "npm" + "_aB3dE5fG7hJ9kL1mN3pQ5rS7tU9vW1xY3zA5"),
    ("a Telegram bot token", "123456789" + ":AA" + "F3dE5fG7hJ9kL1mN3pQ5rS7tU9vW1xY3z"),
    ("a private key", "-----BEGIN RSA PRIVATE " + "KEY-----\nMIIEpAIBAAKCAQEA0aB3dE5f"),
)


@pytest.mark.parametrize(("what", "value"), FORMS, ids=[what for what, _ in FORMS])
def test_values_that_give_themselves_away(what: str, value: str) -> None:
    assert provider_form(value) == what
    assert provider_form(f"Bearer {value} ") == what
    assert may_hold_provider_form(f'token = "{value}"')


@pytest.mark.parametrize(
    "value",
    [
        "sk_live_",
        "gh" + "p_" + "x" * 36,
        "AKIA" + "IOSFODNN7EXAMPLE",
        "xoxb-valid",
        "-----BEGIN PRIVATE KEY-----",
        "hf_",
    ],
)
def test_values_that_only_begin_like_one(value: str) -> None:
    assert provider_form(value) is None


@pytest.mark.parametrize(
    "value",
    [
        "", "   ", "****", "xxxx", "{password}", "${PW}", "%(password)s", "<your key>", "[SECRET]", "https://x.test", "/run/secrets",
        "./key", "key.pem", "none", "N/A", "sha256", "HS-256", "Schlüssel", "a\x00b", r"\d+", "vault:x", "[a-z]+",
    ],
)  # fmt: skip
def test_values_that_are_secrets_nowhere(value: str) -> None:
    assert impossible(value)


@pytest.mark.parametrize("value", ["hunter2", "postgres", "---", "dev", "S3cr3t!", "my-secret-key"])
def test_values_that_could_be_secrets(value: str) -> None:
    assert not impossible(value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("password", "password"), ("API_KEY", "api-key"), ("PASSWORD", "pwd"), ("x_token", "X-Token"), ("secret", "app.keys.secret"),
        ("token", "SHOP_TOKEN"), ("reset", "password-reset"), ("auth_key", "user-auth-key-2"),
    ],
)  # fmt: skip
def test_values_that_are_names(name: str, value: str) -> None:
    assert names_thing(name, value)


@pytest.mark.parametrize(
    ("name", "value"), [("password", "hunter2!"), ("api_key", "b7Yq29-xkPm"), ("token", "q8Zt5Lw0Vb3K")]
)
def test_values_that_are_no_names(name: str, value: str) -> None:
    assert not names_thing(name, value)


def test_strength() -> None:
    assert is_strong("abc12345", 8)
    assert is_strong("P@ssword", 8)
    assert not is_strong("abc1234", 8)
    assert not is_strong("abc 12345", 8)
    assert not is_strong("plainwords", 8)
    assert not is_strong("oauth-token-v2", 8)
    assert not is_strong("1234567890", 8)


def test_randomness() -> None:
    assert is_random("q8Zt5Lw0Vb3Kx7Mn2Rc9")
    assert is_random("9f2c4e7a1b3d5f60718293a4b5c6d7e8")
    assert not is_random("9f2c4e7a1b3d5f607182")
    assert not is_random("django-contrib-auth-backends-model2")
    assert not is_random("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
    assert not is_random("0000000000000000000000000000000000")
    assert not is_random("with spaces 1 in between them")


def test_placeholders_and_key_like_names() -> None:
    assert is_placeholder("please-change-me")
    assert not is_placeholder("b7Yq29")
    assert may_hold_key("PAYMENT_AUTH")
    assert not may_hold_key("cache_key")
    assert not may_hold_key("colour")


def test_entropy_counts_bits_a_character() -> None:
    assert entropy("") == 0
    assert entropy("aaaa") == 0
    assert entropy("abcd") == 2


@given(st.text(max_size=80), st.text(max_size=80))
def test_any_text_is_judged(name: str, value: str) -> None:
    assert secrecy(name) in Secrecy
    assert provider_form(value) is None or may_hold_provider_form(value)
    assert not (is_random(value) and " " in value)
    assert isinstance(impossible(value), bool)
    assert isinstance(names_thing(name, value), bool)
    assert is_strong(value, 200) is False
