"""What library objects and builtins do to abstract values, by the tables of `ddd_lint.frameworks`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from ddd_lint.frameworks.django import INSTANCE_METHODS, MANAGERS, PREFETCHED_ROWS
from ddd_lint.frameworks.library import Op as LibraryOp
from ddd_lint.index import loading, requests, type_expressions
from ddd_lint.index.values import (
    UNKNOWN,
    Alias,
    Cls,
    Context,
    Ext,
    ExtInst,
    Fn,
    Inst,
    Lib,
    Lit,
    Method,
    Mod,
    Partial,
    Ref,
    Row,
    Seq,
    Super,
    Tup,
    TVar,
    Value,
    Values,
    mapping,
    union,
)  # fmt: skip
from ddd_lint.model.facts import Attr, Bind, Call, Const, Name, SetAttr, Slice, Subscript

if TYPE_CHECKING:
    from ddd_lint.index.evaluate import Evaluator

_MAX_CARRIED = 30
_LAZY_PROXIES = frozenset(
    {
        "builtins.iter",
        "builtins.reversed",
        "builtins.sorted",
        "builtins.list",
        "builtins.tuple",
        "builtins.set",
        "builtins.frozenset",
    }
)
_SAME_ITEMS = frozenset(
    {
        "itertools.chain", "itertools.islice", "itertools.filterfalse", "itertools.takewhile", "itertools.dropwhile", "itertools.cycle",
        "tqdm.tqdm", "rich.progress.track", "collections.deque", "random.sample", "heapq.nlargest", "heapq.nsmallest", "copy.copy", "copy.deepcopy",
    }
)  # fmt: skip
# What querying a prefetched relation again gives, told apart from a first query.
_LOADED = frozenset({"django.Prefetched", PREFETCHED_ROWS, "django.Bypassing"})
_BYPASSING = {"django.QuerySet": "django.Bypassing", "django.Values": "django.BypassingValues"}
_SEQUENCE_RESULTS = {
    "copy": "same", "pop": "item", "get": "item", "values": "list-item", "keys": "list-key", "items": "list-pair", "setdefault": "item",
    "popleft": "item", "popitem": "pair", "union": "same", "difference": "same", "intersection": "same", "__getitem__": "item", "__iter__": "same",
}  # fmt: skip


class Site:
    """One call in the code: the unit, the instruction and what is known of the unit's own call."""

    def __init__(self, evaluator: Evaluator, ref: Ref, index: int, ins: Call, context: Context | None) -> None:
        self.e, self.ref, self.index, self.ins, self.context = evaluator, ref, index, ins, context

    def argument(self, position: int, *keywords: str) -> int:
        """The instruction passed at a position or under a keyword, -1 if none is."""
        names = self.ins.names
        if not names:
            return self.ins.args[position] if position < len(self.ins.args) else -1
        number = 0
        for name, argument in zip(names, self.ins.args, strict=True):
            if name in keywords:
                return argument
            if name == "":
                if number == position:
                    return argument
                number += 1
        return -1

    def values(self, position: int, *keywords: str) -> Values:
        """What is passed at a position or under a keyword."""
        at = self.argument(position, *keywords)
        return self.e.value(self.ref, at, self.context) if at >= 0 else UNKNOWN

    def positional(self) -> list[int]:
        """The instructions passed by position, up to the first starred one."""
        found: list[int] = []
        for number, argument in enumerate(self.ins.args):
            name = self.ins.names[number] if self.ins.names else ""
            if name == "":
                found.append(argument)
            elif name == "*":
                break
        return found

    def is_named(self, name: str) -> bool:
        """Whether what is called is a method of this name."""
        callee = self.e.files.unit(self.ref).code[self.ins.func]
        return isinstance(callee, Attr) and callee.name == name

    @property
    def place(self) -> tuple[str, int, int]:
        """Path, line and column of the callee's name."""
        return (self.ref[0], self.ins.line, self.ins.column)


# -- names -------------------------------------------------------------------------------------------------------------


def qualified_names(e: Evaluator, ref: Ref, ins: int) -> list[str]:
    """Qualified names of what an instruction may be: library names as they are, project objects as `path-less dotted.Name`."""
    names = [name for value in e.value(ref, ins) if (name := qualified_name(e, value))]
    if names:
        return names
    code = e.files.unit(ref).code[ins]
    if isinstance(code, Attr):
        return [f"{base}.{code.name}" for base in qualified_names(e, ref, code.base)]
    if isinstance(code, Name):
        return [code.name]
    return []


