"""Which classes are persisted, and what their fields lead to."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ddd_lint.index.models import Field
from ddd_lint.index.project import ProjectIndex
from ddd_lint.index.values import ExtInst, Inst, Lib, Ref

Make = Callable[[Mapping[str, str]], ProjectIndex]

MAPPED = """
    from sqlalchemy import Column, ForeignKey, Integer, String
    from sqlalchemy.orm import DeclarativeBase, Mapped, registry, relationship

    import elsewhere

    class Base(DeclarativeBase):
        pass
"""


def refs(project: ProjectIndex) -> dict[str, Ref]:
    return {
        unit.name: (path, number)
        for path, facts in project.files.items()
        for number, unit in enumerate(facts.units)
        if unit.kind == "class"
    }


def frameworks(project: ProjectIndex) -> dict[str, str | None]:
    return {name: project.evaluator.models.framework(ref) for name, ref in refs(project).items()}


def told(project: ProjectIndex, field: Field | None) -> str:
    """`kind name -> targets lazy`, "none" for no field."""
    if field is None:
        return "none"
    names = [
        project.evaluator.files.unit(target.ref).name if isinstance(target, Inst) else getattr(target, "name", "?")
        for target in field.target
    ]
    return " ".join([field.kind, *(["->", *names] if names else []), *([field.lazy] if field.lazy != "select" else [])])


def fields(project: ProjectIndex, name: str) -> dict[str, str]:
    found = project.evaluator.models.own_fields(refs(project)[name])
    return {field: told(project, each) for field, each in found.items()}


def test_a_class_of_an_unknown_base_is_djangos_if_it_declares_djangos_columns(make_index: Make) -> None:
    project = make_index(
        {
            "models.py": """
    from django import forms
    from django.db import models
    from elsewhere import Base, Form

    class Article(Base):
        limit = 10
        title = models.CharField(max_length=80)

    class Comment(Base):
        objects = models.Manager()
        limit: int

    class ArticleForm(Form):
        title = forms.CharField()

    class Alone:
        title = models.CharField(max_length=80)
"""
        }
    )
    assert frameworks(project) == {"Article": "django", "Comment": None, "ArticleForm": None, "Alone": None}


def test_a_class_of_an_unknown_extension_is_mapped_if_it_declares_columns_by_the_same_name(make_index: Make) -> None:
    project = make_index(
        {
            "models.py": """
    from app import db, other
    from project import Known

    known = Known()

    class Article(db.Model):
        title = db.Column(db.String(80))

    class OtherColumns(db.Model):
        title = other.Column(db.String(80))

    class NoColumns(db.Model):
        title = "none"

    class OtherBase(db.Base):
        title = db.Column(db.String(80))

    class OfTheProject(known.Model):
        title = known.Column(80)
""",
            "project.py": """
    class Known:
        class Model:
            pass

        def Column(self, length):
            return length
""",
        }
    )
    found = frameworks(project)
    assert found["Article"] == "sqlalchemy"
    assert {name for name, framework in found.items() if framework} == {"Article"}


def test_a_sqlmodel_has_a_table_only_if_it_says_so(make_index: Make) -> None:
    project = make_index(
        {
            "models.py": """
    from sqlmodel import SQLModel

    class Shape(SQLModel):
        id: int

    class Stored(Shape, table=True):
        pass

    class Otherwise(Shape, table=False):
        pass

    class Configured(Shape, extra="allow"):
        pass

    class ConfiguredAndStored(Shape, extra="allow", table=True):
        pass
"""
        }
    )
    assert frameworks(project) == {
        "Shape": None,
        "Stored": "sqlalchemy",
        "Otherwise": None,
        "Configured": None,
        "ConfiguredAndStored": "sqlalchemy",
    }


def test_properties_of_an_imperative_mapping(make_index: Make) -> None:
    project = make_index(
        {
            "models.py": MAPPED
            + """
    class Line:
        pass

    class Order:
        pass

    NAME = "named"
    mapped = registry()
    mapped.map_imperatively(Line, elsewhere.lines)
    mapped.map_imperatively(Order, elsewhere.orders, properties={
        "lines": relationship(Line, lazy=False),
        "number": elsewhere.orders.c.code,
        NAME: relationship(Line),
        3: relationship(Line),
        "code": Column(String(8)),
        **elsewhere.more,
    })
    mapped.map_imperatively(Order)
    mapped.map_imperatively(elsewhere.Other, elsewhere.orders)
