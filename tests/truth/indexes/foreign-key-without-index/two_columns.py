from app.base import Base
from app.models import Booking, Room
from sqlalchemy import and_, select

metadata = Base.metadata


def fill(session, rows):
    for number in range(rows):
        session.add(Room(house=1, number=number))
        session.flush()
        session.add(Booking(id=number, house=1, room=number))


def run(session):
    same = and_(Booking.house == Room.house, Booking.room == Room.number)
    return session.scalars(select(Booking.id).join(Room, same).where(Room.house == 1, Room.number == 1)).all()