def qualified_name(e: Evaluator, value: Value) -> str | None:
    """The dotted name of a value that has one."""
    if isinstance(value, Ext):
        return value.name
    if isinstance(value, Fn | Cls):
        unit = e.files.unit(value.ref)
        return f"{e.modules.dotted(value.ref[0])}.{unit.qualname}"
    if isinstance(value, Mod):
        return e.modules.dotted(value.path)
    if isinstance(value, Method):
        owner = value.owner
        if isinstance(owner, Lib):
            names = e.tables.kinds[owner.kind].names
            return f"{names[0] if names else owner.kind}.{value.name}"
        if isinstance(owner, ExtInst):
            return f"{owner.name}.{value.name}"
        if isinstance(owner, Fn):
            return f"{qualified_name(e, owner)}.{value.name}"
    if isinstance(value, ExtInst):
        return value.name
    return None


def class_names(e: Evaluator, value: Value, ref: Ref, ins: int) -> Iterable[str]:
    """Library names that a base class expression stands for, where it is no plain class."""
    if isinstance(value, Alias):
        code = e.files.unit(value.ref).code[value.ins]
        if isinstance(code, Subscript):
            return [v.name for v in e.value(value.ref, code.base) if isinstance(v, Ext)]
    if isinstance(value, ExtInst):
        return [value.name]
    return []


# -- attributes --------------------------------------------------------------------------------------------------------


def attribute(e: Evaluator, value: Value, name: str) -> Values:
    """What an attribute of a library object or builtin is."""
    if isinstance(value, Ext | Method) and qualified_name(e, value) in e.tables.carriers:
        return _carried(e, value, name)
    if isinstance(value, Ext):
        return _ext_attribute(e, value, name)
    if isinstance(value, Lib):
        return _lib_attribute(e, value, name)
    if isinstance(value, ExtInst):
        kind = e.tables.kind_of.get(value.name)
        if kind is not None:
            return _lib_attribute(e, Lib(kind), name)
        if requests.is_request(value.name) and (carried := requests.member(e, name)):
            return carried
        if value.name in e.tables.providers:
            # A container in a container gives what its class holds.
            return union(e.attribute(v, name) for v in provided(e, (value,)))
        return (Method(value, name),)
    if isinstance(value, Seq):
        return (Method(value, name),)
    if isinstance(value, Fn):
        return (Method(value, name),)
    if isinstance(value, Lit) and isinstance(value.value, str):
        return (Method(ExtInst("builtins.str"), name),)
    return UNKNOWN


def _carried(e: Evaluator, carrier: Value, name: str) -> Values:
    """What the project assigns to an attribute of an object that only carries such things."""
    wanted = qualified_name(e, carrier)
    parts: list[Values] = []
    for ref, at in e.files.set_attributes(name)[:_MAX_CARRIED]:
        ins = e.files.unit(ref).code[at]
        if isinstance(ins, SetAttr) and any(qualified_name(e, v) == wanted for v in e.value(ref, ins.base)):
            parts.append(e.value(ref, ins.value))
    return union(parts)


def _ext_attribute(e: Evaluator, value: Ext, name: str) -> Values:
    full = e.tables.canonical(f"{value.name}.{name}")
    if full in e.tables.functions or full in e.tables.kind_of:
        return (Ext(full),)
    if name in MANAGERS and e.tables.model_names.fullmatch(value.name):
        return (Lib("django.Manager", (ExtInst(value.name),)),)
    kind = e.tables.kind_of.get(value.name)
    if kind is not None and not value.name.rpartition(".")[2][:1].isupper():
        # A library's own object, such as `django.core.cache.cache`.
        return _lib_attribute(e, Lib(kind), name)
    return (Ext(full),)


def _lib_attribute(e: Evaluator, value: Lib, name: str) -> Values:
    if value.custom is not None:
        for owner, _ in e.classes.ancestry(value.custom):
            member = e.classes._own_member(owner, name)
            if member is not None:
                return e.classes._bind_member(member, value, instance=True)
    operation = e.tables.attribute(value.kind, name)
    if operation is not None:
        return result(e, operation.result, value, None)
    if e.tables.method(value.kind, name) is not None:
        return (Method(value, name),)
    return UNKNOWN


def class_member(e: Evaluator, cls: Cls, name: str) -> Values:
    """What a class of the project inherits from library classes under a name, read on the class."""
    bases = e.classes.external_bases(cls.ref)
    if any(name in e.tables.inherited.get(base, ()) for base in bases):
        return (Method(cls, name),)
    for base in bases:
        kind = e.tables.kind_of.get(base)
        found = _lib_attribute(e, Lib(kind, custom=cls.ref), name) if kind is not None else UNKNOWN
        if found:
            return found
    if name.startswith("_"):
        return UNKNOWN
    return next(((Ext(f"{base}.{name}"),) for base in bases if base not in _MEMBERLESS), UNKNOWN)