"""
        }
    )
    assert frameworks(project) == {"Base": "sqlalchemy", "Line": "sqlalchemy", "Order": "sqlalchemy"}
    assert fields(project, "Order") == {"lines": "to-many -> Line joined", "named": "to-many -> Line"}


def test_the_side_of_a_relation_that_holds_the_key(make_index: Make) -> None:
    project = make_index(
        {
            "models.py": MAPPED
            + """
    class User(Base):
        __tablename__ = "users"
        id = Column(Integer, primary_key=True)

    class Task(Base):
        __tablename__ = "tasks"
        id = Column(Integer, primary_key=True)
        author_id = Column(ForeignKey(User.id))
        by_column_of_its_own = relationship(User, foreign_keys=[author_id])
        by_bare_column = relationship(User, foreign_keys=author_id)
        by_own_text = relationship("User", foreign_keys="[Task.author_id]")
        by_their_text = relationship("User", foreign_keys="User.task_id")
        by_nothing_in_a_list = relationship(User, foreign_keys=[])
        by_column_of_the_other = relationship(User, foreign_keys=[User.id])
        by_column_of_a_third = relationship(User, foreign_keys=[elsewhere.Third.id])
        by_a_third_alone = relationship(User, foreign_keys=elsewhere.Third.id)
        of_the_key_alone = relationship(User)
        to_a_library = relationship(elsewhere.Thing)
        to_a_function = relationship(lambda: User)

    class Note(Base):
        __tablename__ = "notes"
        id = Column(Integer, primary_key=True)
        user_id = Column(ForeignKey("users.id"))
        task_id = Column(ForeignKey("other.tasks.id"))
        user = relationship(User)
        task = relationship(Task)
        nothing_leads_there = relationship("Base")
"""
        }
    )
    assert fields(project, "Task") == {
        "id": "column ",
        "author_id": "column ",
        "by_column_of_its_own": "to-one -> User",
        "by_bare_column": "to-one -> User",
        "by_own_text": "to-one -> User",
        "by_their_text": "to-many -> User",
        "by_nothing_in_a_list": "to-one -> User",
        "by_column_of_the_other": "to-many -> User",
        "by_column_of_a_third": "to-one -> User",
        "by_a_third_alone": "to-one -> User",
        "of_the_key_alone": "to-one -> User",
        "to_a_library": "to-many",
        "to_a_function": "to-one -> User",
    }
    assert fields(project, "Note") == {
        "id": "column ",
        "user_id": "column ",
        "task_id": "column ",
        "user": "to-one -> User",
        "task": "to-one -> Task",
        "nothing_leads_there": "to-many -> Base",
    }


def test_the_name_of_a_table_that_can_not_be_told_is_the_classs(make_index: Make) -> None:
    project = make_index(
        {
            "models.py": MAPPED
            + """
    class HTTPLogEntry(Base):
        __tablename__ = elsewhere.name("entries")

    class Named(Base):
        __tablename__ = "given"

    class Numbered(Base):
        __tablename__ = 3
"""
        }
    )
    names = {name: project.evaluator.models.table_name(ref) for name, ref in refs(project).items()}
    assert names == {"Base": "base", "HTTPLogEntry": "http_log_entry", "Named": "given", "Numbered": "numbered"}


def test_relations_to_a_librarys_model(make_index: Make) -> None:
    project = make_index(
        {
            "models.py": """
    from django.contrib.auth.models import User
    from django.db import models

    class Group(models.Model):
        owner = models.ForeignKey(User, on_delete=models.CASCADE)
        members = models.ManyToManyField(User)
"""
        }
    )
    group = Inst(refs(project)["Group"])
    user = ExtInst("django.contrib.auth.models.User")
    models = project.evaluator.models
    assert models.instance_attribute(group, "owner") == (user,)
    assert models.instance_attribute(group, "owner_id") == (ExtInst("builtins.int"),)
    assert models.instance_attribute(group, "missing_id") == ()
    assert models.instance_attribute(group, "members") == (Lib("django.RelatedManager", (user,)),)
    assert models.class_attribute(group.ref, "objects") == (Lib("django.Manager", (group,)),)
