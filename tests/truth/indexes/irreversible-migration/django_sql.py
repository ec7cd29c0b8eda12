from importlib import import_module

from truth_migrations import django, state


def fill(rows):
    """The tables are made as the state before the migration has them."""


def run():
    migration = import_module("shop.migrations.0002_index").Migration("0002_index", "shop")
    return django(migration, state("status"))
