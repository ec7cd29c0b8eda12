"""After, there are as many names as rows, but only a few of them are told apart."""

from types import SimpleNamespace

from case import models
from case.models import Order

filled = {}


def fill(rows):
    filled["rows"] = rows
    for number in range(rows):
        Order.objects.create(pk=number + 1, code=f"code {number}")
    if hasattr(models, "Customer"):
        models.Customer.objects.create(pk=1, name="x")


def keys():
    return [pk + 1 for pk in range(filled["rows"])]


def codes():
    return [f"code {number}" for number in range(filled["rows"])]


before = {
    "by_attribute": lambda: models.by_attribute([SimpleNamespace(kind="order", pk=pk) for pk in keys()]),
    "by_part": lambda: models.by_part([{"kind": "order", "pk": pk} for pk in keys()]),
    "by_second": lambda: models.by_second(dict.fromkeys(keys(), "order")),
    "by_pair": lambda: models.by_pair([("order", pk) for pk in keys()]),
    "by_difference": lambda: models.by_difference(codes(), "code 0"),
    "by_another": lambda: models.by_another(codes(), "order"),
}
after = {
    "search": lambda: models.search(["order", "customer", "person", *codes()], "x"),
    "filtered": lambda: models.filtered({"customer": 1} | dict.fromkeys(codes())),
}
