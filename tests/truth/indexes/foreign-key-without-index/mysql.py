"""After, it is MySQL that indexes the key by itself."""

from django.contrib.contenttypes.models import ContentType
from shop.models import Note


def fill(rows):
    kind = ContentType.objects.create(app_label="shop", model="note")
    for number in range(rows):
        Note.objects.create(content_type=kind, object_id=number)


def of_target():
    return Note.objects.filter(content_type=1, object_id=0).count()


before = {"shop/models.py:Note.object_id": of_target}
