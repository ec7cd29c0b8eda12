"""After, only a script calls it: it grows as before, and is silent because scripts are left alone."""

from server.teams import Team, create


def fill(rows):
    for number in range(rows):
        Team.objects.create(name=f"team {number}")


before = {"server/teams.py:create": lambda: create([team.name for team in Team.objects.all()])}
