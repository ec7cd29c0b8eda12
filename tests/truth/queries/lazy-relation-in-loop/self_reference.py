from app.chart import reports
from app.models import Base, Employee

metadata = Base.metadata


def fill(session, rows):
    for number in range(rows):
        session.add(Employee(name=f"worker {number}", manager=Employee(name=f"manager {number}")))


def run(session):
    return reports(session)
