"""What the query rules share: which repeated effects count, and how they are told."""

from __future__ import annotations

from ddd_lint.index.models import Field
from ddd_lint.index.project import ProjectIndex
from ddd_lint.index.repeats import Repeated
from ddd_lint.index.values import Inst, Lib, Ref, Row, Tup, Value
from ddd_lint.model.facts import Attr, Call, Name, Subscript
from ddd_lint.model.finding import Related


def loop_related(found: Repeated) -> Related:
    """The loop as a related place."""
    noun = {"comp": "the comprehension", "while": "the loop"}.get(found.loop.kind, "the loop")
    over = f" over `{found.loop.text}`" if found.loop.text and found.loop.kind != "while" else ""
    return Related(found.ref[0], found.loop.line, found.loop.column, f"{noun}{over}")


def qualname(project: ProjectIndex, ref: Ref) -> str:
    """A function's name with its class's, as messages give it."""
    return project.evaluator.files.unit(ref).qualname or "<module>"


def chain(project: ProjectIndex, found: Repeated) -> str:
    """`export → build_row → OrderRepository.get`."""
    return " → ".join([qualname(project, found.ref), *(qualname(project, hop.callee) for hop in found.hops)])


def hop_places(project: ProjectIndex, found: Repeated) -> tuple[Related, ...]:
    """Every call on the way and the effect itself, as related places."""
    places = [
        Related(
            hop.caller[0],
            hop.line,
            hop.column,
            f"`{qualname(project, hop.caller)}` calls `{qualname(project, hop.callee)}`",
        )
        for hop in found.hops
    ]
    site = found.site
    what = {"query": "the query", "relation": "the lazy relation", "cache": "the round trip"}.get(
        site.effect.kind, "the write"
    )
    places.append(Related(found.site_ref[0], site.line, site.column, f"{what}: `{site.text}`"))
    return tuple(places)


def entity_name(project: ProjectIndex, found: Repeated) -> str:
    """The name of the class whose rows a query is about, "" where it is not told."""
    owner = found.site.owner
    values: list[Value] = [owner] if isinstance(owner, Inst) else list(owner.item) if isinstance(owner, Lib) else []
    if found.site.ins >= 0:
        values += project.value(found.site_ref, found.site.ins)
    for value in values:
        for inner in value.items[0] if isinstance(value, Tup) and value.items else (value,):
            if isinstance(inner, Inst):
                return project.evaluator.files.unit(inner.ref).name
    return ""


def is_django(owner: Value | None) -> bool:
    """Whether a library object belongs to Django's ORM."""
    return isinstance(owner, Inst) or (isinstance(owner, Lib) and owner.kind.startswith("django."))


def width(text: str) -> int:
    """How many characters of a call's text a finding underlines."""
    return max(1, len(text.split("(")[0]))


def loading(project: ProjectIndex, ref: Ref, row: Row, name: str, *, nested: bool = False) -> str:
    """What to add to the query of the rows so that it loads relation `name` of a row of class `ref`, as the relation's mapper writes it.

    `nested`: the query is that of the objects whose relation gives the rows, where they came by one.
    """
    way = project.evaluator.models.way(ref, row, name)
    if nested and not row.via and row.parent is not None:
        way = (*_to_many(project, row.parent, ref), *way)
    framework = way[-1][1].framework
    path = "__".join(field.name for _, field in way)
    if framework == "django" and all(field.kind == "to-one" for _, field in way):
        return f'`select_related("{path}")`'
    if framework == "sqlalchemy":
        steps = (
            f"{'joinedload' if field.kind == 'to-one' else 'selectinload'}({project.evaluator.files.unit(owner).name}.{field.name})"
            for owner, field in way
        )
        return f"`.options({'.'.join(steps)})`"
    if framework == "pony":
        return f"`.prefetch({project.evaluator.files.unit(ref).name}.{name})`"
    if framework == "peewee":
        return f"a join that selects `{name}` too, or `prefetch()`,"
    return f'`prefetch_related("{path}")`'


def _to_many(project: ProjectIndex, parent: Ref, ref: Ref) -> tuple[tuple[Ref, Field], ...]:
    """The relation to many from one class to another, where there is just one."""
    models = project.evaluator.models
    found = [
        field
        for name in models.relation_names()
        if (field := models.field(parent, name)) is not None
        and field.kind == "to-many"
        and any(isinstance(target, Inst) and target.ref == ref for target in field.target)
    ]
    return ((parent, found[0]),) if len(found) == 1 else ()


def bypasses(found: Repeated) -> bool:
    """Whether the query goes past rows that were prefetched."""
    owner = found.site.owner
    return isinstance(owner, Lib) and owner.kind.startswith(("django.Prefetched", "django.Bypassing"))


def reads_relation(project: ProjectIndex, found: Repeated) -> bool:
    """Whether the query is no more than the related rows of the loop's row: `author.books.all()` as it stands."""
    unit = project.evaluator.files.unit(found.site_ref)
    at = found.site.ins
    ins = unit.code[unit.blocks[-at - 1].value] if at < 0 else unit.code[at]
    if isinstance(ins, Call) and isinstance(unit.code[ins.func], Name) and ins.args:
        ins = unit.code[ins.args[0]]
    if isinstance(ins, Subscript):
        ins = unit.code[ins.base]
    if (
        not isinstance(ins, Call)
        or not isinstance(callee := unit.code[ins.func], Attr)
        or callee.name not in ("all", "iterator")
    ):
        return False
    return any(
        isinstance(v, Lib) and v.kind == "django.RelatedManager" for v in project.value(found.site_ref, callee.base)
    )
