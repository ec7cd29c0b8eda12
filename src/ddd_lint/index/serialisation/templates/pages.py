"""Calls that render a template of the project, and class-based views that do: with which names bound to which values."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from ddd_lint.frameworks import templates as known
from ddd_lint.index import loading, transfer
from ddd_lint.index.serialisation.rendering import Place, Rendering, literals, merged
from ddd_lint.index.templates import TemplateNames
from ddd_lint.index.values import Cls, Context, Inst, Lit, Ref, Row, Seq, Values, union
from ddd_lint.model.facts import Attr, Call

Names = dict[str, Values]


class Page(msgspec.Struct, frozen=True):
    """A template that is rendered: its file, what its names mean, where, and by what.

    loaded: relations of rows that are loaded after their query, by `prefetch_related_objects`.
    """

    template: str
    names: tuple[tuple[str, Values], ...]
    place: Place
    feeding: str
    loaded: frozenset[str] = frozenset()


class Pages:
    """Finds what is rendered, outside of tests and scripts."""

    def __init__(self, rendering: Rendering) -> None:
        self._r = rendering
        self._e = rendering.e
        self._project = rendering.project
        self._names = TemplateNames(self._project.templates)

    def all(self) -> Iterator[Page]:
        """Every page, by calls and then by views."""
        for name in sorted({function.rpartition(".")[2] for function in known.FUNCTIONS} | known.RENDERS):
            for ref, at in self._project.calls_named(name):
                if not self._project.left_out_by_role(ref[0]):
                    yield from self._of_call(ref, at)
        for path, facts in self._e.files.facts.items():
            if not self._project.left_out_by_role(path):
                for number, unit in enumerate(facts.units):
                    if unit.kind == "class" and unit.bases:
                        yield from self._of_view((path, number))

    # -- calls -------------------------------------------------------------------------------------------------------

    def _of_call(self, ref: Ref, at: int) -> Iterator[Page]:
        unit = self._e.files.unit(ref)
        call = unit.code[at]
        assert isinstance(call, Call)
        site = transfer.Site(self._e, ref, at, call, None)
        found = self._named(ref, call, site)
        if found is None:
            return
        templates, names = found
        place = (ref[0], call.start_line, call.start_column)
        feeding = f"`{unit.qualname or '<module>'}` renders"
        loaded = self._loaded_later(ref) if templates else frozenset()
        for template in templates:
            yield Page(template, tuple(names.items()), place, feeding, loaded)

    def _named(self, ref: Ref, call: Call, site: transfer.Site) -> tuple[list[str], Names] | None:
        """The templates that a call renders, with what their names mean; None where it renders none."""
        for func in self._e.value(ref, call.func):
            render = known.FUNCTIONS.get(transfer.qualified_name(self._e, func) or "")
            if render is not None:
                position, keyword = render.name
                given = self._templates(site.values(position, keyword), ref[0])
                context, word = render.context
                if not given and position == 1:
                    given, context = self._templates(site.values(0, keyword), ref[0]), 1
                return (given, self._context(site, context, word)) if given else None
        callee = site.e.files.unit(ref).code[call.func]
        if isinstance(callee, Attr) and callee.name in known.RENDERS:
            given = self._loaded(ref, callee.base)
            return (given, self._context(site, 0, "context")) if given else None
        return None

    def _loaded_later(self, ref: Ref) -> frozenset[str]:
        """The relations that a function loads for rows that it has."""
        found: set[str] = set()
        for owner, at in self._project.calls_named(known.LOADS_LATER):
            call = self._e.files.unit(owner).code[at]
            if owner == ref and isinstance(call, Call):
                for argument in call.args[1:]:
                    found.update(
                        part for path in loading.paths(self._e.value(owner, argument)) for part in path.split(".")
                    )
        return frozenset(found)

    def _loaded(self, ref: Ref, at: int) -> list[str]:
        """The templates that a call of a loader gives."""
        call = self._e.files.unit(ref).code[at]
        if not isinstance(call, Call):
            return []
        names = (transfer.qualified_name(self._e, func) for func in self._e.value(ref, call.func))
        if known.LOADERS.isdisjoint(name for name in names if name):
            return []
        return self._templates(transfer.Site(self._e, ref, at, call, None).values(0, "template_name", "name"), ref[0])

    def _templates(self, values: Values, near: str) -> list[str]:
        found = (self._names.located(name, near) for name in literals(values))
        return list(dict.fromkeys(path for path in found if path is not None))

    def _context(self, site: transfer.Site, position: int, keyword: str) -> Names:
        """What names mean by a call's arguments: a mapping, and keywords of any name."""
        names: Names = {}
        if position >= 0:
            names.update(fields(site.values(position, keyword)))
        if position <= 0:
            for name, argument in zip(site.ins.names, site.ins.args, strict=False):
                values = self._e.value(site.ref, argument, site.context)
                if name == "**":
                    names.update(fields(values))
                elif name not in ("", "*"):
                    names[name] = values
        return names

    # -- class-based views -------------------------------------------------------------------------------------------

    def _of_view(self, ref: Ref) -> Iterator[Page]:
        bases = self._e.classes.external_bases(ref)
        if known.TEMPLATE_VIEWS.isdisjoint(bases):
            return
        unit = self._e.files.unit(ref)
        place = (ref[0], unit.line, unit.column)
        lists = not known.LIST_VIEWS.isdisjoint(bases)
        rows = self._rows(ref, place) if lists or not known.OBJECT_VIEWS.isdisjoint(bases) else ()
        templates = self._view_templates(ref, rows, "_list.html" if lists else "_detail.html")
        if not templates:
            return
        names = self._view_names(ref, rows, lists=lists)
        for template in templates:
            yield Page(template, tuple(names.items()), place, f"`{unit.name}` renders")

    def _view_templates(self, ref: Ref, rows: tuple[Inst, ...], ending: str) -> list[str]:
        e = self._e
        method = e.classes.method(ref, "get_template_names")
        values = (
            e.returns(method, Context(Inst(ref)))
            if method is not None
            else e.classes.class_attribute(Cls(ref), "template_name")
        )
        found = self._templates(values, ref[0])
        if found or method is not None:
            return found
        # `<app>/<model>_list.html`
        defaults = (
            f"{row.ref[0].rpartition('/')[0].removesuffix('/models').rpartition('/')[2]}/{self._r.class_name(row.ref).lower()}{ending}"
            for row in rows
        )
        return self._templates(tuple(Lit(name) for name in defaults), ref[0])

    def _rows(self, ref: Ref, place: Place) -> tuple[Inst, ...]:
        """The rows that a view shows, one of them or all."""
        e = self._e
        method = e.classes.method(ref, "get_queryset")
        values = (
            e.returns(method, Context(Inst(ref)))
            if method is not None
            else e.classes.class_attribute(Cls(ref), "queryset")
        )
        rows = merged(e.iterate(values))
        if rows or method is not None:
            return rows
        models = (v for v in e.classes.class_attribute(Cls(ref), "model") if isinstance(v, Cls))
        return tuple(Inst(model.ref, row=Row(frozenset(), *place, single=False)) for model in models)

    def _view_names(self, ref: Ref, rows: tuple[Inst, ...], *, lists: bool) -> Names:
        e = self._e
        view = Inst(ref)
        names: Names = {"view": (view,)}
        own = literals(e.classes.class_attribute(Cls(ref), "context_object_name"))
        if rows and lists:
            listed: Values = (Seq("list", rows),)
            models = [f"{self._r.class_name(row.ref).lower()}_list" for row in rows]
            names.update(dict.fromkeys(("object_list", "page_obj", *models, *own), listed))
        elif rows:
            single = tuple(
                msgspec.structs.replace(row, row=msgspec.structs.replace(row.row, single=True))
                for row in rows
                if row.row
            )
            models = [self._r.class_name(row.ref).lower() for row in rows]
            names.update(dict.fromkeys(("object", *models, *own), single))
        for owner, _ in e.classes.ancestry(ref):
            for name, method in e.classes.methods(owner).items():
                if not known.CONTEXT_DECORATORS.isdisjoint(e.classes.decorators(method)):
                    names.setdefault(name, e.returns(method, Context(view)))
        extra = e.classes.class_attribute(Cls(ref), "extra_context")
        maker = e.classes.method(ref, "get_context_data")
        given = e.returns(maker, Context(view)) if maker is not None else ()
        for name, values in (*fields(extra).items(), *fields(given).items()):
            names[name] = values
        return names


def fields(values: Values) -> Names:
    """What the literal keys of mappings lead to."""
    found: dict[str, list[Values]] = {}
    for value in values:
        if isinstance(value, Seq):
            for name, inner in value.fields:
                found.setdefault(name, []).append(inner)
    return {name: union(parts) for name, parts in found.items() if name != "*"}
