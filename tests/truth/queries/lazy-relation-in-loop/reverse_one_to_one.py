from accounts.directory import cities
from accounts.models import Profile, User


def fill(rows):
    for number in range(rows):
        Profile.objects.create(user=User.objects.create(name=f"user {number}"), city="Rome")


def run():
    return cities()
