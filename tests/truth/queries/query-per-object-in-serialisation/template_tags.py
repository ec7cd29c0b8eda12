from django.test import RequestFactory
from forum.models import Image, Member, Post, Thread
from forum.views import threads


def fill(rows):
    for number in range(rows):
        avatar = Image.objects.create(file=f"{number}.png")
        opener = Member.objects.create(name=f"member {number}", avatar=avatar)
        thread = Thread.objects.create(title=f"thread {number}", opener=opener)
        Post.objects.create(thread=thread, text=f"post {number}")


def run():
    return threads(RequestFactory().get("/")).content
