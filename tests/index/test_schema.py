"""What the tables of small projects are taken to be: columns, indexes and foreign keys of every way to declare them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ddd_lint.index.project import ProjectIndex
from ddd_lint.index.schema.tables import Column, Index, Table

MakeIndex = Callable[[Mapping[str, str]], ProjectIndex]


def column(found: Column) -> str:
    """`name=stored: type(length) -> target, choices`, what does not apply left out."""
    name = found.name if found.name == found.stored else f"{found.name}={found.stored}"
    kind = f"{found.type or '?'}{'' if found.length is None else f'({found.length})'}"
    target = "" if found.references is None else f" -> {found.references or '?'}"
    return f"{name}: {kind}{target}{', choices' if found.choices else ''}"


def index(found: Index) -> str:
    """`kind method (columns) operators partial`; an expression is shown as the columns inside braces."""
    inside = dict(found.expressions)
    names = [name or f"{{{' '.join(inside.get(number, ()))}}}" for number, name in enumerate(found.columns)]
    parts = [found.kind, found.method, f"({', '.join(names)})", *found.operators, "partial" if found.partial else ""]
    return " ".join(part for part in parts if part)


def shown(table: Table) -> list[str]:
    keys = [f"foreign key ({', '.join(key.columns)}) -> {key.references or '?'}" for key in table.foreign_keys]
    return [*map(column, table.columns.values()), *map(index, table.indexes), *keys]


def tables(project: ProjectIndex) -> dict[str, list[str]]:
    return {table.name: shown(table) for table in project.schema.tables()}


DJANGO = {
    "shop/__init__.py": "",
    "shop/models/__init__.py": "",
    "shop/models/orders.py": """
    from django.conf import settings
    from django.contrib.contenttypes.fields import GenericForeignKey
    from django.contrib.postgres.indexes import GinIndex, OpClass
    from django.contrib.postgres.constraints import ExclusionConstraint
    from django.db import models
    from django.db.models import F, Q
    from django.db.models.functions import Lower, Upper
    from shop.fields import ColourField


    class Stamped(models.Model):
        class Status(models.TextChoices):
            NEW = "new"

        created = models.DateTimeField(db_index=True)

        class Meta:
            abstract = True
            indexes = [models.Index("-created")]


    class Customer(models.Model):
        code = models.CharField(primary_key=True, max_length=8)
        colour = ColourField()
        other: int
        greeting = "hello"


    class Vip(Customer):
        discount = models.DecimalField()

        class Meta:
            proxy = False
            verbose_name = "VIP"


    class Known(Customer):
        class Meta:
            proxy = True
            ordering = ["code"]


    class Order(Stamped):
        user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
        anything = models.ForeignKey(on_delete=models.CASCADE)
        parent = models.ForeignKey("self", null=True, on_delete=models.CASCADE, db_index=False)
        customer = models.ForeignKey(Customer, on_delete=models.CASCADE, db_column="customer_code")
        number = models.CharField(max_length=20, unique=True)
        status = models.CharField(choices=Stamped.Status.choices, max_length=3)
        place = models.PointField()
        tags = models.ManyToManyField("Tag")
        content_type = models.ForeignKey("contenttypes.ContentType", on_delete=models.CASCADE)
        object_id = models.UUIDField()
        target = GenericForeignKey()
        flexible = GenericForeignKey("kind", fk_field="key")

        class Meta:
            ordering = ["-created", F("number").desc(), Lower("status"), models.OrderBy(F("place"))]
            unique_together = [("customer", "number"), ()]
            index_together = ("status", "created")
            indexes = [
                models.Index(Lower("number"), Upper(F("status")).desc(), name="lowered"),
                models.Index(F("created").desc(), name="newest"),
                models.Index(fields=["number"], condition=Q(number__isnull=False), name="numbered"),
                models.Index(fields=["status"], condition=Q(status="new"), name="new"),
                models.Index(fields=["status"], condition=fresh, name="fresh"),
                models.Index(OpClass(Upper("number"), name="varchar_pattern_ops"), name="beginning"),
                models.Index(models.F(), name="odd"),
                GinIndex(fields=["status"], opclasses=["gin_trgm_ops"], name="similar"),
            ]
            constraints = [
                models.UniqueConstraint(fields=["number", "-status"], name="one"),
                models.CheckConstraint(check=Q(status="new"), name="checked"),
                ExclusionConstraint(expressions=[("place", "&&")], name="apart"),
                make_constraint(),
            ]


    class Note(Stamped):
        text = models.TextField()


    class Scan(Stamped):
        made = models.DateTimeField(primary_key=True)
