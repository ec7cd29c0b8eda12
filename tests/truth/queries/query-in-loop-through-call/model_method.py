from tracker.models import Issue, Project
from tracker.views import overview


def fill(rows):
    for number in range(rows):
        Issue.objects.create(project=Project.objects.create(name=f"project {number}"))


def run():
    return overview(None).content
