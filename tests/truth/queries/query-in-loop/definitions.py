"""After, a table or schema is made for each name: that is the purpose, and grows with them."""

from sqlalchemy import Column, MetaData, String, Table, text

metadata = MetaData()
created = Table("created", metadata, Column("name", String))
calls = []


class Counted:
    """The session's own connection of the driver, counted."""

    def __init__(self, session):
        self.connection = session.connection().connection.driver_connection

    def execute(self, statement):
        calls.append(statement)
        return self.connection.execute(statement)


class Name(str):
    def upper(self):
        return text("SELECT 1")


def fill(session, rows):
    session.execute(text("DROP TABLE IF EXISTS log"))
    session.execute(created.insert(), [{"name": f"name {number}"} for number in range(rows)])


def filled(session):
    from case.models import filled

    filled(Counted(session), session.scalars(created.select()).all())


def asked(session):
    from case.models import asked

    asked(session, [Name(name) for name in session.scalars(created.select())])


before = {"filled": filled, "asked": asked}