def instance_member(e: Evaluator, inst: Inst, name: str) -> Values:
    """What an instance of a project class inherits from library classes under a name."""
    modelled = e.models.instance_method(inst, name)
    if modelled:
        return modelled
    bases = e.classes.external_bases(inst.ref)
    if name == "get" and "typing.TypedDict" in bases:
        return (Method(inst, name),)
    if any(name in e.tables.inherited.get(base, ()) for base in bases):
        return (Method(inst, name),)
    for base in bases:
        kind = e.tables.kind_of.get(base)
        item = next((arg for arg in inst.args if arg), UNKNOWN)
        found = _lib_attribute(e, Lib(kind, item), name) if kind is not None else UNKNOWN
        if found:
            return found
    return requests.named(e, name) or next(
        ((Method(ExtInst(base), name),) for base in bases if base not in _MEMBERLESS), UNKNOWN
    )


_MEMBERLESS = frozenset(
    {
        "typing.Generic",
        "typing.Protocol",
        "typing_extensions.Protocol",
        "abc.ABC",
        "builtins.object",
        "typing.NamedTuple",
        "typing.TypedDict",
    }
)


def kind_instance(e: Evaluator, inst: Inst) -> Value | None:
    """A project class that derives from a library class with a table (a custom manager, a session) as an object of that kind."""
    for base in e.classes.external_bases(inst.ref):
        kind = e.tables.kind_of.get(base)
        if kind is not None:
            return Lib(kind, next((arg for arg in inst.args if arg), UNKNOWN), custom=inst.ref)
    return None


# -- calls -------------------------------------------------------------------------------------------------------------


def operation_of(e: Evaluator, func: Value) -> LibraryOp | None:
    """The table entry for calling a library object, None where there is none."""
    if isinstance(func, Method) and isinstance(func.owner, Lib):
        return e.tables.method(func.owner.kind, func.name)
    if isinstance(func, Method) and isinstance(func.owner, Inst | Cls):
        modelled = e.models.instance_operation(func.owner, func.name) if isinstance(func.owner, Inst) else None
        tables = (e.tables.inherited.get(base, {}) for base in e.classes.external_bases(func.owner.ref))
        return modelled or next((table[func.name] for table in tables if func.name in table), None)
    if isinstance(func, Method) and isinstance(func.owner, ExtInst) and e.tables.model_names.fullmatch(func.owner.name):
        return INSTANCE_METHODS.get(func.name)
    if isinstance(func, Method) and isinstance(func.owner, Fn):
        return e.tables.of_functions.get(func.name) if e.classes.decorators(func.owner.ref) else None
    if isinstance(func, Ext):
        return e.tables.functions.get(func.name)
    if isinstance(func, Lib):
        return e.tables.method(func.kind, "__call__")
    return None


def call(e: Evaluator, func: Value, site: Site) -> Values:
    """What calling a library object or builtin gives."""
    operation = operation_of(e, func)
    if operation is not None:
        owner = func.owner if isinstance(func, Method) else func
        if operation.loads and isinstance(owner, Lib):
            owner = loading.load(e, owner, operation.loads, site)
        return result(e, operation.result, owner, site)
    if isinstance(func, Method):
        return _method_call(e, func, site)
    if isinstance(func, Ext):
        return _function_call(e, func.name, site)
    if isinstance(func, Alias):
        return type_expressions.annotated(e, func.ref, func.ins)
    if isinstance(func, ExtInst):
        if func.name != type_expressions.CALLABLE:
            return provided(e, (func,))
        return func.args[0] if func.args else UNKNOWN
    return UNKNOWN


def _method_call(e: Evaluator, func: Method, site: Site) -> Values:
    owner = func.owner
    if isinstance(owner, Seq):
        form = _SEQUENCE_RESULTS.get(func.name)
        if form == "same":
            return (owner,)
        if form == "item":
            return union([owner.at(site.values(0)), site.values(1, "default")])
        if form == "list-item":
            return (Seq("list", owner.item),)
        if form == "list-key":
            return (Seq("list", owner.key),)
        if form in ("list-pair", "pair"):
            pair: Values = (Tup((owner.key, owner.item)),)
            return pair if form == "pair" else (Seq("list", pair),)
        return UNKNOWN
    if isinstance(owner, ExtInst) and owner.name == loading.LOADER:
        return loading.chain(e, owner, func.name, site)
    if isinstance(owner, ExtInst) and owner.name == "builtins.str":
        return (Seq("list", (owner,)),) if func.name in ("split", "rsplit", "splitlines") else (owner,)
    if isinstance(owner, Inst) and func.name == "get":
        return _typed_key(e, owner, site.argument(0), site.ref)
    return UNKNOWN


