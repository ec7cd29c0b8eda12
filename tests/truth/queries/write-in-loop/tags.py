from scans import imports
from scans.models import Finding


def fill(rows):
    for number in range(rows):
        Finding.objects.create(name=f"finding {number}")


def tag_all():
    tag = Finding.tags.tag_model.objects.create(name="new")
    imports.tag_all(tag)
    return tag.finding_set.count()


run = tag_all
