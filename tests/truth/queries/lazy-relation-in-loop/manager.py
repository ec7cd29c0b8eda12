from blog.feed import entries
from blog.models import Author, Post


def fill(rows):
    for number in range(rows):
        Post.objects.create(title=f"post {number}", author=Author.objects.create(name=f"author {number}"))


def run():
    return entries()