""",
}


def test_models_of_django(make_index: MakeIndex) -> None:
    assert tables(make_index(DJANGO)) == {
        "shop_customer": [
            "code: string(8)",
            "colour: unknown",
            "primary (code)",
        ],
        "shop_vip": [
            "discount: number",
            "id: number",
            "primary (id)",
        ],
        "shop_order": [
            "created: date",
            "user=user_id: number -> user",
            "anything=anything_id: number -> ?",
            "parent=parent_id: number -> Order",
            "customer=customer_code: number -> Customer",
            "number: string(20)",
            "status: string(3), choices",
            "place: geometry",
            "content_type=content_type_id: number -> contenttypes.ContentType",
            "object_id: uuid",
            "id: number",
            "index (created)",
            "index (user)",
            "index (anything)",
            "index (customer)",
            "unique (number)",
            "index gist (place)",
            "index (content_type)",
            "primary (id)",
            "index btree ({number}, {status})",
            "index btree (created)",
            "index btree (number)",
            "index btree (status) partial",
            "index btree (status) partial",
            "index btree ({number}) varchar_pattern_ops",
            "index btree ({})",
            "index gin (status) gin_trgm_ops",
            "unique (number, status)",
            "unique (customer, number)",
            "index (status, created)",
        ],
        "shop_note": [
            "created: date",
            "text: text",
            "id: number",
            "index (created)",
            "primary (id)",
            "index btree (created)",
        ],
        "shop_scan": [
            "created: date",
            "made: date",
            "index (created)",
            "primary (made)",
            "index btree (created)",
        ],
    }


SQLALCHEMY = {
    "app/models.py": """
    import enum
    from datetime import datetime
    from typing import Annotated, ClassVar
    from uuid import UUID

    from sqlalchemy import (
        JSON, Column, Computed, Enum, ForeignKey, ForeignKeyConstraint, Index, Integer, PrimaryKeyConstraint, String,
        Table, Text, UniqueConstraint, desc, func, text, MetaData
    )
    from sqlalchemy.dialects.postgresql import ExcludeConstraint, ARRAY
    from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, deferred, mapped_column, relationship
    from sqlalchemy.types import TypeDecorator, UserDefinedType
    from app.extras import arguments, prefix


    class Base(DeclarativeBase):
        pass


    class Colour(enum.Enum):
        RED = "red"


    class Money(TypeDecorator):
        impl = Integer
        cache_ok = True


    class Short(String):
        pass


    class Vague(TypeDecorator):
        pass


    class Nothing:
        pass


    Key = Annotated[int, mapped_column(primary_key=True)]


    class Product(Base):
        __tablename__ = "products"

        id: Mapped[Key]
        price = Column(Money)
        short = Column(Short)
        vague = Column(Vague())
        odd = Column(Nothing)
        title: Mapped[str] = mapped_column(String(length=80), index=True)
        label = Column("label_text", Text, unique=True)
        colour: Mapped[Colour]
        first = Column(String(10), default=Colour.RED)
        second = Column(String(10), default=Colour.RED.value)
        third = Column(String(10), default=str.upper)
        tags: Mapped[list[str]]
        extra: Mapped[dict]
        token: Mapped[UUID | None]
        made: Mapped[datetime]
        typed = mapped_column(type_=JSON)
        later = deferred(Column(Text))
        anything = make_column()
        count: ClassVar[int] = 0
        owner_id = Column(ForeignKey("owners.id"))
        owner = relationship("Owner")
        lazy_id = Column(ForeignKey(unknown()))

        __table_args__ = (
            Index("ix_lower", func.lower(title)),
            Index("ix_cast", (price + 1), tags[0]),
            Index("ix_desc", label.desc(), desc("title")),
            Index("ix_text", text("lower(title) varchar_pattern_ops")),
            Index("ix_where", "title", postgresql_where=text("title IS NOT NULL")),
            Index("ix_some", "title", postgresql_where=text("price > 3")),
            Index("ix_isnot", title, postgresql_where=title.isnot(None)),
            Index("ix_not", title, postgresql_where=title != None),
            Index("ix_gin", "tags", postgresql_using="gin", postgresql_ops={"tags": "array_ops"}),
            Index("ix_none"),
            UniqueConstraint("label_text", "title"),
            ExcludeConstraint(("made", "="), using="gist"),
            {"schema": "shop"},
        )


    class Owner(Base):
        __tablename__ = prefix + "owners"
        id = Column(Integer, primary_key=True)
        best_id = Column(ForeignKey(Product.id))

        @declared_attr
        def kind(cls):
            return Column(String(3), index=True)

        @declared_attr.directive
        def __table_args__(cls):
            return (Index("ix_kind", "kind", "best_id"), ForeignKeyConstraint(["best_id"], ["products.id"]))

        def helper(self):
            return Column(Text)

        class Inner:
            pass


    class Stamped(Base):
        __abstract__ = True
        stamp: Mapped[datetime]


    class Log(Stamped):
        __tablename__ = f"{prefix}_log"
        name: Mapped[str] = mapped_column(primary_key=True)


    metadata = MetaData()
    links = Table(
        "links", metadata,
        Column("a", ForeignKey("products.id")),
        Column("b", Integer),
        Column(unknown),
        PrimaryKeyConstraint("a", "b"),
        ForeignKeyConstraint(["a", "b"], ["pairs.a", "pairs.b"]),
        ForeignKeyConstraint([], []),
    )
    empty = Table("empty", metadata)
    named = Table(unknown, metadata, Column("a", Integer))
    reflected = Table()
    Index("ix_links_b", links.c.b)
    Index("ix_links_lower", func.lower(links.c.b), links.c.a)
    Index("ix_product_price", Product.price, Product.__table__.c.title)


    class Link(Base):
        __table__ = links
