from app.domain import Owner, Pet
from app.orm import mappers, start_mappers
from app.register import register

metadata = mappers.metadata
start_mappers()


def fill(session, rows):
    session.add_all(Pet(f"pet {number}", Owner(f"owner {number}")) for number in range(rows))


def run(session):
    return register(session)
