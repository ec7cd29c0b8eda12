"""A generic relation whose content type alone is indexed: every note is of the same type, as a rule."""

from django.contrib.contenttypes.models import ContentType
from django.db import connection, models
from shop.models import Attachment, Note, Order


class Customer(models.Model):
    class Meta:
        app_label = "shop"


class Clerk(models.Model):
    class Meta:
        app_label = "shop"


def fill(rows):
    kind = ContentType.objects.create(pk=1, app_label="shop", model="order")
    names = {field.name for field in Attachment._meta.fields}
    type_of, key_of = ("kind", "key") if "kind" in names else ("content_type", "object_id")
    for number in range(100 * rows):
        Note.objects.create(content_type=kind, object_id=number)
        Attachment.objects.create(**{type_of: kind, key_of: number})
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def of_target(model, type_of, key_of):
    return lambda: list(model.objects.filter(**{type_of: 1, key_of: 0}))


before = {
    "shop/models.py:Order.customer": lambda: list(Order.objects.filter(customer=1)),
    "shop/models.py:Note.object_id": of_target(Note, "content_type", "object_id"),
    "shop/models.py:Attachment.key": of_target(Attachment, "kind", "key"),
}
after = {
    "shop/models.py:Order.customer": lambda: list(Order.objects.filter(customer=1)),
    "shop/models.py:Order.payer": lambda: list(Order.objects.filter(payer=1)),
    "shop/models.py:Note": of_target(Note, "content_type", "object_id"),
    "shop/models.py:Attachment.object_id": of_target(Attachment, "content_type", "object_id"),
}
