"""Tables of declarations that are written in an unusual way, are not what they look like, or can't be told."""

from __future__ import annotations

from test_schema import MakeIndex, tables

MAPPED = """
    import enum

    import elsewhere
    from sqlalchemy import (
        Column, ForeignKey, ForeignKeyConstraint, Index, Integer, MetaData, Sequence, String, Table, Text, UniqueConstraint, func, text
    )
    from sqlalchemy.dialects.postgresql import array
    from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, registry, relationship
    from sqlalchemy.types import TypeDecorator
    from typing import Annotated

    class Base(DeclarativeBase):
        pass
"""


def test_types_that_nothing_tells(make_index: MakeIndex) -> None:
    project = make_index(
        {
            "models.py": MAPPED
            + """
    class Point:
        pass

    class Undecided(TypeDecorator):
        impl: type

    class Thing(Base):
        __tablename__ = "things"
        id: Mapped[int] = mapped_column(primary_key=True)
        foreign = Column(elsewhere.Shape)
        undecided = Column(Undecided)
        collated = Column(String(collation="C", length=3))
        unlimited = Column(String(collation="C"))
        missing: Mapped["Missing"]
        composed: Mapped[Point]
        numbered = Column(Integer, Sequence("numbers"))
        unannotated: "int"
"""
        }
    )
    assert tables(project) == {
        "things": [
            "id: number",
            "foreign: ?",
            "undecided: other",
            "collated: string(3)",
            "unlimited: string",
            "missing: ?",
            "composed: ?",
            "numbered: number",
            "primary (id)",
        ]
    }


def test_types_kept_in_an_annotation(make_index: MakeIndex) -> None:
    project = make_index(
        {
            "models.py": MAPPED
            + """
    class Thing(Base):
        __tablename__ = "things"
        id: Mapped[int] = mapped_column(primary_key=True)
        checked: Mapped[Annotated[str, elsewhere.Checked()]]
        within: Mapped[Annotated[Annotated[str, mapped_column(Text)], "label"]]
        too_deep: Mapped[Annotated[Annotated[Annotated[Annotated[str, mapped_column(Text)], 1], 2], 3]]
"""
        }
    )
    assert tables(project)["things"] == [
        "id: number",
        "checked: string",
        "within: text",
        "too_deep: string",
        "primary (id)",
    ]


def test_indexes_over_expressions(make_index: MakeIndex) -> None:
    project = make_index(
        {
            "models.py": MAPPED
            + """
    class Thing(Base):
        __tablename__ = "things"
        id = Column(Integer, primary_key=True)
        title = Column(String(80))
        label = Column(String(80))
        __table_args__ = (
            Index("ix_both", func.concat_ws(" ", array([title, label]))),
            Index("ix_part_of_a_column", func.lower(title.expression)),
            Index("ix_too_deep", func.a(func.b(func.c(func.d(func.e(func.f(func.g(title)))))))),
            Index("ix_operators_from_elsewhere", "title", postgresql_ops=elsewhere.OPERATORS),
        )

    class Labelled:
        label = Column(String(80))

    LABEL = Thing.label

    def more():
        Index("ix_by_another_name", LABEL, Thing.title)

    Index("ix_part_of_another", func.lower(Thing.title.expression), Thing.id)
    Index("ix_of_a_mixin", Labelled.label)
    Index("ix_outside", Thing.title, func.lower(Thing.label))
    Index()
    elsewhere.Index("ix_of_something_else", Thing.title)
"""
        }
    )
    assert tables(project)["things"] == [
        "id: number",
        "title: string(80)",
        "label: string(80)",
        "index ({title label})",
        "index ({title})",
        "index ({})",
        "index (title)",
        "primary (id)",
        "index ({title}, id)",
        "index (title, {label})",
        "index (label, title)",
    ]


def test_arguments_of_a_table_that_a_helper_makes(make_index: MakeIndex) -> None:
    project = make_index(
        {
            "models.py": MAPPED
            + """
    def indexes():
        return (Index("ix_title", "title"), UniqueConstraint("label"))

    class Thing(Base):
        __tablename__ = "things"
        id = Column(Integer, primary_key=True)
        title = Column(String(80))
        label = Column(String(80))
        __table_args__ = indexes()
"""
        }
    )
    assert tables(project)["things"][3:] == ["index (title)", "unique (label)", "primary (id)"]


