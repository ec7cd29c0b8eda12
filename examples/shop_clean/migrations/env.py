"""Runs the revisions against the shop's database, or over a connection that the caller hands in."""

from alembic import context
from sqlalchemy import Connection, create_engine

from shop.infrastructure.tables import metadata


def migrate(connection: Connection) -> None:
    context.configure(connection=connection, target_metadata=metadata)
    with context.begin_transaction():
        context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    migrate(given)
else:
    from shop.settings import Settings

    with create_engine(Settings().database_url.get_secret_value()).connect() as own:
        migrate(own)
