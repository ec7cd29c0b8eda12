"""Where a handler goes to the database or to Redis by itself."""

from __future__ import annotations

from collections.abc import Iterator

from ddd_lint.frameworks.routes import CONSUMERS, HOOK, LOADING_WORDS, LOOK_UPS, QUERY_LAYERS
from ddd_lint.index.effects import EffectSite, text_of
from ddd_lint.index.project import ProjectIndex
from ddd_lint.index.routes import Handler, last_name
from ddd_lint.index.values import Inst, Lib, Mod, Ref
from ddd_lint.model.facts import Call, Const, Import, Unit
from ddd_lint.model.span import Span
from ddd_lint.rules.routes.handlers import units_of

_KINDS = frozenset({"query", "write", "commit", "add", "cache"})
_SHARE = 0.4
_EXCEPTIONS = 0.25
_FEW = 5


def accesses(project: ProjectIndex, handler: Ref) -> list[tuple[Ref, EffectSite]]:
    """Every access to data in a handler's own code, in order: (unit, place).

    A flush, a refresh, a probe (`SELECT 1`) and the shortcuts that answer 404 are none, nor is a cache other than Redis itself.
    """
    found: list[tuple[Ref, EffectSite]] = []
    for ref in units_of(project, handler):
        for site in project.effects.sites(ref):
            if site.effect.kind in _KINDS and site.line and not _is_excused(project, ref, site):
                found.append((ref, site))
        found += ((ref, site) for site in _rendered(project, ref))
    if project.routes.is_template(handler):
        # A base class's handler that commits is the unit of work of those that derive from it.
        found = [(ref, site) for ref, site in found if site.effect.kind != "commit"]
    return sorted(found, key=lambda entry: (entry[1].line, entry[1].column))


def _is_excused(project: ProjectIndex, ref: Ref, site: EffectSite) -> bool:
    if site.text.endswith(LOOK_UPS) or site.text.endswith("[…]"):
        # An item of a dictionary may be any of its values.
        return True
    if site.effect.kind == "cache" and not (isinstance(site.owner, Lib) and site.owner.kind.startswith("redis.")):
        return True
    unit = project.evaluator.files.unit(ref)
    call = unit.code[site.ins] if site.ins >= 0 else None
    return isinstance(call, Call) and bool(call.args) and _is_probe(unit, call.args[0])


def _rendered(project: ProjectIndex, ref: Ref) -> Iterator[EffectSite]:
    """Lazy queries that are handed to what makes the response, and run there."""
    unit = project.evaluator.files.unit(ref)
    for position, ins in enumerate(unit.code):
        if (
            isinstance(ins, Call)
            and position >= unit.header
            and last_name(unit, ins.func) in CONSUMERS
            and not project.targets_of(ref, position)
        ):
            for argument in ins.args:
                for value in project.value(ref, argument):
                    consume = project.evaluator.tables.kinds[value.kind].consume if isinstance(value, Lib) else None
                    if consume is not None:
                        yield EffectSite(
                            position, ins.block, consume, text_of(unit, ins.func), ins.line, ins.column, value
                        )


def _is_probe(unit: Unit, statement: int) -> bool:
    """Whether a statement only asks whether the database answers: `SELECT 1`, written plain or inside `text(…)` or `select(…)`."""
    code = unit.code[statement]
    if isinstance(code, Call) and len(code.args) == 1:
        inner = unit.code[code.args[0]]
        return isinstance(inner, Const) and (inner.value == 1 or _is_probe(unit, code.args[0]))
    if isinstance(code, Const) and isinstance(code.value, str):
        return code.value.strip().rstrip(";").strip().lower() == "select 1"
    return False


def place(project: ProjectIndex, ref: Ref, site: EffectSite) -> Span:
    """The access from where its expression begins; of one that goes over several lines, the first word."""
    unit = project.evaluator.files.unit(ref)
    call = unit.code[site.ins] if site.ins >= 0 else None
    if not isinstance(call, Call):
        return Span.at(site.line, site.column, max(1, len(site.text)))
    if call.start_line == site.line:
        return Span(site.line, call.start_column, site.line, site.column + len(last_name(unit, call.func)))
    return Span.at(call.start_line, call.start_column, len(site.text.partition(".")[0].partition("(")[0]))


def is_django(project: ProjectIndex, handler: Handler, site: EffectSite) -> bool:
    """Whether an access goes through Django's ORM or connection, which views use by custom."""
    owner = site.owner
    if isinstance(owner, Lib):
        return owner.kind.startswith("django.") or (handler.framework == "django" and owner.kind.startswith("dbapi."))
    if isinstance(owner, Inst):
        return project.evaluator.models.framework(owner.ref) == "django"
    return handler.framework == "django" or ".objects." in site.text


def prepares(project: ProjectIndex, handler: Handler) -> bool:
    """Whether a handler is a hook that only loads what a request names, as a dependency does."""
    words = project.evaluator.files.unit(handler.ref).name.strip("_").split("_")
    return handler.kind == HOOK and not LOADING_WORDS.isdisjoint(words)


def keeps_queries_apart(project: ProjectIndex, own: int) -> bool:
    """Whether a Django project has a layer for its queries, and keeps to it.

    Most modules with views import services, selectors, repositories …, and only some handlers (`own`) query by themselves.
    """
    handlers = [handler for handler in project.routes.handlers() if handler.framework == "django"]
    modules = {handler.ref[0] for handler in handlers}
    using = sum(1 for path in modules if any(_is_layer(target) for target in _imports(project, path)))
    return using >= _SHARE * len(modules) and own <= max(_FEW, _EXCEPTIONS * len(handlers))


def _imports(project: ProjectIndex, path: str) -> Iterator[str]:
    """The project's files that a file imports something from."""
    modules = project.evaluator.modules
    for unit in project.files[path].units:
        for ins in unit.code:
            if isinstance(ins, Import):
                module, _, name = ins.target.partition(":")
                located = modules.locate(module, path)
                if located is not None:
                    yield located[0]
                    for value in project.evaluator.imported(ins.target, path) if name else ():
                        if isinstance(value, Mod):
                            yield value.path


def _is_layer(path: str) -> bool:
    return not QUERY_LAYERS.isdisjoint(path.removesuffix(".py").split("/"))