def _function_call(e: Evaluator, name: str, site: Site) -> Values:
    if name in _LAZY_PROXIES or name in _SAME_ITEMS:
        items = union(
            e.iterate(e.value(site.ref, arg, site.context))
            for arg in site.positional()[: 8 if name == "itertools.chain" else 1]
        )
        short = name.rpartition(".")[2]
        return (Seq("set" if "set" in short else "list", items),)
    if loading.loader_function(name):
        return loading.loader(e, site)
    special = _FUNCTIONS.get(name)
    if special is not None:
        return special(e, site)
    if name in e.tables.providers:
        return (ExtInst(name, (site.values(0, "provides", "cls", "instance_of"),)),)
    if name in e.tables.markers:
        return provided(e, site.values(0, "dependency", "use"))
    kind = e.tables.kind_of.get(name)
    if kind is not None:
        made = e.tables.kinds[kind].made
        return (Lib(kind, _items_made(e, made, site) if made else (), place=site.place),)
    last = name.rpartition(".")[2]
    return (ExtInst(name),) if last[:1].isupper() else UNKNOWN


def _items_made(e: Evaluator, form: str, site: Site) -> Values:
    """The items of what a function passed to a constructor gives (see `Kind.made`)."""
    number, *keywords = form.removeprefix("items<").split("|")
    return e.iterate(v for f in site.values(int(number), *keywords) if isinstance(f, Fn) for v in e.returned(f))


def _enumerate(e: Evaluator, site: Site) -> Values:
    return (Seq("list", (Tup(((ExtInst("builtins.int"),), e.iterate(site.values(0, "iterable")))),)),)


def _zip(e: Evaluator, site: Site) -> Values:
    return (Seq("list", (Tup(tuple(e.iterate(e.value(site.ref, arg, site.context)) for arg in site.positional())),)),)


def _groupby(e: Evaluator, site: Site) -> Values:
    return (Seq("list", (Tup((UNKNOWN, (Seq("iterator", e.iterate(site.values(0, "iterable"))),))),)),)


def _map(e: Evaluator, site: Site) -> Values:
    return (Seq("list", union(e.called(func, site) for func in site.values(0) if isinstance(func, Cls) or not isinstance(func, Fn))
                or union(e.returns(func.ref) for func in site.values(0) if isinstance(func, Fn))),)  # fmt: skip


def _filter(e: Evaluator, site: Site) -> Values:
    return (Seq("list", e.iterate(site.values(1))),)


def _first_item(e: Evaluator, site: Site) -> Values:
    return union([e.iterate(site.values(0)), site.values(1, "default")])


def _max(e: Evaluator, site: Site) -> Values:
    positional = site.positional()
    if len(positional) > 1:
        return union(e.value(site.ref, arg, site.context) for arg in positional)
    return e.iterate(site.values(0))


def _super(e: Evaluator, site: Site) -> Values:
    number = site.ref[1]
    units = e.files.facts[site.ref[0]].units
    while number > 0 and not (units[number].kind == "function" and e.classes.is_method((site.ref[0], number))):
        number = units[number].parent
    if number <= 0:
        return UNKNOWN
    method = (site.ref[0], number)
    context = site.context if number == site.ref[1] else None
    owner = (
        context.owner
        if context is not None and context.owner is not None
        else next(iter(e.classes.own_receiver(method)), None)
    )
    return (Super(e.classes.own_class(method), owner),)


def _type(e: Evaluator, site: Site) -> Values:
    return union(_class_of(v) for v in site.values(0))


def _class_of(value: Value) -> Values:
    if isinstance(value, Inst):
        return (Cls(value.ref, value.args),)
    return (Ext(value.name),) if isinstance(value, ExtInst) else UNKNOWN


def _cast(e: Evaluator, site: Site) -> Values:
    at = site.argument(0, "typ")
    declared = type_expressions.annotated(e, site.ref, at, site.context) if at >= 0 else UNKNOWN
    return declared or site.values(1, "val")


def _getattr(e: Evaluator, site: Site) -> Values:
    names = [v.value for v in site.values(1) if isinstance(v, Lit) and isinstance(v.value, str)]
    found = union(e.attribute(v, name) for v in site.values(0) for name in names)
    return union([found, site.values(2)])


def _partial(e: Evaluator, site: Site) -> Values:
    return tuple(Partial(v) for v in site.values(0))


def _typevar(e: Evaluator, site: Site) -> Values:
    return tuple(TVar(v.value) for v in site.values(0, "name") if isinstance(v, Lit) and isinstance(v.value, str))


