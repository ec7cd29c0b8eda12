"""What a Django project hangs onto its requests: `request.user`, and what middleware and views assign to `request.x`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ddd_lint.frameworks.routes import REQUEST_PARAMETERS, REQUEST_TYPES
from ddd_lint.index.values import UNKNOWN, Cls, ExtInst, Fn, Inst, Lib, Values, union
from ddd_lint.model.facts import Attr, Import, Name, Param, SetAttr, Unit

if TYPE_CHECKING:
    from ddd_lint.index.evaluate import Evaluator

REQUEST: Values = (ExtInst("django.http.HttpRequest"),)
_USER = "django.contrib.auth.models.User"
_MAX_ASSIGNMENTS = 30


def named(e: Evaluator, name: str) -> Values:
    """The request that a name says it is, where nothing else tells: a parameter `request`, a view's `self.request`."""
    return REQUEST if name in REQUEST_PARAMETERS and uses_django(e) else UNKNOWN


def member(e: Evaluator, name: str) -> Values:
    """What a request carries under a name, as the project itself assigns it."""
    if name == "user":
        return tuple(Inst(ref) for ref in e.models.user_models()) or (ExtInst(_USER),)
    return e.once(("request", name), lambda: _assigned(e, name), UNKNOWN)


def is_request(name: str) -> bool:
    """Whether a library class is Django's request or the one that wraps it."""
    return name in REQUEST_TYPES


def uses_django(e: Evaluator) -> bool:
    """Whether the project imports Django at all."""
    return e.once("uses django", lambda: any(map(_imports_django, _modules(e))), False)


def _modules(e: Evaluator) -> list[Unit]:
    return [facts.units[0] for facts in e.files.facts.values()]


def _imports_django(module: Unit) -> bool:
    return any(isinstance(ins, Import) and ins.target.startswith(("django.", "django:")) for ins in module.code)


def _assigned(e: Evaluator, name: str) -> Values:
    """The objects among what is assigned to `request.name` anywhere."""
    parts: list[Values] = []
    for ref, at in e.files.set_attributes(name)[:_MAX_ASSIGNMENTS]:
        unit = e.files.unit(ref)
        ins = unit.code[at]
        if isinstance(ins, SetAttr) and not ins.operator and _is_called_request(unit, ins.base):
            parts.append(tuple(v for v in e.value(ref, ins.value) if isinstance(v, Inst | Lib | Cls | Fn)))
    return union(parts)


def _is_called_request(unit: Unit, at: int) -> bool:
    ins = unit.code[at]
    if isinstance(ins, Param):
        return unit.params[ins.index].name in REQUEST_PARAMETERS
    return isinstance(ins, Attr | Name) and ins.name in REQUEST_PARAMETERS
