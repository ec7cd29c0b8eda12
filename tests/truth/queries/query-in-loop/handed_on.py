"""What is handed on is read by whoever gets it."""

from agenda import views
from agenda.models import Speaker, Talk


def fill(rows):
    for number in range(rows):
        Talk.objects.create(speaker=Speaker.objects.create(name=f"speaker {number}"), code="monday")


def codes(records):
    return [list(record["codes"]) for record in records]


def with_talks():
    return [[talk.code for talk in speaker.shown] for speaker in views.with_talks("monday")]


before = {
    "agenda/views.py:with_talks": with_talks,
    "agenda/views.py:records": lambda: codes(views.records(True)),
    "agenda/views.py:produced": lambda: codes(views.produced()),
    "agenda/views.py:listed": lambda: codes(views.listed()),
}
after = {
    "agenda/views.py:with_talks": with_talks,
    "agenda/views.py:records": lambda: codes(views.records(True)),
    "agenda/views.py:unions": lambda: list(views.unions([f"code {number}" for number in range(Talk.objects.count())])),
}
