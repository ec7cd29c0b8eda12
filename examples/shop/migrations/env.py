"""Runs the revisions against the shop's database."""

from alembic import context

from shop.database import Base, engine
from shop.domain import models

assert models.Base is Base

with engine.connect() as connection:
    context.configure(connection=connection, target_metadata=Base.metadata)
    with context.begin_transaction():
        context.run_migrations()
