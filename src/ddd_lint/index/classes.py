"""Classes of the project: bases across files, members, receivers, implementations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ddd_lint.frameworks.django import MANAGER
from ddd_lint.index import transfer, type_expressions
from ddd_lint.index.values import (
    UNKNOWN,
    Cls,
    Context,
    Ext,
    Fn,
    Inst,
    Lib,
    Lit,
    Ref,
    Seq,
    Super,
    TVar,
    Value,
    Values,
    union,
)
from ddd_lint.model.facts import (
    Attr,
    Bind,
    Call,
    Collection,
    Const,
    Def,
    Format,
    Jump,
    Name,
    Op,
    Raise,
    SetAttr,
    Subscript,
)

if TYPE_CHECKING:
    from ddd_lint.index.evaluate import Evaluator

_PROPERTY = frozenset(
    {
        "builtins.property", "functools.cached_property", "django.utils.functional.cached_property", "werkzeug.utils.cached_property",
        "sqlalchemy.ext.hybrid.hybrid_property", "cached_property.cached_property", "abc.abstractproperty", "pydantic.computed_field",
        "sqlalchemy.ext.declarative.declared_attr", "sqlalchemy.orm.declared_attr",
    }
)  # fmt: skip
CACHED_PROPERTIES = frozenset(
    {
        "functools.cached_property",
        "django.utils.functional.cached_property",
        "werkzeug.utils.cached_property",
        "cached_property.cached_property",
    }
)
_CLASSMETHOD = frozenset(
    {
        "builtins.classmethod",
        "pydantic.field_validator",
        "pydantic.model_validator",
        "pydantic.validator",
        "pydantic.root_validator",
    }
)
_CONTEXT_MANAGER = frozenset({"contextlib.contextmanager", "contextlib.asynccontextmanager"})
_GENERIC = frozenset({"typing.Generic", "typing.Protocol", "typing_extensions.Protocol"})
PROTOCOLS = frozenset({"typing.Protocol", "typing_extensions.Protocol"})

Bindings = dict[str, Values]
Ancestry = tuple[tuple[Ref, tuple[tuple[str, Values], ...]], ...]
_Bases = tuple[Ancestry, tuple[str, ...]]
_NO_BASES: _Bases = ((), ())
_NO_NAMES: frozenset[str] = frozenset()


class Classes:
    """Answers about the project's classes, memoised."""

    def __init__(self, evaluator: Evaluator) -> None:
        self._e = evaluator
        self._known_bases: dict[Ref, _Bases] = {}

    # -- shape -------------------------------------------------------------------------------------------------------

    def parameters(self, ref: Ref) -> tuple[str, ...]:
        """The names of a class's type parameters, in order."""
        unit = self._e.files.unit(ref)
        if unit.type_params:
            return unit.type_params
        generic: list[str] = []
        other: list[str] = []
        for base in unit.bases:
            ins = unit.code[base]
            if isinstance(ins, Subscript):
                target = (
                    generic
                    if any(isinstance(v, Ext) and v.name in _GENERIC for v in self._e.value(ref, ins.base))
                    else other
                )
                keys = unit.code[ins.key]
                for part in keys.items if isinstance(keys, Collection) else (ins.key,):
                    for value in type_expressions.annotated(self._e, ref, part):
                        if isinstance(value, TVar) and value.name not in target:
                            target.append(value.name)
        return tuple(generic or other)

    def ancestry(self, ref: Ref) -> Ancestry:
        """The class and its project bases in look-up order (depth first, each once), with the type arguments given to each."""
        return self._bases(ref)[0]

    def _bases(self, ref: Ref) -> _Bases:
        known = self._known_bases.get(ref)
        if known is None:
            key = ("bases", ref)
            known = self._e.once(key, lambda: self._find_bases(ref), _NO_BASES)
            if self._e.kept(key) is not None:
                self._known_bases[ref] = known
        return known

    def _find_bases(self, ref: Ref) -> _Bases:
        unit = self._e.files.unit(ref)
        order: dict[Ref, tuple[tuple[str, Values], ...]] = {ref: ()}
        external: dict[str, None] = {}
        for base in unit.bases:
            for value in self._e.value(ref, base):
                if isinstance(value, Cls) and value.ref != ref:
                    given: Bindings = dict(zip(self.parameters(value.ref), value.args, strict=False))
                    for inner, bindings in self.ancestry(value.ref):
                        bound = tuple((name, self.substitute(values, given)) for name, values in bindings)
                        if inner == value.ref:
                            bound = tuple(given.items())
                        # A class that comes again later moves behind what derives from it, as in Python's own order.
                        order.pop(inner, None)
                        order[inner] = bound
                    external.update(dict.fromkeys(self.external_bases(value.ref)))
                elif isinstance(value, Ext):
                    external[value.name] = None
                elif isinstance(value, Lib) and value.custom is not None:
                    # `class Items(Manager.from_queryset(ItemQuerySet))`
                    order.update(dict.fromkeys((inner for inner, _ in self.ancestry(value.custom)), ()))
                    external.update(dict.fromkeys(self._e.tables.kinds[value.kind].names))
                elif not isinstance(value, Cls):
                    external.update(dict.fromkeys(transfer.class_names(self._e, value, ref, base)))
        return tuple(order.items()), tuple(external)

    def external_bases(self, ref: Ref) -> tuple[str, ...]:
        """Qualified names of the library classes that a class derives from, at any distance."""
        return self._bases(ref)[1]

    def derives(self, ref: Ref, base: Ref) -> bool:
        """Whether a class is another or derives from it."""
        return any(found == base for found, _ in self.ancestry(ref))

    def subclasses(self, ref: Ref) -> list[Ref]:
        """Every class of the project that derives from a class, in file order."""
        known: dict[Ref, list[Ref]] | None = self._e.kept("subclasses")
        if known is None:
            nothing: dict[Ref, list[Ref]] = {}
            known = self._e.once("subclasses", self._find_subclasses, nothing)
        return known.get(ref, [])

    def _find_subclasses(self) -> dict[Ref, list[Ref]]:
        table: dict[Ref, list[Ref]] = {}
        for ref in self._e.files.classes():
            if self._e.files.unit(ref).bases:
                for base, _ in self.ancestry(ref)[1:]:
                    table.setdefault(base, []).append(ref)
        return table

    def by_name(self, name: str) -> list[Ref]:
        """Classes that a string may refer to: `User`, `app.User`, `package.module.User`."""
        return self._e.files.classes_named(name.rpartition(".")[2])

    def declared_fields(self, ref: Ref) -> list[str]:
        """The names that a class's body (its bases' first) annotates, in order: the fields of a named tuple or dataclass."""
        names: dict[str, None] = {}
        for owner, _ in reversed(self.ancestry(ref)):
            unit = self._e.files.unit(owner)
            names.update(dict.fromkeys(ins.name for ins in unit.code if isinstance(ins, Bind) and ins.annotation >= 0))
        return list(names)

    def is_protocol(self, ref: Ref) -> bool:
        """Whether a class is a Protocol itself (not one that implements it)."""
        unit = self._e.files.unit(ref)
        for base in unit.bases:
            ins = unit.code[base]
            at = ins.base if isinstance(ins, Subscript) else base
            if any(isinstance(v, Ext) and v.name in PROTOCOLS for v in self._e.value(ref, at)):
                return True
        return False

    def methods(self, ref: Ref) -> dict[str, Ref]:
        """The functions defined in a class's own body."""
        found: dict[str, Ref] = {}
        for number in self._e.files.children(ref):
            unit = self._e.files.facts[ref[0]].units[number]
            if unit.kind == "function":
                found[unit.name] = (ref[0], number)
        return found

    def method(self, ref: Ref, name: str) -> Ref | None:
        """The function that a method name leads to, through the bases."""
        for owner, _ in self.ancestry(ref):
            found = self.methods(owner).get(name)
            if found is not None:
                return found
        return None

    def is_abstract(self, ref: Ref) -> bool:
        """Whether a function has no body of its own: abstract, or only `...`, `pass`, a docstring or `raise NotImplementedError`."""
        unit = self._e.files.unit(ref)
        return self._refuses(ref) or (
            unit.name != "__init__"
            and all(isinstance(ins, Jump) for ins in unit.code[unit.header + len(unit.params) :])
        )

    def _refuses(self, ref: Ref) -> bool:
        """Whether a function is abstract in so many words: by its decorator, or as it only raises `NotImplementedError`."""
        if "abc.abstractmethod" in self.decorators(ref):
            return True
        unit = self._e.files.unit(ref)
        body = [ins for ins in unit.code[unit.header + len(unit.params) :] if not isinstance(ins, Const | Jump)]
        raises = (
            bool(body)
            and isinstance(body[-1], Raise)
            and all(isinstance(ins, Name | Call | Raise | Format | Op | Attr) for ins in body)
        )
        return raises and any(isinstance(ins, Name) and ins.name == "NotImplementedError" for ins in body)

    def implementations(self, ref: Ref, name: str) -> list[tuple[Ref, Ref]]:
        """(class, function) pairs that a call of method `name` on an instance of a class may reach.

        Its own function, unless that is abstract; for an abstract or protocol method, those of the classes that implement it.
        """
        own = self.method(ref, name)
        found = [] if own is None or self.is_abstract(own) else [(ref, own)]
        if (own is not None and not found) or self.is_protocol(ref):
            candidates = dict.fromkeys(self.subclasses(ref))
            if self.is_protocol(ref):
                candidates.update(dict.fromkeys(self._structural(ref)))
            for candidate in candidates:
                method = self.method(candidate, name)
                if method is not None and method != own and not self._refuses(method):
                    found.append((candidate, method))
        return found

    def _structural(self, ref: Ref) -> list[Ref]:
        wanted = {name for owner, _ in self.ancestry(ref) for name in self.methods(owner) if not name.startswith("__")}
        if not wanted:
            return []
        found = []
        for path, facts in self._e.files.facts.items():
            for number, unit in enumerate(facts.units):
                candidate = (path, number)
                if unit.kind == "class" and candidate != ref and not self.is_protocol(candidate):
                    names = {name for owner, _ in self.ancestry(candidate) for name in self.methods(owner)}
                    if wanted <= names:
                        found.append(candidate)
        return found

    # -- functions ---------------------------------------------------------------------------------------------------

    def decorators(self, ref: Ref) -> frozenset[str]:
        """Qualified names of a function's or class's decorators (of the callee, for those that are called)."""
        unit = self._e.files.unit(ref)
        if not unit.decorators:
            return _NO_NAMES
        known: frozenset[str] | None = self._e.kept(("decorators", ref))
        return (
            known
            if known is not None
            else self._e.once(("decorators", ref), lambda: self._find_decorators(ref), _NO_NAMES)
        )

    def _find_decorators(self, ref: Ref) -> frozenset[str]:
        unit = self._e.files.unit(ref)
        names: set[str] = set()
        for position in unit.decorators:
            ins = unit.code[position]
            at = ins.func if isinstance(ins, Call) else position
            names.update(transfer.qualified_names(self._e, ref, at))
        return frozenset(names)

    def is_method(self, ref: Ref) -> bool:
        """Whether a function's first parameter is its instance or class."""
        unit = self._e.files.unit(ref)
        if unit.kind != "function" or unit.parent <= 0 or not unit.params:
            return False
        return self._e.files.unit(
            (ref[0], unit.parent)
        ).kind == "class" and "builtins.staticmethod" not in self.decorators(ref)

    def own_class(self, ref: Ref) -> Ref:
        """The class that a method is defined in."""
        return (ref[0], self._e.files.unit(ref).parent)

    def own_receiver(self, ref: Ref) -> Values:
        """What `self` or `cls` is in a method, for calls of any kind."""
        owner = self.own_class(ref)
        args = tuple((TVar(name),) for name in self.parameters(owner))
        name = self._e.files.unit(ref).name
        if self.decorators(ref) & _CLASSMETHOD or name in ("__new__", "__init_subclass__", "__class_getitem__"):
            return (Cls(owner, args),)
        inst = Inst(owner, args)
        kind = transfer.kind_instance(self._e, inst)
        if isinstance(kind, Lib) and kind.kind == MANAGER and not kind.item:
            managed = self._e.models.managed_by(owner)
            return (Lib(kind.kind, managed, custom=owner),) if managed else (inst,)
        return (inst,)

    def self_type(self, ref: Ref, context: Context | None) -> Values:
        """What `Self` means in a method."""
        if context is not None and context.owner is not None:
            owner = context.owner
            return (Inst(owner.ref, owner.args),) if isinstance(owner, Cls) else (owner,)
        if not self.is_method(ref):
            unit = self._e.files.unit(ref)
            return (Inst(ref),) if unit.kind == "class" else UNKNOWN
        owner_class = self.own_class(ref)
        return (Inst(owner_class, tuple((TVar(name),) for name in self.parameters(owner_class))),)

    def is_context_manager(self, ref: Ref) -> bool:
        """Whether a generator function is decorated to be a context manager."""
        return bool(self.decorators(ref) & _CONTEXT_MANAGER)

    def is_property(self, ref: Ref) -> bool:
        """Whether a method is read like an attribute."""
        return any(name in _PROPERTY or name.endswith((".setter", ".cached_property")) for name in self.decorators(ref))

    # -- type arguments ----------------------------------------------------------------------------------------------

    def substitute(self, values: Values, bindings: Bindings) -> Values:
        """Type variables replaced by what is bound to them."""
        if not bindings or not values:
            return values
        return union(self._replace(v, bindings) for v in values)

    def _replace(self, value: Value, bindings: Bindings) -> Values:
        if isinstance(value, TVar):
            return bindings.get(value.name, (value,))
        if isinstance(value, Inst) and value.args:
            return (Inst(value.ref, tuple(self.substitute(arg, bindings) for arg in value.args), value.row),)
        if isinstance(value, Cls) and value.args:
            return (Cls(value.ref, tuple(self.substitute(arg, bindings) for arg in value.args)),)
        if isinstance(value, Seq):
            fields = tuple((name, self.substitute(values, bindings)) for name, values in value.fields)
            return (Seq(value.kind, self.substitute(value.item, bindings), value.key, fields),)
        if isinstance(value, Lib) and value.item:
            return (Lib(value.kind, self.substitute(value.item, bindings), value.loaded, value.custom, value.place),)
        return (value,)

    def bindings_for(self, owner: Value, definer: Ref) -> Bindings:
        """What the type parameters of `definer`, a base of the owner's class, are for this owner."""
        if not isinstance(owner, Inst | Cls):
            return {}
        own = dict(zip(self.parameters(owner.ref), owner.args, strict=False))
        if owner.ref == definer:
            return own
        for ref, given in self.ancestry(owner.ref):
            if ref == definer:
                return {name: self.substitute(values, own) for name, values in given}
        return {}

    def substitute_owner(self, values: Values, function: Ref, owner: Value) -> Values:
        """A method's result with its class's type parameters as they are for the receiver."""
        return (
            self.substitute(values, self.bindings_for(owner, self.own_class(function)))
            if self.is_method(function)
            else values
        )

    # -- members -----------------------------------------------------------------------------------------------------

    def class_attribute(self, cls: Cls, name: str) -> Values:
        """What `Class.name` may be."""
        modelled = self._e.models.class_attribute(cls.ref, name)
        if modelled:
            return modelled
        for owner, _ in self.ancestry(cls.ref):
            found = self._own_member(owner, name)
            if found is not None:
                bound = self._bind_member(found, cls, instance=False)
                return self._e.stores.of_attribute(owner, name, self.substitute(bound, self.bindings_for(cls, owner)))
        return transfer.class_member(self._e, cls, name)

    def instance_attribute(self, inst: Inst, name: str) -> Values:
        """What `instance.name` may be."""
        modelled = self._e.models.instance_attribute(inst, name)
        if modelled:
            return modelled
        if name == "__class__":
            return (Cls(inst.ref, inst.args),)
        if self._e.models.describes(inst.ref, name):
            return self._assigned(inst, name)
        found = self._plain_attribute(inst, name)
        return (
            self._e.stores.of_attribute(inst.ref, name, found)
            if found
            else transfer.instance_member(self._e, inst, name)
        )

    def _plain_attribute(self, inst: Inst, name: str) -> Values:
        """What class bodies bind a name to, and methods assign to it where that is no more than a constant."""
        found: Values = UNKNOWN
        for owner, _ in self.ancestry(inst.ref):
            member = self._own_member(owner, name)
            if member is not None:
                bound = self._bind_member(member, inst, instance=True)
                found = self.substitute(bound, self.bindings_for(inst, owner))
                if any(not isinstance(v, Lit) for v in found):
                    return found
                break
        return union([self._assigned(inst, name), found])

    def _assigned(self, inst: Inst, name: str) -> Values:
        """What methods assign to `self.name`, in the class and its bases; the nearest class that assigns it decides."""
        for owner, _ in self.ancestry(inst.ref):
            parts: list[Values] = []
            for method in self.methods(owner).values():
                for position in self._e.files.attributes(method).get(name, ()):
                    ins = self._e.files.unit(method).code[position]
                    if isinstance(ins, SetAttr) and not ins.operator:
                        parts.append(self._e.bound(method, ins, Context(inst)))
            found = union(parts)
            useful = tuple(v for v in found if not (isinstance(v, Lit) and v.value is None))
            if useful:
                return self.substitute(useful, self.bindings_for(inst, owner))
        return UNKNOWN

    def super_attribute(self, value: Super, name: str) -> Values:
        """What `super().name` may be: looked up behind the class in the owner's own order."""
        owner = value.owner
        start = owner.ref if isinstance(owner, Inst | Cls) else value.ref
        order = [ref for ref, _ in self.ancestry(start)]
        order = (
            order[order.index(value.ref) + 1 :]
            if value.ref in order
            else [ref for ref, _ in self.ancestry(value.ref)][1:]
        )
        for ref in order:
            member = self._own_member(ref, name)
            if member is not None:
                bound = self._bind_member(member, owner, instance=isinstance(owner, Inst))
                return self.substitute(bound, self.bindings_for(owner, ref)) if owner is not None else bound
        if isinstance(owner, Lib):
            return transfer.attribute(self._e, Lib(owner.kind, owner.item, owner.loaded, None, owner.place), name)
        if isinstance(owner, Inst):
            return transfer.instance_member(self._e, owner, name)
        return transfer.class_member(self._e, owner, name) if isinstance(owner, Cls) else UNKNOWN

    def _own_member(self, owner: Ref, name: str) -> Values | None:
        """What a class's own body binds a name to; None where it binds it not (or only declares a dataclass-like field)."""
        binds = self._e.files.binds(owner).get(name)
        if not binds:
            return None
        unit = self._e.files.unit(owner)
        parts: list[Values] = []
        for _, at in binds:
            ins = unit.code[at]
            assert isinstance(ins, Bind)
            defined = unit.code[ins.value] if ins.value >= 0 else None
            if isinstance(defined, Def):
                parts.append(self._e.value(owner, ins.value))
            elif ins.annotation >= 0 or ins.value >= 0:
                parts.append(self._e.bound(owner, ins))
        return union(parts)

    def _bind_member(self, values: Values, receiver: Value | None, *, instance: bool) -> Values:
        parts: list[Values] = []
        for value in values:
            if not isinstance(value, Fn) or value.owner is not None or self._e.files.unit(value.ref).kind == "lambda":
                parts.append((value,))
                continue
            decorators = self.decorators(value.ref)
            if "builtins.staticmethod" in decorators:
                parts.append((value,))
            elif decorators & _CLASSMETHOD:
                cls = Cls(receiver.ref, receiver.args) if isinstance(receiver, Inst) else receiver
                parts.append((Fn(value.ref, cls),))
            elif instance and self.is_property(value.ref):
                parts.append(self._e.returns(value.ref, Context(receiver)))
            else:
                parts.append((Fn(value.ref, receiver if instance else None),))
        return union(parts)

    def construct(self, cls: Cls, site: transfer.Site) -> Values:
        """What calling a class gives."""
        inst = Inst(cls.ref, cls.args)
        if not cls.args:
            parameters = self.parameters(cls.ref)
            init = self.method(cls.ref, "__init__")
            if parameters and init is not None:
                inst = Inst(cls.ref, self._inferred(parameters, init, site))
        as_kind = transfer.kind_instance(self._e, inst)
        return (as_kind or inst,)

    def _inferred(self, parameters: tuple[str, ...], init: Ref, site: transfer.Site) -> tuple[Values, ...]:
        """Type arguments told by constructor arguments annotated with the type variable (or `type[T]`)."""
        unit = self._e.files.unit(init)
        bindings: Bindings = {}
        for position, param in enumerate(unit.params[1:], 1):
            if param.annotation < 0:
                continue
            for declared in type_expressions.annotated(self._e, init, param.annotation):
                if isinstance(declared, TVar):
                    argument = self._e.argument(site.ins, unit, position, 1)
                    if argument >= 0:
                        given = self._e.value(site.ref, argument, site.context)
                        bindings[declared.name] = tuple(Inst(v.ref, v.args) if isinstance(v, Cls) else v for v in given)
        return tuple(bindings.get(name, (TVar(name),)) for name in parameters)