def _gather(e: Evaluator, site: Site) -> Values:
    if "*" in site.ins.names:
        return (Seq("list", e.iterate(e.value(site.ref, site.ins.args[0], site.context))),)
    return (Tup(tuple(e.value(site.ref, arg, site.context) for arg in site.positional())),)


def _same(e: Evaluator, site: Site) -> Values:
    return site.values(0)


def _call_first(e: Evaluator, site: Site) -> Values:
    return union(e.returns(v.ref, e.context_of(v, None)) for v in site.values(0) if isinstance(v, Fn))


def _dict(e: Evaluator, site: Site) -> Values:
    """A mapping of the keywords of a call, with all that a mapping passed to it and those spread by `**` hold."""
    given = [
        (name, e.value(site.ref, arg, site.context))
        for name, arg in zip(site.ins.names, site.ins.args, strict=False)
        if name not in ("", "*")
    ]
    named = [((Lit(name),), values) for name, values in given if name != "**"]
    spread = (site.values(0), *(values for name, values in given if name == "**"))
    return (mapping(named, (v for values in spread for v in values if isinstance(v, Seq))),)


def _locals(e: Evaluator, site: Site) -> Values:
    """A mapping of what a function has bound before the call."""
    unit = e.files.unit(site.ref)
    pairs: list[tuple[Values, Values]] = [
        ((Lit(param.name),), e.param(site.ref, number, site.context)) for number, param in enumerate(unit.params)
    ]
    pairs += (
        ((Lit(bind.name),), e.bound(site.ref, bind, site.context))
        for bind in unit.code[unit.header : site.index]
        if isinstance(bind, Bind)
    )
    return (mapping(pairs),)


def _user_model(e: Evaluator, site: Site) -> Values:
    return tuple(Cls(ref) for ref in e.models.user_models()) or (Ext("django.contrib.auth.models.User"),)


def _app_model(e: Evaluator, site: Site) -> Values:
    """`apps.get_model("shop", "Order")`, `apps.get_model("shop.Order")`."""
    names = [
        v.value
        for position, keyword in enumerate(("app_label", "model_name"))
        for v in site.values(position, keyword)
        if isinstance(v, Lit) and isinstance(v.value, str)
    ]
    app, _, name = ".".join(names).partition(".")
    return tuple(Cls(ref) for ref in e.models.in_app(app, name))


def _builtin(name: str) -> Values:
    return (ExtInst(f"builtins.{name}"),)


_FUNCTIONS: dict[str, Callable[[Evaluator, Site], Values]] = {
    "builtins.enumerate": _enumerate,
    "builtins.zip": _zip,
    "itertools.zip_longest": _zip,
    "itertools.groupby": _groupby,
    "builtins.map": _map,
    "builtins.filter": _filter,
    "builtins.next": _first_item,
    "builtins.anext": _first_item,
    "builtins.max": _max,
    "builtins.min": _max,
    "random.choice": _first_item,
    "builtins.super": _super,
    "builtins.type": _type,
    "builtins.dict": _dict,
    "builtins.locals": _locals,
    "collections.OrderedDict": _dict,
    "builtins.getattr": _getattr,
    "typing.cast": _cast,
    "functools.partial": _partial,
    "typing.TypeVar": _typevar,
    "typing_extensions.TypeVar": _typevar,
    "typing.NewType": lambda e, site: site.values(1, "tp"),
    "asyncio.gather": _gather,
    "asyncio.run": _same,
    "asyncio.wait_for": _same,
    "asyncio.shield": _same,
    "asyncio.create_task": _same,
    "asyncio.ensure_future": _same,
    "asyncio.to_thread": _call_first,
    "anyio.to_thread.run_sync": _call_first,
    "starlette.concurrency.run_in_threadpool": _call_first,
    "fastapi.concurrency.run_in_threadpool": _call_first,
    "asgiref.sync.sync_to_async": _same,
    "asgiref.sync.async_to_sync": _same,
    "contextlib.closing": _same,
    "contextlib.aclosing": _same,
    "django.contrib.auth.get_user_model": _user_model,
    "django.apps.apps.get_model": _app_model,
    loading.PREFETCH: loading.prefetch,
    "sqlalchemy.orm.declarative_base": lambda e, site: union(
        [(Ext("sqlalchemy.orm.DeclarativeBase"),), site.values(99, "cls")]
    ),
    "django.db.models.Manager.from_queryset": lambda e, site: tuple(
        Lib("django.Manager", custom=v.ref) for v in site.values(0) if isinstance(v, Cls)
    ),
    "logging.getLogger": lambda e, site: (ExtInst("logging.Logger"),),
    "builtins.len": lambda e, site: _builtin("int"),
    "builtins.sum": lambda e, site: _builtin("int"),
    "builtins.int": lambda e, site: _builtin("int"),
    "builtins.str": lambda e, site: _builtin("str"),
    "builtins.repr": lambda e, site: _builtin("str"),
    "builtins.bool": lambda e, site: _builtin("bool"),
    "builtins.any": lambda e, site: _builtin("bool"),
    "builtins.all": lambda e, site: _builtin("bool"),
    "builtins.isinstance": lambda e, site: _builtin("bool"),
    "builtins.range": lambda e, site: (Seq("list", _builtin("int")),),
    "collections.defaultdict": lambda e, site: (
        Seq("dict", union(type_expressions.instances(e, v) for v in site.values(0))),
    ),
}


