"""DDD501."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from ddd_lint.frameworks.secrets import KEY_ARGUMENTS
from ddd_lint.model.finding import Finding
from ddd_lint.rules.base import TreeRule
from ddd_lint.rules.configuration.bindings import Verdict, is_trusted_call, judge, literal_in
from ddd_lint.rules.configuration.literals import STRING_TYPES, arguments, key_name, last_name, target_name, text_of
from ddd_lint.rules.configuration.places import is_config_object, span_of
from ddd_lint.rules.configuration.secrecy import Secrecy, may_hold_provider_form, provider_form, secrecy
from ddd_lint.syntax.walk import FileContext


class HardcodedSecret(TreeRule):
    """
    ## What it does

    Finds passwords, API keys, access tokens, and signing or encryption keys that are written into the code as
    literals. A literal counts

    - by the name it is bound to: a variable, an attribute, a keyword argument, a dictionary key or a parameter's
      default that is called `password`, `api_key`, `SECRET_KEY`, `client_secret` and the like, with a value that
      could be one;
    - by its own form, whatever it is bound to: a provider's token (`ghp_…`, `AKIA…`, `sk_live_…`, `xoxb-…`), a
      private key block, a Slack or Discord webhook;
    - by its use as the key of a signature: `jwt.encode(claims, "…")`, `Fernet(b"…")`, `hmac.new(b"…", …)`.

    It is no finding where the value is empty, masked, a template, a path or URL, or itself the *name* of something
    (`PASSWORD_FIELD = "password"`, `TOKEN_HEADER = "X-Auth-Token"`, an environment variable's name, an event, an
    algorithm), in enumerations, tests, documentation, examples and sample data, and in settings for development. A
    default that the environment overrides is DDD504's matter, a database URL DDD502's.

    ## Why it is bad

    Whoever can read the repository, an image built from it, a log of it or a fork holds the secret, and it stays in
    the history after it is removed from the code. All environments share it, so a leak in one is a leak in all, and
    changing it takes a deployment.

    ## Bad

    ```python
    # path: app/payments.py
    import stripe

    STRIPE_API_KEY = "live-9f83hG7dkQ2m"


    def client() -> stripe.Client:
        return stripe.Client(api_key=STRIPE_API_KEY)
    ```

    ## Good

    ```python
    # path: app/settings.py
    from pydantic import SecretStr
    from pydantic_settings import BaseSettings


    class Settings(BaseSettings):
        stripe_api_key: SecretStr
    ```

    ```python
    # path: app/payments.py
    import stripe

    from app.settings import Settings


    def client(settings: Settings) -> stripe.Client:
        return stripe.Client(api_key=settings.stripe_api_key.get_secret_value())
    ```

    ## When to switch it off

    Not for a whole project. Suppress single lines that hold a published value on purpose, such as the key of a public
    sandbox, and give the reason: `# ddd-lint: ignore[hardcoded-secret] -- the vendor's public test key`. The least
    length of a value that is judged by its looks alone is the threshold `hardcoded-secret-min-length` (8).

    ## How to fix

    Revoke the secret first: it is known. Then read the new one in the settings module, from the environment or a
    secret store, without a default, so that a start without it fails.
    """

    code = "DDD501"
    name = "hardcoded-secret"
    summary = "A password, token or key is written into the code as a literal."

    def visit_Assign(self, node: cst.Assign, context: FileContext) -> Iterator[Finding] | None:
        """`name = "…"`, `config["NAME"] = "…"`, `app.name = "…"`."""
        if not isinstance(node.value, STRING_TYPES) and not isinstance(node.value, cst.Call):
            return None
        target = node.targets[0].target
        name = target_name(target)
        item = isinstance(target, cst.Subscript)
        trusted = isinstance(target, cst.Subscript) and is_config_object(target.value) and secrecy(name) is Secrecy.SURE
        return self._bound(name, node.value, context, trusted=trusted, item=item)

    def visit_AnnAssign(self, node: cst.AnnAssign, context: FileContext) -> Iterator[Finding] | None:
        """`name: str = "…"`."""
        return self._bound(target_name(node.target), node.value, context)

    def visit_DictElement(self, node: cst.DictElement, context: FileContext) -> Iterator[Finding] | None:
        """`{"name": "…"}`."""
        if not isinstance(node.value, STRING_TYPES):
            return None
        return self._bound(key_name(node.key), node.value, context, item=True)

    def visit_Param(self, node: cst.Param, context: FileContext) -> Iterator[Finding] | None:
        """`def f(name="…")`."""
        if not isinstance(node.default, STRING_TYPES):
            return None
        return self._bound(node.name.value, node.default, context)

    def visit_Call(self, node: cst.Call, context: FileContext) -> Iterator[Finding] | None:
        """`f(name="…")`, and the key of a signature."""
        if not any(isinstance(arg.value, STRING_TYPES) for arg in node.args):
            return None
        return self._call(node, context)

    def visit_SimpleString(self, node: cst.SimpleString, context: FileContext) -> Iterator[Finding] | None:
        """A value that gives itself away."""
        if len(node.value) < 20 or not may_hold_provider_form(context.text):
            return None
        return self._form(node, context)

    def _bound(
        self,
        name: str,
        value: cst.BaseExpression | None,
        context: FileContext,
        *,
        trusted: bool = False,
        item: bool = False,
    ) -> Iterator[Finding] | None:
        literal = literal_in(value)
        if not name or literal is None:
            return None
        if judge(name, literal, context, trusted=trusted, item=item) is not Verdict.HARDCODED:
            return None
        return self._finding(f"`{name}` is a secret written into the code", literal, context)

    def _call(self, node: cst.Call, context: FileContext) -> Iterator[Finding]:
        config = isinstance(node.func, cst.Attribute) and is_config_object(node.func.value)
        keyed = context.qualify(node.func) in KEY_ARGUMENTS
        for arg in node.args:
            if arg.keyword is not None and isinstance(arg.value, STRING_TYPES):
                name = arg.keyword.value
                level = secrecy(name)
                trusted = level is not Secrecy.NONE and (config or keyed or is_trusted_call(node, context))
                if judge(name, arg.value, context, trusted=trusted) is Verdict.HARDCODED:
                    yield from self._finding(
                        f"`{name}` is a secret written into the call of `{last_name(node)}`", arg.value, context
                    )
        if keyed:
            index = KEY_ARGUMENTS[context.qualify(node.func) or ""]
            positional, keywords = arguments(node)
            literal = literal_in(positional[index] if index < len(positional) else keywords.get("key"))
            if literal is not None and judge("", literal, context, trusted=True) is not None:
                yield from self._finding(f"The key of `{last_name(node)}` is written into the code", literal, context)

    def _form(self, node: cst.SimpleString, context: FileContext) -> Iterator[Finding]:
        what = provider_form(text_of(node) or "")
        if what is not None and not context.roles.test:
            yield from self._finding(f"This literal is {what} in the code", node, context)

    def _finding(self, what: str, literal: cst.BaseExpression, context: FileContext) -> Iterator[Finding]:
        yield context.finding(
            self.identity,
            span_of(literal, context),
            f"{what}; read it from the environment or a secret store, and revoke this one",
        )
