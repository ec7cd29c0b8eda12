from app.domain import Parcel
from app.tables import mappers, start_mappers
from app.tracking import weight

metadata = mappers.metadata
start_mappers()


def fill(session, rows):
    session.add_all(Parcel(f"code {number}", number) for number in range(rows))


def run(session):
    return weight(session, "code 1")
