from datetime import timedelta

from shop.admin import TookFilter
from shop.models import Ping


def fill(rows):
    for number in range(rows):
        Ping.objects.create(scheme="https", took=timedelta(seconds=number))


def took():
    chosen = object.__new__(TookFilter)
    chosen.used_parameters = {chosen.parameter_name: "5"}
    return list(chosen.queryset(None, Ping.objects.all()))


before = {"shop/models.py:Ping.took": took}
after = {"shop/models.py:Ping.took": took}
