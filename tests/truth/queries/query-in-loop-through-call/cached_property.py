from tracker.digest import digest
from tracker.models import Issue, Project


def fill(rows):
    for number in range(rows):
        Issue.objects.create(title=f"issue {number}", project=Project.objects.create(name=f"project {number}"))


def run():
    return digest()
