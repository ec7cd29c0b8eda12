"""Route handlers: the functions that a web framework calls for a request, told from decorators, registrations and base classes."""

from __future__ import annotations

from collections.abc import Iterator, Set
from typing import TYPE_CHECKING

import msgspec

from ddd_lint.frameworks.routes import (
    ACTIONS_ARGUMENT,
    COPIED_DECORATORS,
    COPIED_VIEW_SETS,
    DJANGO_VIEWS,
    DRF,
    ENTRY_METHODS,
    FRAMEWORKS,
    GRPC,
    HOOK,
    HTTP,
    REQUEST_PARAMETERS,
    REQUEST_TYPES,
    RESOURCE_METHODS,
    SERVICER_ENDING,
    UNKNOWN_DECORATORS,
    VERBS,
    VIEW_ENDINGS,
    Classes,
    Place,
)
from ddd_lint.index import transfer, type_expressions
from ddd_lint.index.values import Cls, Ext, ExtInst, Fn, Inst, Partial, Ref, Value, Values
from ddd_lint.model.facts import Attr, Call, Collection, Const, Import, Name, Param, Return, Unit

if TYPE_CHECKING:
    from ddd_lint.index.project import ProjectIndex

_RESPONSES = ("response", "render", "redirect", "http", "jsonify", "json")


class Handler(msgspec.Struct, frozen=True):
    """A function that answers requests: the framework that calls it and what for (`http`, `websocket`, `graphql`, `grpc`, `hook`)."""

    ref: Ref
    framework: str
    kind: str


class _Ways:
    """The frameworks' tables merged for look-up by last name, so that most decorators and calls are passed over unevaluated."""

    def __init__(self) -> None:
        self.routers: dict[str, str] = {}
        self.decorators: dict[str, dict[str, str]] = {}
        self.registrars: dict[str, dict[str, Place]] = {}
        self.functions: dict[str, tuple[str, str]] = {}
        self.calls: dict[str, tuple[str, Place]] = {}
        self.classes: list[tuple[str, Classes]] = []
        for framework in FRAMEWORKS:
            for router in framework.routers:
                self.routers[router] = framework.name
            self.decorators.setdefault(framework.name, {}).update(framework.decorators)
            self.registrars.setdefault(framework.name, {}).update(framework.registrars)
            self.functions.update((name, (framework.name, kind)) for name, kind in framework.functions.items())
            self.calls.update((name, (framework.name, place)) for name, place in framework.calls.items())
            self.classes += ((framework.name, classes) for classes in framework.classes)
        self.decorator_names = {
            *(name for table in self.decorators.values() for name in table),
            *(name.rpartition(".")[2] for name in self.functions),
        }
        self.registrar_names = {name for table in self.registrars.values() for name in table}

    def registering(self, packages: Set[str]) -> list[str]:
        """The last names of what registers handlers, as far as some imported packages have it."""
        return sorted(
            self.registrar_names.union(
                name.rpartition(".")[2] for name in self.calls if name.partition(".")[0] in packages
            )
        )

    def router(self, owner: str) -> str:
        """The framework that a router's class belongs to, "" for other classes."""
        return self.routers.get(owner) or self.routers.get(f"{owner.partition('.')[0]}.*", "")

    def methods(self, base: str) -> tuple[str, Classes] | None:
        """The framework and handler methods of a library's base class."""
        for framework, classes in self.classes:
            for name in classes.bases:
                if base == name or (name.endswith(".*") and base.startswith(name[:-1])):
                    return framework, classes
        return None


_WAYS = _Ways()


