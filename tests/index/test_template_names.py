"""Which file a template's name means."""

from __future__ import annotations

import pytest

from ddd_lint.index.templates import TemplateNames

NAMES = TemplateNames(
    [
        "shop/templates/shop/list.html", "blog/templates/list.html", "shop/templates/list.html", "themes/admin/templates/users/list.html",
        "site/templates/layout.html", "site/templates/settings/layout.html",
        "mail.html", "shop/templates/shop/order_list.html", "blog/templates/blog/post_list.html",
    ]
)  # fmt: skip


@pytest.mark.parametrize(
    ("name", "near", "path"),
    [
        ("shop/list.html", "blog/views.py", "shop/templates/shop/list.html"),
        # Of several the nearest, else the one with the shortest path.
        ("list.html", "blog/views.py", "blog/templates/list.html"),
        ("list.html", "shop/views.py", "shop/templates/list.html"),
        ("list.html", "other/views.py", "shop/templates/list.html"),
        # One in a folder of its own is meant by that folder's name, also by those beside it.
        ("layout.html", "site/templates/settings/page.html", "site/templates/layout.html"),
        ("layout.html", "site/templates/settings/layout.html", "site/templates/layout.html"),
        ("settings/layout.html", "site/templates/settings/page.html", "site/templates/settings/layout.html"),
        # A loader puts its own name before the file's.
        ("admin/users/list.html", "app.py", "themes/admin/templates/users/list.html"),
        ("guest/users/list.html", "app.py", None),
        ("mail.html", "app.py", "mail.html"),
        ("op/list.html", "app.py", None),
        ("gone.html", "app.py", None),
    ],
)
def test_a_name_means_the_file_whose_path_ends_so(name: str, near: str, path: str | None) -> None:
    assert NAMES.located(name, near) == path
    assert NAMES.meant(name, near) == ([] if path is None else [path])


def test_a_pattern_means_all_files_that_end_so() -> None:
    assert NAMES.meant("*_list.html", "app.py") == [
        "blog/templates/blog/post_list.html",
        "shop/templates/shop/order_list.html",
    ]
