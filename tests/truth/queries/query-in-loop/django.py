from case.models import Player, Team


def fill(rows):
    for number in range(rows):
        Player.objects.create(team=Team.objects.create(name=f"team {number}"))


def names():
    return list(Team.objects.values_list("name", flat=True))


def keys():
    return list(Team.objects.values_list("pk", flat=True))


def of_the(name, *given):
    from case import models

    return lambda: getattr(models, name)(*(give() for give in given))


before = {
    "terminals": of_the("terminals", names),
    "consumed": of_the("consumed", names),
    "related_with_a_filter": of_the("related_with_a_filter"),
    "refreshed": of_the("refreshed", keys),
    "over_iterator": of_the("over_iterator"),
    "membership": of_the("membership", names, lambda: True),
}
after = {
    "once": of_the("once", keys),
    "lazy": of_the("lazy", names),
    "prefetched": of_the("prefetched"),
    "ids_only": of_the("ids_only"),
}
