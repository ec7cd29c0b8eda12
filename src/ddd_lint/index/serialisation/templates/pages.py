"""Calls that render a template of the project, and class-based views that do: with which names bound to which values."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from ddd_lint.frameworks import templates as known
from ddd_lint.index import loading, transfer
from ddd_lint.index.dataflow import operands
from ddd_lint.index.serialisation.rendering import Place, Rendering, literals, merged
from ddd_lint.index.serialisation.templates.callings import Callings, Way
from ddd_lint.index.templates import TemplateNames
from ddd_lint.index.values import Cls, Context, Inst, Lit, Ref, Row, Seq, Values, union
from ddd_lint.model.facts import Attr, Call, Collection, Const, Op, SetItem, Unit

Names = dict[str, Values]


class Page(msgspec.Struct, frozen=True):
    """A template that is rendered: its file, what its names mean, where, and by what.

    loaded: relations of rows that are loaded after their query, by `prefetch_related_objects`. constants: names that literals are given for.
    """

    template: str
    names: tuple[tuple[str, Values], ...]
    place: Place
    feeding: str
    loaded: frozenset[str] = frozenset()
    constants: frozenset[str] = frozenset()


class Pages:
    """Finds what is rendered, outside of tests and scripts."""

    def __init__(self, rendering: Rendering) -> None:
        self._r = rendering
        self._e = rendering.e
        self._project = rendering.project
        self._names = TemplateNames(self._project.templates)
        self._callings = Callings(self._project)
        self._wrapping: set[Ref] = set()

    def all(self) -> Iterator[Page]:
        """Every page, by calls and then by views."""
        for name in sorted({function.rpartition(".")[2] for function in known.FUNCTIONS} | known.RENDERS):
            for ref, at in self._project.calls_named(name):
                if not self._project.left_out_by_role(ref[0]):
                    yield from self._of_call(ref, at)
        yield from self._handed_on()
        for path, facts in self._e.files.facts.items():
            if not self._project.left_out_by_role(path):
                for number, unit in enumerate(facts.units):
                    if unit.kind == "class" and unit.bases:
                        yield from self._of_view((path, number))

    # -- calls -------------------------------------------------------------------------------------------------------

    def _of_call(self, ref: Ref, at: int) -> Iterator[Page]:
        call = self._e.files.unit(ref).code[at]
        assert isinstance(call, Call)
        for template, context, takes_names in self._rendered(ref, at, call):
            mappings = [*([context] if context >= 0 else ()), *_spread(call)]
            for way in self._callings.ways(ref, template, mappings):
                found = list(self._page(ref, call, way, template, context, takes_names=takes_names))
                yield from found
                if found:
                    self._wrapping.add(ref)

    def _rendered(self, ref: Ref, at: int, call: Call) -> Iterator[tuple[int, int, bool]]:
        """The instructions for the template's name and the context (-1: none) of a call that may render; and whether keywords are names."""
        site = transfer.Site(self._e, ref, at, call, None)
        for func in self._e.value(ref, call.func):
            render = known.FUNCTIONS.get(transfer.qualified_name(self._e, func) or "")
            if render is not None:
                (position, keyword), (context, word) = render.name, render.context
                if position == 1 and site.argument(1, keyword) >= 0 and self._is_template(site.values(0), ref[0]):
                    # The name comes first, where a framework of old had it so.
                    yield site.argument(0), site.argument(1, word), False
                    return
                named = site.argument(context, word) if context >= 0 else -1
                yield site.argument(position, keyword), named, context < 0
                return
        callee = self._e.files.unit(ref).code[call.func]
        if isinstance(callee, Attr) and callee.name in known.RENDERS:
            loader = self._e.files.unit(ref).code[callee.base]
            if isinstance(loader, Call):
                names = (transfer.qualified_name(self._e, func) for func in self._e.value(ref, loader.func))
                if not known.LOADERS.isdisjoint(name for name in names if name):
                    loading_site = transfer.Site(self._e, ref, callee.base, loader, None)
                    yield loading_site.argument(0, "template_name", "name"), site.argument(0, "context"), True

    def _is_template(self, values: Values, near: str) -> bool:
        return bool(self._templates(values, near))

    def _page(
        self, ref: Ref, call: Call, way: Way, template: int, context: int, *, takes_names: bool
    ) -> Iterator[Page]:
        e = self._e
        unit = e.files.unit(ref)
        place = way.place or (ref[0], call.start_line, call.start_column)
        named = e.value(ref, template, way.context) if template >= 0 else ()
        templates = self._templates(named, place[0]) or self._templates(named, ref[0])
        if not templates:
            return
        names = fields(e.value(ref, context, way.context)) if context >= 0 else {}
        if takes_names:
            names.update(fields((self._callings.all_keywords(ref, call, way.context),)))
        loaded = self._loaded_later(ref)
        constants = frozenset(_constants(unit, call, context, takes_names=takes_names)) & names.keys()
        feeding = way.feeding or f"`{unit.qualname or '<module>'}` renders"
        for path in templates:
            yield Page(path, tuple(names.items()), place, feeding, loaded, constants)

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

    def _templates(self, values: Values, near: str) -> list[str]:
        found = (self._names.located(name, near) for name in literals(values))
        return list(dict.fromkeys(path for path in found if path is not None))

    # -- functions that are given a template ---------------------------------------------------------------------------

    def _handed_on(self) -> Iterator[Page]:
        """Calls that give the name of a template, and names for it as keywords, to a function whose own rendering isn't seen."""
        for path, facts in self._e.files.facts.items():
            if self._project.left_out_by_role(path):
                continue
            for number, unit in enumerate(facts.units):
                position = _template_parameter(unit)
                if position >= 0 and (path, number) not in self._wrapping:
                    yield from self._given_to((path, number), unit, position)

    def _given_to(self, ref: Ref, unit: Unit, position: int) -> Iterator[Page]:
        names_at = next(number for number, param in enumerate(unit.params) if param.kind == "**")
        for way in self._callings.calls(ref):
            given = dict(way.context.args) if way.context is not None else {}
            assert way.place is not None
            names = fields(given.get(names_at, ()))
            for template in self._templates(given.get(position, ()), way.place[0]) if names else ():
                yield Page(template, tuple(names.items()), way.place, way.feeding)

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