# -- results -----------------------------------------------------------------------------------------------------------


def result(e: Evaluator, form: str, owner: Value, site: Site | None) -> Values:
    """Read a table's notation (see `ddd_lint.frameworks.library`)."""
    if form == "":
        return UNKNOWN
    if form == "self":
        if isinstance(owner, Lib) and not owner.place[0] and site is not None:
            # A query that began as an attribute (`Model.query`) is placed where it is first built upon.
            return (Lib(owner.kind, owner.item, owner.loaded, owner.custom, site.place),)
        return (owner,)
    if form in ("own", "own-list"):
        own = owner.item if isinstance(owner, Lib) else UNKNOWN
        return own if form == "own" else (Seq("list", own),)
    if form[0] == "=":
        name = form[1:]
        if "." not in name:
            return (Seq(name),) if name in ("list", "dict", "set") else (ExtInst(f"builtins.{name}"),)
        kind = e.tables.kind_of.get(name)
        return (Lib(kind),) if kind else (ExtInst(name),)
    if form[0] == "@":
        return (Ext(form[1:]),)
    if form == "arg0":
        return site.values(0) if site is not None else UNKNOWN
    if form == "keywords":
        return _dict(e, site) if site is not None else (Seq("dict"),)
    head, arrow, argument = form.partition("<")
    source = owner if isinstance(owner, Lib) else None
    place = site.place if site is not None else source.place if source is not None else ("", 0, 0)
    item: Values = source.item if source is not None else UNKNOWN
    loaded = source.loaded if source is not None else frozenset()
    if isinstance(owner, Inst | Cls):
        item, loaded = _own_rows(e, owner)
    if arrow and site is not None:
        item, given = _argument_rows(e, argument, site)
        # One object has what the call itself loads with it: `session.get(Model, id, options=…)`.
        loaded = loaded | given if head == "item" else given
    if head == "new":
        return item
    source_kind = source.kind if source is not None and not arrow else ""
    if head in ("item", "item-flag", "first", "list", "iter", "list-first", "dict"):
        single = head in ("item", "item-flag", "first")
        row = rows(item, loaded, place, single=single)
        if (
            source_kind == "sqlalchemy.Exec"
            or head in ("first", "list-first")
            or source_kind in ("sqlalchemy.Query", "sqlalchemy.ScalarResult")
        ):
            row = _first_column(row)
        if single:
            return (Tup((row, _builtin("bool"))),) if head == "item-flag" else row
        return (Seq("dict" if head == "dict" else "iterator" if head == "iter" else "list", row),)
    if source is not None and source.kind in _LOADED and head in _BYPASSING:
        return (Lib(_BYPASSING[head], item, loaded, source.custom, place),)
    custom = source.custom if source is not None and source.kind == head else None
    if source is not None and head == "django.QuerySet" and source.kind != head:
        base = e.models.queryset(source)
        custom = base.custom if base is not None else source.custom
        loaded |= base.loaded if base is not None else frozenset()
    elif source is not None and head == "django.Manager":
        custom = source.custom
    return (Lib(head, item, loaded, custom, place),)


def _own_rows(e: Evaluator, owner: Inst | Cls) -> tuple[Values, frozenset[str]]:
    """The rows that a class of the project stands for: its own instances, or those of the query or model that it names."""
    members = next(
        (found for base in e.classes.external_bases(owner.ref) if (found := e.tables.rows_from.get(base))), ()
    )
    for name in members:
        for value in e.attribute(Inst(owner.ref, owner.args), name):
            for given in e.returned(value) if isinstance(value, Fn) else (value,):
                if isinstance(given, Lib) and given.item:
                    return given.item, given.loaded
                if isinstance(given, Cls):
                    return (Inst(given.ref),), frozenset()
    return (UNKNOWN if members else (Inst(owner.ref, owner.args),)), frozenset()


