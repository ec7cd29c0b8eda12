"""DDD403."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from ddd_lint.frameworks import columns as types
from ddd_lint.frameworks import filters as kinds
from ddd_lint.index.project import ProjectIndex
from ddd_lint.index.schema.tables import Column, Index, Place, Table
from ddd_lint.index.uses.conditions import Use
from ddd_lint.model.finding import Finding, Related
from ddd_lint.model.rule import Status
from ddd_lint.model.span import Span
from ddd_lint.rules.base import ProjectRule

_SHORT = 256
_INVERTED = frozenset({"gin", "gist", "spgist", "rum"})


class _Need(msgspec.Struct, frozen=True):
    """What a use asks for: how it is told, and the index to add in SQLAlchemy and Django."""

    told: str
    sqlalchemy: str
    django: str


_NEEDS = {
    kinds.INFIX: _Need(
        "searched for text anywhere inside it",
        'a trigram index: `Index(…, "{0}", postgresql_using="gin", postgresql_ops={{"{0}": "gin_trgm_ops"}})`',
        'a trigram index: `GinIndex(fields=["{0}"], opclasses=["gin_trgm_ops"])`',
    ),
    kinds.SEARCH: _Need(
        "searched as full text",
        'a GIN index on its `tsvector`: `Index(…, func.to_tsvector("english", {0}), postgresql_using="gin")`',
        'a GIN index on its `tsvector`: `GinIndex(SearchVector("{0}", config="english"))`',
    ),
    kinds.CONTAINS: _Need(
        "searched by what it contains",
        'a GIN index: `Index(…, "{0}", postgresql_using="gin")`',
        'a GIN index: `GinIndex(fields=["{0}"])`',
    ),
    kinds.KEY: _Need(
        "searched by a key inside it",
        'a GIN index (`Index(…, "{0}", postgresql_using="gin")`) or one on the expression',
        'a GIN index (`GinIndex(fields=["{0}"])`) or one on the expression (`Index(F("{0}__key"))`)',
    ),
    kinds.GEOMETRY: _Need(
        "searched by place",
        'a GiST index: `Index(…, "{0}", postgresql_using="gist")`',
        'a GiST index: `GistIndex(fields=["{0}"])`',
    ),
    kinds.RANGE: _Need("compared with a range", "a B-tree index: `index=True`", "a B-tree index: `db_index=True`"),
}


class WrongIndexType(ProjectRule):
    """A query asks of a column what no index of the kind that it has can answer.

    ## What it does

    Follows the project's filters back to their columns, as DDD402 does, and finds those whose pattern needs another kind of index than the
    column has: JSON containment and key look-ups and arrays need GIN, full-text search needs GIN on the `tsvector`, text searched by
    `LIKE '%…%'` or `icontains` in a column without a length limit (or one over 255) needs trigram GIN, geometry needs GiST, and a range needs a
    B-tree where there is only a hash index. An expression index on the key answers a JSON look-up. It is silent where the rows are always found
    by another column's index first, and for databases other than PostgreSQL.

    ## Why it is bad

    A B-tree knows how a value begins, not what is inside it. The query reads every row, takes each long text or document out of the
    overflow storage and scans it; the index that is there costs each write and helps no read.

    ## Bad

    ```python
    # path: app/models.py
    from sqlalchemy import Text
    from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


    class Base(DeclarativeBase):
        pass


    class Article(Base):
        __tablename__ = "articles"

        id: Mapped[int] = mapped_column(primary_key=True)
        body: Mapped[str] = mapped_column(Text, index=True)
    ```

    ```python
    # path: app/search.py
    from sqlalchemy import select

    from app.models import Article


    def search(session, term):
        return session.scalars(select(Article).where(Article.body.ilike(f"%{term}%"))).all()
    ```

    ## Good

    ```python
    # path: app/models.py
    from sqlalchemy import Index, Text
    from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


    class Base(DeclarativeBase):
        pass


    class Article(Base):
        __tablename__ = "articles"
        __table_args__ = (
            Index("ix_articles_body", "body", postgresql_using="gin", postgresql_ops={"body": "gin_trgm_ops"}),
        )

        id: Mapped[int] = mapped_column(primary_key=True)
        body: Mapped[str] = mapped_column(Text)
    ```

    ```python
    # path: app/search.py
    from sqlalchemy import select

    from app.models import Article


    def search(session, term):
        return session.scalars(select(Article).where(Article.body.ilike(f"%{term}%"))).all()
    ```

    ## When to switch it off

    For a table that stays small, or a search that only a maintainer runs once in a while; say so in the suppression's reason.

    ## How to fix

    Add the index that the message names, with a migration (`CREATE EXTENSION pg_trgm` first for trigrams), or search in a column of its own
    (a generated `tsvector`, a key taken out of the JSON).
    """

    code = "DDD403"
    name = "wrong-index-type"
    summary = "A query pattern that needs another kind of index than the column has"
    status = Status.PREVIEW

    def check(self, project: ProjectIndex) -> Iterator[Finding]:
        """Yield one finding for each column and kind of use, at the column."""
        if project.settings.database != "postgresql":
            return
        seen: set[tuple[Place, str]] = set()
        for table in project.schema.tables():
            for column in table.columns.values():
                path = column.place.path
                if path not in project.targets or project.roles(path).test or column.choices:
                    continue
                needed: dict[str, list[Use]] = {}
                for use in project.uses.of(table, column):
                    if not use.served and asks(use, table, column) and not _answered(use, table, column):
                        needed.setdefault(use.kind, []).append(use)
                for kind, uses in needed.items():
                    if (column.place, kind) not in seen:
                        seen.add((column.place, kind))
                        yield self._finding(table, column, kind, uses)

    def _finding(self, table: Table, column: Column, kind: str, uses: list[Use]) -> Finding:
        need = _NEEDS[kind]
        called = table.names[0] if table.names else table.name
        times = f"in {len(uses)} places" if len(uses) > 1 else "in one place"
        index = (need.django if table.framework == "django" else need.sqlalchemy).format(column.name)
        message = f"`{called}.{column.name}` is {need.told} {times}, which no index of it answers; add {index}"
        related = tuple(Related(use.place.path, use.place.line, use.place.column, need.told) for use in uses)
        return self.finding(
            column.place.path,
            Span.at(column.place.line, column.place.column, column.place.width),
            message,
            related=related,
        )


def asks(use: Use, table: Table, column: Column) -> bool:
    """Whether a use needs a kind of index of its own."""
    if use.kind == kinds.INFIX:
        return column.type == types.TEXT or (
            column.type == types.STRING and (column.length is None or column.length > _SHORT)
        )
    if use.kind == kinds.KEY:
        return column.type == types.JSON
    if use.kind == kinds.CONTAINS:
        return column.type in (types.JSON, types.ARRAY)
    if use.kind == kinds.RANGE:
        return any(index.columns[:1] == (column.name,) and index.method == "hash" for index in table.indexes)
    if use.kind == kinds.SEARCH:
        return column.type in (types.STRING, types.TEXT, types.TSVECTOR)
    return use.kind == kinds.GEOMETRY


def _answered(use: Use, table: Table, column: Column) -> bool:
    """Whether the table has an index of the kind that a use needs."""
    return any(_answers(index, use, column) for index in table.indexes)


def _answers(index: Index, use: Use, column: Column) -> bool:
    inside = any(column.name in names for _, names in index.expressions)
    if column.name not in index.columns and not inside:
        return False
    trigrams = any("trgm" in operators for operators in index.operators)
    if use.kind == kinds.INFIX:
        return index.method in _INVERTED and trigrams
    if use.kind == kinds.KEY:
        return index.method in _INVERTED or inside
    if use.kind == kinds.GEOMETRY:
        return index.method in ("gist", "spgist", "brin")
    if use.kind == kinds.RANGE:
        return index.method in ("", "btree", "brin") and index.columns[:1] == (column.name,)
    return index.method in _INVERTED and not trigrams
