from pathlib import Path

from blog import views
from blog.models import Comment, Like, Post, User, db
from truth_flask import application, request_of

app = application(db, template_folder=Path(views.__file__).parent / "templates")
app.register_blueprint(views.bp)
metadata = db.metadata


def fill(session, rows):
    for number in range(rows):
        post = Post(title=f"post {number}", author=User(name=f"author {number}"))
        session.add(Comment(post=post, author=User(name=f"reader {number}"), hidden=False))
        session.flush()
        session.add(Like(post_id=post.id))


def page(name):
    def run(session):
        with request_of(app, db, session):
            return getattr(views, name)()

    return run


before = {
    "blog/views.py:posts": page("posts"),
    "blog/views.py:names": page("names"),
    "blog/views.py:bylines": page("bylines"),
    "blog/views.py:groups": page("groups"),
    "blog/views.py:likes": page("likes"),
}
after = {
    "blog/views.py:posts": page("posts"),
    "blog/views.py:names": page("names"),
    "blog/views.py:bylines": page("bylines"),
    "blog/views.py:groups": page("groups"),
    "blog/views.py:likes": page("likes"),
}