""",
}


def test_mapped_classes_and_tables_of_sqlalchemy(make_index: MakeIndex) -> None:
    assert tables(make_index(SQLALCHEMY)) == {
        "products": [
            "id: number",
            "price: number",
            "short: string",
            "vague: other",
            "odd: ?",
            "title: string(80)",
            "label=label_text: text",
            "colour: enum",
            "first: string(10), choices",
            "second: string(10), choices",
            "third: string(10)",
            "tags: array",
            "extra: json",
            "token: uuid",
            "made: date",
            "typed: json",
            "later: text",
            "owner_id: ? -> owners.id",
            "lazy_id: ? -> ?",
            "index (title)",
            "unique (label)",
            "index ({title})",
            "index ({price}, {tags})",
            "index (label, title)",
            "index ({title}) varchar_pattern_ops",
            "index (title)",
            "index (title) partial",
            "index (title)",
            "index (title)",
            "index gin (tags) array_ops",
            "unique (label, title)",
            "index gist (made)",
            "primary (id)",
            "index (price, title)",
        ],
        "*owners": [
            "id: number",
            "best_id: ? -> products.id",
            "kind: string(3)",
            "index (kind)",
            "index (kind, best_id)",
            "primary (id)",
            "foreign key (best_id) -> products.id",
        ],
        "*_log": [
            "stamp: date",
            "name: string",
            "primary (name)",
        ],
        "links": [
            "a: ? -> products.id",
            "b: number",
            "primary (a, b)",
            "index (b)",
            "index ({b}, a)",
            "foreign key (a, b) -> pairs.a",
        ],
    }


ALEMBIC = {
    "migrations/versions/0001_a.py": """
    import sqlalchemy as sa
    from alembic import op

    revision = "1"
    down_revision = None


    def upgrade():
        op.create_table(
            "orders",
            sa.Column("id", sa.Integer()),
            sa.Column("user_id", sa.Integer(), sa.ForeignKey("users.id"), index=True),
            sa.Column("code", sa.String(8), unique=True),
            sa.Column("old", sa.Integer()),
            sa.Column("x", sa.Integer()),
            sa.UniqueConstraint("user_id", "code"),
            sa.UniqueConstraint("code", "old", name="uq_named"),
            sa.PrimaryKeyConstraint("id", "x"),
            sa.ForeignKeyConstraint(["old"], ["olds.id"]),
            sa.ForeignKeyConstraint(["x"], ["xs.id"], name="fk_x"),
        )
        op.create_table("parts", sa.Column("id", sa.Integer()))
        op.create_table("gone", sa.Column("id", sa.Integer()))
        op.create_index(op.f("ix_orders_old"), "orders", ["old"])
        op.create_index("ix_sql", "orders", [sa.text("lower(code)")], unique=True, postgresql_using="btree")


    def downgrade():
        op.drop_table("orders")
