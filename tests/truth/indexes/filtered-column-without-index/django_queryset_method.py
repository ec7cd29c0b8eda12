from blog.models import Post
from blog.preview import title


def fill(rows):
    for number in range(rows):
        Post.objects.create(title=f"post {number}", token=f"token {number}")


def run():
    return title("token 1")
