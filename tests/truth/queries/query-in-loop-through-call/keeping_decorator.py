"""There is one setting, and a loop for it to be asked in."""

from case import models

filled = {}


def fill(rows):
    filled["rows"] = rows
    models.STORE.clear()
    models.Setting.objects.create(name="x")


def loop():
    models.loop([f"name {number}" for number in range(filled["rows"])])


before = {"loop": loop}
after = {"loop": loop}