def _argument_rows(e: Evaluator, argument: str, site: Site) -> tuple[Values, frozenset[str]]:
    """Rows that arguments describe: instances of a class (`0`), several (`*`), or the rows of a statement (`<0`)."""
    of_statement = argument.startswith("<")
    number, *keywords = argument.lstrip("<").split("|")
    if of_statement:
        values = site.values(int(number), *keywords)
        item = union(v.item for v in values if isinstance(v, Lib | Seq))
        classes = union(_rows_of(e, v) for v in values if isinstance(v, Cls))
        loaded = frozenset().union(*(v.loaded for v in values if isinstance(v, Lib)))
        # A list that was made of a query's rows has what that query loaded.
        loaded = loaded.union(*(v.row.loaded for v in item if isinstance(v, Inst) and v.row is not None))
        return union([item, classes]), loaded
    if number == "*":
        columns = tuple(
            union(_rows_of(e, v) for v in e.value(site.ref, arg, site.context)) for arg in site.positional()
        )
        return (Tup(columns),) if columns else UNKNOWN, frozenset()
    positional = site.positional()
    if int(number) == 0 and len(positional) > 1 and not keywords:
        return (
            Tup(tuple(union(_rows_of(e, v) for v in e.value(site.ref, arg, site.context)) for arg in positional)),
        ), frozenset()
    return union(_rows_of(e, v) for v in site.values(int(number), *keywords)), frozenset()


def _rows_of(e: Evaluator, value: Value) -> Values:
    """What a selected thing gives a row: an instance for a class, the value for a column."""
    if isinstance(value, Cls):
        return (Inst(value.ref, value.args),)
    if isinstance(value, Lib) and value.kind == "sqlalchemy.Column":
        return value.item
    if isinstance(value, TVar):
        return (value,)
    if isinstance(value, Inst):
        return (value,)
    return UNKNOWN


def rows(
    item: Values, loaded: frozenset[str], place: tuple[str, int, int], *, single: bool, along: bool = False
) -> Values:
    """Rows of a query: instances marked with what was loaded with them.

    `along` is whether they came with the rows that they belong to, by that query's prefetch, rather than by a query of their own.
    """
    row = Row(loaded, *place, single)
    return tuple(
        Inst(v.ref, v.args, row if v.row is None else _again(v.row, row, along=along))
        if isinstance(v, Inst)
        else Tup(tuple(rows(i, loaded, place, single=single) for i in v.items))
        if isinstance(v, Tup)
        else v
        for v in item
    )


def _again(before: Row, row: Row, *, along: bool) -> Row:
    """A row that a relation led to before, as a query over that relation gives it: the way there counts from the query's own rows."""
    via, root = (before.via, before.root) if along else ("", None)
    return Row(row.loaded, row.path, row.line, row.column, row.single, via, before.parent, root)


def _first_column(item: Values) -> Values:
    """A row of one column is that column's value, where the caller asked for scalars."""
    return union(v.items[0] if isinstance(v, Tup) and len(v.items) == 1 else (v,) for v in item)


def item_of(e: Evaluator, value: Value) -> Values:
    """What iterating a value gives."""
    if isinstance(value, Seq):
        return value.key if value.kind == "dict" else value.item
    if isinstance(value, Tup):
        return union(value.items)
    if isinstance(value, Lib):
        form = e.tables.kinds[value.kind].iterates
        if form == "item":
            row = rows(value.item, value.loaded, value.place, single=False, along=value.kind == PREFETCHED_ROWS)
            return (
                _first_column(row)
                if value.kind in ("sqlalchemy.Query", "sqlalchemy.ScalarResult", "sqlalchemy.Exec")
                else row
            )
        return (Lib(form),) if form else UNKNOWN
    if isinstance(value, Inst):
        return e.once(("items", value), lambda: _items_of_instance(e, value), UNKNOWN)
    if isinstance(value, Cls):
        enum = any(base.startswith("enum.") for base in e.classes.external_bases(value.ref))
        return (Inst(value.ref),) if enum else UNKNOWN
    return UNKNOWN


def _items_of_instance(e: Evaluator, value: Inst) -> Values:
    """What the iterator gives that a class's own `__iter__` returns; an iterator may return itself."""
    return e.iterate(
        v
        for name in ("__iter__", "__aiter__")
        for f in e.classes.instance_attribute(value, name)
        if isinstance(f, Fn)
        for v in e.returned(f)
        if v != value
    )


def subscript(e: Evaluator, base: Value, ref: Ref, ins: Subscript, context: Context | None) -> Values:
    """What `base[key]` gives."""
    code = e.files.unit(ref).code[ins.key]
    if isinstance(code, Slice):
        return (base,)
    if isinstance(base, Seq):
        return base.at(e.value(ref, ins.key, context)) if base.fields else base.item
    if isinstance(base, Tup):
        if isinstance(code, Const) and isinstance(code.value, int):
            return base.items[code.value] if -len(base.items) <= code.value < len(base.items) else UNKNOWN
        return union(base.items)
    if isinstance(base, Inst) and "typing.TypedDict" in e.classes.external_bases(base.ref):
        return _typed_key(e, base, ins.key, ref)
    if isinstance(base, Inst):
        return union(e.returned(f) for f in e.classes.instance_attribute(base, "__getitem__") if isinstance(f, Fn))
    return item_of(e, base)


