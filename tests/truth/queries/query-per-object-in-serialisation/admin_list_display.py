import sys
import types

from django.contrib import admin
from django.contrib.auth.models import User
from django.test import RequestFactory
from django.urls import path
from library.admin import BookAdmin
from library.models import Author, Book

sys.modules["urls"] = urls = types.ModuleType("urls")
urls.urlpatterns = [path("admin/", admin.site.urls)]


def fill(rows):
    for number in range(rows):
        Book.objects.create(title=f"book {number}", author=Author.objects.create(name=f"author {number}"))


def run():
    request = RequestFactory().get("/")
    request.user = User(is_staff=True, is_superuser=True)
    page = BookAdmin(Book, admin.site).changelist_view(request).render().content
    return page.count(b"author ")
