from __future__ import annotations

import pytest

from ddd_lint.config import roles_of
from ddd_lint.model.settings import Roles, Settings

TEST, SCRIPT, MIGRATION, SETTINGS, PLAIN = (
    Roles(test=True), Roles(script=True), Roles(migration=True), Roles(settings=True), Roles(),
)  # fmt: skip


@pytest.mark.parametrize(
    ("path", "roles"),
    [
        ("tests/api/orders.py", TEST),
        ("shop/orders/test_total.py", TEST),
        ("shop/orders/total_test.py", TEST),
        ("shop/orders/tests.py", TEST),
        ("conftest.py", TEST),
        ("integration_tests/helpers.py", TEST),
        ("shop/orders/testing/builders.py", TEST),
        ("shop/settings/test_settings.py", TEST),
        ("tests/settings.py", TEST),
        ("shop/domain/factories.py", PLAIN),
        ("shop/contest/views.py", PLAIN),
        ("shop/latest.py", PLAIN),
        ("scripts/load.py", SCRIPT),
        ("shop/orders/management/commands/close.py", SCRIPT),
        ("manage.py", SCRIPT),
        ("docs/conf.py", Roles(script=True, settings=True)),
        ("tools/release.py", SCRIPT),
        ("shop/tools/parser.py", PLAIN),
        ("shop/orders/application/commands/pay.py", PLAIN),
        ("shop/orders/migrations/0001_initial.py", MIGRATION),
        ("shop/orders/db_migrations/0012_order_settings.py", MIGRATION),
        ("alembic/versions/add_order_settings.py", MIGRATION),
        ("migrations/versions/old/5c4996aeb2cb_add_orders.py", MIGRATION),
        ("shop/db/versions/2021-11-18_ce5c4ac967d8.py", MIGRATION),
        ("shop/plugins/x/migrations/b37fb68807ea_add_cascade.py", MIGRATION),
        ("shop/services/migrations/importer.py", PLAIN),
        ("shop/versions/service.py", PLAIN),
        ("alembic/env.py", SETTINGS),
        ("shop/settings.py", SETTINGS),
        ("shop/settings/production.py", SETTINGS),
        ("shop/core/config.py", SETTINGS),
        ("config/db_config.py", SETTINGS),
        ("settings_local.py", SETTINGS),
        ("gunicorn.conf.py", SETTINGS),
        ("api/settings.py", SETTINGS),
        ("shop/api/v1/config.py", PLAIN),
        ("shop/schemas/settings.py", PLAIN),
        ("shop/forms/config.py", PLAIN),
        ("shop/views/email_config.py", PLAIN),
        ("shop/domain/entities/device_config.py", PLAIN),
        ("shop/config/views.py", PLAIN),
        ("shop/config/urls.py", PLAIN),
        ("shop/orders/service.py", PLAIN),
    ],
)  # fmt: skip
def test_default_roles(path: str, roles: Roles) -> None:
    assert roles_of(Settings())(path) == roles


def test_patterns_of_the_project_replace_the_defaults() -> None:
    roles = roles_of(
        Settings(tests=("spec/",), scripts=("jobs/*.py",), migrations=("db/*",), settings_modules=("env/", "!env/db/"))
    )
    assert roles("spec/a.py") == TEST
    assert roles("tests/a.py") == PLAIN
    assert roles("jobs/a.py") == SCRIPT
    assert roles("jobs/deep/a.py") == PLAIN
    assert roles("db/a.py") == MIGRATION
    assert roles("env/a.py") == SETTINGS
    assert roles("env/db/a.py") == PLAIN
    assert roles("env/a.py") is roles("env/a.py")
