"""After, the column is there already, and the schema is not touched: there is nothing to undo but the rows."""

from importlib import import_module

from truth_migrations import django, state

module = import_module("shop.migrations.0002_status")
RENAMES = any(getattr(operation, "database_operations", ()) for operation in module.Migration.operations)


def fill(rows):
    """The tables are made as the state before the migration has them."""


def run():
    migration = module.Migration("0002_status", "shop")
    return django(migration, state("status") if RENAMES else state(), state("status"))