def test_classes_mapped_by_a_call(make_index: MakeIndex) -> None:
    project = make_index(
        {
            "models.py": MAPPED
            + """
    metadata = MetaData()
    mapper_registry = registry()
    orders = Table("orders", metadata, Column("id", Integer, primary_key=True), Column("code", String(8)))

    class Order:
        pass

    class View:
        pass

    class Dynamic(Base):
        __table__ = elsewhere.make()

    class Annotated(Base):
        __table__: Table
        id = Column(Integer, primary_key=True)

    mapper_registry.map_imperatively(Order, orders)
    mapper_registry.map_imperatively(View, elsewhere.view())
    mapper_registry.map_imperatively(elsewhere.Other, orders)
    mapper_registry.map_imperatively(Order)
"""
        }
    )
    by_class = {table.name: [ref[1] for ref in table.classes] for table in project.schema.tables()}
    order = next(n for n, unit in enumerate(project.files["models.py"].units) if unit.name == "Order")
    assert by_class["orders"] == [order]
    assert tables(project) == {
        "orders": ["id: number", "code: string(8)", "primary (id)"],
        "view": [],
        "dynamic": [],
        "annotated": ["id: number", "primary (id)"],
    }


def test_a_class_without_a_table_of_its_own_has_that_of_its_base(make_index: MakeIndex) -> None:
    project = make_index(
        {
            "models.py": """
    from django.db import models

    class Account(models.Model):
        email = models.CharField(max_length=80)

        class Meta:
            abstract = True
"""
            """
    class Person(models.Model):
        name = models.CharField(max_length=80)

    class Known(Person):
        class Meta:
            proxy = True

    class Plain(elsewhere.Mixin):
        pass
"""
        }
    )
    refs = {unit.name: ("models.py", number) for number, unit in enumerate(project.files["models.py"].units)}
    assert {
        name: getattr(project.schema.of_class(refs[name]), "names", None) for name in refs if name[:1].isupper()
    } == {
        "Account": None,
        "Meta": None,
        "Person": ("Person",),
        "Known": ("Person",),
        "Plain": None,
    }


def test_things_that_are_called_like_tables(make_index: MakeIndex) -> None:
    project = make_index(
        {
            "models.py": MAPPED
            + """
    from rich.table import Table as Printed

    metadata = MetaData()
    printed = Printed("rows", Column("a", Integer))
    elsewhere.Table("rows", Column("a", Integer))

    class Named(Base):
        __tablename__: str
        id = Column(Integer, primary_key=True)
""",
            "migrations/0001.py": """
    from alembic import op
    from sqlalchemy import Column, Integer, MetaData, Table

    rows = Table("only_in_a_migration", MetaData(), Column("id", Integer))
""",
        }
    )
    assert tables(project) == {"named": ["id: number", "primary (id)"]}


def test_declarations_through_an_import_that_leads_nowhere(make_index: MakeIndex) -> None:
    project = make_index(
        {
            "app/models.py": """
    from .missing import db

    things = db.Table("things", db.Column("id", db.Integer, primary_key=True), db.Column("name", db.String(80), index=True))
""",
        }
    )
    assert tables(project) == {"things": ["id: number", "name: string(80)", "index (name)", "primary (id)"]}


def test_columns_given_to_fields_of_sqlmodel(make_index: MakeIndex) -> None:
    project = make_index(
        {
            "models.py": """
    from sqlalchemy import Column, Text
    from sqlmodel import Field, SQLModel

    import elsewhere

    class Thing(SQLModel, table=True):
        id: int = Field(primary_key=True)
        long: str = Field(sa_column=Column(Text, index=True))
        unknown: str = Field(sa_column=elsewhere.column())
        noted: str = Field(sa_column_kwargs={"comment": "free text", "unique": True, "index": False})
"""
        }
    )
    assert tables(project) == {
        "thing": [
            "id: number",
            "long: text",
            "unknown: string",
            "noted: string",
            "index (long)",
            "unique (noted)",
            "primary (id)",
        ]
    }


def test_options_of_django_that_are_told_elsewhere(make_index: MakeIndex) -> None:
    project = make_index(
        {
            "shop/models.py": """
    from django.db import models
    from django.db.models import Exists, Q
    from elsewhere import INDEX_KEY, Mixin

    class ColourField(models.CharField):
        def __init__(self, *args, **kwargs):
            super().__init__(*args, choices=[("r", "red")], **kwargs)

    class PlainField(models.CharField):
        def __init__(self, *args, **kwargs):
            super().__init__(*args, **kwargs)

    class Thing(models.Model):
        colour = ColourField(max_length=1)
        name = PlainField(max_length=80)

        class Meta:
            abstract: bool
            ordering: list[str]
            indexes = [
                models.Index(INDEX_KEY, name="by_key"),
                models.Index(fields=["name"], condition=Exists("name"), name="some"),
                models.Index(fields=["name"], condition=Q("name"), name="others"),
            ]
"""
        }
    )
    assert tables(project)["shop_thing"] == [
        "colour: string(1), choices",
        "name: string(80)",
        "id: number",
        "primary (id)",
        "index btree ({})",
        "index btree (name) partial",
        "index btree (name) partial",
    ]


