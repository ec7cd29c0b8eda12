from club import lists
from club.models import Group, Guest, Member


def fill(rows):
    for _ in range(rows):
        group = Group.add_root()
        Member.objects.create(group=group, name="x")
        Guest.objects.create(group=group, name="y")


before = {
    "club/models.py:GroupManager.open": lambda: len(Group.objects.open("x")),
    "club/lists.py:guests": lists.guests,
    "club/lists.py:groups": lists.groups,
}
after = {
    "club/models.py:GroupManager.open": lambda: len(Group.objects.open("x")),
    "club/lists.py:guests": lists.guests,
    "club/lists.py:groups": lists.groups,
}