def _typed_key(e: Evaluator, base: Inst, key: int, ref: Ref) -> Values:
    """What a typed dictionary holds under a literal key."""
    code = e.files.unit(ref).code[key] if key >= 0 else None
    named = (
        isinstance(code, Const) and isinstance(code.value, str) and code.value in e.classes.declared_fields(base.ref)
    )
    return e.attribute(base, code.value) if named else UNKNOWN  # type: ignore[union-attr, arg-type]


def awaited(e: Evaluator, values: Values) -> Values:
    """What `await value` gives: the value itself, as coroutines are told by what they give, but rows for a query that runs when awaited."""
    return union(
        result(e, form, v, None) if isinstance(v, Lib) and (form := e.tables.kinds[v.kind].awaited) else (v,)
        for v in values
    )


def enter(e: Evaluator, values: Values) -> Values:
    """What `with value as x` binds."""
    parts: list[Values] = []
    for value in values:
        if isinstance(value, Seq) and value.kind == "contextmanager":
            parts.append(value.item)
        elif isinstance(value, Inst):
            found = union(
                e.returned(f)
                for name in ("__enter__", "__aenter__")
                for f in e.classes.instance_attribute(value, name)
                if isinstance(f, Fn)
            )
            parts.append(found or (value,))
        else:
            parts.append((value,))
    return union(parts)


# -- injected dependencies ---------------------------------------------------------------------------------------------


def injected(e: Evaluator, ref: Ref, ins: int) -> Values:
    """What a marker (`Depends(f)`, `Provide[Container.f]`) stands for; nothing where the instruction is no such marker."""
    code = e.files.unit(ref).code[ins]
    if isinstance(code, Call) and _is_marker(e, ref, code.func):
        return provided(e, Site(e, ref, ins, code, None).values(0, "dependency", "use"))
    if isinstance(code, Subscript) and _is_marker(e, ref, code.base):
        return provided(e, e.value(ref, code.key))
    return UNKNOWN


def _is_marker(e: Evaluator, ref: Ref, ins: int) -> bool:
    return any(isinstance(v, Ext) and v.name in e.tables.markers for v in e.value(ref, ins))


def injected_value(e: Evaluator, value: Value) -> Values:
    """What a container's provider gives where it is passed to another one; other values as they are."""
    return provided(e, (value,)) if isinstance(value, ExtInst) and value.name in e.tables.providers else (value,)


def provided(e: Evaluator, values: Values) -> Values:
    """What a provider (function, generator, class, callable object, a container's own) gives to what depends on it."""
    parts: list[Values] = []
    for value in values:
        if isinstance(value, Cls):
            inst = Inst(value.ref, value.args)
            parts.append((kind_instance(e, inst) or inst,))
        elif isinstance(value, Fn):
            given = e.returned(value)
            parts.append(
                union(
                    v.item if isinstance(v, Seq) and v.kind in ("iterator", "contextmanager") else (v,) for v in given
                )
            )
        elif isinstance(value, Inst):
            parts.append(
                union(e.returned(f) for f in e.classes.instance_attribute(value, "__call__") if isinstance(f, Fn))
            )
        elif isinstance(value, Partial):
            parts.append(provided(e, (value.func,)))
        elif isinstance(value, ExtInst) and value.name in e.tables.providers:
            inner = value.args[0]
            parts.append(inner if value.name.endswith(".Object") else provided(e, inner))
        elif isinstance(value, Ext):
            kind = e.tables.kind_of.get(value.name)
            operation = e.tables.functions.get(value.name)
            parts.append(
                (Lib(kind),)
                if kind is not None
                else UNKNOWN
                if operation is None
                else result(e, operation.result, value, None)
            )
        elif isinstance(value, Method) and isinstance(value.owner, Lib):
            operation = e.tables.method(value.owner.kind, value.name)
            parts.append(result(e, operation.result, value.owner, None) if operation is not None else UNKNOWN)
    return union(parts)


__all__ = [
    "Site",
    "attribute",
    "awaited",
    "call",
    "class_member",
    "class_names",
    "enter",
    "injected",
    "instance_member",
    "item_of",
    "kind_instance",
    "operation_of",
    "qualified_name",
    "qualified_names",
    "result",
    "rows",
    "subscript",
]
