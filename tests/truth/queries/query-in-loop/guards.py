"""As many names as rows, but only two that differ: those are asked once where something is kept under them."""

from case import models
from case.models import Tag

NAMES = []


class Strict(dict):
    def __missing__(self, key):
        raise ValueError(key)

    def __setitem__(self, key, value):
        pass


def fill(rows):
    for name in ("first", "second"):
        Tag.objects.create(name=name)
    NAMES[:] = ["first", "second"] * rows


def outdated():
    names = models.Names()
    names.day = 5
    names.outdated(NAMES, 3)


before = {
    "renamed": lambda: models.renamed({"name": "x"}, NAMES),
    "counted": lambda: models.counted([], NAMES),
    "tried": lambda: models.tried(Strict(), NAMES),
}
after = {
    "kept": lambda: models.kept(NAMES),
    "kept_otherwise": lambda: models.kept_otherwise(NAMES),
    "asked": lambda: models.asked(NAMES),
    "tried": lambda: models.tried({}, NAMES),
    "Names.tried": lambda: models.Names().tried(NAMES),
    "Names.outdated": outdated,
}
