"""Persisted classes: their columns and relations, told from declarations of every mapper, reverse sides included."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import msgspec

from ddd_lint.frameworks.django import INSTANCE_METHODS, MANAGERS, OTHERS_RELATIONS
from ddd_lint.frameworks.library import Op as LibraryOp
from ddd_lint.frameworks.sqlalchemy import AWAITABLE
from ddd_lint.index import loading, transfer, type_expressions
from ddd_lint.index.values import (
    UNKNOWN,
    Cls,
    Context,
    Ext,
    ExtInst,
    Fn,
    Inst,
    Lib,
    Lit,
    Method,
    Ref,
    Row,
    Seq,
    Value,
    Values,
    union,
)
from ddd_lint.model.facts import Attr, Bind, Call, Collection, Const, Def, Name, Return

if TYPE_CHECKING:
    from ddd_lint.index.evaluate import Evaluator

_COLUMNS = frozenset({"sqlalchemy.Column", "sqlalchemy.orm.mapped_column", "sqlmodel.Field", "sqlalchemy.orm.column_property",
                      "sqlalchemy.orm.composite",
                      "sqlalchemy.orm.synonym", "sqlalchemy.orm.deferred", "sqlalchemy.schema.Column"})  # fmt: skip
_RELATIONSHIPS = frozenset({"sqlalchemy.orm.relationship", "sqlalchemy.orm.relation", "sqlalchemy.orm.dynamic_loader"})
DECLARING = frozenset({"sqlalchemy.orm.declared_attr", "sqlalchemy.ext.declarative.declared_attr"})
FAR = "…"
"""Stands for a way over more relations than are told apart: a tree's `parent.parent.parent…` has no end."""
_MAX_WAY = 4
UNLOADABLE = frozenset({"dynamic", "write_only"})
"""Strategies of relations that give a query: no option loads them."""
_EAGER = frozenset({"joined", "selectin", "subquery", "immediate"})


class Field(msgspec.Struct, frozen=True):
    """A column or relation of a persisted class.

    kind: `column`, `to-one`, `to-many`. target: instances that the relation leads to. lazy: SQLAlchemy's strategy (`select` where none is given).
    reverse: the field of the other class that this is the other side of. place: (unit, instruction) of the declaring binding.
    """

    name: str
    kind: str
    framework: str
    target: Values
    lazy: str
    place: tuple[Ref, int]
    reverse: str = ""

    @property
    def eager(self) -> bool:
        """Whether the declaration itself loads the relation with its row."""
        return self.lazy in _EAGER


class _Found(msgspec.Struct, frozen=True):
    """The answer to a look-up that may find nothing."""

    field: Field | None


