"""After, the rows have something in common that is asked once; before, each asks its own, kept or not."""

from league import models, table
from league.models import Result, Team


def fill(rows):
    Team.score.cache_clear()
    models.best.cache_clear()
    for number in range(rows):
        Result.objects.create(team=Team.objects.create(name=f"team {number}"), points=number)


before = {"league/table.py:table": table.table}
after = {
    "league/table.py:table": table.table,
    "league/table.py:own": lambda: table.own(Team.objects.first(), range(Team.objects.count())),
}
