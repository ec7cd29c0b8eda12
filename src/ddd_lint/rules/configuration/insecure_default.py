"""DDD504."""

from __future__ import annotations

import re
from collections.abc import Iterator

import libcst as cst

from ddd_lint.frameworks.environment import SCHEMA_CALLS
from ddd_lint.frameworks.switches import (
    CORS_ALL_SETTINGS,
    CORS_CREDENTIAL_SETTING,
    NO_CERTIFICATE,
    TLS_MODE_NAMES,
    UNSAFE_KEYWORDS,
    UNSAFE_VARIABLES,
    UNVERIFIED_CONTEXTS,
)
from ddd_lint.model.finding import Finding
from ddd_lint.rules.base import TreeRule
from ddd_lint.rules.configuration.bindings import Verdict, judge, literal_in
from ddd_lint.rules.configuration.guards import is_unsafe_mode, switch_reason, truth_of
from ddd_lint.rules.configuration.literals import (
    STRING_TYPES,
    arguments,
    constant_of,
    key_name,
    last_name,
    target_name,
    text_of,
)
from ddd_lint.rules.configuration.places import (
    in_development,
    in_settings_class,
    in_settings_module,
    is_config_object,
    is_showcase,
    span_of,
)
from ddd_lint.rules.configuration.reads import Default, bound_name, default_of, is_environ, schema_of, variable_of
from ddd_lint.rules.configuration.secrecy import Secrecy, impossible, provider_form, secrecy
from ddd_lint.rules.configuration.unsafe_calls import PLAIN, UNVERIFIED, problem_of, wildcard_with_credentials
from ddd_lint.syntax.children import children
from ddd_lint.syntax.walk import FileContext

_VERIFIED = re.compile(r"\.verify_mode\s*=\s*(?:ssl\.)?CERT_REQUIRED\b")
"""A file that sets both modes chooses between them."""