def test_indexes_that_only_the_sql_of_a_django_migration_makes(make_index: MakeIndex) -> None:
    project = make_index(
        {
            "shop/__init__.py": "",
            "shop/models.py": """
    from django.db import models

    class Thing(models.Model):
        name = models.CharField(max_length=80)
""",
            "shop/migrations/__init__.py": "",
            "shop/migrations/0001_all.py": """
    from django.db import migrations

    from elsewhere import options, run

    def forward(apps, schema_editor):
        schema_editor.execute("CREATE INDEX by_function ON shop_thing (name, id)")
        schema_editor.execute()
        schema_editor.run("CREATE INDEX no_execute ON shop_thing (name)")
        print("CREATE INDEX printed ON shop_thing (name)")

    class Migration(migrations.Migration):
        operations = [
            migrations.RunSQL("CREATE INDEX by_text ON shop_thing (lower(name))"),
            migrations.RunSQL("CREATE INDEX without_columns ON shop_thing ()"),
            migrations.RunSQL("CREATE INDEX cut_off ON shop_thing (name"),
            migrations.RunSQL(**options),
            migrations.RunPython(forward, migrations.RunPython.noop),
            migrations.RunPython(run),
            migrations.RunPython(**options),
            migrations.SeparateDatabaseAndState(state_operations=[migrations.RunSQL("CREATE INDEX state ON shop_thing (id)")]),
        ]
""",
            "shop/migrations/0002_none.py": """
    from django.db import migrations

    class Migration(migrations.Migration):
        operations: list
""",
            "shop/versions.py": """
    from django.db import migrations

    class Migration:
        operations = [migrations.RunSQL("CREATE INDEX of_no_migration ON shop_thing (name)")]
""",
            "shop/migrations/0003_nothing.py": """
    from django.db import migrations

    class Migration(migrations.Migration):
        dependencies = []
""",
        }
    )
    assert tables(project)["shop_thing"] == [
        "name: string(80)",
        "id: number",
        "primary (id)",
        "index ({name})",
        "index (name, id)",
    ]


REVISION = """
    import sqlalchemy as sa
    from alembic import op

    revision = "{revision}"
    down_revision = {down!r}
"""


def revision(name: str, down: str | None, body: str) -> str:
    return REVISION.format(revision=name, down=down) + body


def test_revisions_run_in_their_own_order(make_index: MakeIndex) -> None:
    project = make_index(
        {
            "versions/a_last.py": revision("3", "2", '    def upgrade():\n        op.drop_index("ix_b")\n'),
            "versions/b_middle.py": revision(
                "2", "1", '    def upgrade():\n        op.create_index("ix_b", "t", ["b"])\n'
            ),
            "versions/c_first.py": revision(
                "1", None, '    def upgrade():\n        op.create_table("t", sa.Column("b", sa.Text))\n'
            ),
            "versions/d_merge.py": revision("4", "3", ""),
        }
    )
    assert tables(project) == {"t": ["b: text"]}


def test_operations_by_whatever_name_alembic_is_reached(make_index: MakeIndex) -> None:
    body = """
    import alembic

    def add(times):
        if times:
            add(times - 1)
        op.add_column("t", sa.Column("by_helper", sa.Text))

    def name(text):
        return text

    def upgrade():
        from alembic import op as inner
        op.create_table("t", sa.Column("id", sa.Integer))
        inner.add_column("t", sa.Column("by_inner_import", sa.Text))
        alembic.op.add_column("t", sa.Column("by_module", sa.Text))
        add(1)
        cache.add_column("t", sa.Column("of_something_else", sa.Text))
        with op.get_context().autocommit_block() as block:
            block.add_column("t", sa.Column("of_no_batch", sa.Text))
        op.create_check_constraint("positive", "t", "id > 0")
        op.create_index(op.f("ix_f"), "t", ["id"])
        op.create_index(name("ix_name"), "t", ["by_helper"])
        op.drop_index("ix_name")
        op.execute(sa.insert("t"))
"""
    assert tables(make_index({"versions/a.py": revision("1", None, body)})) == {
        "t": [
            "id: number",
            "by_inner_import: text",
            "by_module: text",
            "by_helper: text",
            "index (id)",
        ]
    }