def _spread(call: Call) -> list[int]:
    """The mappings that a call spreads into keywords."""
    return [argument for name, argument in zip(call.names, call.args, strict=False) if name == "**"]


def _template_parameter(unit: Unit) -> int:
    """The parameter for a template's name of a function that takes any keywords, -1 where there is none."""
    if unit.kind != "function" or not any(param.kind == "**" for param in unit.params):
        return -1
    return next((number for number, param in enumerate(unit.params) if "template" in param.name.lower()), -1)


def _constants(unit: Unit, call: Call, context: int, *, takes_names: bool) -> Iterator[str]:
    """The names that a call gives literals for, and nothing else can."""
    if takes_names:
        for name, argument in zip(call.names, call.args, strict=False):
            if isinstance(unit.code[argument], Const):
                yield name
    display = unit.code[context] if context >= 0 else None
    if isinstance(display, Collection) and display.kind == "dict" and not _is_changed(unit, context):
        for key, item in zip(display.keys, display.items, strict=True):
            named = unit.code[key] if key >= 0 else None
            if isinstance(named, Const) and isinstance(named.value, str) and isinstance(unit.code[item], Const):
                yield named.value


def _is_changed(unit: Unit, at: int) -> bool:
    """Whether something is done with a mapping beside passing it on."""
    return any(
        isinstance(ins, SetItem | Attr | Op) and at in (*operands(ins), getattr(ins, "base", -1)) for ins in unit.code
    )


def fields(values: Values) -> Names:
    """What the literal keys of mappings lead to."""
    found: dict[str, list[Values]] = {}
    for value in values:
        if isinstance(value, Seq):
            for name, inner in value.fields:
                found.setdefault(name, []).append(inner)
    return {name: union(parts) for name, parts in found.items() if name != "*"}