class InsecureDefault(TreeRule):
    """
    ## What it does

    Finds settings that work, unsafely, when nobody sets them:

    - a secret with a known default: `os.getenv("SECRET_KEY", "dev")`, `env("DB_PASSWORD", default="postgres")`,
      `secret_key: str = "changethis"` in a settings class, a placeholder in a settings module;
    - a switch that guards safety and is off by default or by literal: `DEBUG = True`, `ALLOWED_HOSTS = ["*"]`,
      `SESSION_COOKIE_SECURE = False`, `WTF_CSRF_ENABLED = False`, `app.run(debug=True)`, `requests.get(url,
      verify=False)`, `ssl.CERT_NONE`, `allow_origins=["*"]` together with credentials, `sslmode=disable`,
      `os.environ["OAUTHLIB_INSECURE_TRANSPORT"] = "1"`.

    Settings for development and tests (by file, class, or a condition on the stage or the switch itself) may be
    unsafe, and code that sets `ssl.CERT_NONE` or `ssl.CERT_REQUIRED` chooses. An empty default, or one that says that
    there is none, doesn't work and is no finding.

    ## Why it is bad

    A default is what runs where somebody forgot a variable, and nothing tells them. The signing key in the repository
    lets anyone forge sessions; debug mode shows code, settings and often a console; an unverified certificate makes
    TLS pointless.

    ## Bad

    ```python
    # path: app/settings.py
    import os

    SECRET_KEY = os.getenv("SECRET_KEY", "dev")
    DEBUG = os.getenv("DEBUG", "true") == "true"
    ```

    ## Good

    ```python
    # path: app/settings.py
    import os

    SECRET_KEY = os.environ["SECRET_KEY"]
    DEBUG = os.getenv("DEBUG", "false") == "true"
    ```

    ## When to switch it off

    For files that serve development only but aren't recognised as such, with `per-file-ignores`. A `verify=False`
    towards a device that has no proper certificate deserves a suppression with its reason.

    ## How to fix

    Give secrets no default, so that a start without them fails. Let switches default to the safe side and turn them
    off for development, in its own settings or environment file. Trust a private authority with
    `verify="/path/to/ca.pem"` instead of trusting everybody.
    """

    code = "DDD504"
    name = "insecure-default"
    summary = "A secret or a safety switch has an unsafe default."

    def visit_Call(self, node: cst.Call, context: FileContext) -> Iterator[Finding] | None:
        """Reads with a default, and calls that take a switch."""
        if not node.args or is_showcase(context.path):
            return None
        return self._call(node, context)

    def visit_Assign(self, node: cst.Assign, context: FileContext) -> Iterator[Finding] | None:
        """Settings, and attributes and items that are switches."""
        return self._assigned(node.targets[0].target, node.value, context)

    def visit_AnnAssign(self, node: cst.AnnAssign, context: FileContext) -> Iterator[Finding] | None:
        """Fields of settings."""
        return None if node.value is None else self._assigned(node.target, node.value, context)

    def visit_DictElement(self, node: cst.DictElement, context: FileContext) -> Iterator[Finding] | None:
        """Items of settings, and the mode of a database's TLS."""
        if not isinstance(node.value, STRING_TYPES):
            return None
        return self._item(key_name(node.key), node.value, context)

    def visit_Param(self, node: cst.Param, context: FileContext) -> Iterator[Finding] | None:
        """A parameter that switches verification off unless told otherwise."""
        if not isinstance(node.default, cst.Name) or node.name.value not in UNSAFE_KEYWORDS:
            return None
        if truth_of(constant_of(node.default)) is not UNSAFE_KEYWORDS[node.name.value] or in_development(context):
            return None
        return self._finding(
            f"`{node.name.value}` switches certificate verification off by default; verify by default",
            node.name,
            context,
        )

    def visit_BooleanOperation(self, node: cst.BooleanOperation, context: FileContext) -> Iterator[Finding] | None:
        """`os.getenv("SECRET_KEY") or "dev"`."""
        if not isinstance(node.operator, cst.Or) or not isinstance(node.right, cst.SimpleString):
            return None
        variable = variable_of(node.left, context)
        return None if variable is None else self._default(Default(variable, node.right), context)

    # -- defaults ------------------------------------------------------------------------------------------------------

    def _default(self, default: Default, context: FileContext) -> Iterator[Finding]:
        """The finding of a value that is used where a variable is not set."""
        if is_showcase(context.path) or in_development(context):
            return
        names = (default.variable, bound_name(context))
        text = text_of(default.value)
        if text is not None and self._is_secret(names, text):
            yield from self._finding(
                f"`{names[0]}` falls back to a known secret where the environment doesn't set it; give it no default",
                default.value,
                context,
            )
            return
        for name in names:
            reason = switch_reason(name, default.value, is_variable=name == default.variable)
            if reason is not None:
                yield from self._finding(
                    f"`{name}` is unsafe unless the environment sets it: {reason}; default to the safe value",
                    default.value,
                    context,
                )
                return
        if text is not None and bound_name(context) in TLS_MODE_NAMES and is_unsafe_mode(text):
            yield from self._plain_tls(default.value, context)

    @staticmethod
    def _is_secret(names: tuple[str, str], text: str) -> bool:
        levels = [secrecy(name) for name in names]
        if levels[0] is Secrecy.NONE and levels[1] is not Secrecy.SURE:
            return False
        return not impossible(text) and provider_form(text) is None

    # -- assignments ---------------------------------------------------------------------------------------------------

    def _assigned(
        self, target: cst.BaseExpression, value: cst.BaseExpression, context: FileContext
    ) -> Iterator[Finding] | None:
        name = target_name(target)
        if not name:
            return None
        literal = literal_in(value)
        if literal is not None and judge(name, literal, context) is Verdict.DEFAULT:
            return self._known(name, literal, context)
        if isinstance(target, cst.Subscript) and is_environ(target.value, context):
            return self._written(name, value, context)
        if isinstance(target, cst.Attribute):
            return self._attribute(target, value, context)
        is_setting = in_settings_class(context) or (in_settings_module(context) and name.isupper())
        if not is_setting and not (isinstance(target, cst.Subscript) and is_config_object(target.value)):
            return None
        return self._setting(name, target, value, context)

    def _setting(
        self, name: str, target: cst.CSTNode, value: cst.BaseExpression, context: FileContext
    ) -> Iterator[Finding] | None:
        if isinstance(value, cst.Call) and last_name(value) == "Field":
            positional, keywords = arguments(value)
            found = keywords.get("default") or (positional[0] if positional else None)
            if found is None:
                return None
            value = found
        reason = switch_reason(name, value, is_variable=False)
        if (
            reason is None
            and name in CORS_ALL_SETTINGS
            and truth_of(constant_of(value))
            and _allows_credentials(context)
        ):
            reason = "every site may send requests with the visitor's cookies"
        if reason is None or in_development(context) or is_showcase(context.path) or _is_reassigned(name, context):
            return None
        return self._finding(
            f"`{name}` is set to its unsafe value: {reason}; default to the safe value", target, context
        )

    def _attribute(
        self, target: cst.Attribute, value: cst.BaseExpression, context: FileContext
    ) -> Iterator[Finding] | None:
        """`session.verify = False`, `context.verify_mode = ssl.CERT_NONE`, `app.debug = True`."""
        name = target.attr.value
        if name == "verify_mode":
            unsafe = context.qualify(value) in NO_CERTIFICATE and _VERIFIED.search(context.text) is None
        elif name == "check_hostname":
            unsafe = truth_of(constant_of(value)) is False and "CERT_NONE" not in context.text
        elif name == "verify":
            unsafe = truth_of(constant_of(value)) is False and last_name(target.value) in (
                "session",
                "client",
                "http",
                "s",
                "_session",
                "_client",
            )
        elif name == "_create_default_https_context":
            unsafe = context.qualify(value) in UNVERIFIED_CONTEXTS
        elif name == "debug" and last_name(target.value).lower().endswith(("app", "application")):
            if truth_of(constant_of(value)) is not True or in_development(context):
                return None
            return self._finding(
                "Debug mode is switched on by literal; read the switch from the settings", target.attr, context
            )
        else:
            return None
        if not unsafe or in_development(context) or is_showcase(context.path):
            return None
        return self._unverified(target.attr, context)

    def _written(self, name: str, value: cst.BaseExpression, context: FileContext) -> Iterator[Finding] | None:
        if name not in UNSAFE_VARIABLES:
            return None
        unsafe, reason = UNSAFE_VARIABLES[name]
        text = text_of(value)
        if (
            text is None
            or (text != unsafe and truth_of(text) is not truth_of(unsafe))
            or in_development(context)
            or is_showcase(context.path)
        ):
            return None
        return self._finding(
            f"`{name}` is written for the whole process: {reason}; set it in a development environment only",
            value,
            context,
        )

    def _item(self, name: str, literal: cst.BaseExpression, context: FileContext) -> Iterator[Finding] | None:
        if not name:
            return None
        if judge(name, literal, context) is Verdict.DEFAULT:
            return self._known(name, literal, context)
        if name in TLS_MODE_NAMES and is_unsafe_mode(text_of(literal) or "") and not in_development(context):
            return self._plain_tls(literal, context)
        return None

    # -- calls ---------------------------------------------------------------------------------------------------------

    def _call(self, node: cst.Call, context: FileContext) -> Iterator[Finding] | None:
        default = default_of(node, context)
        if default is not None:
            return self._default(default, context)
        name = last_name(node.func)
        if name == "setdefault" and len(node.args) == 2 and isinstance(node.func, cst.Attribute):
            return self._set_default(node, context) if is_environ(node.func.value, context) else None
        if not any(arg.keyword is not None for arg in node.args):
            return None
        declared = schema_of(node, context) if name in SCHEMA_CALLS else []
        if declared:
            return (finding for default in declared for finding in self._default(default, context))
        return self._keywords(node, name, context)

    def _set_default(self, node: cst.Call, context: FileContext) -> Iterator[Finding]:
        """`os.environ.setdefault(…)`."""
        variable, value = text_of(node.args[0].value) or "", node.args[1].value
        yield from self._written(variable, value, context) or ()
        yield from self._default(Default(variable, value), context)

    def _keywords(self, node: cst.Call, callee: str, context: FileContext) -> Iterator[Finding]:
        for arg in node.args:
            if arg.keyword is None:
                continue
            problem = problem_of(node, callee, arg.keyword.value, arg.value, context)
            if problem is not None and not in_development(context):
                yield from self._finding(problem, arg.keyword, context)
        origins = wildcard_with_credentials(node, callee)
        if origins is not None and not in_development(context):
            yield from self._finding(
                "Every origin is allowed, with credentials: any site may act for a logged-in visitor; list the origins",
                origins,
                context,
            )

    # -- findings ------------------------------------------------------------------------------------------------------

    def _known(self, name: str, literal: cst.BaseExpression, context: FileContext) -> Iterator[Finding]:
        message = f"`{name}` has a known secret as its default; give it none, so that a start without one fails"
        return self._finding(message, literal, context)

    def _unverified(self, place: cst.CSTNode, context: FileContext) -> Iterator[Finding]:
        return self._finding(UNVERIFIED, place, context)

    def _plain_tls(self, place: cst.CSTNode, context: FileContext) -> Iterator[Finding]:
        return self._finding(PLAIN, place, context)

    def _finding(self, message: str, place: cst.CSTNode, context: FileContext) -> Iterator[Finding]:
        yield context.finding(self.identity, span_of(place, context), message)


def _allows_credentials(context: FileContext) -> bool:
    """Whether the settings module also switches credentials on for other origins."""
    return any(
        isinstance(small, cst.Assign)
        and target_name(small.targets[0].target) == CORS_CREDENTIAL_SETTING
        and truth_of(constant_of(small.value))
        for statement in context.module.body
        if isinstance(statement, cst.SimpleStatementLine)
        for small in statement.body
    )


def _is_reassigned(name: str, context: FileContext) -> bool:
    """Whether a later statement of the same block gives the setting another value, always or under a condition."""
    block = context.ancestors[-2]
    statements = list(block.body) if isinstance(block, cst.Module | cst.IndentedBlock) else []
    at = next((i for i, statement in enumerate(statements) if statement is context.ancestors[-1]), len(statements))
    stack: list[cst.CSTNode] = list(statements[at + 1 :])
    while stack:
        node = stack.pop()
        if isinstance(node, cst.Assign) and target_name(node.targets[0].target) == name:
            return True
        if isinstance(node, cst.If | cst.Else | cst.BaseSuite | cst.SimpleStatementLine):
            stack.extend(children(node))
    return False