class Routes:
    """Answers about route handlers; found once, when first asked for."""

    def __init__(self, project: ProjectIndex) -> None:
        self._project = project
        self._e = project.evaluator
        self._found: dict[Ref, Handler] | None = None
        self._templates: set[Ref] = set()

    def handlers(self) -> tuple[Handler, ...]:
        """Every route handler outside of tests, by file and place."""
        return tuple(self._all().values())

    def is_handler(self, ref: Ref) -> bool:
        """Whether a function is a route handler, or stands inside one."""
        found = self._all()
        while ref[1] > 0:
            if ref in found:
                return True
            ref = (ref[0], self._e.files.unit(ref).parent)
        return False

    def handler(self, ref: Ref) -> Handler | None:
        """What is known of a function that is a route handler; None for others."""
        return self._all().get(ref)

    def is_template(self, ref: Ref) -> bool:
        """Whether a handler is a base class's, and leaves the work to hooks of the classes that derive from it."""
        self._all()
        return ref in self._templates

    def _all(self) -> dict[Ref, Handler]:
        if self._found is None:
            found: dict[Ref, Handler] = {}
            for handler in self._find():
                if not self._project.roles(handler.ref[0]).test:
                    found.setdefault(handler.ref, handler)
            for handler in list(self._hooks(found)):
                found.setdefault(handler.ref, handler)
            self._found = dict(sorted(found.items()))
        return self._found

    def _find(self) -> Iterator[Handler]:
        for path, facts in self._project.files.items():
            if self._project.roles(path).test:
                continue
            views = _is_views_module(path)
            for number, unit in enumerate(facts.units):
                ref = (path, number)
                if unit.kind == "function":
                    decorated = self._decorated(ref, unit) if unit.decorators else None
                    if decorated is not None:
                        yield decorated
                    elif views and facts.units[unit.parent].kind == "module":
                        yield from self._conventional(ref, unit)
                elif unit.kind == "class" and unit.bases:
                    yield from self._of_class(ref)
        yield from self._registered()

    # -- decorators --------------------------------------------------------------------------------------------------

    def _decorated(self, ref: Ref, unit: Unit) -> Handler | None:
        found = (self._decorator(ref, unit, position) for position in unit.decorators)
        return next((Handler(ref, *told) for told in found if told is not None), None)

    def _decorator(self, ref: Ref, unit: Unit, position: int) -> tuple[str, str] | None:
        """(framework, kind) where an instruction is a decorator of handlers, called or plain."""
        ins = unit.code[position]
        func = ins.func if isinstance(ins, Call) else position
        callee = unit.code[func]
        name = last_name(unit, func)
        if name not in _WAYS.decorator_names:
            return self._handed(ref, unit, ins) if isinstance(ins, Call) else None
        for qualified in self._names(ref, func):
            known = _WAYS.functions.get(qualified)
            if known is not None:
                return known
            owner, _, method = qualified.rpartition(".")
            framework = _WAYS.router(owner)
            if framework and method in _WAYS.decorators[framework]:
                return framework, _WAYS.decorators[framework][method]
        if isinstance(callee, Attr) and isinstance(ins, Call) and name in UNKNOWN_DECORATORS and _takes_path(unit, ins):
            return "unknown", HTTP
        if name in COPIED_DECORATORS and self._in_django_view(ref) and self._is_own(ref, func):
            return DRF.name, HTTP
        return None

    def _handed(self, ref: Ref, unit: Unit, ins: Call) -> tuple[str, str] | None:
        """(framework, kind) of `@guarded(router.get, "/path")`: a decorator of the project that registers by the method it is handed."""
        for number, argument in enumerate(ins.args):
            code = unit.code[argument]
            if not isinstance(code, Attr) or code.name not in _WAYS.decorator_names:
                continue
            found = self._decorator(ref, unit, argument)
            keyword = ins.names[number] if ins.names else ""
            if found is not None and any(
                isinstance(value, Fn) and self._calls_parameter(value.ref, number, keyword)
                for value in self._project.value(ref, ins.func)
            ):
                return found
        return None

    def _calls_parameter(self, ref: Ref, number: int, keyword: str) -> bool:
        """Whether a function, or one inside it, calls what it was handed for a parameter."""
        names = [param.name for param in self._e.files.unit(ref).params]
        name = keyword or (names[number] if number < len(names) else "")
        waiting = [ref]
        while waiting:
            inner = waiting.pop()
            unit = self._e.files.unit(inner)
            for at in self._e.files.positions(inner, Call):
                call = unit.code[at]
                assert isinstance(call, Call)
                callee = unit.code[call.func]
                if (isinstance(callee, Name) and callee.name == name) or (
                    isinstance(callee, Param) and unit.params[callee.index].name == name
                ):
                    return True
            waiting += ((inner[0], child) for child in self._e.files.children(inner))
        return False

    def _in_django_view(self, ref: Ref) -> bool:
        """Whether a function is a method of a class that is a view of Django's."""
        owner = self._e.classes.own_class(ref) if self._e.classes.is_method(ref) else None
        return owner is not None and any(
            base.startswith(DJANGO_VIEWS) for base in self._e.classes.external_bases(owner)
        )

    def _is_own(self, ref: Ref, func: int) -> bool:
        return any(isinstance(value, Fn) for value in self._project.value(ref, func))

    def _names(self, ref: Ref, func: int) -> Iterator[str]:
        """Qualified names of a callee; a method that a project's own router overrides by the library's router."""
        yield from transfer.qualified_names(self._e, ref, func)
        for value in self._project.value(ref, func):
            if isinstance(value, Fn) and isinstance(value.owner, Inst):
                name = self._e.files.unit(value.ref).name
                yield from (f"{base}.{name}" for base in self._e.classes.external_bases(value.owner.ref))

    # -- registrations -----------------------------------------------------------------------------------------------

    def _registered(self) -> Iterator[Handler]:
        for name in _WAYS.registering(self._e.files.packages()):
            for ref, at in self._e.files.calls_named(name):
                if not self._project.roles(ref[0]).test:
                    yield from self._registering(ref, at, name)
        for ref, at in self._e.files.calls_named("as_view"):
            if not self._project.roles(ref[0]).test:
                yield from self._actions(ref, at)
        # `app.get("/path")(function)`
        for ref, at in self._e.files.calls_of_calls():
            unit = self._e.files.unit(ref)
            ins = unit.code[at]
            assert isinstance(ins, Call)
            found = self._decorator(ref, unit, ins.func) if len(ins.args) == 1 else None
            if found is not None:
                yield from self._named(ref, ins.args[0], *found)

    def _registering(self, ref: Ref, at: int, name: str) -> Iterator[Handler]:
        call = self._e.files.unit(ref).code[at]
        assert isinstance(call, Call)
        for qualified in self._names(ref, call.func):
            known = _WAYS.calls.get(qualified)
            if known is None:
                framework = _WAYS.router(qualified.rpartition(".")[0])
                place = _WAYS.registrars[framework].get(name) if framework else None
                known = (framework, place) if place is not None else None
            if known is not None:
                framework, (position, keyword) = known
                argument = transfer.Site(self._e, ref, at, call, None).argument(position, keyword)
                if argument >= 0:
                    yield from self._named(ref, argument, framework, HTTP)
                return

    def _actions(self, ref: Ref, at: int) -> Iterator[Handler]:
        """The methods that `OrderViewSet.as_view({"post": "cancel"})` names."""
        unit = self._e.files.unit(ref)
        call = unit.code[at]
        assert isinstance(call, Call)
        argument = transfer.Site(self._e, ref, at, call, None).argument(*ACTIONS_ARGUMENT)
        given = unit.code[argument] if argument >= 0 else None
        callee = unit.code[call.func]
        if not isinstance(given, Collection) or given.kind != "dict" or not isinstance(callee, Attr):
            return
        named = [unit.code[item] for item in given.items]
        names = [code.value for code in named if isinstance(code, Const) and isinstance(code.value, str)]
        for value in self._project.value(ref, callee.base):
            methods = [self._e.classes.method(value.ref, name) for name in names] if isinstance(value, Cls) else ()
            yield from (Handler(method, DRF.name, HTTP) for method in methods if method is not None)

    def _named(self, ref: Ref, argument: int, framework: str, kind: str) -> Iterator[Handler]:
        """The handlers that an argument names: a function, one inside decorators' calls, the methods of a class."""
        for value in self._functions(ref, argument):
            if isinstance(value, Fn):
                yield Handler(value.ref, framework, kind)
            elif isinstance(value, Cls | Inst) and self._methods(value.ref) is None:
                yield from self._entries(value.ref, framework)

    def _functions(self, ref: Ref, argument: int, depth: int = 0) -> Iterator[Value]:
        values = [value.func if isinstance(value, Partial) else value for value in self._project.value(ref, argument)]
        # What stands inside a function is the wrapper that a decorator gives for its argument.
        found_here = [
            v for v in values if isinstance(v, Cls | Inst) or (isinstance(v, Fn) and not self._is_wrapper(v.ref))
        ]
        yield from found_here
        code = self._e.files.unit(ref).code[argument]
        if not any(isinstance(v, Fn) for v in found_here) and isinstance(code, Call) and depth < 4:
            # `login_required(view)`: a decorator that can't be told gives what it got.
            for inner in code.args:
                for found in self._functions(ref, inner, depth + 1):
                    if isinstance(found, Fn):
                        yield found

    def _is_wrapper(self, ref: Ref) -> bool:
        unit = self._e.files.unit(ref)
        return self._e.files.unit((ref[0], unit.parent)).kind == "function" and unit.kind == "function"

    def _entries(self, ref: Ref, framework: str) -> Iterator[Handler]:
        """The methods that answer for a class of the project that is registered itself."""
        classes = self._e.classes
        methods = {
            name: method
            for owner, _ in reversed(classes.ancestry(ref))
            for name, method in classes.methods(owner).items()
        }
        found = [method for name, method in methods.items() if name in RESOURCE_METHODS]
        for method in found or (method for name, method in methods.items() if name in ENTRY_METHODS):
            yield Handler(method, framework, HTTP)

    # -- classes -----------------------------------------------------------------------------------------------------

    def _methods(self, ref: Ref) -> tuple[str, Classes] | None:
        """The framework and handler methods of a class, by the library classes it derives from."""
        merged: dict[str, str] = {}
        framework = ""
        for base in self._e.classes.external_bases(ref):
            known = _WAYS.methods(base)
            if known is not None:
                framework = framework or known[0]
                merged.update(known[1].methods)
            elif base.endswith(VIEW_ENDINGS):
                framework = framework or "unknown"
                merged.update(dict.fromkeys(VERBS, HTTP))
        if framework == DRF.name and self._is_copied_view_set(ref):
            merged.update(DRF.classes[0].methods)
        return (framework, Classes((), merged)) if framework else None

    def _is_copied_view_set(self, ref: Ref) -> bool:
        """Whether a class derives from the project's own copy of a view set."""
        return any(self._e.files.unit(owner).name in COPIED_VIEW_SETS for owner, _ in self._e.classes.ancestry(ref))

    def _of_class(self, ref: Ref) -> Iterator[Handler]:
        found = self._methods(ref)
        if found is not None:
            framework, classes = found
            for name, method in self._e.classes.methods(ref).items():
                kind = classes.methods.get(name) or next(
                    (
                        kind
                        for known, kind in classes.methods.items()
                        if known.endswith("*") and name.startswith(known[:-1])
                    ),
                    None,
                )
                if kind is not None and self._takes_requests(method, framework, kind):
                    yield Handler(method, framework, kind)
        elif self._is_servicer(ref):
            for name, method in self._e.classes.methods(ref).items():
                if not name.startswith("_") and len(self._e.files.unit(method).params) == 3:
                    yield Handler(method, "grpc", GRPC)

    def _takes_requests(self, method: Ref, framework: str, kind: str) -> bool:
        """Whether a method fits: one called after a verb, of a class that may be something else, takes a request."""
        unit = self._e.files.unit(method)
        if framework == "unknown" and kind == HTTP:
            return len(unit.params) > 1 and unit.params[1].name in REQUEST_PARAMETERS
        return True

    def _is_servicer(self, ref: Ref) -> bool:
        unit = self._e.files.unit(ref)
        return any(last_name(unit, base).endswith(SERVICER_ENDING) for base in unit.bases)

    # -- Django's convention -----------------------------------------------------------------------------------------

    def _conventional(self, ref: Ref, unit: Unit) -> Iterator[Handler]:
        if unit.name.startswith("_") or not unit.params or not self._takes_request(ref, unit):
            return
        if self._answers(ref, unit):
            yield Handler(ref, "django", HTTP)

    def _takes_request(self, ref: Ref, unit: Unit) -> bool:
        first = unit.params[0]
        if first.annotation < 0:
            return first.name in REQUEST_PARAMETERS
        declared = type_expressions.annotated(self._e, ref, first.annotation)
        if any(isinstance(value, ExtInst) and value.name in REQUEST_TYPES for value in declared):
            return True
        return first.name in REQUEST_PARAMETERS and any(
            isinstance(value, Inst) and REQUEST_TYPES.intersection(self._e.classes.external_bases(value.ref))
            for value in declared
        )

    def _answers(self, ref: Ref, unit: Unit) -> bool:
        """Whether a function gives a response: it says so, or a name that it returns does."""
        if unit.returns >= 0:
            declared = type_expressions.annotated(self._e, ref, unit.returns)
            if declared:
                return any(self._is_response(value) for value in declared)
        for ins in unit.code:
            if isinstance(ins, Return) and ins.value >= 0:
                values: Values = self._project.value(ref, ins.value)
                call = unit.code[ins.value]
                name = last_name(unit, call.func) if isinstance(call, Call) else ""
                if any(self._is_response(value) for value in values) or any(
                    word in name.lower() for word in _RESPONSES
                ):
                    return True
        return False

    def _is_response(self, value: Value) -> bool:
        if isinstance(value, Ext | ExtInst):
            return value.name.endswith("Response") or value.name.startswith("django.http.")
        if isinstance(value, Inst):
            return any(
                base.startswith("django.http.") or base.endswith("Response")
                for base in self._e.classes.external_bases(value.ref)
            )
        return False

    # -- hooks -------------------------------------------------------------------------------------------------------

    def _hooks(self, found: dict[Ref, Handler]) -> Iterator[Handler]:
        """Methods that a handler of a project's own base class leaves to the classes that derive from it."""
        classes = self._e.classes
        for handler in list(found.values()):
            unit = self._e.files.unit(handler.ref)
            if not classes.is_method(handler.ref) or unit.parent <= 0:
                continue
            owner = classes.own_class(handler.ref)
            subclasses = classes.subclasses(owner)
            if not subclasses:
                continue
            for name in self._left_open(owner, handler.ref):
                for subclass in subclasses:
                    method = classes.methods(subclass).get(name)
                    if (
                        method is not None
                        and not classes.is_abstract(method)
                        and not self._project.roles(method[0]).test
                    ):
                        self._templates.add(handler.ref)
                        yield Handler(method, handler.framework, HOOK)

    def _left_open(self, owner: Ref, start: Ref) -> list[str]:
        """The names of abstract methods that a method calls on its own object, through other methods of the class too."""
        classes = self._e.classes
        seen = {start}
        waiting = [start]
        names: dict[str, None] = {}
        while waiting:
            method = waiting.pop()
            unit = self._e.files.unit(method)
            for ins in unit.code[unit.header :]:
                callee = unit.code[ins.func] if isinstance(ins, Call) else None
                if isinstance(callee, Attr) and callee.base == unit.header:
                    target = classes.method(owner, callee.name)
                    if target is None or target in seen:
                        continue
                    seen.add(target)
                    if classes.is_abstract(target):
                        names[callee.name] = None
                    elif target[0] == owner[0] and classes.is_method(target):
                        waiting.append(target)
        return list(names)


def _is_views_module(path: str) -> bool:
    *folders, file = path.split("/")
    return file.startswith("views") or file.endswith("_views.py") or (bool(folders) and folders[-1] == "views")


def last_name(unit: Unit, ins: int) -> str:
    """The last name of a callee or base class as it is written: `c` of `a.b.c`, and of `from a import b as c` the name `b`."""
    code = unit.code[ins]
    if isinstance(code, Attr | Name):
        return code.name
    if isinstance(code, Import):
        return code.target.replace(":", ".").rpartition(".")[2]
    return ""


def _takes_path(unit: Unit, call: Call) -> bool:
    """Whether a call's first argument is a URL path."""
    for name, argument in zip(call.names or ("",) * len(call.args), call.args, strict=True):
        if name in ("", "path", "rule", "uri"):
            constant = unit.code[argument]
            return isinstance(constant, Const) and isinstance(constant.value, str) and constant.value.startswith("/")
    return False


__all__ = ["Handler", "Routes"]
