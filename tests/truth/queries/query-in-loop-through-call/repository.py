from app import repositories, services
from app.models import Base, User

metadata = Base.metadata
IDS = []


def fill(session, rows):
    session.add_all(User(id=number + 1, name=f"user {number}") for number in range(rows))
    IDS[:] = [number + 1 for number in range(rows)]


def sql(session):
    return repositories.SqlUserRepository(session)


def users(session):
    repositories.UserRepository.setting.cache_clear()
    return repositories.UserRepository(session)


before = {
    "app/repositories.py:SqlUserRepository.names": lambda session: sql(session).names(IDS),
    "app/services.py:Report.rows": lambda session: services.Report(sql(session)).rows(IDS),
    "app/services.py:Report.mapped": lambda session: services.Report(sql(session)).mapped(IDS),
    "app/services.py:concrete": lambda session: services.concrete(sql(session), IDS),
}
# What is kept is asked once for each key: as many keys as rows, but the same.
after = {
    "app/services.py:names": lambda session: services.names(users(session), IDS),
    "app/services.py:kept": lambda session: len(services.kept(users(session), [1] * len(IDS))),
    "app/services.py:memoised": lambda session: len(services.memoised(users(session), [1] * len(IDS))),
    "app/services.py:added": lambda session: services.added(users(session), [f"user {pk}" for pk in IDS]),
    "app/services.py:deferred": lambda session: len(services.deferred(users(session), IDS, None)),
}