""",
    "migrations/versions/0003_c.py": """
    from alembic import op
    import sqlalchemy as sa

    revision = "3"
    down_revision = ("2", "unknown")


    def upgrade():
        op.rename_table("parts", "pieces")
        op.rename_table("nowhere", "somewhere")
        op.alter_column("orders", "old", new_column_name="new")
        op.alter_column("orders", "code", nullable=True)
        op.alter_column("orders", "absent", new_column_name="present")
        op.drop_table("gone")
        op.execute("CREATE UNIQUE INDEX ix_raw ON pieces USING hash (name) WHERE name IS NOT NULL")
        op.execute(sa.text("CREATE INDEX IF NOT EXISTS ix_part ON pieces (lower(name), size DESC) WHERE size > 3"))
        op.execute("DROP INDEX ix_sql")
        op.bulk_insert(None, [])


    def downgrade():
        pass
""",
    "migrations/versions/0002_b.py": """
    import sqlalchemy as sa
    from alembic import op

    revision = "2"
    down_revision = "1"


    def upgrade():
        op.add_column("parts", sa.Column("name", sa.Text()))
        op.add_column("parts")
        op.add_column("orders", sa.Column("spare", sa.Text(), index=True))
        op.drop_column("orders", "spare")
        op.create_unique_constraint("uq_name", "parts", ["name"])
        op.create_primary_key("pk_parts", "parts", ["id"])
        op.create_index("ix_broken", "parts")
        op.create_index("ix_empty", "parts", [])
        op.create_foreign_key("fk_new", "parts", "orders", ["order_id"], ["id"])
        op.create_foreign_key("fk_none", "parts", "orders")
        op.drop_constraint("uq_named", "orders", type_="unique")
        op.drop_constraint("fk_x", "orders", type_="foreignkey")
        op.drop_index("ix_orders_old", "orders")
        with op.batch_alter_table("parts") as batch_op:
            batch_op.add_column(sa.Column("size", sa.Integer()))
            batch_op.create_index("ix_size", ["size"])
            batch_op.create_foreign_key("fk_owner", "owners", ["owner_id"], ["id"])


    def downgrade():
        pass
""",
    "migrations/versions/0005_again.py": """
    from alembic import op

    revision = "2"
    down_revision = "1"


    def upgrade():
        op.create_index("ix_again", "parts", ["again"])
""",
    "migrations/versions/0004_bare.py": """
    from alembic import op

    revision: str
    down_revision = "3"


    def upgrade():
        connection = op.get_bind()
        connection.execute("CREATE INDEX ix_bare ON pieces (bare)")
""",
}


def test_tables_that_only_migrations_make(make_index: MakeIndex) -> None:
    assert tables(make_index(ALEMBIC)) == {
        "orders": [
            "id: number",
            "user_id: number -> users.id",
            "code: string(8)",
            "x: number",
            "new: number",
            "index (user_id)",
            "unique (code)",
            "unique (user_id, code)",
            "primary (id, x)",
            "foreign key (new) -> olds.id",
        ],
        "pieces": [
            "id: number",
            "name: text",
            "size: number",
            "unique (name)",
            "primary (id)",
            "index (size)",
            "unique hash (name)",
            "index ({name}, size) partial",
            "index (bare)",
        ],
    }
