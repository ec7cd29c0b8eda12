from importlib import import_module

from django.db import connection
from django.db.migrations.state import ProjectState
from shop.models import Note
from shop.search import search


def fill(rows):
    Note.objects.bulk_create(Note(text=f"{number} " + "words of no meaning " * 5) for number in range(rows))
    migration = import_module("shop.migrations.0002_trigrams").Migration("0002_trigrams", "shop")
    with connection.schema_editor() as editor:
        migration.apply(ProjectState(), editor)


def run():
    return list(search("needle"))


before = {"shop/models.py:Note.text": "LIKE"}
after = {"shop/models.py:Note.text": "LIKE"}
