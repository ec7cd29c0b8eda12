from tracker.models import Issue
from tracker.services import close_all


def fill(rows):
    for number in range(rows):
        Issue.objects.create(title=f"issue {number}")


def run():
    close_all(list(Issue.objects.values_list("pk", flat=True)))
    return Issue.objects.filter(closed=True).count()
