"""Connection strings and hosts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ddd_lint.rules.configuration.addresses import Address, address_of, host_of, is_database_file, pairs_of


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("postgresql://shop:s3cr3t@db.internal:5432/shop", Address("db.internal", "s3cr3t")),
        ("postgresql+asyncpg://shop@DB/shop?ssl=true", Address("db")),
        ("redis://localhost:6379/0", Address("localhost")),
        ("redis://:word@localhost", Address("localhost", "word")),
        ("mongodb+srv://one.internal,two.internal/shop", Address("one.internal")),
        ("amqp://[::1]:5672//", Address("[::1]")),
        ("https://db.internal/shop", None),
        ("postgresql://{host}/shop", None),
        ("postgresql:///shop", None),
        ("postgresql://db.example.com/shop", None),
        ("postgresql://user:pass@db/shop", None),
        ("redis://host/0", None),
        ("see redis://cache/0 for it", None),
        ("shop", None),
    ],
)
def test_urls(text: str, address: Address | None) -> None:
    assert address_of(text) == address


def test_local_hosts() -> None:
    assert Address("127.0.0.1").is_local
    assert not Address("10.0.0.5").is_local


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("host=db dbname=shop", Address("db")),
        ("dbname=shop host = 10.0.0.5", Address("10.0.0.5")),
        ("Driver={SQL};Server=db;Database=shop", Address("db")),
        ("dbname=shop", None),
        ("host=%s dbname=shop", None),
    ],
)
def test_key_value_strings(text: str, address: Address | None) -> None:
    assert pairs_of(text) == address


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("cache", Address("cache")),
        ("Cache.internal:6379", Address("cache.internal")),
        ("10.0.0.5", Address("10.0.0.5")),
        ("::1", Address("::1")),
        ("cache.example.org", None),
        ("your-host", None),
        ("two words", None),
        ("", None),
    ],
)
def test_hosts(text: str, address: Address | None) -> None:
    assert host_of(text) == address


@pytest.mark.parametrize(
    ("text", "opens"),
    [
        ("sqlite:///shop.db", True),
        ("sqlite+aiosqlite:////srv/shop.db?mode=ro", True),
        ("sqlite://", False),
        ("sqlite:///:memory:", False),
        ("sqlite:///{path}", False),
        ("sqlite", False),
        ("postgresql://db/shop", False),
    ],
)
def test_database_files(text: str, opens: bool) -> None:
    assert is_database_file(text) is opens


@given(st.text(max_size=100))
def test_any_text_is_read(text: str) -> None:
    for read in (address_of, pairs_of, host_of):
        address = read(text)
        assert address is None or (address.host and address.host == address.host.lower())
    assert not is_database_file(text) or "://" in text