class Models:
    """Answers about persisted classes, memoised."""

    def __init__(self, evaluator: Evaluator) -> None:
        self._e = evaluator
        self._databases: frozenset[str] | None = None
        self._imperative: dict[Ref, dict[str, tuple[Ref, int]]] | None = None
        self._relation_names: frozenset[str] | None = None
        self._frameworks: dict[Ref, str] = {}

    # -- which classes -----------------------------------------------------------------------------------------------

    def framework(self, ref: Ref) -> str | None:
        """The mapper of a persisted class (`sqlalchemy`, `django`, …); None for other classes."""
        known = self._frameworks.get(ref)
        if known is None:
            key = ("framework", ref)
            known = self._e.once(key, lambda: self._find_framework(ref), "")
            if self._e.kept(key) is not None:
                self._frameworks[ref] = known
        return known or None

    def _find_framework(self, ref: Ref) -> str:
        """The mapper's name, "" where there is none."""
        bases = self._e.classes.external_bases(ref)
        found = next((name for base in bases if (name := self._e.tables.model_bases.get(base))), "")
        if found == "sqlalchemy" and "sqlmodel.SQLModel" in bases and not self._is_table(ref):
            found = ""
        if not found and bases and self._declares_django_fields(ref):
            found = "django"
        return found or ("sqlalchemy" if ref in self.imperative() or self._is_declared(ref) else "")

    def _declares_django_fields(self, ref: Ref) -> bool:
        """Whether a class, or a base, declares columns by Django's own field classes: then a base that can't be told is a model."""
        for owner, _ in self._e.classes.ancestry(ref):
            unit = self._e.files.unit(owner)
            for position in self._e.files.positions(owner, Bind):
                ins = unit.code[position]
                call = unit.code[ins.value] if isinstance(ins, Bind) and ins.value >= 0 else None
                if isinstance(call, Call) and any(
                    isinstance(v, Ext) and v.name.startswith("django.db.models.") and v.name.endswith(("Field", "Key"))
                    for v in self._e.value(owner, call.func)
                ):
                    return True
        return False

    def _is_declared(self, ref: Ref) -> bool:
        """Whether a class derives from `x.Model` of an `x` that can't be told, and declares columns by `x.Column(…)`."""
        unit = self._e.files.unit(ref)
        for base in unit.bases:
            code = unit.code[base]
            if not isinstance(code, Attr) or code.name != "Model":
                continue
            name = self._name_of(ref, code.base)
            if not all(isinstance(value, Ext) for value in self._e.value(ref, code.base)):
                continue
            calls = (unit.code[ins.func] for ins in self._e.files.each(ref, Call))
            if name and any(
                isinstance(f, Attr) and f.name == "Column" and self._name_of(ref, f.base) == name for f in calls
            ):
                return True
        return False

    def _name_of(self, ref: Ref, ins: int) -> str:
        code = self._e.files.unit(ref).code[ins]
        return code.name if isinstance(code, Name) else ""

    def _is_table(self, ref: Ref) -> bool:
        for owner, _ in self._e.classes.ancestry(ref):
            unit = self._e.files.unit(owner)
            for name, value in unit.keywords:
                if name == "table":
                    code = unit.code[value]
                    return isinstance(code, Const) and code.value is True
        return False

    def all_models(self) -> list[Ref]:
        """Every persisted class, in file order."""
        known: list[Ref] | None = self._e.kept("all models")
        if known is not None:
            return known
        return self._e.settled(
            "all models", lambda: [ref for ref in self._e.files.classes() if self.framework(ref) is not None]
        )

    def family(self, ref: Ref) -> Ref:
        """The topmost class with a table that a persisted class derives from: what rows of it share with others in one list."""
        mapped = (
            owner
            for owner, _ in self._e.classes.ancestry(ref)
            if self.framework(owner) is not None
            and not self._is_abstract(owner)
            and "__abstract__" not in self._e.files.binds(owner)
            and self.own_fields(owner)
        )
        return max(enumerate(mapped), default=(0, ref))[1]

    def user_models(self) -> list[Ref]:
        """What Django's `get_user_model()` may be: what the settings name, else the project's classes that derive from its user bases."""
        known: list[Ref] | None = self._e.kept("user models")
        if known is None:
            nothing: list[Ref] = []
            known = self._e.once("user models", self._find_user_models, nothing)
        return known

    def _find_user_models(self) -> list[Ref]:
        bases = frozenset(
            f"django.contrib.auth.{name}"
            for name in ("models.AbstractUser", "models.AbstractBaseUser", "base_user.AbstractBaseUser")
        )
        classes = self._e.classes
        derived = [ref for ref in self.all_models() if not bases.isdisjoint(classes.external_bases(ref))]
        found = [ref for ref in derived if not classes.subclasses(ref)]
        if len(found) > 1:
            named = {
                str(v.value).rpartition(".")[2]
                for path in self._e.files.facts
                for v in self._e.module_attr(path, "AUTH_USER_MODEL") or ()
                if isinstance(v, Lit)
            }
            found = [ref for ref in found if self._e.files.unit(ref).name in named] or found
        return found

    def unread_database(self, name: str) -> Values:
        """Flask-SQLAlchemy's object, for a name that comes from where nothing can be read, and which classes use as that object alone."""
        if self._databases is None:
            self._databases = frozenset(
                base.name
                for facts in self._e.files.facts.values()
                for unit in facts.units
                if unit.kind == "class"
                for at in unit.bases
                if isinstance(model := unit.code[at], Attr)
                and model.name == "Model"
                and isinstance(base := unit.code[model.base], Name)
                and any(
                    isinstance(ins, Attr) and ins.name == "Column" and unit.code[ins.base] == base for ins in unit.code
                )
            )
        return (Lib("flask_sqlalchemy.SQLAlchemy"),) if name in self._databases else UNKNOWN

    def imperative(self) -> dict[Ref, dict[str, tuple[Ref, int]]]:
        """Classes mapped by a call (`registry.map_imperatively`, `mapper`) → property name → (unit, instruction)."""
        if self._imperative is None:
            self._imperative = {}
            for name in ("map_imperatively", "mapper"):
                for ref, at in self._e.files.calls_named(name):
                    call = self._e.files.unit(ref).code[at]
                    assert isinstance(call, Call)
                    site = transfer.Site(self._e, ref, at, call, None)
                    if len(call.args) < 2:
                        continue
                    properties = site.argument(2, "properties")
                    code = self._e.files.unit(ref).code[properties] if properties >= 0 else None
                    for value in site.values(0, "class_"):
                        if isinstance(value, Cls):
                            fields = self._imperative.setdefault(value.ref, {})
                            if isinstance(code, Collection):
                                for key, item in zip(code.keys, code.items, strict=False):
                                    constant = self._e.files.unit(ref).code[key] if key >= 0 else None
                                    if isinstance(constant, Const) and isinstance(constant.value, str):
                                        fields[constant.value] = (ref, item)
        return self._imperative

    # -- fields ------------------------------------------------------------------------------------------------------

    def field(self, ref: Ref, name: str) -> Field | None:
        """A persisted class's field, inherited and reverse ones included."""
        key = ("any field", ref, name)
        known: _Found | None = self._e.kept(key)
        return (known or self._e.settled(key, lambda: _Found(self._look_up(ref, name)))).field

    def _look_up(self, ref: Ref, name: str) -> Field | None:
        for owner, _ in self._e.classes.ancestry(ref):
            framework = self.framework(ref) or self.framework(owner)
            found = self._own_field(owner, name, framework) if framework is not None else None
            if found is not None:
                return found
        for owner, _ in self._e.classes.ancestry(ref):
            found = self.reverse_fields().get(owner, {}).get(name)
            if found is not None:
                return found
        for base in self._e.classes.external_bases(ref):
            other = OTHERS_RELATIONS.get(base, {}).get(name)
            if other is not None:
                return Field(name, "to-many", "django", (ExtInst(other),), "select", (ref, 0))
        return None

    def relation_names(self) -> frozenset[str]:
        """The names of all relations of all persisted classes."""
        if self._relation_names is None:
            names = {name for fields in self.reverse_fields().values() for name in fields}
            for ref in self.all_models():
                for owner, _ in self._e.classes.ancestry(ref):
                    names.update(f.name for f in self.own_fields(owner, ref).values() if f.kind != "column")
            self._relation_names = frozenset(names)
        return self._relation_names

    def own_fields(self, ref: Ref, for_class: Ref | None = None) -> dict[str, Field]:
        """The fields that a class (a mixin too) declares itself."""
        framework = self.framework(for_class or ref) or self.framework(ref)
        if framework is None:
            return {}
        names = [*self._e.files.binds(ref), *self.imperative().get(ref, {})]
        found = {name: self._own_field(ref, name, framework) for name in names}
        return {name: field for name, field in found.items() if field is not None}

    def _own_field(self, ref: Ref, name: str, framework: str) -> Field | None:
        """One field that a class declares, found without a look at the others: they may refer to each other."""
        key = ("field", ref, name, framework)
        known: _Found | None = self._e.kept(key)
        if known is None:
            known = self._e.once(key, lambda: _Found(self._find_field(ref, name, framework)), _Found(None))
        return known.field

    def _find_field(self, ref: Ref, name: str, framework: str) -> Field | None:
        mapped = self.imperative().get(ref, {}).get(name)
        if mapped is not None:
            where, at = mapped
            call = self._e.files.unit(where).code[at]
            names = transfer.qualified_names(self._e, where, call.func) if isinstance(call, Call) else []
            found = self._relationship(ref, name, where, at, at, -1)
            # A column or composite is mapped the same way.
            if found is not None and not _COLUMNS.intersection(names):
                return found
        unit = self._e.files.unit(ref)
        for _, position in reversed(self._e.files.binds(ref).get(name, ())):
            ins = unit.code[position]
            assert isinstance(ins, Bind)
            found = self._field_of(ref, position, ins, framework)
            if found is not None:
                return found
        return None

    def _field_of(self, ref: Ref, position: int, ins: Bind, framework: str) -> Field | None:
        code = self._e.files.unit(ref).code
        call = code[ins.value] if ins.value >= 0 else None
        if isinstance(call, Def):
            return self._declared(ref, ins.name, (ref[0], call.unit))
        names = transfer.qualified_names(self._e, ref, call.func) if isinstance(call, Call) else []
        place = (ref, position)
        if framework in self._e.tables.relations:
            return self._field_by_class(ins, call, place, framework) if isinstance(call, Call) else None
        if any(name in _RELATIONSHIPS for name in names):
            return self._relationship(ref, ins.name, ref, ins.value, position, ins.annotation)
        if any(name in _COLUMNS for name in names):
            declared = type_expressions.annotated(self._e, ref, ins.annotation) if ins.annotation >= 0 else UNKNOWN
            return Field(ins.name, "column", framework, declared, "", place)
        if ins.annotation >= 0 and not ins.name.startswith("_"):
            base = code[ins.annotation]
            declared = type_expressions.annotated(self._e, ref, ins.annotation)
            mapped = hasattr(base, "base") and any(
                n.endswith("Mapped") for n in transfer.qualified_names(self._e, ref, base.base)
            )
            if mapped and any(isinstance(v, Inst) and self.framework(v.ref) for v in declared):
                return Field(
                    ins.name, "to-one", framework, tuple(v for v in declared if isinstance(v, Inst)), "select", place
                )
            if mapped or "sqlmodel.SQLModel" in self._e.classes.external_bases(ref):
                return Field(ins.name, "column", framework, declared, "", place)
        return None

    def _declared(self, ref: Ref, name: str, function: Ref) -> Field | None:
        """The relation that a `declared_attr` function of a mixin gives the classes that it is mixed into."""
        if DECLARING.isdisjoint(self._e.classes.decorators(function)):
            return None
        unit = self._e.files.unit(function)
        for ins in self._e.files.each(function, Return):
            if ins.value < 0:
                continue
            call = unit.code[ins.value]
            if isinstance(call, Call) and not _RELATIONSHIPS.isdisjoint(
                transfer.qualified_names(self._e, function, call.func)
            ):
                return self._relationship(ref, name, function, ins.value, ins.value, -1)
        return None

    def _relationship(self, ref: Ref, name: str, where: Ref, at: int, position: int, annotation: int) -> Field | None:
        call = self._e.files.unit(where).code[at]
        if not isinstance(call, Call):
            return None
        site = transfer.Site(self._e, where, at, call, None)
        declared = type_expressions.annotated(self._e, where, annotation) if annotation >= 0 else UNKNOWN
        target: list[Value] = []
        for value in site.values(0, "argument"):
            if isinstance(value, Lit) and isinstance(value.value, str):
                target += (Inst(found) for found in self._mapped_named(value.value))
            elif isinstance(value, Cls):
                target.append(Inst(value.ref))
            elif isinstance(value, Fn):
                target += (Inst(v.ref) for v in self._e.returns(value.ref) if isinstance(v, Cls))
        plural = any(isinstance(v, Seq) for v in declared)
        if not target:
            inner = union(v.item if isinstance(v, Seq) else (v,) for v in declared)
            target = [v for v in inner if isinstance(v, Inst)]
        uselist = next((v.value for v in site.values(99, "uselist") if isinstance(v, Lit)), None)
        if uselist is False or (declared and not plural and target):
            kind = "to-one"
        elif plural or uselist is True or site.argument(99, "secondary") >= 0:
            kind = "to-many"
        elif any(isinstance(v, Inst) and v.ref == ref for v in target):
            kind = "to-one" if site.argument(99, "remote_side") >= 0 else "to-many"
        else:
            refs = {v.ref for v in target if isinstance(v, Inst)}
            stated = self._direction(ref, where, site, refs)
            kind = stated or ("to-one" if any(self._refers_to(ref, found) for found in refs) else "to-many")
        return Field(name, kind, "sqlalchemy", tuple(target), self._strategy(site), (where, position))

    def _direction(self, ref: Ref, where: Ref, site: transfer.Site, targets: set[Ref]) -> str:
        """Which side `foreign_keys=` puts the key on: `to-one` for an own column, `to-many` for one of the target, "" where it says neither."""
        at = site.argument(99, "foreign_keys")
        if at < 0:
            return ""
        code = self._e.files.unit(where).code[at]
        own_name = self._e.files.unit(ref).name
        for item in code.items if isinstance(code, Collection) else (at,):
            named = self._e.files.unit(where).code[item]
            if isinstance(named, Const) and isinstance(named.value, str):
                owner = named.value.strip("[] ").split(".")[0]
                return "to-one" if owner == own_name else "to-many"
            if isinstance(named, Attr):
                owners = {v.ref for v in self._e.value(where, named.base) if isinstance(v, Cls)}
                if owners & targets and ref not in owners:
                    return "to-many"
            if item != at or isinstance(named, Call):
                # A bare name inside the class body is a column of its own.
                return "to-one"
        return ""

    def _mapped_named(self, name: str) -> list[Ref]:
        found = self._e.classes.by_name(name)
        return [ref for ref in found if self.framework(ref)] or found

    def table_name(self, ref: Ref) -> str:
        """The name of a SQLAlchemy class's table: declared, or the class's name in snake case as the common bases derive it."""
        for value in self._e.classes.class_attribute(Cls(ref), "__tablename__"):
            if isinstance(value, Lit) and isinstance(value.value, str):
                return value.value
        name = self._e.files.unit(ref).name
        return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name).lower()

    def _declaring(self, ref: Ref) -> Iterator[Ref]:
        """The bodies that declare a class's columns: its own and its bases', and their `declared_attr` functions."""
        for owner, _ in self._e.classes.ancestry(ref):
            yield owner
            for method in self._e.classes.methods(owner).values():
                if not DECLARING.isdisjoint(self._e.classes.decorators(method)):
                    yield method

    def _refers_to(self, ref: Ref, target: Ref) -> bool:
        """Whether a class has a foreign key to another's table."""
        table = self.table_name(target)
        for owner in self._declaring(ref):
            unit = self._e.files.unit(owner)
            for position, ins in enumerate(unit.code):
                if isinstance(ins, Call) and any(
                    name.rpartition(".")[2] == "ForeignKey"
                    for name in transfer.qualified_names(self._e, owner, ins.func)
                ):
                    site = transfer.Site(self._e, owner, position, ins, None)
                    for value in site.values(0, "column"):
                        if isinstance(value, Lit) and isinstance(value.value, str) and table in value.value.split("."):
                            return True
                        if isinstance(value, Lib) and value.kind == "sqlalchemy.Column" and value.custom == target:
                            return True
                if isinstance(ins, Call) and ins.names and "foreign_key" in ins.names:
                    for value in self._e.value(owner, ins.args[ins.names.index("foreign_key")]):
                        if (
                            isinstance(value, Lit)
                            and isinstance(value.value, str)
                            and value.value.split(".")[0] == table
                        ):
                            return True
        return False

    def _field_by_class(self, ins: Bind, call: Call, place: tuple[Ref, int], framework: str) -> Field | None:
        """A field that the class of its value tells: `ForeignKey(…)`, `CharField(…)`."""
        ref = place[0]
        table = self._e.tables.relations[framework]
        last = {name.rpartition(".")[2] for name in self._field_class_names(ref, call.func)}
        site = transfer.Site(self._e, ref, ins.value, call, None)
        for kind, names in (("to-one", table.to_one), ("to-many", table.to_many)):
            if not last.isdisjoint(names):
                target = self._target(ref, site, table.target, framework)
                if target or framework == "django":
                    return Field(ins.name, kind, framework, target, "select", place)
                return Field(ins.name, "column", framework, UNKNOWN, "", place)
        if any(name.endswith("Field") for name in last):
            return Field(ins.name, "column", framework, UNKNOWN, "", place)
        return None

    def _field_class_names(self, ref: Ref, func: int) -> set[str]:
        names: set[str] = set()
        for value in self._e.value(ref, func):
            if isinstance(value, Cls):
                names.update(self._e.classes.external_bases(value.ref))
                names.add(self._e.files.unit(value.ref).name)
            elif isinstance(value, Ext):
                names.add(value.name)
        return names or set(transfer.qualified_names(self._e, ref, func))

    def _target(self, ref: Ref, site: transfer.Site, keywords: tuple[str, ...], framework: str) -> Values:
        at = site.argument(0, *keywords)
        if at < 0:
            return UNKNOWN
        code = self._e.files.unit(ref).code[at]
        if isinstance(code, Attr) and code.name == "AUTH_USER_MODEL":
            return tuple(Inst(found) for found in self.user_models()) or (ExtInst("django.contrib.auth.models.User"),)
        found: list[Value] = []
        for value in self._e.value(ref, at):
            if isinstance(value, Cls):
                found.append(Inst(value.ref))
            elif isinstance(value, Ext) and self._e.tables.model_names.fullmatch(value.name):
                found.append(ExtInst(value.name))
            elif isinstance(value, Lit) and value.value == "self":
                found.append(Inst(ref))
            elif isinstance(value, Lit) and isinstance(value.value, str):
                found += (Inst(r) for r in self._labelled(ref, value.value, framework))
        return tuple(found)

    def _labelled(self, ref: Ref, label: str, framework: str) -> list[Ref]:
        """The models that a text such as `User` or `accounts.User` refers to, in the file first, then in the folder of that name."""
        app, _, name = label.rpartition(".")
        if framework == "django" and app:
            return self.in_app(app, name)
        found = [r for r in self._e.files.classes_named(name) if self.framework(r) == framework]
        return [r for r in found if r[0] == ref[0]] or found

    def in_app(self, app: str, name: str) -> list[Ref]:
        """Django's models of a name: those in an app's folder, else those anywhere."""
        found = [r for r in self._e.files.classes_named(name) if self.framework(r) == "django"]
        inside = [r for r in found if f"/{app.lower()}/" in f"/{r[0].lower()}"]
        return inside or found

    def reverse_fields(self) -> dict[Ref, dict[str, Field]]:
        """Class → fields that other classes' relations make on it (Django's related names, SQLAlchemy's backrefs)."""
        known: dict[Ref, dict[str, Field]] | None = self._e.kept("reverse fields")
        return known if known is not None else self._e.once("reverse fields", self._find_reverse, {})

    def _find_reverse(self) -> dict[Ref, dict[str, Field]]:
        table: dict[Ref, dict[str, Field]] = {}
        for ref in self.all_models():
            fields = [field for field in self.own_fields(ref).values() if field.kind != "column"]
            # The fields of an abstract model are those of every model that derives from it.
            holders = self._concrete(ref) if fields else []
            for field in fields:
                for holder in holders:
                    for name, kind, lazy in self._reverse_names(holder, field):
                        for target in field.target:
                            if isinstance(target, Inst):
                                reverse = Field(
                                    name, kind, field.framework, (Inst(holder),), lazy, field.place, field.name
                                )
                                table.setdefault(target.ref, {}).setdefault(name, reverse)
        return table

    def _concrete(self, ref: Ref) -> list[Ref]:
        """A model itself; for one that Django calls abstract, what derives from it and isn't."""
        if not self._is_abstract(ref):
            return [ref]
        return [sub for sub in self._e.classes.subclasses(ref) if not self._is_abstract(sub)]

    def _is_abstract(self, ref: Ref) -> bool:
        metas = self._e.files.binds(ref).get("Meta", ())
        return any(
            isinstance(v, Lit) and v.value is True
            for _, at in metas
            for meta in self._e.value(ref, at)
            if isinstance(meta, Cls)
            for _, inner in self._e.files.binds(meta.ref).get("abstract", ())
            for v in self._e.value(meta.ref, inner)
        )

    def _reverse_names(self, ref: Ref, field: Field) -> list[tuple[str, str, str]]:
        """Name, kind and loading strategy of the other sides that a relation declares."""
        where, position = field.place
        ins = self._e.files.unit(where).code[position]
        at = ins.value if isinstance(ins, Bind) else position
        call = self._e.files.unit(where).code[at]
        if not isinstance(call, Call):
            return []
        site = transfer.Site(self._e, where, at, call, None)
        table = self._e.tables.relations.get(field.framework)
        if table is not None:
            last = {name.rpartition(".")[2] for name in self._field_class_names(where, call.func)}
            kind = "to-many" if last.isdisjoint(table.single) else "to-one"
            class_name = self._e.files.unit(ref).name.lower()
            given = [
                v.value for v in site.values(99, *table.reverse) if isinstance(v, Lit) and isinstance(v.value, str)
            ]
            names = given or [class_name if kind == "to-one" else table.unnamed.replace("{class}", class_name)]
            return [
                (name.replace("%(class)s", class_name), kind, field.lazy)
                for name in names
                if name and not name.endswith("+")
            ]
        backref = site.argument(99, "backref")
        if backref < 0:
            return []
        code = self._e.files.unit(where).code[backref]
        kind = "to-many" if field.kind == "to-one" or site.argument(99, "secondary") >= 0 else "to-one"
        lazy, stated = "select", self._e.value(where, backref)
        if isinstance(code, Call):
            inner = transfer.Site(self._e, where, backref, code, None)
            lazy, stated = self._strategy(inner), inner.values(0, "name")
            if any(isinstance(v, Lit) and v.value is False for v in inner.values(99, "uselist")):
                kind = "to-one"
        return [(v.value, kind, lazy) for v in stated if isinstance(v, Lit) and isinstance(v.value, str)]

    @staticmethod
    def _strategy(site: transfer.Site) -> str:
        """How a relation is loaded, by the `lazy=` of its declaration: `select` where nothing is said."""
        stated = next((str(v.value) for v in site.values(99, "lazy") if isinstance(v, Lit)), "select")
        return {"False": "joined", "True": "select", "None": "noload"}.get(stated, stated)

    # -- reading fields ----------------------------------------------------------------------------------------------

    def instance_attribute(self, inst: Inst, name: str) -> Values:
        """What reading a field of an instance gives."""
        if self.framework(inst.ref) is None:
            return UNKNOWN
        field = self.field(inst.ref, name)
        if field is None and name == AWAITABLE and self.framework(inst.ref) == "sqlalchemy":
            return (inst,)
        if field is None:
            if (
                self.framework(inst.ref) in self._e.tables.relations
                and name.endswith("_id")
                and self.field(inst.ref, name[:-3]) is not None
            ):
                return (ExtInst("builtins.int"),)
            return UNKNOWN
        if field.kind == "column" or (not field.target and (field.framework, field.kind) != ("django", "to-many")):
            return field.target
        if inst.row is not None and loading.ABSENT + name in inst.row.loaded:
            return UNKNOWN
        targets = tuple(self._reached(inst, field, target) for target in field.target)
        if field.kind == "to-one":
            return targets
        if field.framework == "django":
            loaded = loading.below(inst.row.loaded, name) if inst.row is not None else frozenset()
            kind = "django.Prefetched" if inst.row is not None and name in inst.row.loaded else "django.RelatedManager"
            # The rows of a relation to a model that can't be told (that of a library's tags) are queried all the same.
            return tuple(Lib(kind, (target,), loaded, self._default_queryset(target)) for target in targets) or (
                Lib(kind, (), loaded),
            )
        table = self._e.tables.relations.get(field.framework)
        if table is not None:
            loaded = loading.below(inst.row.loaded, name) if inst.row is not None else frozenset()
            return tuple(Lib(table.manager, (target,), loaded) for target in field.target)
        if field.lazy in UNLOADABLE:
            return (Lib("sqlalchemy.Query", field.target),)
        return (Seq("list", targets),)

    def _reached(self, inst: Inst, field: Field, target: Value) -> Value:
        """An instance reached over a relation, marked with what is loaded along with it."""
        if not isinstance(target, Inst):
            return target
        row = inst.row or Row(frozenset(), "", 0, 0, True)
        via = f"{row.via}.{field.name}" if row.via else field.name
        if row.via == FAR or via.count(".") >= _MAX_WAY:
            via = FAR
        # What leads back to the object whose related rows these are is one and the same for all of them.
        shared = field.kind == "to-one" and (
            row.shared or loading.PINNED + field.name in row.loaded or row.parent == target.ref
        )
        single = shared or (row.single and field.kind == "to-one")
        return Inst(
            target.ref,
            target.args,
            Row(
                loading.below(row.loaded, field.name),
                row.path,
                row.line,
                row.column,
                single,
                via,
                inst.ref,
                row.root or inst.ref,
                shared,
            ),
        )

    def way(self, ref: Ref, row: Row, name: str) -> tuple[tuple[Ref, Field], ...]:
        """The relations from a query's own rows to `name` of a row of class `ref` that was reached from them, each with its class.

        Only the last one where the way is not told.
        """
        last = self.field(ref, name)
        steps: list[tuple[Ref, Field]] = []
        at = row.root
        for part in row.via.split(".") if row.via else ():
            step = self.field(at, part) if at is not None else None
            if at is None or step is None:
                steps = []
                break
            steps.append((at, step))
            at = next((v.ref for v in step.target if isinstance(v, Inst)), None)
        return (*steps, (ref, last)) if last is not None else tuple(steps)

    def describes(self, ref: Ref, name: str) -> bool:
        """Whether a name of a persisted class is a field that its body declares by a call: an instance holds its value, not that object."""
        field = self.field(ref, name) if self.framework(ref) in self._e.tables.relations else None
        if field is None or field.reverse:
            return False
        where, position = field.place
        ins = self._e.files.unit(where).code[position]
        return isinstance(ins, Bind) and ins.annotation < 0

    def class_attribute(self, ref: Ref, name: str) -> Values:
        """What reading a field or a manager on the class gives."""
        framework = self.framework(ref) if not name.startswith("__") else None
        if framework is None:
            return UNKNOWN
        if framework == "django":
            return self._manager(ref, name)
        if name == "query" and "flask_sqlalchemy.model.Model" in self._e.classes.external_bases(ref):
            return (Lib("sqlalchemy.Query", (Inst(ref),)),)
        field = self.field(ref, name)
        if field is None:
            return UNKNOWN
        if field.kind == "column":
            return (Lib("sqlalchemy.Column", field.target or (ExtInst("builtins.object"),), frozenset({name}), ref),)
        return (Lib("sqlalchemy.Relation", field.target, frozenset({name}), ref),)

    def _manager(self, ref: Ref, name: str) -> Values:
        for owner, _ in self._e.classes.ancestry(ref):
            declared = self._e.files.binds(owner).get(name)
            if declared:
                values = union(self._e.bound(owner, ins) for _, at in declared
                               if isinstance(ins := self._e.files.unit(owner).code[at], Bind))  # fmt: skip
                return tuple(
                    Lib(v.kind, (Inst(ref),), v.loaded, v.custom, v.place)
                    if isinstance(v, Lib)
                    else Lib("django.Manager", (Inst(ref),), custom=self._wrapped_manager(owner, declared))
                    for v in values
                    if (isinstance(v, Lib) and v.kind.startswith("django."))
                    # Another library's manager does at least what Django's own does.
                    or (isinstance(v, ExtInst) and v.name.endswith("Manager"))
                )
        if name in MANAGERS:
            return (Lib("django.Manager", (Inst(ref),)),)
        return UNKNOWN

    def managed_by(self, cls: Ref) -> Values:
        """Instances of the models that have a manager of a class of the project."""
        known: Values | None = self._e.kept(("managed", cls))
        return known if known is not None else self._e.once(("managed", cls), lambda: self._find_managed(cls), UNKNOWN)

    def _find_managed(self, cls: Ref) -> Values:
        calls = self._e.files.calls_named(self._e.files.unit(cls).name)
        made = (
            (site, at)
            for site, at in calls
            if self._e.files.unit(site).kind == "class" and self.framework(site) == "django"
        )
        return union(
            (Inst(site),)
            for site, at in made
            if any(isinstance(v, Lib) and v.custom == cls for v in self._e.value(site, at))
        )

    def _wrapped_manager(self, owner: Ref, declared: Sequence[tuple[int, int]]) -> Ref | None:
        """The project's manager class that another library's manager is made with: `ScopedManager(_manager_class=ItemManager)`."""
        code = self._e.files.unit(owner).code
        for _, at in declared:
            ins = code[at]
            call = code[ins.value] if isinstance(ins, Bind) and ins.value >= 0 else None
            for argument in call.args if isinstance(call, Call) else ():
                for value in self._e.value(owner, argument):
                    if (
                        isinstance(value, Cls)
                        and (kind := transfer.kind_instance(self._e, Inst(value.ref))) is not None
                    ):
                        return value.ref if isinstance(kind, Lib) and kind.kind.startswith("django.") else None
                    if isinstance(value, Lib) and value.kind == "django.Manager":
                        return value.custom
        return None

    def _default_queryset(self, target: Value) -> Ref | None:
        if not isinstance(target, Inst):
            return None
        return next((v.custom for v in self._manager(target.ref, "objects") if isinstance(v, Lib)), None)

    def queryset(self, manager: Lib) -> Lib | None:
        """What a project's own manager gives for `get_queryset()`, if it overrides that."""
        if manager.custom is None or manager.kind not in ("django.Manager", "django.RelatedManager"):
            return None
        method = self._e.classes.method(manager.custom, "get_queryset")
        if method is None:
            return None
        return next((v for v in self._e.returns(method, Context(manager)) if isinstance(v, Lib)), None)

    # -- instance methods --------------------------------------------------------------------------------------------

    def instance_method(self, inst: Inst, name: str) -> Values:
        """A method that the mapper's base class gives every instance."""
        if self.framework(inst.ref) == "django" and name in INSTANCE_METHODS:
            return (Method(inst, name),)
        return UNKNOWN

    def instance_operation(self, inst: Inst, name: str) -> LibraryOp | None:
        """The table entry of such a method."""
        return INSTANCE_METHODS.get(name) if self.framework(inst.ref) == "django" else None
