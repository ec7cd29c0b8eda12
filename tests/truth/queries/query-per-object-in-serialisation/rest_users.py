from django.apps import apps
from django.contrib.auth.models import Group, Permission, User
from django.contrib.contenttypes.models import ContentType
from people import views
from people.models import Editor
from rest_framework.test import APIRequestFactory

# Two kinds of users, whose groups and permissions would be found by one name.
for name in ("groups", "user_permissions"):
    relation = Editor._meta.get_field(name).remote_field
    relation.related_name, relation.related_query_name = "editor_set", "editor"
apps.clear_cache()


def fill(rows):
    kind = ContentType.objects.create(app_label="people", model="editor")
    for number in range(rows):
        group = Group.objects.create(name=f"group {number}")
        permission = Permission.objects.create(content_type=kind, codename=f"may {number}")
        group.permissions.add(permission)
        for model in (User, Editor):
            user = model.objects.create(username=f"user {number}")
            user.groups.add(group)
            user.user_permissions.add(permission)


def answer(name):
    return lambda: repr(getattr(views, name).as_view({"get": "list"})(APIRequestFactory().get("/")).data)


before = {
    "people/serializers.py:UserSerializer": answer("UserViewSet"),
    "people/serializers.py:GroupSerializer": answer("GroupViewSet"),
    "people/serializers.py:EditorSerializer": answer("EditorViewSet"),
}
after = {
    "people/views.py:UserViewSet": answer("UserViewSet"),
    "people/views.py:GroupViewSet": answer("GroupViewSet"),
    "people/views.py:EditorViewSet": answer("EditorViewSet"),
    "people/views.py:either": lambda: repr(views.either(False)),
}
